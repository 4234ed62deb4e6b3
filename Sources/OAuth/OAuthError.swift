package import HTTPTransport

/// Why an authorization server gave no token. Every description is one line with cause and remedy,
/// and holds nothing of a token, a code or a secret.
package enum OAuthError: Error, Equatable, Sendable {
  /// No answer came.
  case transport(HTTPError)
  /// An answer that is neither what was asked for nor a refusal with a code.
  case http(host: String, status: Int)
  /// An answer that makes no sense.
  case malformed(host: String, what: String)
  /// The server refused, with the number that Microsoft adds: `AADSTS70008`.
  case refused(host: String, ErrorCode, number: String?)
  /// Nobody entered the code in its time.
  case codeExpired(host: String)
  /// The answer to a login has no refresh token.
  case noRefreshToken(host: String)
}

extension OAuthError {
  /// What can be done about a failure.
  package enum Kind: Equatable, Sendable {
    /// A person has to sign in again.
    case signInExpired
    /// The client or its registration, or the person, was refused.
    case credentials
    case unreachable, protocolViolation
  }

  package var kind: Kind {
    switch self {
    case .transport(.tooLarge), .malformed: .protocolViolation
    case .transport: .unreachable
    case .http(_, let status): Self.isPassing(status) ? .unreachable : .protocolViolation
    case .codeExpired: .signInExpired
    case .noRefreshToken: .credentials
    case .refused(_, let code, _):
      switch code {
      case .invalidGrant, .interactionRequired, .loginRequired, .consentRequired, .expiredToken:
        .signInExpired
      case .serverError, .temporarilyUnavailable, .slowDown: .unreachable
      default: .credentials
      }
    }
  }

  /// Whether a status says that the server fails for now.
  private static func isPassing(_ status: Int) -> Bool {
    [408, 425, 429].contains(status) || status >= 500
  }

  /// Whether the same request may succeed a little later.
  var isTransient: Bool {
    switch self {
    case .transport(.connectionFailed), .transport(.timedOut), .transport(.incomplete): true
    case .transport: false
    default: kind == .unreachable
    }
  }

  /// The code as a message shows it, with the number of Microsoft where there is one.
  package var code: String? {
    guard case .refused(_, let code, let number) = self else { return nil }
    return "\(code)" + (number.map { ", \($0)" } ?? "")
  }
}

extension OAuthError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .transport(let error): "\(error)"
    case .http(let host, let status) where Self.isPassing(status):
      "\(host) gives no tokens for now (HTTP \(status)); try again later"
    case .http(let host, let status):
      "\(host) answered with HTTP \(status) instead of a token; check the endpoints in 'oauth:'"
    case .malformed(let host, let what):
      "the answer of \(host) makes no sense: \(what); check the endpoints in 'oauth:'"
    case .codeExpired(let host):
      "\(host) waited for the code in vain; log in again, and enter it in its time"
    case .noRefreshToken(let host):
      "\(host) gave no refresh token, so every run would ask for a code; allow it to the client, "
        + "or add offline_access to 'scope:'"
    case .refused(let host, let code, _):
      "\(host) refused (\(self.code ?? "\(code)")): " + Self.advice(code)
    }
  }

  private static func advice(_ code: ErrorCode) -> String {
    switch code {
    case .invalidRequest:
      "something is missing or too much; check the endpoints and 'client-id:'"
    case .invalidClient:
      "it knows no such client; correct 'client-id:' or 'client-secret:'"
    case .invalidGrant, .interactionRequired, .loginRequired, .consentRequired, .expiredToken:
      "the sign-in has ended; log in again"
    case .unauthorizedClient:
      "this client may not do so; allow the device flow in its registration"
    case .unsupportedGrantType:
      "it has no device flow; ask its administrator, or use 'token:'"
    case .invalidScope:
      "no such access can be given; correct 'scope:'"
    case .accessDenied, .authorizationDeclined:
      "the sign-in was declined; log in again, and allow it"
    case .serverError, .temporarilyUnavailable, .slowDown:
      "it is out of order for now; try again later"
    default: "ask its administrator what that means"
    }
  }
}
