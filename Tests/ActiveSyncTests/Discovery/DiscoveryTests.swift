import ActiveSync
import DomainNames
import HTTPTransport
import Testing

/// The addresses of a domain that discovery asks.
enum At {
  static let json = "GET https://contoso.com/autodiscover/autodiscover.json"
  static let jsonHost = "GET https://autodiscover.contoso.com/autodiscover/autodiscover.json"
  static let pox = "POST https://contoso.com/autodiscover/autodiscover.xml"
  static let poxHost = "POST https://autodiscover.contoso.com/autodiscover/autodiscover.xml"
  static let http = "GET http://autodiscover.contoso.com/autodiscover/autodiscover.xml"
  static let options = "OPTIONS https://mail.contoso.com/Microsoft-Server-ActiveSync"
}

let endpoint = "https://mail.contoso.com/Microsoft-Server-ActiveSync"

@Suite struct `Finding the server` {
  @Test func `asks for JSON first, then by POX, then http, then DNS`() async throws {
    let web = ScriptedWeb([:])
    var discovery = try web.discovery()
    await #expect(throws: DiscoveryError.unreachable(domain: "contoso.com")) {
      try await discovery.run()
    }
    #expect(web.requests == [At.jsonHost, At.json, At.pox, At.poxHost, At.http])
    #expect(web.lookups == ["_autodiscover._tcp.contoso.com"])
    #expect(
      web.steps == [
        "JSON v2 at autodiscover.contoso.com (without password, tells it the address): "
          + "the name has no address",
        "JSON v2 at contoso.com (without password, tells it the address): the name has no address",
        "POX at contoso.com (without password, tells it the address): the name has no address",
        "POX at autodiscover.contoso.com (without password, tells it the address): "
          + "the name has no address",
        "http redirect at autodiscover.contoso.com (without password and address): "
          + "the name has no address",
        "DNS SRV at _autodiscover._tcp.contoso.com (without password and address): no record",
      ])
  }

  @Test func `takes the address that JSON names, and asks there what it offers`() async throws {
    let web = ScriptedWeb([
      At.json: [.json(endpoint)],
      At.options: [.challenge("Bearer realm=\"\", Basic realm=\"a, Digest\", Negotiate")],
    ])
    var discovery = try web.discovery()
    let server = try await discovery.run()
    #expect(server.endpoint.url == endpoint)
    #expect(server.foundBy == .json)
    #expect(server.schemes == ["Bearer", "Basic", "Negotiate"])
    #expect(server.versions.isEmpty)
    #expect(web.requests == [At.jsonHost, At.json, At.options])
    #expect(web.signatures.isEmpty)
    #expect(
      web.exchanges[1].url.hasSuffix(
        "?Email=anna%40contoso.com&Protocol=ActiveSync&RedirectCount=1"))
  }

  @Test func `takes the mobile server of a POX answer, signed in once`() async throws {
    let web = ScriptedWeb([
      At.pox: [.challenge(), .pox(endpoint)], At.options: [.options],
    ])
    var discovery = try web.discovery(password: "hush")
    let server = try await discovery.run()
    #expect(server.endpoint.url == endpoint)
    #expect(server.foundBy == .pox)
    #expect(server.versions == ["2.5", "12.1", "14.0", "14.1", "16.0", "16.1"])
    #expect(web.signatures == [At.pox + " basic anna@contoso.com:hush"])
    let body = try #require(web.exchanges.last { $0.method == "POST" }?.body)
    #expect(body.contains("<EMailAddress>anna@contoso.com</EMailAddress>"))
    #expect(
      body.contains(
        "<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/mobilesync/"
          + "responseschema/2006</AcceptableResponseSchema>"))
    #expect(
      web.steps.suffix(3) == [
        "POX at contoso.com (without password, tells it the address): "
          + "HTTP 401, asks to sign in by Basic; asked again, signed in",
        "POX at contoso.com (signed in, tells it the address): names the server '\(endpoint)'",
        "OPTIONS at mail.contoso.com (without password): "
          + "ActiveSync 2.5, 12.1, 14.0, 14.1, 16.0, 16.1",
      ])
  }

  @Test func `starts over with the other address that POX names`() async throws {
    let web = ScriptedWeb([
      At.pox: [.pox(action: "<Redirect>anna@sub.contoso.com</Redirect>")],
      "GET https://sub.contoso.com/autodiscover/autodiscover.json": [.json(endpoint)],
      At.options: [.options],
    ])
    var discovery = try web.discovery(allow: ["sub.contoso.com"])
    // The server lies outside of the new domain.
    await #expect(
      throws: DiscoveryError.hostsToAllow(["mail.contoso.com"], domain: "sub.contoso.com")
    ) { try await discovery.run() }
    discovery = try web.discovery(allow: ["sub.contoso.com", "mail.contoso.com"])
    #expect(try await discovery.run().endpoint.url == endpoint)
    #expect(
      web.exchanges.contains { $0.url.contains("Email=anna%40sub.contoso.com") })
  }

  @Test func `goes on where a server named is none`() async throws {
    let web = ScriptedWeb([
      At.jsonHost: [.json("https://old.contoso.com/Microsoft-Server-ActiveSync")],
      "OPTIONS https://old.contoso.com/Microsoft-Server-ActiveSync": [.text("<html>")],
      At.json: [.json(endpoint)], At.options: [.options],
    ])
    var discovery = try web.discovery()
    #expect(try await discovery.run().endpoint.url == endpoint)
    #expect(
      web.steps.contains(
        "OPTIONS at old.contoso.com (without password): HTTP 200; no ActiveSync there"))
  }

  @Test func `asks what the server offers once more, signed in, where it may`() async throws {
    let url = "https://contoso.com/Microsoft-Server-ActiveSync"
    let web = ScriptedWeb([
      At.json: [.json(url)], "OPTIONS " + url: [.challenge("Basic, NTLM"), .options],
    ])
    var discovery = try web.discovery(password: "hush")
    let server = try await discovery.run()
    #expect(server.schemes == ["Basic", "NTLM"])
    #expect(server.versions.last == "16.1")
    #expect(web.signatures == ["OPTIONS \(url) basic anna@contoso.com:hush"])
  }

  @Test func `follows HTTP 451 from the server named to where the mailbox is`() async throws {
    let web = ScriptedWeb([
      At.json: [.json(endpoint)],
      At.options: [
        HTTPResponse(
          status: 451,
          headers: ["X-MS-Location": "https://eu.contoso.com/Microsoft-Server-ActiveSync"])
      ],
      "OPTIONS https://eu.contoso.com/Microsoft-Server-ActiveSync": [.options],
    ])
    var discovery = try web.discovery()
    #expect(
      try await discovery.run().endpoint.url
        == "https://eu.contoso.com/Microsoft-Server-ActiveSync")
  }

  @Test func `follows HTTP 451 once and no more`() async throws {
    func moved(_ host: String) -> HTTPResponse {
      HTTPResponse(
        status: 451,
        headers: ["X-MS-Location": "https://\(host).contoso.com/Microsoft-Server-ActiveSync"])
    }
    let web = ScriptedWeb([
      At.json: [.json(endpoint)], At.options: [moved("a")],
      "OPTIONS https://a.contoso.com/Microsoft-Server-ActiveSync": [moved("b")],
    ])
    var discovery = try web.discovery()
    await #expect(throws: DiscoveryError.movedAgain(host: "a.contoso.com")) {
      try await discovery.run()
    }
  }

  @Test(arguments: [
    (401, "HTTP 401, asks to sign in"), (403, "HTTP 403, forbidden"),
    (404, "HTTP 404, nothing there"), (451, "HTTP 451"), (500, "HTTP 500, out of order"),
    (503, "HTTP 503, out of order"), (200, "no JSON answer"),
  ])
  func `names the status of an answer that is none`(status: Int, words: String) async throws {
    let web = ScriptedWeb([At.json: [HTTPResponse(status: status)]])
    var discovery = try web.discovery()
    await #expect(throws: DiscoveryError.notFound(domain: "contoso.com")) {
      try await discovery.run()
    }
    #expect(
      web.steps.contains(
        "JSON v2 at contoso.com (without password, tells it the address): " + words))
  }

  @Test func `stops for a blocked account`() async throws {
    let web = ScriptedWeb([At.pox: [HTTPResponse(status: 456)]])
    var discovery = try web.discovery()
    await #expect(throws: DiscoveryError.accountBlocked(host: "contoso.com")) {
      try await discovery.run()
    }
    #expect(web.requests.last == At.pox)
  }

  @Test(arguments: [
    ("https://id.contoso.com/change", "'https://id.contoso.com/change'"),
    ("http://id.contoso.com/change", nil), ("javascript:alert(1)", nil),
  ])
  func `stops for a password that has expired, and names a page with https alone`(
    page: String, shown: String?
  ) async throws {
    let web = ScriptedWeb([
      At.pox: [HTTPResponse(status: 457, headers: ["X-MS-Credential-Service-Url": page])]
    ])
    var discovery = try web.discovery()
    await #expect(throws: DiscoveryError.passwordExpired(host: "contoso.com", page: shown)) {
      try await discovery.run()
    }
  }

  @Test func `asks Microsoft for its own domains, and for others where the user says so`()
    async throws
  {
    let cloud = "https://outlook.office365.com/Microsoft-Server-ActiveSync"
    let web = ScriptedWeb([
      "GET https://outlook.office365.com/autodiscover/autodiscover.json": [.json(cloud)],
      "OPTIONS " + cloud: [.challenge("Bearer")],
    ])
    var discovery = try web.discovery()
    await #expect(throws: DiscoveryError.self) { try await discovery.run() }
    #expect(!web.requests.contains { $0.contains("office365") })
    discovery = try web.discovery(allow: ["outlook.office365.com"])
    #expect(try await discovery.run().endpoint.url == cloud)
    discovery = try web.discovery("anna@hotmail.com")
    #expect(try await discovery.run().endpoint.url == cloud)
    discovery = try web.discovery("anna@contoso.onmicrosoft.com")
    #expect(try await discovery.run().endpoint.url == cloud)
  }
}
