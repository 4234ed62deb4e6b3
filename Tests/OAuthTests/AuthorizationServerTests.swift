import Foundation
import HTTPTransport
import OAuth
import Testing

@Suite struct `A device code` {
  @Test func `is asked for with client and scope`() async throws {
    let transport = ScriptedServer([
      .device(
        more: """
          , "verification_uri_complete": "https://login.example.test/device?code=ABCD-EFGH",
          "interval": 7
          """)
    ])
    let server = AuthorizationServer(registration: try registration(), transport: transport)
    let device = try await server.authorizeDevice()
    #expect(device.userCode == "ABCD-EFGH")
    #expect(device.verificationURI == "https://login.example.test/device")
    #expect(
      device.verificationURIComplete == "https://login.example.test/device?code=ABCD-EFGH")
    #expect(device.expiresIn == 900)
    #expect(device.interval == 7)
    let request = try #require(transport.requests.first)
    #expect(request.method == "POST")
    #expect(request.url == "https://login.example.test/devicecode")
    #expect(transport.forms == ["client_id=client%3A1&scope=contacts"])
    #expect(request.headers.contains { $0 == ("Accept", "application/json") })
    #expect(
      request.headers.contains { $0 == ("Content-Type", "application/x-www-form-urlencoded") })
    #expect(request.authentication == nil)
  }

  @Test func `comes with a secret as RFC 6749 section 2.3_1 has it`() async throws {
    let transport = ScriptedServer([.device()])
    let server = AuthorizationServer(
      registration: try registration(scope: nil, secret: "s%c ret"), transport: transport)
    _ = try await server.authorizeDevice()
    guard case .basic(let credentials) = transport.requests.first?.authentication else {
      Issue.record("no Basic authentication")
      return
    }
    #expect(credentials.user == "client%3A1")
    #expect(credentials.password == "s%25c%20ret")
    #expect(transport.forms == ["client_id=client%3A1"], "no secret and no empty scope")
  }

  @Test(arguments: [
    #"{"user_code": "A", "verification_uri": "https://h/", "expires_in": 9}"#,
    #"{"device_code": "d", "verification_uri": "https://h/", "expires_in": 9}"#,
    #"{"device_code": "d", "user_code": "A", "expires_in": 9}"#,
    #"{"device_code": "d", "user_code": "A", "verification_uri": "https://h/"}"#,
    #"{"device_code": "d", "user_code": "A", "verification_uri": "https://h/", "expires_in": -1}"#,
    #"{"device_code": "d", "user_code": "A", "verification_uri": "http://h/", "expires_in": 9}"#,
    #"{"device_code": "d", "user_code": "A\u001b[2J", "verification_uri": "https://h/", "#
      + #""expires_in": 9}"#,
    #"{"device_code": "d", "user_code": "A", "verification_uri": "https://h/\n", "expires_in": 9}"#,
  ])
  func `that a person can't or shouldn't use is no answer`(body: String) async throws {
    let server = AuthorizationServer(
      registration: try registration(), transport: ScriptedServer([.json(200, body)]))
    await #expect(
      throws: OAuthError.malformed(
        host: "login.example.test", what: "a field is missing or wrong")
    ) { try await server.authorizeDevice() }
  }
}

@Suite struct `Waiting for a person` {
  private func wait(
    _ answers: [ScriptedServer.Answer], device: ScriptedServer.Answer = .device()
  ) async throws -> (Result<TokenResponse, any Error>, JumpingClock, ScriptedServer) {
    let transport = ScriptedServer([device] + answers)
    let server = AuthorizationServer(registration: try registration(), transport: transport)
    let authorization = try await server.authorizeDevice()
    let clock = JumpingClock()
    let result: Result<TokenResponse, any Error>
    do {
      result = .success(try await server.waitForToken(authorization, clock: clock))
    } catch {
      result = .failure(error)
    }
    return (result, clock, transport)
  }

  @Test func `asks every five seconds, and more slowly when told`() async throws {
    let (result, clock, transport) = try await wait([
      .refusal("authorization_pending"), .refusal("slow_down"),
      .refusal("authorization_pending"), .tokens,
    ])
    #expect(
      try result.get()
        == TokenResponse(accessToken: "access-1", expiresIn: 3600, refreshToken: "refresh-1"))
    #expect(clock.pauses == [5, 5, 10, 10].map { .seconds($0) })
    #expect(
      transport.forms.last
        == "client_id=client%3A1&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3A"
        + "device_code&device_code=device-canary")
    #expect(transport.requests.last?.url == "https://login.example.test/token")
  }

  @Test func `keeps to the server's interval`() async throws {
    let (_, clock, _) = try await wait(
      [.refusal("authorization_pending"), .tokens], device: .device(more: #", "interval": 2"#))
    #expect(clock.pauses == [.seconds(2), .seconds(2)])
  }

  /// RFC 8628 section 3.5 recommends an exponential back-off.
  @Test func `outlasts a server that is away, and asks more seldom`() async throws {
    let (result, clock, _) = try await wait([
      .failure(.timedOut("login.example.test", limit: "idle")), .json(503, "busy"), .tokens,
    ])
    #expect(throws: Never.self) { try result.get() }
    #expect(clock.pauses == [5, 10, 20].map { .seconds($0) })
  }

  @Test func `doesn't go on where the connection isn't safe`() async throws {
    let error = HTTPError.tls("login.example.test", reason: "expired")
    let (result, _, transport) = try await wait([.failure(error), .tokens])
    #expect(throws: OAuthError.transport(error)) { try result.get() }
    #expect(transport.requests.count == 2)
  }

  @Test func `ends with the code's life`() async throws {
    let (result, clock, transport) = try await wait(
      Array(repeating: .refusal("authorization_pending"), count: 9), device: .device(expiresIn: 16))
    #expect(throws: OAuthError.codeExpired(host: "login.example.test")) { try result.get() }
    #expect(clock.pauses.count == 3)
    #expect(transport.requests.count == 4)
  }

  @Test func `without a refresh token in the end was in vain`() async throws {
    let (result, _, _) = try await wait([
      .json(200, #"{"access_token": "a", "token_type": "bearer"}"#)
    ])
    #expect(throws: OAuthError.noRefreshToken(host: "login.example.test")) { try result.get() }
  }

  @Test(arguments: [
    ("access_denied", "the sign-in was declined; log in again, and allow it"),
    ("authorization_declined", "the sign-in was declined; log in again, and allow it"),
    ("invalid_grant", "the sign-in has ended; log in again"),
    ("invalid_client", "it knows no such client; correct 'client-id:' or 'client-secret:'"),
  ])
  func `ends where the server refuses`(code: String, advice: String) async throws {
    let (result, _, transport) = try await wait([.refusal(code), .tokens])
    #expect(transport.requests.count == 2)
    #expect(throws: OAuthError.self) { try result.get() }
    if case .failure(let error) = result {
      #expect("\(error)" == "login.example.test refused (\(code)): \(advice)")
    }
  }

  @Test func `ends where the server says that the code has`() async throws {
    let (result, _, _) = try await wait([.refusal("expired_token")])
    if case .failure(let error) = result {
      #expect(
        "\(error)" == "login.example.test waited for the code in vain; log in again, and enter it "
          + "in its time")
      #expect((error as? OAuthError)?.kind == .signInExpired)
    } else {
      Issue.record("a token")
    }
  }
}
