import ActiveSync
import ExportPipeline
import Foundation
import Logging
import StateStore
import TestSupport
import Testing

@Suite struct `A run against a recorded server` {
  private func run(
    _ server: RecordedServer, _ step: String, into store: AccountStore
  ) async throws -> String {
    server.begin(step)
    var account = Job.Account(
      name: "a", endpoint: try Endpoint(parsing: "https://server.test"), user: "alice",
      signIn: .basic(user: "alice") { "secret" }, windowSize: 4)
    account.client.acceptsPolicy = true
    var fetch = try Fetch(
      account: account, store: store, makeTransport: { server }, isFull: false, wasKilled: false,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { Date() },
      progress: { _ in })
    do {
      do { try await fetch.run() } catch ActiveSyncError.startOver {
        try fetch.startOver()
        try await fetch.run()
      }
    } catch { return "\(step): \(error) | \(server.sent)" }
    let report = fetch.report
    return
      "\(step): \(report.contacts) contacts, +\(report.added) ~\(report.changed) -\(report.deleted) | "
      + server.sent + report.warnings.map { " | \($0)" }.joined()
  }

  @Test(arguments: [
    "zpush-2.7.1-vcarddir-12.1", "zpush-2.7.1-vcarddir-14.1", "zpush-2.7.1-vcarddir-2.5-patched",
    "zpush-2.7.3-carddav-12.0", "zpush-2.7.3-carddav-16.1", "zpush-2.7.3-demanding-policy",
    "syncroton-12.1-policy", "syncroton-14.1", "syncroton-14.1-policy",
  ])
  func `ends as it should`(name: String) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let store = try AccountStore(file: folder.path("a.sqlite"))
    let server = try RecordedServer(name)
    for step in [
      "first", "idle", "incremental", "photo-and-note-gone", "resync", "keys-lost", "second-book",
      "state-lost", "policy-changed", "wipe-ordered",
    ] {
      print(name, try await run(server, step, into: store))
    }
  }
}
