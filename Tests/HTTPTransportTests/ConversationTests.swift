import HTTPTransport
import Testing

/// Signing in by several requests within one exchange, and what must not be taken for that.
@Suite(.timeLimit(.minutes(10))) struct ConversationTests {
  private static let ok: CannedServer.Answer = "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"
  private static let ntlm = HTTPAuthentication.ntlm(
    BasicCredentials(user: "EXAMPLE\\anna", password: "secret"))
  /// A CHALLENGE_MESSAGE of MS-NLMP section 2.2.1.2 without names: Unicode and NTLM, a challenge
  /// of eight bytes.
  private static let challenge = """
    HTTP/1.1 401 Unauthorized
    WWW-Authenticate: NTLM TlRMTVNTUAACAAAAAAAAADAAAAABAoAAASNFZ4mrze8AAAAAAAAAAAAAAAAwAAAA
    Content-Length: 4

    wait
    """

  private func post(_ url: String, _ authentication: HTTPAuthentication) -> HTTPRequest {
    HTTPRequest(
      method: "POST", url: url, body: Array("01234".utf8), authentication: authentication)
  }

  @Test func `NTLM is a conversation of two requests, and the body comes with the second`()
    async throws
  {
    try await CannedServer.run([CannedServer.Answer(Self.challenge), Self.ok, Self.ok]) {
      url, server in
      let transport = CurlTransport()
      let response = try await transport.send(post(url, Self.ntlm))
      #expect(response.status == 200)
      #expect(response.body == Array("ok".utf8))
      #expect(server.requests.count == 2)
      #expect(server.requests[0].contains("\r\nAuthorization: NTLM TlRMTVNTUAAB"))
      #expect(server.requests[0].hasSuffix("\r\n\r\n"))
      #expect(server.requests[1].contains("\r\nAuthorization: NTLM TlRMTVNTUAAD"))
      #expect(server.requests[1].hasSuffix("\r\n\r\n01234"))
      // The connection is signed in from then on.
      let next = try await transport.send(post(url, Self.ntlm))
      #expect(next.status == 200)
      #expect(server.requests.count == 3)
      #expect(server.requests[2].hasSuffix("\r\n\r\n01234"))
      #expect(server.connections == 1)
    }
  }

  @Test func `a password that NTLM refuses is sent once`() async throws {
    let refusal: CannedServer.Answer =
      "HTTP/1.1 401 No\nWWW-Authenticate: NTLM\nContent-Length: 2\n\nno"
    try await CannedServer.run([CannedServer.Answer(Self.challenge), refusal, Self.ok]) {
      url, server in
      let response = try await CurlTransport().send(post(url, Self.ntlm))
      #expect(response.status == 401)
      #expect(server.requests.count == 2)
    }
  }

  @Test func `a conversation whose connection breaks is not started again`() async throws {
    try await CannedServer.run(
      [CannedServer.Answer(Self.challenge), .silence.thenClose, Self.ok, Self.ok]
    ) { url, server in
      await #expect(throws: HTTPError.self) {
        try await CurlTransport().send(post(url, Self.ntlm))
      }
      #expect(server.requests.count == 2)
    }
  }

  @Test(arguments: ["Basic realm=x", "Bearer", "Digest realm=x, nonce=y"])
  func `a scheme other than the configured one gets nothing`(offer: String) async throws {
    let refusal = CannedServer.Answer(
      "HTTP/1.1 401 No\nWWW-Authenticate: \(offer)\nContent-Length: 2\n\nno")
    for authentication in [Self.ntlm, .negotiate] {
      try await CannedServer.run([refusal, Self.ok]) { url, server in
        let response = try await CurlTransport().send(post(url, authentication))
        #expect(response.status == 401)
        #expect(server.requests.count == 1)
        #expect(!server.requests[0].contains("Authorization: \(offer.prefix(5))"))
      }
    }
  }

  /// No realm of Kerberos is on this machine; where one is, the test says nothing.
  @Test func `without a ticket the error says so, and nothing is sent`() async throws {
    let offer: CannedServer.Answer =
      "HTTP/1.1 401 No\nWWW-Authenticate: Negotiate\nContent-Length: 2\n\nno"
    try await CannedServer.run([offer, Self.ok]) { url, server in
      let error = await #expect(throws: HTTPError.self) {
        try await CurlTransport().send(post(url, .negotiate))
      }
      guard case .noTicket(hostAndPort(url), _) = error else {
        Issue.record("\(String(describing: error)) is not about a ticket")
        return
      }
      #expect(server.requests.count == 1)
      #expect(!server.requests[0].contains("Authorization"))
    }
  }
}
