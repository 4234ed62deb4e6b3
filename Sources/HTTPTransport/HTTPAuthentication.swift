/// How a request proves who sends it. Prints as dots.
///
/// The scheme named is the only one used: a server that offers another, weaker one gets nothing.
package enum HTTPAuthentication: Sendable, CustomStringConvertible {
  /// User and password in UTF-8 (RFC 7617), sent with the request.
  case basic(BasicCredentials)
  /// An OAuth 2.0 access token (RFC 6750), sent with the request.
  case bearer(BearerToken)
  /// Kerberos by SPNEGO (RFC 4559), with the ticket cache or the keytab of the environment.
  case negotiate
  /// NTLM, with a user as `DOMAIN\user` or `user`.
  case ntlm(BasicCredentials)

  package var description: String { "•••" }
}

/// User name and password; prints as dots.
package struct BasicCredentials: Sendable, CustomStringConvertible {
  package var user: String
  package var password: String

  package init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  /// Whether a text can be sent as the user: a colon would end it, and control characters have no
  /// place (RFC 7617 section 2).
  package static func isUser(_ text: String) -> Bool {
    !text.utf8.contains { $0 == 0x3A || $0 < 0x20 || $0 == 0x7F }
  }

  package var description: String { "•••" }
}

/// An OAuth 2.0 access token; prints as dots.
package struct BearerToken: Sendable, CustomStringConvertible {
  package var value: String

  package init(_ value: String) {
    self.value = value
  }

  package var description: String { "•••" }
}
