import Foundation
package import HTTPTransport

/// Asks an authorization server for tokens: by the device flow of RFC 8628, and by a refresh token
/// (RFC 6749 section 6).
///
/// Nothing is sent twice but the polling that RFC 8628 prescribes: a refresh token may be good for
/// one use.
package struct AuthorizationServer: Sendable {
  /// Bytes that an answer may have.
  package static let answerLimit = 1 << 20

  private let registration: ClientRegistration
  private let transport: any Transport

  /// `transport`: one that holds answers to ``answerLimit``.
  package init(registration: ClientRegistration, transport: any Transport) {
    self.registration = registration
    self.transport = transport
  }

  // MARK: - Requests

  /// Asks for a code to show to the person (RFC 8628 section 3.1).
  ///
  /// - Throws: ``OAuthError``, `CancellationError`, or what the secret's source throws.
  package func authorizeDevice() async throws -> DeviceAuthorization {
    try await send(
      [("scope", registration.scope)], to: registration.deviceEndpoint,
      expecting: DeviceAuthorization.self)
  }

  /// Asks until the person has decided (RFC 8628 sections 3.4 and 3.5).
  ///
  /// `clock`: measures the life of the code.
  /// - Throws: ``OAuthError``, `CancellationError`, or what the secret's source throws.
  package func waitForToken(
    _ authorization: DeviceAuthorization, clock: some Clock<Duration>
  ) async throws -> TokenResponse {
    let host = registration.tokenEndpoint.host
    let end = clock.now.advanced(by: .seconds(authorization.expiresIn))
    var interval = authorization.interval
    while true {
      let next = clock.now.advanced(by: .seconds(interval))
      guard next < end else { throw OAuthError.codeExpired(host: host) }
      try await clock.sleep(until: next, tolerance: nil)
      do {
        let response = try await send(
          [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", authorization.deviceCode),
          ], to: registration.tokenEndpoint, expecting: TokenResponse.self)
        guard response.refreshToken != nil else { throw OAuthError.noRefreshToken(host: host) }
        return response
      } catch OAuthError.refused(_, .authorizationPending, _) {
        continue
      } catch OAuthError.refused(_, .slowDown, _) {
        interval += 5
      } catch OAuthError.refused(_, .expiredToken, _) {
        throw OAuthError.codeExpired(host: host)
      } catch let error as OAuthError where error.isTransient {
        interval *= 2
      }
    }
  }

  /// Asks for new tokens; the scope stays what was granted.
  ///
  /// - Parameters:
  ///   - refreshToken: What is sent; it may be good for this one use.
  ///   - rescue: Gets the new refresh token of an answer that is of no use otherwise, before the error
  ///     about the answer is thrown.
  /// - Returns: The new tokens.
  /// - Throws: ``OAuthError``, `CancellationError`, or what `rescue` or the secret's source throws.
  package func refresh(
    _ refreshToken: String, rescue: (String) throws -> Void
  ) async throws -> TokenResponse {
    try await send(
      [("grant_type", "refresh_token"), ("refresh_token", refreshToken)],
      to: registration.tokenEndpoint, expecting: TokenResponse.self
    ) { body in
      if let token = TokenResponse.refreshToken(inBroken: body) { try rescue(token) }
    }
  }

  // MARK: - Answers

  /// `lookInto`: gets the body of an answer that succeeds and can't be decoded.
  private func send<Answer: Decodable>(
    _ fields: [(name: String, value: String?)], to endpoint: SecureURL, expecting: Answer.Type,
    lookInto: ([UInt8]) throws -> Void = { _ in }
  ) async throws -> Answer {
    var request = HTTPRequest(
      method: "POST", url: endpoint.description,
      headers: [
        ("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json"),
      ],
      body: Form.encode([("client_id", registration.clientID)] + fields))
    if let secret = registration.clientSecret {
      // RFC 6749 section 2.3.1: both are encoded as in a form first.
      request.authentication = .basic(
        BasicCredentials(
          user: Form.encode(registration.clientID), password: Form.encode(try await secret())))
    }
    let response: HTTPResponse
    do {
      response = try await transport.send(request)
    } catch let error as HTTPError {
      throw OAuthError.transport(error)
    }
    if response.status == 200,
      let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
    {
      return answer
    }
    // Some servers refuse with status 200.
    let refusal = Self.refusal(response, host: endpoint.host)
    if case .refused = refusal { throw refusal }
    if 200..<300 ~= response.status { try lookInto(response.body) }
    if response.status != 200 { throw refusal }
    throw OAuthError.malformed(host: endpoint.host, what: Self.describe(response))
  }

  /// The body of RFC 6749 section 5.2.
  private struct Refusal: Decodable {
    let error: String
    let errorDescription: String?

    private enum CodingKeys: String, CodingKey {
      case error
      case errorDescription = "error_description"
    }

    /// The number at the start of Microsoft's descriptions; of the rest nothing is shown.
    var number: String? {
      guard let errorDescription, errorDescription.hasPrefix("AADSTS") else { return nil }
      let digits = errorDescription.dropFirst("AADSTS".count).prefix { "0123456789".contains($0) }
      return (1...8).contains(digits.count) ? "AADSTS" + digits : nil
    }
  }

  private static func refusal(_ response: HTTPResponse, host: String) -> OAuthError {
    guard (200..<300).contains(response.status) || (400..<500).contains(response.status),
      let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(response.body)),
      let code = ErrorCode(refusal.error)
    else { return .http(host: host, status: response.status) }
    return .refused(host: host, code, number: refusal.number)
  }

  private static func describe(_ response: HTTPResponse) -> String {
    switch response.body.first {
    case nil: "it is empty"
    case 0x3C: "it is an HTML or XML page"
    case 0x7B: "a field is missing or wrong"
    default: "it is no JSON"
    }
  }
}
