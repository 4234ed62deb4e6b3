import FakeExchange
import Foundation
import TestSupport
import Testing

@Suite struct `A configuration` {
  @Test(arguments: [
    BadConfiguration("", "cardferry.yaml: the file is empty; see templates/cardferry.yaml"),
    BadConfiguration("---", "cardferry.yaml: the file is empty; see templates/cardferry.yaml"),
    BadConfiguration(
      "accounts: [", "cardferry.yaml:1: not YAML: did not find expected node content"),
    BadConfiguration(
      "- a\n",
      "cardferry.yaml:1: the configuration must be a mapping, lines of the form 'key: value'"),
    BadConfiguration(
      "outputs: {}\n",
      "cardferry.yaml:1: no 'accounts'; write 'accounts:' with a name and its server"),
    BadConfiguration(
      "accounts: {a: {}}\naccounts: {}\n",
      "cardferry.yaml:1: the key 'accounts' stands there twice; leave one"),
    .account(
      "prot: 443",
      "cardferry.yaml:7: unknown key 'prot' in account 'contoso'; known are: accept-policy, "
        + "allow-redirect-to, auth, ca, client-certificate, max-delete, oauth, password, "
        + "proxy, query, rebaseline, retries, server, supported, timeout, token, user, version, "
        + "window"),
    .account(
      "version: 12.2",
      "cardferry.yaml:7: unknown 'version: 12.2' of account 'contoso'; write one of 2.5, 12.0, "
        + "12.1, 14.0, 14.1, 16.0, 16.1"),
    .account(
      "query: b64",
      "cardferry.yaml:7: unknown 'query: b64' of account 'contoso'; write plain or base64"),
    .account(
      "retries: 9",
      "cardferry.yaml:7: 'retries' of account 'contoso' must be a number from 0 to 5"),
    .account(
      "allow-redirect-to: [https://mail.contoso.com]",
      "cardferry.yaml:7: 'allow-redirect-to' of account 'contoso' takes hosts alone, such as "
        + "mail.contoso.com"),
    .account(
      "timeout: 10h",
      "cardferry.yaml:7: 'timeout' of account 'contoso' must be seconds or minutes, such as 90s or "
        + "10m"),
    .account(
      "rebaseline: 30",
      "cardferry.yaml:7: 'rebaseline' of account 'contoso' must be days or hours, such as 30d or "
        + "12h, or never"),
    .account(
      "max-delete: 120%",
      "cardferry.yaml:7: 'max-delete' of account 'contoso' must be a percentage from 0% to 100%, "
        + "such as 20%"),
    .account(
      "auth: digest",
      "cardferry.yaml:7: unknown 'auth: digest' of account 'contoso'; write basic, oauth, "
        + "negotiate, ntlm"),
    .account(
      "auth: negotiate",
      "cardferry.yaml:5: 'auth: negotiate' of account 'contoso' sends no password; take "
        + "'password' out"),
    .account(
      "token: hush",
      "cardferry.yaml:7: 'token' of account 'contoso' goes with 'auth: oauth'; write that, or "
        + "take it out"),
    .oauth(
      "",
      "cardferry.yaml:3: account 'contoso' has no 'oauth'; write 'oauth: {client-id: ID}' for "
        + "cardferry login, or 'token: {command: [PROGRAM, ARGUMENT]}' for a token of another "
        + "program"),
    .oauth(
      "oauth: {tenant: contoso.com}",
      "cardferry.yaml:6: 'oauth' of account 'contoso' has no 'client-id'; register an application "
        + "with your provider, allow it the device flow, and write its id, 'client-id: ID'"),
    .oauth(
      "oauth: {client-id: ferry, tenant: \"a/b\"}",
      "cardferry.yaml:6: 'tenant' of 'oauth' of account 'contoso' must be the id or the domain of a "
        + "tenant, or organizations"),
    .oauth(
      "oauth: {client-id: ferry, token-endpoint: \"https://login.example.com/token\"}",
      "cardferry.yaml:6: 'oauth' of account 'contoso' needs both 'device-endpoint' and "
        + "'token-endpoint', or neither for Microsoft's"),
    .oauth(
      "oauth: {client-id: ferry, token-endpoint: \"http://login.example.com/token\"}",
      "cardferry.yaml:6: 'token-endpoint' of 'oauth' of account 'contoso' must be an https address "
        + "without a query, such as https://login.example.com/token (http is for this machine "
        + "alone)"),
    .oauth(
      "oauth: {client-id: ferry, tenant: contoso.com, device-endpoint: \"https://a.example/d\", "
        + "token-endpoint: \"https://a.example/t\"}",
      "cardferry.yaml:6: 'tenant' of 'oauth' of account 'contoso' is Microsoft's alone, and the "
        + "endpoints are named; take it or them out"),
    .oauth(
      "oauth: {client-id: ferry}\n    token: hush",
      "cardferry.yaml:7: 'token' and 'oauth' of account 'contoso' exclude each other; take one of "
        + "them out"),
    .oauth(
      "oauth: {client-id: ferry}\n    password: hush",
      "cardferry.yaml:7: 'auth: oauth' of account 'contoso' sends no password; take 'password' out"),
    .account(
      "oauth: {client-id: ferry}",
      "cardferry.yaml:7: 'oauth' of account 'contoso' goes with 'auth: oauth'; write that, or take "
        + "it out"),
    .account(
      "ca: /nowhere/ca.pem",
      "cardferry.yaml:7: 'ca' of account 'contoso': cannot read /nowhere/ca.pem; is it there, and "
        + "may you read it?"),
    .account(
      "client-certificate: {key: /nowhere}",
      "cardferry.yaml:7: 'client-certificate' of account 'contoso' has no 'file'; write the path "
        + "of a PEM or .p12 file"),
    .account(
      "proxy: socks5://proxy.contoso.com",
      "cardferry.yaml:7: 'proxy' of account 'contoso' must be http://HOST:PORT, "
        + "https://HOST:PORT, none or environment"),
    .account(
      "window: 513",
      "cardferry.yaml:6: 'window' of account 'contoso' must be a number from 1 to 512"),
    .account(
      "window: many",
      "cardferry.yaml:6: 'window' of account 'contoso' must be a number from 1 to 512"),
    .account(
      "accept-policy: perhaps",
      "cardferry.yaml:7: 'accept-policy' of account 'contoso' must be true or false"),
    .account(
      "supported: [JobTitle, Shoesize]",
      "cardferry.yaml:7: 'Shoesize' in 'supported' of account 'contoso' is no element of a "
        + "contact; write names such as JobTitle or NickName"),
    .account(
      "supported: JobTitle",
      "cardferry.yaml:7: 'supported' of account 'contoso' must be a list, such as [A, B]"),
    .account(
      "server: http://mail.contoso.com",
      "cardferry.yaml:3: 'server' of account 'contoso': http sends the password unencrypted; "
        + "write https:// (http is for this machine's own 127.0.0.1, ::1 and localhost alone)"),
    .account(
      "server: [a]", "cardferry.yaml:3: 'server' of account 'contoso' must be a text"),
    .account(
      "user:",
      "cardferry.yaml:3: account 'contoso' has no 'user'; write 'user: anna@example.com'"),
    .account(
      "password: {comand: [pass]}",
      "cardferry.yaml:5: unknown key 'comand' in 'password' of account 'contoso'; known are: "
        + "command, credential, env, file, timeout"),
    .account(
      "password: {env: A, timeout: 1m}",
      "cardferry.yaml:5: 'timeout' of 'password' of account 'contoso' goes with 'command'; take it "
        + "out"),
    .account(
      "password: {command: [pass], timeout: 2h}",
      "cardferry.yaml:5: 'timeout' of 'password' of account 'contoso' must be seconds or minutes, "
        + "such as 90s or 10m"),
    .account(
      "password: {env: 1A}",
      "cardferry.yaml:5: 'env' of 'password' of account 'contoso' must be the name of a variable, "
        + "such as CONTOSO_PASSWORD"),
    .account(
      "password: {env: A, file: b}",
      "cardferry.yaml:5: 'password' of account 'contoso' must be a text or one of {command: "
        + "[PROGRAM, ARGUMENT]}, {file: PATH}, {env: NAME}, {credential: NAME}"),
    .account(
      "user: contoso:anna",
      "cardferry.yaml:4: 'user' of account 'contoso' holds a colon or a control character, which "
        + "'auth: basic' can't send; correct it"),
    .account(
      "user: \"anna\\n\"",
      "cardferry.yaml:4: 'user' of account 'contoso' holds a colon or a control character, which "
        + "'auth: basic' can't send; correct it"),
    .account(
      "accept-policy: maybe",
      "cardferry.yaml:7: 'accept-policy' of account 'contoso' must be true or false"),
    .account(
      "accept-policy: \"true\"",
      "cardferry.yaml:7: 'accept-policy' of account 'contoso' must be true or false"),
    .account(
      "password: {command: [\"a\\0b\"]}",
      "cardferry.yaml:5: 'command' of 'password' of account 'contoso' holds the character NUL; take "
        + "it out"),
    .outputs(
      "  cards: {format: vcard, path: \"a\\0b\"}",
      "cardferry.yaml:5: 'path' of output 'cards' holds the character NUL; take it out"),
    .outputs(
      "  cards: {format: vcard, path: $HOME/x}",
      "cardferry.yaml:5: 'path' of output 'cards': variables aren't looked up, and $HOME stays as it "
        + "is; write the path without, or with ~/ for your home directory"),
    .outputs(
      "  cards: {format: vcard, path: \"x/${USER}/y\"}",
      "cardferry.yaml:5: 'path' of output 'cards': variables aren't looked up, and ${USER} stays as "
        + "it is; write the path without, or with ~/ for your home directory"),
    .outputs(
      "  cards: {format: vcard, path: ~root/x}",
      "cardferry.yaml:5: 'path' of output 'cards': ~ alone is a home directory, that of whoever runs "
        + "cardferry; write the whole path, or ./~root/x for a file of that name"),
    .outputs(
      "  cards: {format: vcard, path: \(String(repeating: "x", count: 256))}",
      "cardferry.yaml:5: 'path' of output 'cards': no name in a path can be longer than 255 bytes; "
        + "shorten it"),
    .outputs(
      "  cards: {format: vcard, path: /}",
      "cardferry.yaml:5: output 'cards' and the state '@/state' lie in one another; "
        + "give the output a 'path' of its own"),
    BadConfiguration(
      """
      state: /
      accounts:
        contoso: {server: "https://mail.contoso.com", user: anna@contoso.com, password: hush}
      outputs:
        cards: {format: vcard, path: x}

      """,
      "cardferry.yaml:5: output 'cards' and the state '/' lie in one another; "
        + "give the output a 'path' of its own"),
    .outputs(
      "", "cardferry.yaml:1: no 'outputs'; write 'outputs:' with a name, a format and a path"),
    .outputs(
      "  cards: {format: csv, path: x}",
      "cardferry.yaml:5: unknown format 'csv' of output 'cards'; write vcard, jcard, xcard or ldif"),
    .outputs(
      "  cards: {format: vcard, path: x, version: 2.1}",
      "cardferry.yaml:5: unknown 'version' of output 'cards', '2.1'; known are: 3.0, 4.0"),
    .outputs(
      "  cards: {format: xcard, path: x, version: 3.0}",
      "cardferry.yaml:5: xcard is vCard 4.0 by definition; take 'version' out of output 'cards'"),
    .outputs(
      "  cards: {format: vcard, path: x, dialect: [apple, nokia]}",
      "cardferry.yaml:5: unknown 'dialect' of output 'cards', 'nokia'; known are: apple, outlook, "
        + "evolution, android"),
    .outputs(
      "  cards: {format: vcard, path: x, sensitive: government-id}",
      "cardferry.yaml:5: 'sensitive' of output 'cards' must be a list, such as [A, B]"),
    .outputs(
      "  cards: {format: vcard, path: x, mode: 0755}",
      "cardferry.yaml:5: 'mode' of output 'cards' must be a mode of files that you can read and "
        + "write and nobody can execute, such as 0640"),
    .outputs(
      "  cards: {format: vcard, path: x, on-conflict: merge}",
      "cardferry.yaml:5: unknown 'on-conflict' of output 'cards', 'merge'; known are: overwrite, "
        + "keep"),
    .outputs(
      "  cards: {format: vcard, path: x, photo: true}",
      "cardferry.yaml:5: unknown key 'photo' in output 'cards'; known are: dialect, format, "
        + "mode, on-conflict, path, photos, sensitive, take-over, version"),
    .ldif(
      "base-entry: true, base: \"cn=contacts,dc=example\"",
      "cardferry.yaml:5: 'base-entry' of output 'ldap': cn tells no object class, as ou, o, dc, l, "
        + "c do; name the base by one of them, or add its entry to the directory yourself"),
    .ldif(
      "phone-format: E164",
      "cardferry.yaml:5: unknown 'phone-format' of output 'ldap', 'E164'; known are: as-is, digits, "
        + "e164"),
    .ldif(
      "phone-format: e164, region: UK",
      "cardferry.yaml:5: 'region' of output 'ldap': \"UK\" is no region with telephone numbers; "
        + "write an ISO 3166 code of two letters, such as DE"),
    .ldif(
      "deliver: {command: [ldapmodify, -f, \"{file}\"]}",
      "cardferry.yaml:5: 'deliver' of output 'ldap' has nothing to hand over; add 'changes: "
        + "changes/'"),
    .ldif(
      "changes: y, deliver: {command: [ldapmodify, -f]}",
      "cardferry.yaml:5: 'command' of 'deliver' of output 'ldap' doesn't name the change file; add "
        + "{file}, as in [ldapmodify, -f, \"{file}\"]"),
    .ldif(
      "changes: y, deliver: {keep: 3}",
      "cardferry.yaml:5: 'deliver' of output 'ldap' has no 'command'; write 'command: [ldapmodify, "
        + "-f, \"{file}\"]'"),
    .outputs(
      "  cards: {format: vcard}",
      "cardferry.yaml:5: output 'cards' has no 'path'; write 'path: contacts/'"),
    .outputs(
      "  cards: {format: vcard, path: state/cards}",
      "cardferry.yaml:5: output 'cards' and the state '@/state' lie in one another; "
        + "give the output a 'path' of its own"),
    .outputs(
      "  cards: {format: vcard, path: ./}",
      "cardferry.yaml:5: output 'cards' and the state '@/state' lie in one another; "
        + "give the output a 'path' of its own"),
    .outputs(
      "  a: {format: vcard, path: x/../out}\n  b: {format: vcard, path: out/b}",
      "cardferry.yaml:6: output 'b' would write into '@/out/b', which output 'a' uses; "
        + "give it a path of its own"),
    .outputs(
      "  ../etc: {format: vcard, path: x}",
      "cardferry.yaml:5: the name of output '../etc' must be up to 64 letters, digits, '.', '_', "
        + "'@' and '-', not beginning with '.' or '-'"),
    .outputs(
      "  ldap: {format: ldif, path: x.ldif}",
      "cardferry.yaml:5: output 'ldap' has no 'base'; "
        + "write 'base: \"ou=contacts,dc=example,dc=com\"'"),
    .outputs(
      "  ldap: {format: ldif, path: x.ldif, base: \"dc=example\", template: inetorg}",
      "cardferry.yaml:5: unknown template 'inetorg' of output 'ldap'; write one of: "
        + "inetorgperson, mozilla, evolution, activedirectory, or the path of a file"),
    .outputs(
      "  ldap: {format: ldif, path: x.ldif, base: \"dc=example\", template: mine.yaml}",
      "cardferry.yaml:5: 'template' of output 'ldap': there is no file @/mine.yaml"),
  ])
  func `that can't be used is refused in one line, and nothing is touched`(
    bad: BadConfiguration
  ) async throws {
    let place = try Workplace()
    try place.folder.write(bad.text, to: "cardferry.yaml")
    let outcome = try await place.export()
    let directory = try #require(
      place.folder.path.hasPrefix("/") ? place.folder.path : nil)
    #expect(
      outcome.errors == "cardferry: "
        + bad.message.replacing("@/", with: directory + "/") + "\n")
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(try FileTree(directory).files.keys.sorted() == ["cardferry.yaml"])
  }

  @Test(arguments: ["true", "True", "TRUE", "yes", "On", "false", "No", "off"])
  func `says yes and no in the same words as a template`(word: String) async throws {
    let place = try Workplace()
    // Nobody listens there; what is said of the words comes before.
    try place.configure(
      accounts: [("contoso", "http://127.0.0.1:9")], options: "accept-policy: \(word)\nretries: 0")
    #expect(try await place.export().status == 4)
    let template = try await place.run(["template", "show", "inetorgperson"]).output
    let line = try #require(template.firstMatch(of: /\n  uid: *\{/))
    try place.folder.write(
      template.replacing(line.0, with: line.0 + "required: \(word), "), to: "mine.yaml")
    let check = try await place.run(["template", "check", "mine.yaml"])
    #expect(check.status == 0, "\(check.errors)")
  }

  @Test func `may begin with a byte order mark, and so may a template`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      let template = try await place.run(["template", "show", "inetorgperson"]).output
      let whole = try #require(template.range(of: "object-classes"))
      try place.folder.write(
        "\u{FEFF}" + template[whole.lowerBound...], to: "mine.yaml")
      try place.folder.write(
        "\u{FEFF}accounts: {b: {server: \"\(server.url)\", user: anna@contoso.com, password: secret}}\n",
        to: "more.yaml")
      chmod(place.folder.path("more.yaml"), 0o600)
      try place.folder.write(
        """
        \u{FEFF}state: state
        include: more.yaml
        outputs: {ldap: {format: ldif, base: "dc=example", path: x.ldif, template: mine.yaml}}

        """, to: "cardferry.yaml")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.folder.read("x.ldif").contains("dn: "))
      try Data([0xFF] + Array(template.utf8)).write(
        to: URL(filePath: place.folder.path("mine.yaml")))
      let refused = try await place.export()
      #expect(refused.status == 2)
      #expect(
        refused.errors
          == "cardferry: \(place.folder.path("mine.yaml")): not UTF-8; save it in that encoding\n")
    }
  }

  @Test func `with a secret in the clear that others can read is told of, once for each file`()
    async throws
  {
    let place = try Workplace()
    func account(_ name: String, _ rest: String) -> String {
      "  \(name): {server: \"http://127.0.0.1:9\", user: anna, retries: 0, \(rest)}\n"
    }
    let outputs = "outputs: {cards: {format: vcard, path: contacts}}\n"
    let files = [
      "c.yaml": "state: state\ninclude: conf.d\n\(outputs)accounts:\n"
        + account("a", "password: hush") + account("b", "password: hush"),
      "conf.d/1.yaml": "accounts:\n" + account("c", "password: {env: NOT_SET_ANYWHERE}"),
      "conf.d/2.yaml": "accounts:\n" + account("d", "auth: oauth, token: hush"),
      "conf.d/3.yaml": "accounts:\n"
        + account("e", "auth: oauth, oauth: {client-id: x, client-secret: hush}"),
    ]
    for (name, text) in files { try place.folder.write(text, to: name) }
    func warnings(_ options: String...) async throws -> [String] {
      let outcome = try await place.run(["export", "--config", "c.yaml"] + options)
      return outcome.errors.split(separator: "\n").map(String.init).filter {
        $0.hasPrefix("cardferry: warning: ")
      }
    }
    let told = ["c.yaml", place.folder.path("conf.d/2.yaml"), place.folder.path("conf.d/3.yaml")]
    for name in files.keys { chmod(place.folder.path(name), 0o644) }
    #expect(
      try await warnings()
        == told.map {
          "cardferry: warning: \($0) holds a password or token in the clear, and others can get at "
            + "it; run chmod 600 \($0), or have it read from elsewhere, by {command: …}, {file: …} or "
            + "{credential: …}"
        })
    #expect(try await warnings("-q") == [])
    for name in files.keys { chmod(place.folder.path(name), 0o600) }
    #expect(try await warnings() == [])
  }

  @Test func `that isn't there is asked for`() async throws {
    let place = try Workplace()
    let outcome = try await place.export()
    #expect(
      outcome.errors == "cardferry: cardferry.yaml: there is no such file; "
        + "copy templates/cardferry.yaml there, or name one with --config\n")
    #expect(outcome.status == 2)
  }

  @Test func `is looked for below XDG_CONFIG_HOME`() async throws {
    let place = try Workplace()
    let outcome = try await place.run(
      ["export"], environment: ["XDG_CONFIG_HOME": place.folder.path("config")])
    #expect(outcome.errors.contains(place.folder.path("config/cardferry/cardferry.yaml: there is")))
    #expect(outcome.status == 2)
  }

  @Test func `without the account or output that is asked for is refused`() async throws {
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "https://mail.contoso.com")])
    let account = try await place.export("--account", "fabrikam")
    #expect(
      account.errors.hasPrefix(
        "cardferry: there is no account 'fabrikam' in the configuration; there are: contoso\n"))
    #expect(account.status == 2)
    let output = try await place.export("--output", "card")
    #expect(
      output.errors.hasPrefix(
        "cardferry: there is no output 'card' in the configuration; there are: cards, ldap\n"))
    #expect(output.status == 2)
  }

  @Test func `and options that make no sense end with 2`() async throws {
    let place = try Workplace()
    #expect(try await place.run(["export", "--colour"]).status == 2)
    #expect(try await place.run(["export", "-q", "-v"]).status == 2)
    #expect(try await place.run(["exprot"]).status == 2)
    #expect(try await place.run(["--help"]).status == 0)
    #expect(try await place.run(["--version"]).output == "0.1.0\n")
  }
}
