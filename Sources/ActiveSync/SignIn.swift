package import HTTPTransport

/// How the user of a mailbox proves to be that user.
package struct SignIn: Sendable {
  /// As `auth:` of the configuration names it.
  package enum Scheme: String, CaseIterable, Sendable {
    case basic, oauth, negotiate, ntlm
  }

  package let scheme: Scheme
  /// What goes out with each request. It is asked for before the first one; with OAuth once more,
  /// and then with `true`, where the server refused the token that was given before.
  package let authentication: @Sendable (_ wasRefused: Bool) async throws -> HTTPAuthentication

  package init(
    scheme: Scheme,
    authentication: @escaping @Sendable (_ wasRefused: Bool) async throws -> HTTPAuthentication
  ) {
    self.scheme = scheme
    self.authentication = authentication
  }

  /// Basic with a password that is read when it is first needed.
  package static func basic(
    user: String, password: @escaping @Sendable () async throws -> String
  ) -> SignIn {
    SignIn(scheme: .basic) { _ in
      .basic(BasicCredentials(user: user, password: try await password()))
    }
  }
}
