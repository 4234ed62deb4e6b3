import HTTPTransport
import OAuth
import Testing

/// A refusal, and what is to be said of it.
struct Refusal: Sendable, CustomTestStringConvertible {
  let code: String
  let kind: OAuthError.Kind
  let text: String
  var testDescription: String { code }
}

@Suite struct `A refresh` {
  private func refresh(_ answer: ScriptedServer.Answer) async throws -> TokenResponse {
    try await AuthorizationServer(
      registration: try registration(), transport: ScriptedServer([answer])
    ).refresh("refresh-canary") { _ in }
  }

  @Test func `sends the token, and leaves the scope as it was granted`() async throws {
    let transport = ScriptedServer([.tokens])
    let server = AuthorizationServer(registration: try registration(), transport: transport)
    let response = try await server.refresh("refresh 0&x") { _ in }
    #expect(response.refreshToken == "refresh-1")
    #expect(
      transport.forms
        == ["client_id=client%3A1&grant_type=refresh_token&refresh_token=refresh%200%26x"])
  }

  @Test func `may bring no new refresh token, and a life as text`() async throws {
    let response = try await refresh(
      .json(200, #"{"access_token": "a", "token_type": "bearer", "expires_in": "3599"}"#))
    #expect(response == TokenResponse(accessToken: "a", expiresIn: 3599, refreshToken: nil))
  }

  /// RFC 6749 section 5.2, and what other specifications and Microsoft add.
  @Test(arguments: [
    Refusal(
      code: "invalid_request", kind: .credentials,
      text: "something is missing or too much; check the endpoints and 'client-id:'"),
    Refusal(
      code: "invalid_client", kind: .credentials,
      text: "it knows no such client; correct 'client-id:' or 'client-secret:'"),
    Refusal(
      code: "invalid_grant", kind: .signInExpired, text: "the sign-in has ended; log in again"),
    Refusal(
      code: "unauthorized_client", kind: .credentials,
      text: "this client may not do so; allow the device flow in its registration"),
    Refusal(
      code: "unsupported_grant_type", kind: .credentials,
      text: "it has no device flow; ask its administrator, or use 'token:'"),
    Refusal(
      code: "invalid_scope", kind: .credentials,
      text: "no such access can be given; correct 'scope:'"),
    Refusal(
      code: "interaction_required", kind: .signInExpired,
      text: "the sign-in has ended; log in again"),
    Refusal(
      code: "login_required", kind: .signInExpired, text: "the sign-in has ended; log in again"),
    Refusal(
      code: "consent_required", kind: .signInExpired, text: "the sign-in has ended; log in again"),
    Refusal(
      code: "temporarily_unavailable", kind: .unreachable,
      text: "it is out of order for now; try again later"),
    Refusal(
      code: "server_error", kind: .unreachable,
      text: "it is out of order for now; try again later"),
    Refusal(
      code: "something_new", kind: .credentials, text: "ask its administrator what that means"),
  ])
  func `that is refused says so by the code`(refusal: Refusal) async throws {
    let error = await #expect(throws: OAuthError.self) {
      try await refresh(.refusal(refusal.code))
    }
    #expect(error?.kind == refusal.kind)
    #expect(
      error.map { "\($0)" } == "login.example.test refused (\(refusal.code)): \(refusal.text)")
  }

  @Test func `shows Microsoft's number and none of its words`() async throws {
    let error = await #expect(throws: OAuthError.self) {
      try await refresh(
        .refusal("invalid_grant", description: "AADSTS70008: expired for anna. Trace: refresh-1"))
    }
    #expect(
      error.map { "\($0)" }
        == "login.example.test refused (invalid_grant, AADSTS70008): the sign-in has ended; "
        + "log in again")
  }

  @Test(arguments: [
    "refresh-canary", "REFRESHCANARY", #"invalid\nrefresh"#, "",
    String(repeating: "a", count: 41),
  ])
  func `doesn't show what is no code`(code: String) async throws {
    await #expect(throws: OAuthError.http(host: "login.example.test", status: 400)) {
      try await refresh(.refusal(code))
    }
  }

  @Test(arguments: [
    ("", "it is empty"), ("<html>refresh-canary", "it is an HTML or XML page"),
    ("refresh-canary", "it is no JSON"),
    (#"{"access_token": "", "token_type": "Bearer"}"#, "a field is missing or wrong"),
    (#"{"access_token": "a b", "token_type": "Bearer"}"#, "a field is missing or wrong"),
    (#"{"access_token": "a", "token_type": "mac"}"#, "a field is missing or wrong"),
    (#"{"access_token": "a"}"#, "a field is missing or wrong"),
    (
      #"{"access_token": "a", "token_type": "Bearer", "expires_in": "soon"}"#,
      "a field is missing or wrong"
    ),
  ])
  func `with a broken answer says what is broken`(body: String, what: String) async throws {
    let error = await #expect(throws: OAuthError.self) { try await refresh(.json(200, body)) }
    #expect(error?.kind == .protocolViolation)
    #expect(
      error.map { "\($0)" }
        == "the answer of login.example.test makes no sense: \(what); check the endpoints in "
        + "'oauth:'")
  }

  /// Of the answers that can't be used, those with a whole refresh token.
  @Test(arguments: [
    (200, #"{"access_token": "a", "refresh_token": "new+/1"}"#, "new+/1"),
    (200, #"{"refresh_token":"new\/1","access_token":"a b","token_type":"Bearer"}"#, "new/1"),
    (200, #"{"access_token": "a", "refresh_token" : "new-1", "token_type": "Bea"#, "new-1"),
    (201, #"{"access_token": "a", "refresh_token": "new-1", "token_type": "Bearer"}"#, "new-1"),
    (200, "\u{FEFF}Warning: {\"refresh_token\":\n\t\"new-1\"", "new-1"),
    (200, #"{"access_token": "a", "refresh_token": "new-"#, nil),
    (200, #"{"access_token": "a", "refresh_token": "new-1\""#, nil),
    (200, #"{"access_token": "a", "refresh_token": "ne w"}"#, nil),
    (200, #"{"access_token": "a", "refresh_token": null}"#, nil),
    (200, #"{"error": "invalid_grant", "refresh_token": "new-1"}"#, nil),
    (400, #"{"refresh_token": "new-1"}"#, nil),
  ])
  func `with a broken answer hands on the refresh token that is in it`(
    status: Int, body: String, token: String?
  ) async throws {
    let server = AuthorizationServer(
      registration: try registration(), transport: ScriptedServer([.json(status, body)]))
    var rescued: String?
    await #expect(throws: OAuthError.self) {
      try await server.refresh("refresh-canary") { rescued = $0 }
    }
    #expect(rescued == token)
  }

  @Test(arguments: [
    (
      503, OAuthError.Kind.unreachable,
      "login.example.test gives no tokens for now (HTTP 503); try again later"
    ),
    (
      408, .unreachable,
      "login.example.test gives no tokens for now (HTTP 408); try again later"
    ),
    (
      520, .unreachable,
      "login.example.test gives no tokens for now (HTTP 520); try again later"
    ),
    (
      302, .protocolViolation,
      "login.example.test answered with HTTP 302 instead of a token; check the endpoints in "
        + "'oauth:'"
    ),
    (
      404, .protocolViolation,
      "login.example.test answered with HTTP 404 instead of a token; check the endpoints in "
        + "'oauth:'"
    ),
  ])
  func `with another status names it`(
    status: Int, kind: OAuthError.Kind, text: String
  ) async throws {
    let error = await #expect(throws: OAuthError.self) { try await refresh(.json(status, "x")) }
    #expect(error?.kind == kind)
    #expect(error.map { "\($0)" } == text)
  }

  @Test func `is sent once, whatever happens`() async throws {
    let transport = ScriptedServer([
      .failure(.incomplete("login.example.test", reason: "cut")), .tokens,
    ])
    let server = AuthorizationServer(registration: try registration(), transport: transport)
    await #expect(throws: OAuthError.self) { try await server.refresh("r") { _ in } }
    #expect(transport.requests.count == 1)
  }
}

@Suite struct `An endpoint of tokens` {
  @Test(arguments: [
    "https://login.example.test/token", "http://127.0.0.1:8000/token", "http://localhost/token",
  ])
  func `is https, or on this machine`(url: String) {
    #expect(SecureURL(url)?.description == url)
  }

  @Test(arguments: [
    "http://login.example.test/token", "https://a:b@login.example.test/", "ftp://localhost/",
    "login.example.test", "https://login.example.test/?a=b", "https://login.example.test/#a",
    "https://login.example.test/a b", "",
  ])
  func `is nothing else`(url: String) {
    #expect(SecureURL(url) == nil)
  }

  @Test func `of Microsoft is made from the tenant`() {
    #expect(
      Microsoft.deviceEndpoint(tenant: "organizations")?.description
        == "https://login.microsoftonline.com/organizations/oauth2/v2.0/devicecode")
    #expect(
      Microsoft.tokenEndpoint(tenant: "contoso.com")?.description
        == "https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token")
    for tenant in ["", "..", "a/b", "a?b", "é"] {
      #expect(Microsoft.tokenEndpoint(tenant: tenant) == nil)
    }
  }
}
