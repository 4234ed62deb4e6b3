import ExportPipeline
import Foundation
import HTTPTransport
import OAuth
import Synchronization
import TestSupport

/// A token endpoint whose refresh tokens are good for one use, as Microsoft's and others' may be.
final class Provider: Transport {
  private struct State {
    var refreshToken = "refresh-canary-0"
    var count = 0
    var life = 3600
    var rotates = true
    var refusal: HTTPResponse?
    /// How many bytes of its answers arrive; `nil` for all.
    var cut: Int?
    /// Looks on before the answer goes out.
    var watch: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// How many refresh tokens were taken in exchange.
  var refreshes: Int { state.withLock { $0.count } }

  func expect(life: Int) { state.withLock { $0.life = life } }
  func keepRefreshToken() { state.withLock { $0.rotates = false } }
  func refuse(_ status: Int, _ body: String) {
    state.withLock { $0.refusal = HTTPResponse(status: status, body: Array(body.utf8)) }
  }
  func cut(at count: Int?) { state.withLock { $0.cut = count } }
  /// Goes back to the refresh token that it gave so many exchanges ago.
  func forget(_ exchanges: Int) {
    state.withLock { $0.refreshToken = "refresh-canary-\($0.count - exchanges)" }
  }
  func watch(_ look: @escaping @Sendable () -> Void) { state.withLock { $0.watch = look } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let form = String(decoding: request.body ?? [], as: UTF8.self)
    if request.url.hasSuffix("/device") {
      return .json(
        """
        {"device_code": "device-canary", "user_code": "ABCD", "expires_in": 60, "interval": 1,
         "verification_uri": "https://login.example.test/"}
        """)
    }
    if !form.contains("device_code=") {
      // Long enough for others to come meanwhile.
      try await Task.sleep(for: .milliseconds(50))
      state.withLock { $0.watch }?()
    }
    return state.withLock { state in
      if let refusal = state.refusal { return refusal }
      let sent = form.contains("refresh_token=" + state.refreshToken)
      guard sent || form.contains("device_code=") else {
        return HTTPResponse(status: 400, body: Array(#"{"error": "invalid_grant"}"#.utf8))
      }
      if sent {
        state.count += 1
        if state.rotates { state.refreshToken = "refresh-canary-\(state.count)" }
      }
      let more =
        state.rotates || !sent ? #", "refresh_token": "\#(state.refreshToken)""# : ""
      var answer = HTTPResponse.json(
        """
        {"access_token": "access-canary-\(state.count)", "token_type": "Bearer",
         "expires_in": \(state.life)\(more)}
        """)
      if let cut = state.cut { answer.body = Array(answer.body.prefix(cut)) }
      return answer
    }
  }

  /// A source of tokens whose state lies in a folder.
  func source(
    _ folder: TemporaryFolder, clientID: String = "ferry", now: @escaping @Sendable () -> Date
  ) throws -> TokenSource {
    struct NoURL: Error {}
    guard let device = SecureURL("https://login.example.test/device"),
      let token = SecureURL("https://login.example.test/token")
    else { throw NoURL() }
    return TokenSource(
      account: "contoso", directory: folder.path("state"),
      registration: ClientRegistration(
        clientID: clientID, scope: "contacts", deviceEndpoint: device, tokenEndpoint: token),
      transport: { self }, now: now)
  }
}

extension HTTPResponse {
  fileprivate static func json(_ text: String) -> HTTPResponse {
    HTTPResponse(status: 200, body: Array(text.utf8))
  }
}
