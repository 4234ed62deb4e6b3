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
  /// The one before, where ``refreshToken`` came with an answer that was of no use otherwise: use alone
  /// shows which of both is good.
  let earlierRefreshToken: String?

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
    earlierRefreshToken = nil
  }

  /// The tokens, with a refresh token that came alone in place of the one that was sent.
  init(_ token: StoredToken, rescued refreshToken: String, sent: String) {
    owner = token.owner
    accessToken = token.accessToken
    expires = token.expires
    self.refreshToken = refreshToken
    earlierRefreshToken = sent
  }

  /// Whether the access token will do for a request and its way.
  func isFresh(at now: Date) -> Bool {
    expires.map { now.addingTimeInterval(60) < $0 } ?? true
  }

  package var description: String { "•••" }
}
