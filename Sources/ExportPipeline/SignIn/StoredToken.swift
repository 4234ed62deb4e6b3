package import Foundation
import HTTPTransport
import OAuth

/// The tokens of an account, and what they belong to. Prints as dots.
package struct StoredToken: Codable, Equatable, Sendable, CustomStringConvertible {
  /// What a registration has to be for the tokens to be its own.
  struct Owner: Codable, Equatable, Sendable {
    let tokenEndpoint: String
    let clientID: String
    let scope: String?

    init(_ registration: ClientRegistration) {
      tokenEndpoint = registration.tokenEndpoint.description
      clientID = registration.clientID
      scope = registration.scope
    }
  }

  let owner: Owner
  let accessToken: String
  /// When the access token ends; `nil` where the server didn't say.
  package let expires: Date?
  let refreshToken: String

  /// `refreshToken`: the one to go on with where the answer brings none.
  ///
  /// `nil` where neither is there.
  init?(
    _ response: TokenResponse, of registration: ClientRegistration, refreshToken: String?,
    now: Date
  ) {
    guard let refreshToken = response.refreshToken ?? refreshToken else { return nil }
    owner = Owner(registration)
    accessToken = response.accessToken
    expires = response.expiresIn.map { now.addingTimeInterval(TimeInterval($0)) }
    self.refreshToken = refreshToken
  }

  /// Whether the access token will do for a request and its way.
  func isFresh(at now: Date) -> Bool {
    expires.map { now.addingTimeInterval(60) < $0 } ?? true
  }

  package var description: String { "•••" }
}
