import ActiveSync
import ExportPipeline
import Foundation
import Logging
import StateStore
import TestSupport
import Testing

/// What became of a night: the commands that were sent, and how many contacts were added, changed and
/// deleted, or the failure.
private struct Night: Equatable, CustomTestStringConvertible {
  let step: String
  let commands: String
  let outcome: String

  init(_ step: String, _ commands: String, _ outcome: String) {
    (self.step, self.commands, self.outcome) = (step, commands, outcome)
  }

  var testDescription: String { "\(step): \(commands): \(outcome)" }
}

/// A recording, and what is to become of its nights: a mailbox of six contacts is loaded, nothing happens,
/// one contact is added, one changed and one deleted, another one loses its photo and its note, and the
/// server forgets what it knew of the device.
private struct Recording: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var nights: [Night]

  /// The key, two windows, and the word that no more is there.
  private static let load = "Sync Sync Sync Sync"
  private static let wipe = Night("wipe-ordered", "FolderSync Provision", "a wipe is ordered")
  /// Both have given the mailbox, and were told in vain what the device is: the recorded client had told it
  /// before its policy was in force.
  private static let asksForSettings = [
    Night("first", "OPTIONS Provision Provision Settings FolderSync \(load)", "+6 ~0 -0"),
    Night("idle", "Settings? FolderSync Sync", "+0 ~0 -0"),
  ]

  private static func nights(first: String) -> [Night] {
    [
      Night("first", "\(first) \(load)", "+6 ~0 -0"),
      Night("idle", "FolderSync Sync", "+0 ~0 -0"),
      Night("incremental", "FolderSync Sync Sync", "+1 ~1 -1"),
      Night("photo-and-note-gone", "FolderSync Sync ItemOperations Sync", "+0 ~1 -0"),
    ]
  }

  /// Its administrator had everything fetched anew in one night, and its state was deleted before another.
  private static func zpush(_ name: String, _ own: [Night] = []) -> Recording {
    Recording(
      name,
      nights(first: "OPTIONS Provision Provision FolderSync") + [
        Night("resync", "FolderSync FolderSync Sync \(load)", "+0 ~0 -0"),
        Night(
          "state-lost", "FolderSync Provision Provision OPTIONS FolderSync Sync Sync Sync \(load)",
          "+0 ~0 -0"), wipe,
      ], own)
  }

  /// Its keys were deleted before one night, and another address book was there in the next.
  private static func syncroton(_ name: String, first: String, _ own: [Night] = []) -> Recording {
    Recording(
      name,
      nights(first: first) + [
        Night("keys-lost", "FolderSync FolderSync Sync \(load)", "+0 ~0 -0"),
        Night("second-book", "FolderSync \(load)", "+0 ~0 -0"),
      ], own)
  }

  /// `own`: nights that differ from those of other versions, or that these don't have.
  private init(_ name: String, _ nights: [Night], _ own: [Night]) {
    testDescription = name
    self.nights = nights.map { night in own.first { $0.step == night.step } ?? night }
    self.nights += own.filter { night in !nights.contains { $0.step == night.step } }
  }

  static let all = [
    zpush("zpush-2.7.1-vcarddir-14.1"),
    zpush("zpush-2.7.1-vcarddir-12.1", asksForSettings),
    // It has no ItemOperations: what an item lost is seen in the next load.
    zpush(
      "zpush-2.7.1-vcarddir-2.5-patched",
      [
        Night("photo-and-note-gone", "FolderSync Sync Sync", "+0 ~0 -0"),
        Night("resync", "FolderSync FolderSync Sync \(load)", "+0 ~1 -0"),
      ]),
    zpush("zpush-2.7.3-carddav-12.0", asksForSettings),
    zpush("zpush-2.7.3-carddav-16.1"),
    syncroton("syncroton-14.1", first: "OPTIONS Provision FolderSync"),
    syncroton(
      "syncroton-14.1-policy", first: "OPTIONS Provision Provision FolderSync",
      [
        Night("policy-changed", "FolderSync Provision Provision FolderSync Sync Sync", "+0 ~0 -0"),
        wipe,
      ]),
    syncroton(
      "syncroton-12.1-policy", first: "",
      asksForSettings + [
        Night("policy-changed", "FolderSync Provision Provision FolderSync Sync Sync", "+0 ~0 -0"),
        wipe,
      ]),
  ]
}

@Suite struct `A run against a recorded server` {
  @Test(arguments: Recording.all)
  private func `sends what the server knows, and has all of its contacts at the end`(
    recording: Recording
  ) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let store = try AccountStore(file: folder.path("a.sqlite"))
    let server = try RecordedServer(recording.testDescription)
    #expect(server.steps == recording.nights.map(\.step))
    for night in recording.nights {
      server.begin(night.step)
      let outcome = try await outcome(of: server, into: store)
      #expect(Night(night.step, server.sent.joined(separator: " "), outcome) == night)
      #expect(try store.contactCount() == 6)
    }
  }

  private func outcome(of server: RecordedServer, into store: AccountStore) async throws -> String {
    var account = Job.Account(
      name: "contoso", endpoint: try Endpoint(parsing: "https://server.test"), user: "alice",
      signIn: .basic(user: "alice") { "secret" }, windowSize: 4)
    account.client.acceptsPolicy = true
    account.client.version = server.version
    var fetch = try Fetch(
      account: account, store: store, makeTransport: { server }, isFull: false, wasKilled: false,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { Date() },
      progress: { _ in })
    do {
      do { try await fetch.run() } catch ActiveSyncError.startOver {
        try fetch.startOver()
        try await fetch.run()
      }
    } catch ActiveSyncError.wipeRequested {
      return "a wipe is ordered"
    }
    #expect(fetch.report.warnings.isEmpty)
    return "+\(fetch.report.added) ~\(fetch.report.changed) -\(fetch.report.deleted)"
  }
}
