import ExportPipeline
import Foundation
import HTTPTransport
import OAuth
import Synchronization
import TestSupport
import Testing

@Suite struct `The tokens of an account` {
  /// A time that tests move.
  final class Now: Sendable {
    private let seconds = Mutex(TimeInterval(1_700_000_000))
    func pass(_ count: TimeInterval) { seconds.withLock { $0 += count } }
    var date: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }
  }

  private func withSource(
    _ body: (TokenSource, Provider, TemporaryFolder, Now) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (provider, now) = (Provider(), Now())
    let source = try provider.source(folder) { now.date }
    try await body(source, provider, folder, now)
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func `are stored by a login, for nobody else to read`() async throws {
    try await withSource { source, _, folder, now in
      let seen = Mutex("")
      let stored = try await source.logIn { device in
        seen.withLock { $0 = "\(device.userCode) \(device.verificationURI)" }
      }
      #expect(seen.withLock { $0 } == "ABCD https://login.example.test/")
      #expect(stored.expires == now.date.addingTimeInterval(3600))
      #expect("\(stored)" == "•••")
      #expect(try mode(source.path) == 0o600)
      #expect(try mode(folder.path("state")) == 0o700)
      #expect(try await source.token(wasRefused: false).value == "access-canary-0")
    }
  }

  @Test func `are refreshed a minute before the end, and not earlier`() async throws {
    try await withSource { source, provider, _, now in
      _ = try await source.logIn { _ in }
      now.pass(3600 - 61)
      #expect(try await source.token(wasRefused: false).value == "access-canary-0")
      #expect(provider.refreshes == 0)
      now.pass(1)
      #expect(try await source.token(wasRefused: false).value == "access-canary-1")
      #expect(try await source.token(wasRefused: false).value == "access-canary-1")
      #expect(provider.refreshes == 1)
      now.pass(3600)
      #expect(try await source.token(wasRefused: false).value == "access-canary-2")
    }
  }

  @Test func `keep the refresh token where none comes`() async throws {
    try await withSource { source, provider, folder, now in
      _ = try await source.logIn { _ in }
      provider.keepRefreshToken()
      for _ in 0..<2 {
        now.pass(3600)
        _ = try await source.token(wasRefused: false)
      }
      #expect(provider.refreshes == 2)
      #expect(try folder.read("state/contoso.token").contains("\"refresh-canary-0\""))
    }
  }

  @Test func `are refreshed before their time where a server refuses them`() async throws {
    try await withSource { source, provider, _, _ in
      _ = try await source.logIn { _ in }
      #expect(try await source.token(wasRefused: false).value == "access-canary-0")
      #expect(try await source.token(wasRefused: true).value == "access-canary-1")
      #expect(provider.refreshes == 1)
    }
  }

  @Test func `that another process has refreshed meanwhile are taken instead`() async throws {
    try await withSource { source, provider, folder, now in
      _ = try await source.logIn { _ in }
      _ = try await source.token(wasRefused: false)
      let other = try provider.source(folder) { now.date }
      _ = try await other.token(wasRefused: false)
      #expect(try await other.token(wasRefused: true).value == "access-canary-1")
      #expect(try await source.token(wasRefused: true).value == "access-canary-1")
      #expect(provider.refreshes == 1)
    }
  }

  /// Each source has a lock of its own, as each process has.
  @Test func `are refreshed once where many need them`() async throws {
    try await withSource { source, provider, folder, now in
      _ = try await source.logIn { _ in }
      now.pass(3600)
      let tokens = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<8 {
          let other = try provider.source(folder) { now.date }
          group.addTask { try await other.token(wasRefused: false).value }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(tokens == ["access-canary-1"])
      #expect(provider.refreshes == 1)
    }
  }

  /// The provider's answer is on its way: the file still holds what was sent, as after a crash
  /// at that moment. Whoever gets the token has it from the file.
  @Test func `are durable before they are used`() async throws {
    try await withSource { source, provider, folder, now in
      _ = try await source.logIn { _ in }
      now.pass(3600)
      let before = Mutex("")
      provider.watch {
        let text = try? folder.read("state/contoso.token")
        before.withLock { $0 = text ?? "" }
      }
      let token = try await source.token(wasRefused: false).value
      #expect(before.withLock { $0 }.contains("refresh-canary-0"))
      let after = try folder.read("state/contoso.token")
      #expect(after.contains("\"\(token)\""))
      #expect(after.contains("\"refresh-canary-1\""))
      #expect(try mode(source.path) == 0o600)
    }
  }

  /// Whatever is left of the answer, the next run signs in: with the new refresh token, or with the old one
  /// if the server has not got to know of the exchange.
  @Test(arguments: [(116, 0), (116, 1), (100, 1), (1, 1)])
  func `survive an answer that was cut`(bytes: Int, forgotten: Int) async throws {
    try await withSource { source, provider, _, now in
      _ = try await source.logIn { _ in }
      now.pass(3600)
      provider.cut(at: bytes)
      let failure = await #expect(throws: Failure.self) {
        try await source.token(wasRefused: false)
      }
      #expect(failure?.kind == .protocolViolation)
      provider.cut(at: nil)
      provider.forget(forgotten)
      #expect(try await source.token(wasRefused: false).value == "access-canary-2")
      now.pass(3600)
      #expect(try await source.token(wasRefused: false).value == "access-canary-3")
    }
  }

  @Test func `that could not be stored are not asked for`() async throws {
    try await withSource { source, provider, folder, now in
      _ = try await source.logIn { _ in }
      now.pass(3600)
      let obstacle = folder.path("state/.contoso.token.tmp")
      try FileManager.default.createDirectory(
        atPath: obstacle, withIntermediateDirectories: false)
      await #expect(
        throws: Failure(.storage, "cannot write \(obstacle): File exists")
      ) { try await source.token(wasRefused: false) }
      #expect(provider.refreshes == 0)
      try FileManager.default.removeItem(atPath: obstacle)
      #expect(try await source.token(wasRefused: false).value == "access-canary-1")
    }
  }

  @Test func `survive that whoever waits for them gives up`() async throws {
    try await withSource { source, provider, _, now in
      _ = try await source.logIn { _ in }
      now.pass(3600)
      let waiting = Task { try await source.token(wasRefused: false) }
      try await Task.sleep(for: .milliseconds(20))
      waiting.cancel()
      _ = try? await waiting.value
      #expect(try await source.token(wasRefused: false).value == "access-canary-1")
      #expect(provider.refreshes == 1)
    }
  }

  // MARK: - Errors

  @Test(arguments: [
    (
      400, #"{"error": "invalid_grant", "error_description": "AADSTS700082: refresh-canary-0"}"#,
      Failure.Kind.signInExpired,
      "the sign-in of 'contoso' has expired or was revoked (invalid_grant, AADSTS700082); "
        + "run 'cardferry login contoso'"
    ),
    (
      400, #"{"error": "interaction_required"}"#, .signInExpired,
      "the sign-in of 'contoso' has expired or was revoked (interaction_required); "
        + "run 'cardferry login contoso'"
    ),
    (
      401, #"{"error": "invalid_client"}"#, .credentials,
      "no token for account 'contoso': login.example.test refused (invalid_client): it knows no "
        + "such client; correct 'client-id:' or 'client-secret:'"
    ),
    (
      503, "refresh-canary-0", .unreachable,
      "no token for account 'contoso': login.example.test gives no tokens for now (HTTP 503); "
        + "try again later"
    ),
    (
      200, "refresh-canary-0", .protocolViolation,
      "no token for account 'contoso': the answer of login.example.test makes no sense: it is no "
        + "JSON; check the endpoints in 'oauth:'"
    ),
  ])
  func `that are refused say why, and stay as they are`(
    status: Int, body: String, kind: Failure.Kind, message: String
  ) async throws {
    try await withSource { source, provider, folder, now in
      _ = try await source.logIn { _ in }
      let before = try folder.read("state/contoso.token")
      now.pass(3600)
      provider.refuse(status, body)
      await #expect(throws: Failure(kind, message)) { try await source.token(wasRefused: false) }
      #expect(try folder.read("state/contoso.token") == before)
    }
  }

  @Test func `that are not there need a login`() async throws {
    try await withSource { source, _, _, _ in
      await #expect(
        throws: Failure(
          .signInExpired, "'contoso' has not signed in yet; run 'cardferry login contoso'")
      ) { try await source.token(wasRefused: false) }
    }
  }

  @Test func `of another client need a login`() async throws {
    try await withSource { source, provider, folder, now in
      _ = try await source.logIn { _ in }
      let other = try provider.source(folder, clientID: "other") { now.date }
      await #expect(
        throws: Failure(
          .signInExpired,
          "the stored sign-in of 'contoso' is for another client, scope or token endpoint than the "
            + "configuration's; run 'cardferry login contoso'")
      ) { try await other.token(wasRefused: false) }
    }
  }

  @Test(arguments: ["", "{", "{}", #"{"refreshToken": "refresh-canary-0"}"#])
  func `that are damaged need a login`(text: String) async throws {
    try await withSource { source, _, folder, _ in
      _ = try await source.logIn { _ in }
      try folder.write(text, to: "state/contoso.token")
      await #expect(
        throws: Failure(
          .signInExpired,
          "the stored sign-in of 'contoso' is damaged (\(source.path)); "
            + "run 'cardferry login contoso'")
      ) { try await source.token(wasRefused: false) }
    }
  }

  @Test(arguments: [0o640, 0o604, 0o660])
  func `that others can get at are refused`(mode: Int) async throws {
    try await withSource { source, provider, _, _ in
      _ = try await source.logIn { _ in }
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: source.path)
      await #expect(
        throws: Failure(
          .credentials,
          "no token for account 'contoso': others can get at \(source.path); "
            + "run chmod 600 \(source.path)")
      ) { try await source.token(wasRefused: false) }
      #expect(provider.refreshes == 0)
    }
  }
}
