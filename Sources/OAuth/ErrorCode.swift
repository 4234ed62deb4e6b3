/// The `error` of an answer that refuses, as far as it may be shown.
///
/// RFC 6749 section 5.2 allows any printable text. Here it is lower-case letters and underscores
/// alone, as all registered codes are: nothing that a server echoes of a token gets through.
package struct ErrorCode: Equatable, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// `nil` for a text that may not be shown.
  package init?(_ text: String) {
    let isPlain = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
    guard !text.isEmpty, text.utf8.count <= 40, isPlain else { return nil }
    description = text
  }

  private init(known text: String) { description = text }

  // RFC 6749 section 5.2.
  package static let invalidRequest = ErrorCode(known: "invalid_request")
  package static let invalidClient = ErrorCode(known: "invalid_client")
  package static let invalidGrant = ErrorCode(known: "invalid_grant")
  package static let unauthorizedClient = ErrorCode(known: "unauthorized_client")
  package static let unsupportedGrantType = ErrorCode(known: "unsupported_grant_type")
  package static let invalidScope = ErrorCode(known: "invalid_scope")
  // RFC 8628 section 3.5.
  package static let authorizationPending = ErrorCode(known: "authorization_pending")
  package static let slowDown = ErrorCode(known: "slow_down")
  package static let accessDenied = ErrorCode(known: "access_denied")
  package static let expiredToken = ErrorCode(known: "expired_token")
  // RFC 6749 section 4.1.2.1.
  package static let serverError = ErrorCode(known: "server_error")
  package static let temporarilyUnavailable = ErrorCode(known: "temporarily_unavailable")
  // OpenID Connect Core section 3.1.2.6; Microsoft sends them from the token endpoint.
  package static let interactionRequired = ErrorCode(known: "interaction_required")
  package static let loginRequired = ErrorCode(known: "login_required")
  package static let consentRequired = ErrorCode(known: "consent_required")
  // Microsoft's word for access_denied.
  package static let authorizationDeclined = ErrorCode(known: "authorization_declined")
}
