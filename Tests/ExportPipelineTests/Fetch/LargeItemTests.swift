import ActiveSync
import ExportPipeline
import FakeExchange
import Foundation
import HTTPTransport
import Logging
import StateStore
import TestSupport
import Testing

@Suite struct `A fetch whose answers would be too large` {
  /// The report of a fetch that reads answers of up to 1 MiB.
  private func fetch(
    _ server: FakeExchange, into store: AccountStore, window: Int
  ) async throws -> Report.AccountReport {
    var account = Job.Account(
      name: "a", endpoint: try Endpoint(parsing: server.url), user: "anna@contoso.com",
      signIn: .basic(user: "anna@contoso.com") { "secret" })
    account.windowSize = window
    var fetch = try Fetch(
      account: account, store: store,
      makeTransport: { CurlTransport(limits: HTTPLimits(body: 1 << 20)) }, isFull: false,
      wasKilled: false, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      now: { Date() }, progress: { _ in })
    try await fetch.run()
    return fetch.report
  }

  private func withPhotos(
    _ sizes: [Int], _ body: (FakeExchange, AccountStore) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let store = try AccountStore(file: folder.path("a.sqlite"))
    var mailbox = Mailbox.generated(20, from: ContactGenerator(seed: 7))
    for (number, size) in sizes.enumerated() {
      try mailbox.update("2:\(2 * number + 1)") {
        $0.setPicture([UInt8](repeating: 7, count: size))
      }
    }
    let server = try await FakeExchange.start(mailbox: mailbox)
    do {
      try await body(server, store)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test(arguments: [100, 3, 1])
  func `asks for fewer contacts, and has all`(window: Int) async throws {
    try await withPhotos(Array(repeating: 250_000, count: 10)) { server, store in
      let report = try await fetch(server, into: store, window: window)
      #expect(report.warnings == [])
      #expect(try store.contactCount() == 20)
      #expect(try store.collections().allSatisfy { !$0.isLoading })
    }
  }

  @Test(arguments: [100, 1], [false, true])
  func `passes over a contact that is too large by itself, and has all others`(
    window: Int, repeatsSyncKeys: Bool
  ) async throws {
    try await withPhotos([1_000_000, 250_000, 1_000_000]) { server, store in
      // As SOGo's: an answer that was lost isn't given again.
      if repeatsSyncKeys {
        server.quirks.firstSyncKey = "-1"
        server.quirks.repeatsSyncKeys = true
      }
      var report = try await fetch(server, into: store, window: window)
      #expect(try store.contactCount() == 18)
      #expect(report.warnings.count == 4, "\(report.warnings)")
      #expect(
        report.warnings.count {
          $0.hasSuffix(
            " is larger than an answer may be, or its answer breaks off, and was passed over")
        } == 2)
      // Asked for by itself in the next run, it comes as soon as it can be had.
      try server.changeMailbox { try $0.update("2:1") { $0.setPicture([1]) } }
      report = try await fetch(server, into: store, window: window)
      #expect(try store.contactCount() == 19)
      #expect(report.deleted == 0)
    }
  }
}
