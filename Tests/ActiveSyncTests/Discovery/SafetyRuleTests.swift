import ActiveSync
import DomainNames
import HTTPTransport
import Testing

/// What keeps a password and an address from strangers, rule by rule.
@Suite struct `A search for the server` {
  private func expect(
    _ web: ScriptedWeb, allow: Set<String> = [], scheme: SignIn.Scheme = .basic,
    password: String? = "hush", fails error: DiscoveryError
  ) async throws {
    var discovery = try web.discovery(allow: allow, scheme: scheme, password: password)
    await #expect(throws: error) { try await discovery.run() }
  }

  private func hosts(_ web: ScriptedWeb) -> Set<String> {
    Set(web.exchanges.map { String($0.url.split(separator: "/")[1]) })
  }

  // MARK: - Which hosts

  @Test func `asks the exact domain and its autodiscover host, and strips no label`() async throws {
    let web = ScriptedWeb([:])
    var discovery = try web.discovery("anna@mail.eu.contoso.co.uk")
    _ = try? await discovery.run()
    #expect(hosts(web) == ["mail.eu.contoso.co.uk", "autodiscover.mail.eu.contoso.co.uk"])
    #expect(web.lookups == ["_autodiscover._tcp.mail.eu.contoso.co.uk"])
  }

  @Test(arguments: [
    ("anna@localhost", "the domain 'localhost' has no dot; write the whole name of the domain"),
    (
      "anna@co.uk",
      "anybody can register a name below 'co.uk', so its hosts are not asked; write the address "
        + "with its own domain, or 'server:' by hand"
    ),
    (
      "anna@com",
      "the domain 'com' has no dot; write the whole name of the domain"
    ),
    ("anna@192.168.1.1", "the address has numbers for a domain; write the name of the domain"),
    ("anna", "not a mail address; write USER@DOMAIN"),
    ("@contoso.com", "not a mail address; write USER@DOMAIN"),
    ("anna@", "not a mail address; write USER@DOMAIN"),
    ("anna@contoso..com", "not a mail address; write USER@DOMAIN"),
    ("anna@contoso.com/x", "not a mail address; write USER@DOMAIN"),
    ("anna@contoso.com:443", "not a mail address; write USER@DOMAIN"),
    ("anna@-contoso.com", "not a mail address; write USER@DOMAIN"),
    ("an na@contoso.com", "not a mail address; write USER@DOMAIN"),
    ("anna\r\n@contoso.com", "not a mail address; write USER@DOMAIN"),
  ])
  func `refuses an address whose hosts would be a stranger's`(
    address: String, words: String
  ) {
    let error = #expect(throws: MailAddress.ParsingError.self) {
      try MailAddress(parsing: address)
    }
    #expect(error?.description == words)
  }

  @Test func `writes the domain as DNS does`() throws {
    let address = try MailAddress(parsing: "Änna@Bücher.Example")
    #expect(address.domain == "xn--bcher-kva.example")
    #expect(address.localPart == "Änna")
  }

  @Test(arguments: [
    "https://evil.example.net/Microsoft-Server-ActiveSync",
    "https://contoso.com.example.net/Microsoft-Server-ActiveSync",
    "https://evilcontoso.com/Microsoft-Server-ActiveSync",
  ])
  func `asks no host outside the domain that a server names, unless the user does`(
    url: String
  ) async throws {
    let host = String(url.split(separator: "/")[1])
    let web = ScriptedWeb([At.json: [.json(url)], "OPTIONS " + url: [.options]])
    try await expect(web, fails: .hostsToAllow([host], domain: "contoso.com"))
    #expect(!hosts(web).contains(host))
    #expect(
      web.steps.contains {
        $0.hasSuffix(
          "names a server elsewhere: \(host) is outside contoso.com, so it is not asked; if you "
            + "trust it, add --allow-redirect-to \(host)")
      })
    var discovery = try web.discovery(allow: [host])
    #expect(try await discovery.run().endpoint.url == url)
  }

  @Test(arguments: [
    "http://mail.contoso.com/Microsoft-Server-ActiveSync", "ftp://mail.contoso.com/",
    "https://anna:x@mail.contoso.com/Microsoft-Server-ActiveSync",
    "https://mail.contoso.com/Microsoft-Server-ActiveSync?a=b", "//", "",
    // The host would be shown to be pasted into a shell.
    "https://a;reboot;.example.net/", "https://$(reboot).example.net/", "https://-x.example.net/",
    "https://[::1]/Microsoft-Server-ActiveSync",
  ])
  func `takes no server with another scheme, a user or a query`(url: String) async throws {
    let web = ScriptedWeb([At.json: [.json(url)], At.options: [.options]])
    try await expect(web, fails: .notFound(domain: "contoso.com"))
    #expect(!web.requests.contains { $0.hasPrefix("OPTIONS") })
  }

  @Test func `by http tells nobody the address or the password, and believes nothing`()
    async throws
  {
    let target = "https://mail.contoso.com/autodiscover/autodiscover.xml"
    let answers = [
      At.http: [HTTPResponse.redirect(target)], "POST " + target: [.challenge(), .pox(endpoint)],
      At.options: [.options],
    ]
    let web = ScriptedWeb(answers)
    try await expect(web, fails: .hostsToAllow(["mail.contoso.com"], domain: "contoso.com"))
    let plain = try #require(web.exchanges.first { $0.url.hasPrefix("http://") })
    #expect(plain.method == "GET" && plain.body.isEmpty && plain.signature == nil)
    #expect(!plain.url.contains("anna"))
    #expect(web.signatures.isEmpty)

    let trusting = ScriptedWeb(answers)
    var discovery = try trusting.discovery(allow: ["mail.contoso.com"], password: "hush")
    #expect(try await discovery.run().endpoint.url == endpoint)
  }

  @Test(arguments: [
    "http://mail.contoso.com/autodiscover/autodiscover.xml", "/relative", "nonsense:",
  ])
  func `follows the redirect of http to https alone`(location: String) async throws {
    let web = ScriptedWeb([At.http: [.redirect(location)]])
    try await expect(web, allow: ["mail.contoso.com"], fails: .notFound(domain: "contoso.com"))
    #expect(web.requests.last == At.http)
  }

  @Test func `follows a service record to a host that the user named, and to no other`()
    async throws
  {
    let record = SRVRecord(priority: 0, weight: 0, port: 443, target: "mail.contoso.com")
    let url = "https://mail.contoso.com/autodiscover/autodiscover.xml"
    let answers = ["POST " + url: [HTTPResponse.pox(endpoint)], At.options: [.options]]
    let web = ScriptedWeb(answers, records: [record])
    try await expect(web, fails: .hostsToAllow(["mail.contoso.com"], domain: "contoso.com"))
    #expect(!web.requests.contains("POST " + url))
    var discovery = try ScriptedWeb(answers, records: [record]).discovery(
      allow: ["mail.contoso.com"])
    let server = try await discovery.run()
    #expect(server.endpoint.url == endpoint)
  }

  // MARK: - The password

  @Test func `sends the password to no host that didn't ask for it`() async throws {
    let web = ScriptedWeb([At.pox: [.pox(endpoint)], At.options: [.options]])
    var discovery = try web.discovery(password: "hush")
    _ = try await discovery.run()
    #expect(web.signatures.isEmpty)
  }

  @Test func `sends the password to no host of the domain but the two`() async throws {
    let other = "https://eu.contoso.com/autodiscover/autodiscover.xml"
    let web = ScriptedWeb([
      At.pox: [.redirect(other)], "POST " + other: [.challenge(), .pox(endpoint)],
    ])
    try await expect(web, fails: .hostsToAllow(["eu.contoso.com"], domain: "contoso.com"))
    #expect(web.signatures.isEmpty)
  }

  @Test(arguments: [
    (SignIn.Scheme.oauth, "Basic realm=\"Mail\"", "by Basic"),
    (.negotiate, "Basic realm=\"Mail\", NTLM", "by Basic or NTLM"),
    (.ntlm, "Basic", "by Basic"), (.basic, "Bearer, Negotiate", "by Bearer or Negotiate"),
  ])
  func `answers no challenge of another scheme than the one configured, and names what is offered`(
    scheme: SignIn.Scheme, header: String, words: String
  ) async throws {
    let web = ScriptedWeb([At.pox: [.challenge(header)], At.poxHost: [.challenge(header)]])
    try await expect(web, scheme: scheme, fails: .notFound(domain: "contoso.com"))
    #expect(web.signatures.isEmpty)
    #expect(
      web.steps.contains {
        $0.hasSuffix(
          "HTTP 401, asks to sign in \(words); no answer, as '--auth \(scheme.rawValue)' is not "
            + "among them")
      }, "\(web.steps)")
  }

  @Test func `sends a refused password once, and to nobody else`() async throws {
    let web = ScriptedWeb([
      At.pox: [.challenge(), .challenge()], At.poxHost: [.challenge(), .pox(endpoint)],
    ])
    try await expect(web, fails: .passwordRefused(host: "contoso.com"))
    #expect(web.signatures == [At.pox + " basic anna@contoso.com:hush"])
  }

  @Test func `drops the password and the cookies where the host changes`() async throws {
    let web = ScriptedWeb([
      At.pox: [
        .challenge(), .redirect("https://autodiscover.contoso.com/autodiscover/autodiscover.xml"),
      ],
      At.poxHost: [.pox(endpoint)], At.options: [.options],
    ])
    var discovery = try web.discovery(password: "hush")
    _ = try await discovery.run()
    let first = try #require(web.exchanges.last { $0.url.hasPrefix("https://contoso.com/autod") })
    let second = try #require(
      web.exchanges.first { $0.method == "POST" && $0.url.contains("autodiscover.contoso") })
    #expect(first.signature != nil && second.signature == nil)
    #expect(first.transport != second.transport)
  }

  @Test func `keeps both for another path of the same host`() async throws {
    let web = ScriptedWeb([
      At.pox: [.challenge(), .redirect("/other/autodiscover.xml")],
      "POST https://contoso.com/other/autodiscover.xml": [.pox(endpoint)], At.options: [.options],
    ])
    var discovery = try web.discovery(password: "hush")
    _ = try await discovery.run()
    #expect(web.signatures.count == 2)
  }

  // MARK: - Redirects

  @Test func `follows ten redirects and no more`() async throws {
    func chain(_ length: Int) -> [String: [HTTPResponse]] {
      var answers = [At.options: [HTTPResponse.options]]
      for step in 0..<length {
        let url = step == 0 ? At.pox : "POST https://contoso.com/\(step)"
        answers[url] = [.redirect("https://contoso.com/\(step + 1)")]
      }
      answers["POST https://contoso.com/\(length)"] = [.pox(endpoint)]
      return answers
    }
    var discovery = try ScriptedWeb(chain(10)).discovery()
    #expect(try await discovery.run().endpoint.url == endpoint)
    try await expect(
      ScriptedWeb(chain(11)), fails: .tooManyRedirects(host: "contoso.com"))
  }

  @Test func `finds a loop of redirects`() async throws {
    let web = ScriptedWeb([
      At.pox: [.redirect("https://contoso.com/a")],
      "POST https://contoso.com/a": [.redirect("https://contoso.com/b")],
      "POST https://contoso.com/b": [.redirect("https://contoso.com/a")],
    ])
    try await expect(web, fails: .notFound(domain: "contoso.com"))
    #expect(web.steps.contains { $0.hasSuffix("redirects to where it was asked before: a loop") })
    #expect(web.requests.count { $0 == "POST https://contoso.com/a" } == 1)
  }

  @Test func `finds a loop of addresses`() async throws {
    let web = ScriptedWeb([At.pox: [.pox(action: "<Redirect>ANNA@contoso.com</Redirect>")]])
    try await expect(web, fails: .notFound(domain: "contoso.com"))
    #expect(
      web.steps.contains { $0.hasSuffix("names an address that was asked for already: a loop") })
  }

  @Test(arguments: [
    ("http://contoso.com/a", "an address without https"),
    ("https://anna@contoso.com/a", "an address with a user in it"),
  ])
  func `follows no redirect away from https`(location: String, words: String) async throws {
    let web = ScriptedWeb([At.pox: [.redirect(location)]])
    try await expect(web, fails: .notFound(domain: "contoso.com"))
    #expect(web.steps.contains { $0.hasSuffix("redirects to \(words), which is not followed") })
  }
}
