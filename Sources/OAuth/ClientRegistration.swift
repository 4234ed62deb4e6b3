package import HTTPTransport

/// What an authorization server knows this client by (RFC 6749 section 2), and where it answers.
///
/// There is no client id of cardferry's own: whoever runs it registers an application.
package struct ClientRegistration: Sendable {
  package var clientID: String
  /// Asked for when a request needs it; `nil` for a public client, as installed programs are.
  package var clientSecret: (@Sendable () async throws -> String)?
  /// What access is asked for, words with a space between them; `nil` leaves it to the server.
  package var scope: String?
  /// Of RFC 8628 section 3.1.
  package var deviceEndpoint: SecureURL
  /// Of RFC 6749 section 3.2.
  package var tokenEndpoint: SecureURL

  package init(
    clientID: String, clientSecret: (@Sendable () async throws -> String)? = nil, scope: String?,
    deviceEndpoint: SecureURL, tokenEndpoint: SecureURL
  ) {
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.scope = scope
    self.deviceEndpoint = deviceEndpoint
    self.tokenEndpoint = tokenEndpoint
  }
}

/// The authorization server of Microsoft's cloud.
package enum Microsoft {
  /// Accounts of any organization.
  package static let tenant = "organizations"
  /// ActiveSync of Exchange Online, and a refresh token.
  package static let scope = "offline_access https://outlook.office.com/EAS.AccessAsUser.All"

  /// `nil` unless `tenant` is a word, an identifier or a domain.
  package static func deviceEndpoint(tenant: String) -> SecureURL? {
    endpoint("devicecode", tenant: tenant)
  }

  /// `nil` unless `tenant` is a word, an identifier or a domain.
  package static func tokenEndpoint(tenant: String) -> SecureURL? {
    endpoint("token", tenant: tenant)
  }

  private static func endpoint(_ name: String, tenant: String) -> SecureURL? {
    let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
    guard tenant.first.map({ $0 != "." }) ?? false, tenant.allSatisfy({ allowed.contains($0) })
    else { return nil }
    return SecureURL("https://login.microsoftonline.com/\(tenant)/oauth2/v2.0/\(name)")
  }
}
