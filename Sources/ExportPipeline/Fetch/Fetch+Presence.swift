import ActiveSync
import Foundation
import Logging
import StateStore

/// Whether a server that says nothing has nothing to say.
///
/// To a device in quarantine, or one that waits for approval, Exchange gives folders and sync keys, and
/// answers without a body from then on: as to a mailbox in which nothing changes.
extension Fetch {
  /// How long silence is believed.
  private static let probeInterval = Duration.seconds(7 * 86_400)
  /// Contacts that are asked for: one may have gone a moment ago.
  private static let probeSize = 3

  /// What a server says of contacts that it had given.
  private enum Presence {
    /// They are there.
    case there
    /// They aren't, as it says of each.
    case gone
    /// Nothing comes, and nothing is said.
    case heldBack
    /// The server has no way to tell.
    case unknown
  }

  /// Looks behind the silence of a run in which no answer had a body, now and then.
  ///
  /// - Throws: ``ActiveSyncError/heldBack(host:deviceID:)``.
  mutating func lookBehindSilence(of collections: [CollectionRecord]) async throws {
    guard !collections.isEmpty else { return }
    guard isSilent else {
      if hasHeard, record.heardAt.map({ hasPassed(.seconds(86_400), since: $0) }) ?? true {
        try noteHeard()
      }
      return
    }
    guard try store.contactCount() > 0 else {
      report.warnings.append(
        "no contact came, and the answers were empty, as they are to a device that waits for approval; "
          + "if there are contacts, ask the server's administrator to allow the device "
          + "'\(record.deviceID)' of type '\(Device.type)'")
      return
    }
    guard record.heardAt.map({ hasPassed(Self.probeInterval, since: $0) }) ?? true else { return }
    for collection in collections {
      switch try await presence(in: collection) {
      case .there: return try noteHeard()
      case .heldBack: throw heldBack
      case .gone:
        logger.notice(
          """
          \(account.name): the server no longer knows contacts that it calls unchanged, fetching the \
          folder anew
          """)
        var collection = collection
        collection.syncKey = nil
        try await recoverably(collection)
        return try noteHeard()
      case .unknown, nil: break
      }
    }
  }

  /// Sees that a folder is empty of which a whole load has listed nothing: its contacts would go.
  ///
  /// - Throws: ``ActiveSyncError/heldBack(host:deviceID:)``, ``ActiveSyncError/unexpected(command:what:)``.
  mutating func checkThatNothingIsThere(in collection: CollectionRecord) async throws {
    switch try await presence(in: collection) {
    case .heldBack: throw heldBack
    case .there:
      throw ActiveSyncError.unexpected(
        command: Sync.name,
        what:
          "it lists nothing of a folder whose contacts come when they are asked for; nothing was "
          + "deleted")
    case .gone, .unknown, nil: break
    }
  }

  private var heldBack: ActiveSyncError {
    .heldBack(host: account.endpoint.host, deviceID: record.deviceID)
  }

  private mutating func noteHeard() throws {
    record.heardAt = Int64(now().timeIntervalSince1970)
    try store.save(record)
  }

  /// Asks for contacts that are known; `nil` where none is.
  private mutating func presence(in collection: CollectionRecord) async throws -> Presence? {
    let known = try store.serverIDs(in: collection.id, limit: Self.probeSize).map { ServerID($0) }
    guard !known.isEmpty else { return nil }
    guard !lacksItemOperations, (client.version ?? .v2_5) >= .v12_0 else { return .unknown }
    let command = ItemOperations(
      collectionID: ServerID(collection.serverID), serverIDs: known)
    do {
      let response = try await send(command)
      if !response.items.isEmpty { return .there }
      let statuses = response.failures.values
      if statuses.isEmpty || statuses.contains(.accessDenied) { return .heldBack }
      return statuses.allSatisfy { $0 == .notFound } ? .gone : .unknown
    } catch ActiveSyncError.unexpected(_, ActiveSyncError.emptyAnswer) {
      return .heldBack
    } catch let error as ActiveSyncError where error.isOfThisCommand {
      return .unknown
    }
  }
}
