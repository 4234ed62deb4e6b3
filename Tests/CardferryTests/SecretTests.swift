import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// What must never be printed: a password, a cookie, the keys that a server gave, and what a contact
/// says.
@Suite(.serialized) struct `Secrets` {
  private static let policy = FakeExchange.Provisioning(
    mode: .forced, policy: [.init(WBXML.Tag.Provision.devicePasswordEnabled, "0")])

  /// A server with a policy, cookies, and one contact of nothing but canaries.
  private func withCanaries(
    _ body: (FakeExchange, borrowing Workplace) async throws -> Void
  ) async throws {
    let options = FakeExchange.Options(password: "password-canary", provisioning: Self.policy)
    try await withServer(options, contacts: 0) { server in
      let tags = [
        C.firstName, C.lastName, C.fileAs, C.companyName, C.jobTitle, C.email1Address, C.webPage,
        C.mobilePhoneNumber, C.birthday, C.picture, C.homeAddressCity, C.spouse,
      ]
      try server.changeMailbox { mailbox in
        var contact = MailboxContact(body: "note-canary")
        for tag in tags { contact[tag] = "field-canary" }
        contact.categories = ["category-canary"]
        try mailbox.put(contact, in: "2", serverID: "id-canary")
      }
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)], options: "retries: 0", password: "password-canary")
      try await body(server, place)
    }
  }

  /// Runs a command, which must end as it is said, so that it came to what there was to tell; all that
  /// it says holds none of the canaries, and none of the keys that the server gave.
  private func expectSilence(
    _ arguments: [String], status: Int32 = 0, _ server: FakeExchange, _ place: borrowing Workplace,
    environment: [String: String] = [:]
  ) async throws {
    let outcome = try await place.run(
      arguments + ["--config", "cardferry.yaml"], environment: environment)
    let said = outcome.output + outcome.errors
    let names = arguments.joined(separator: " ")
    #expect(outcome.status == status, "\(names): \(said)")
    #expect(!said.contains("canary"), "\(names): \(said)")
    #expect(!said.contains(Data("anna@contoso.com:password-canary".utf8).base64EncodedString()))
    let keys = server.requests.compactMap { $0.header("X-MS-PolicyKey") }.filter { $0 != "0" }
    for key in Set(keys) { #expect(!said.contains(key), "\(names)") }
  }

  @Test(arguments: [[], ["-v"], ["-vv"], ["-q"]])
  func `are in no word of any command, however much it tells`(verbosity: [String]) async throws {
    try await withCanaries { server, place in
      server.add(Fault(.headers(["Set-Cookie": "session=cookie-canary"]), times: nil))
      let commands: [(arguments: [String], status: Int32)] = [
        (["export"], 0), (["export", "--json"], 0), (["export", "--full", "--dry-run"], 0),
        (["folders"], 0), (["doctor"], 0), (["doctor", "--json"], 0), (["rebuild", "ldap"], 0),
        (["deliver"], 2), (["wipe", "contoso", "--confirm"], 2), (["login", "contoso"], 2),
        (["export", "--account", "nobody"], 2),
      ]
      for command in commands {
        try await expectSilence(
          command.arguments + verbosity, status: command.status, server, place)
      }
      #expect(server.requests.contains { $0.header("Cookie") == "session=cookie-canary" })
      #expect(server.requests.contains { ($0.header("X-MS-PolicyKey") ?? "0") != "0" })
      #expect(try place.cards().files.values.contains { $0.text.contains("field-canary") })
      // The state knows contacts and the policy key. What has no place in it at all:
      for (path, file) in try FileTree(place.folder.path("state")).files {
        #expect(file.contents.range(of: Data("password-canary".utf8)) == nil, "\(path)")
        #expect(file.contents.range(of: Data("cookie-canary".utf8)) == nil, "\(path)")
      }
    }
  }

  @Test(arguments: [
    (401, 3), (403, 9), (449, 6), (451, 5), (456, 9), (457, 3), (500, 4), (503, Int32(4)),
  ])
  func `are in no error of a server's`(answer: Int, status: Int32) async throws {
    try await withCanaries { server, place in
      try await expectSilence(["export"], server, place)
      server.add(
        Fault(
          .http(
            status: answer, headers: ["Content-Type": "text/html"],
            body: Array("<p>password-canary field-canary</p>".utf8)), times: nil))
      for command in [["export", "-vv"], ["export", "--json"], ["folders", "-vv"], ["doctor"]] {
        try await expectSilence(command, status: status, server, place)
      }
    }
  }

  @Test func `are in no error of TLS, of the state or of the configuration`() async throws {
    try await withCanaries { server, place in
      try await expectSilence(["export"], server, place)
      let state = place.folder.path("state/contoso.sqlite")
      try Data("SQLite format 3\0 field-canary".utf8).write(to: URL(filePath: state))
      try await expectSilence(["export", "-vv"], status: 1, server, place)
      try await expectSilence(["doctor", "-vv"], status: 1, server, place)
      try FileManager.default.removeItem(atPath: state)
      let text = try place.folder.read("cardferry.yaml")
      try place.folder.write(text.replacing("http://", with: "https://"), to: "cardferry.yaml")
      try await expectSilence(["export", "-vv"], status: 4, server, place)
      for wrong in [
        "password: {file: /nonexistent, extra: password-canary}", "password: [password-canary]",
        "password: \"password-canary", "password: {command: password-canary}",
      ] {
        try place.folder.write(
          text.replacing("password: password-canary", with: wrong), to: "cardferry.yaml")
        let outcome = try await place.export()
        #expect(outcome.status == 2)
        #expect(!outcome.errors.contains("password-canary"), "\(outcome.errors)")
      }
    }
  }

  @Test func `are in no argument and no environment of another program`() async throws {
    try await withCanaries { server, place in
      let text = try place.folder.read("cardferry.yaml")
        .replacing("password: password-canary", with: "password: {env: FERRY_PASSWORD}")
        .replacing(
          "changes: changes/}",
          with: """
            changes: changes/, deliver: {command: [sh, -c, "env > env.txt; tr '\\\\0' ' ' \
            < /proc/$PPID/cmdline > line.txt", sh, "{file}"]}}
            """)
      try place.folder.write(text, to: "cardferry.yaml")
      let environment = ["FERRY_PASSWORD": "password-canary"]
      let outcome = try await place.run(
        ["export", "--config", "cardferry.yaml"], environment: environment)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.folder.read("env.txt").contains("PATH="))
      #expect(try !place.folder.read("env.txt").contains("canary"))
      #expect(try place.folder.read("line.txt").contains("export"))
      #expect(try !place.folder.read("line.txt").contains("canary"))
    }
  }

  @Test func `are in no word of a search for a server`() async throws {
    let place = try Workplace()
    try place.folder.write("password-canary\n", to: "password")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: place.folder.path("password"))
    for options in [[], ["--json"], ["--auth", "oauth"]] {
      let outcome = try await place.run(
        ["discover", "anna@contoso.invalid", "--password-file", "password"] + options)
      #expect(outcome.status == 4, "\(outcome.errors)")
      #expect(!(outcome.output + outcome.errors).contains("canary"))
    }
  }

  /// Whoever asks for all of it gets it, with a warning in the option's name and its help.
  @Test func `but the password and cookies are in a trace that was asked for`() async throws {
    try await withCanaries { server, place in
      server.add(Fault(.headers(["Set-Cookie": "session=cookie-canary"]), times: nil))
      let outcome = try await place.run(
        ["export", "--trace-unsafe", "--config", "cardferry.yaml"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let lines = outcome.errors.split(separator: "\n")
      #expect(lines.allSatisfy { $0.hasPrefix("cardferry: ") })
      let start = "cardferry: trace: contoso: "
      #expect(lines.contains { $0.hasPrefix(start + "> POST \(server.url)?Cmd=Sync&") })
      #expect(lines.contains("\(start)> Authorization: •••"))
      #expect(lines.contains("\(start)< set-cookie: •••"))
      #expect(lines.contains("\(start)< HTTP 200"))
      #expect(!outcome.errors.contains("password-canary"))
      #expect(!outcome.errors.contains("cookie-canary"))
      let bodies = lines.compactMap { line in
        line.split(separator: " ").last.flatMap { Data(base64Encoded: String($0)) }
      }
      #expect(bodies.contains { $0.range(of: Data("field-canary".utf8)) != nil })
      // What the other tests look for, where it is.
      let keys = Set(server.requests.compactMap { $0.header("X-MS-PolicyKey") }).subtracting(["0"])
      #expect(!keys.isEmpty && keys.allSatisfy { outcome.errors.contains($0) })
      let help = try await place.run(["export", "--help"])
      #expect(help.output.replacing(/\s+/, with: " ").contains("every contact, name, policy key"))
    }
  }
}
