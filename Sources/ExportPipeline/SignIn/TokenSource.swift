import DurableFiles
package import Foundation
package import HTTPTransport
package import OAuth
import Synchronization

/// The access tokens of an account that signs in by `cardferry login`: stored, and refreshed when
/// they end.
///
/// A refresh token may be good for one use, and the answer brings the next one. So one process at a
/// time refreshes, whoever waited takes what that one stored, and new tokens are durable before
/// they are used. Of an answer that can't be decoded the refresh token is kept, and the old one too. Where
/// a process dies between the server's answer and the file, the server alone decides whether the old
/// refresh token is still good.
package final class TokenSource: Sendable {
  package let account: String
  private let directory: StateDirectory
  private let registration: ClientRegistration
  private let makeTransport: @Sendable () -> any Transport
  private let now: @Sendable () -> Date
  /// The access token that was handed out last.
  private let given = Mutex<String?>(nil)

  /// `directory`: of the state.
  /// `transport`: makes one that holds answers to ``AuthorizationServer/answerLimit``.
  /// `now`: the clock.
  package init(
    account: String, directory: String, registration: ClientRegistration,
    transport: @escaping @Sendable () -> any Transport,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.account = account
    self.directory = StateDirectory(path: directory)
    self.registration = registration
    makeTransport = transport
    self.now = now
  }

  /// Where the tokens lie.
  package var path: String { directory.token(of: account) }

  private var file: TokenFile { TokenFile(path: path, account: account) }

  private var server: AuthorizationServer {
    // What an answer says may be said once: a stop waits for it as long as it takes.
    AuthorizationServer(
      registration: registration,
      transport: FinishingTransport(makeTransport(), grace: .seconds(60)))
  }

  // MARK: - Use

  /// An access token that is good for a minute at least, as far as can be known.
  ///
  /// `wasRefused`: whether a server refused the one that was given before; it is replaced then.
  /// - Throws: ``Failure``, `CancellationError`.
  package func token(wasRefused: Bool) async throws -> BearerToken {
    let refused = wasRefused ? given.withLock { $0 } : nil
    do {
      var token = try stored()
      if !isUsable(token, refused: refused) {
        let lock = try await directory.lock(tokenOf: account)
        token = try stored()
        if !isUsable(token, refused: refused) { token = try await refresh(token) }
        _ = consume lock
      }
      given.withLock { $0 = token.accessToken }
      return BearerToken(token.accessToken)
    } catch let error as FileError {
      throw Failure(error)
    }
  }

  private func isUsable(_ token: StoredToken, refused: String?) -> Bool {
    token.isFresh(at: now()) && token.accessToken != refused
  }

  /// The tokens on disk.
  private func stored() throws -> StoredToken {
    guard let token = try file.read() else {
      throw ended("'\(account)' has not signed in yet")
    }
    guard token.owner == StoredToken.Owner(registration) else {
      throw ended(
        "the stored sign-in of '\(account)' is for another client, scope or token endpoint than "
          + "the configuration's")
    }
    return token
  }

  private func refresh(_ token: StoredToken) async throws -> StoredToken {
    // What can't be stored must not be asked for: the answer may end the refresh token that is.
    try file.write(token)
    let asked = now()
    var sent = token.refreshToken
    let response: TokenResponse
    do {
      do { response = try await exchange(sent, of: token) } catch let error as OAuthError {
        guard error.kind == .signInExpired, let earlier = token.earlierRefreshToken else {
          throw error
        }
        sent = earlier
        response = try await exchange(sent, of: token)
      }
    } catch let error as OAuthError {
      throw failure(error)
    }
    let new = StoredToken(response, of: registration, refreshToken: sent, now: asked)
    guard let new else { throw ended("the sign-in of '\(account)' has ended") }
    try file.write(new)
    return new
  }

  /// Asks for new tokens in a task of its own: one that is cancelled must not throw the answer away.
  private func exchange(
    _ refreshToken: String, of token: StoredToken
  ) async throws -> TokenResponse {
    try await Task { [server, file] in
      try await server.refresh(refreshToken) { new in
        guard new != refreshToken else { return }
        try file.write(StoredToken(token, rescued: new, sent: refreshToken))
      }
    }.value
  }

  private func failure(_ error: OAuthError) -> Failure {
    guard error.kind == .signInExpired else {
      return Failure(Failure.Kind(error.kind), "no token for account '\(account)': \(error)")
    }
    return ended(
      "the sign-in of '\(account)' has expired or was revoked"
        + (error.code.map { " (\($0))" } ?? ""))
  }

  private func ended(_ cause: String) -> Failure {
    Failure(.signInExpired, "\(cause); run 'cardferry login \(account)'")
  }

  // MARK: - Login

  /// Signs a person in by the device flow, and stores the tokens in place of those before.
  ///
  /// `show`: told what the person needs, once.
  /// - Throws: ``Failure``, `CancellationError`. Returns what was stored.
  package func logIn(
    clock: some Clock<Duration> = .continuous,
    show: (DeviceAuthorization) -> Void
  ) async throws -> StoredToken {
    do {
      try directory.make()
      let server = server
      let authorization = try await server.authorizeDevice()
      show(authorization)
      let response = try await server.waitForToken(authorization, clock: clock)
      guard
        let token = StoredToken(response, of: registration, refreshToken: nil, now: now())
      else { throw ended("'\(account)' got no refresh token") }
      let lock = try await directory.lock(tokenOf: account)
      try file.write(token)
      _ = consume lock
      return token
    } catch let error as OAuthError {
      throw Failure(Failure.Kind(error.kind), "no token for account '\(account)': \(error)")
    } catch let error as FileError {
      throw Failure(error)
    }
  }
}
