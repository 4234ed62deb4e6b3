import ActiveSync
import ContactMapping
import Foundation
import HTTPTransport
import Logging
import StateStore
import WBXML

/// How one folder is brought up to date.
extension Fetch {
  /// How often a folder is started over with smaller windows: from 512 down to 1, and twice.
  private static let maximumRestarts = 18

  /// Synchronises a folder, with what helps against a failure where something does.
  mutating func recoverably(_ collection: CollectionRecord) async throws {
    var collection = collection
    // A load that has a sync key was stopped in good order.
    if isFull || (!collection.isLoading && isDue(collection)) { collection.syncKey = nil }
    var size = WindowSize(account.windowSize)
    var hasStartedOver = false
    var hasFetchedFolders = false
    var restarts = 0
    while true {
      var hasShrunk = false
      do {
        let hasRepeated = try await synchronise(collection, &size, &hasShrunk)
        guard hasRepeated, !hasStartedOver else { return }
        logger.notice(
          "\(account.name): the server lists what it had listed before, fetching the folder anew")
        hasStartedOver = true
        collection.syncKey = nil
      } catch let error as ActiveSyncError where error != .startOver {
        if error.mayHaveLostAnswer {
          // What the lost answer held may never come again: everything is asked for anew, now or,
          // where that fails as well, in the next run.
          try store.startLoading(collection: collection.id)
          if Task.isCancelled {
            logger.notice("\(account.name): \(error); the next run fetches the folder anew")
            throw CancellationError()
          }
          // With smaller windows more may come of it.
          guard hasShrunk && restarts < Self.maximumRestarts || !hasStartedOver else { throw error }
          logger.notice("\(account.name): \(error), fetching the folder anew")
          if !hasShrunk { hasStartedOver = true }
          restarts += 1
          collection.syncKey = nil
          continue
        }
        switch error.recovery {
        case .rebaseline where !hasStartedOver:
          logger.notice("\(account.name): \(error), fetching the folder anew")
          hasStartedOver = true
          collection.syncKey = nil
        case .fetchFolders where !hasFetchedFolders:
          hasFetchedFolders = true
          try await fetchFolders()
          guard let known = try store.collection(collection.id) else { return }
          collection = known
        default:
          throw error
        }
      }
    }
  }

  /// Whether the last load from the start is longer ago than the configuration wants: servers lose
  /// changes, and only a whole list shows that.
  private func isDue(_ collection: CollectionRecord) -> Bool {
    guard let interval = account.rebaseline, let last = collection.rebaselinedAt else {
      return false
    }
    return hasPassed(interval, since: last)
  }

  /// Whether a time in seconds since 1970 is so long ago. One that is yet to come was noted by a clock that
  /// was ahead: nobody knows when it was.
  func hasPassed(_ interval: Duration, since time: Int64) -> Bool {
    let age = now().timeIntervalSince1970 - Double(time)
    return age < 0 || age >= interval / .seconds(1)
  }

  /// - Returns: Whether the server has listed contacts as new that it had listed before.
  private mutating func synchronise(
    _ collection: CollectionRecord, _ size: inout WindowSize, _ hasShrunk: inout Bool
  ) async throws -> Bool {
    let folder = ServerID(collection.serverID)
    let isLoading = collection.isLoading || collection.syncKey == nil
    var key: SyncKey
    if let known = collection.syncKey {
      key = SyncKey(known)
      try await fetchWanted(of: collection)
    } else {
      try store.startLoading(collection: collection.id)
      size.startOver()
      let first = try await send(
        Sync(
          syncKey: .initial, collectionID: folder, supported: account.supported,
          windowSize: account.windowSize))
      guard let initial = first.syncKey else {
        throw ActiveSyncError.unexpected(command: Sync.name, what: "it has no sync key")
      }
      key = initial
    }
    var paging = Paging()
    var hasRepeated = false
    var response = try await page(
      after: key, of: folder, isExpected: isLoading, paging, &size, &hasShrunk)
    while true {
      let goesOn = try paging.goesOn(after: response)
      if isLoading, !goesOn, !paging.hasListed { try await checkThatNothingIsThere(in: collection) }
      let next = response.syncKey ?? key
      let changes: [Sync.Change]
      do { changes = try await completed(response.changes, of: collection) } catch {
        // The answer is lost with what completes it, and some servers don't give it again.
        if !(error is StateError) { try store.startLoading(collection: collection.id) }
        throw error
      }
      // An idle night writes nothing at all.
      let isSilent =
        !isLoading && next == key && response.changes.isEmpty && response.problems.isEmpty
      async let stored =
        isSilent
        ? nil
        : store.apply(
          Window(changes: changes.map(Self.change), syncKey: next.rawValue, isLast: !goesOn),
          to: collection.id, now: now())
      // The next request tells the server that this window has arrived: that waits until it is
      // stored, but in a load, which starts over where it is cut short.
      let isAnnounced = response.moreAvailable
      var following: Result<Sync.Response, any Error>?
      if isLoading, goesOn {
        do {
          following = .success(
            try await page(
              after: next, of: folder, isExpected: isAnnounced, paging, &size, &hasShrunk))
        } catch { following = .failure(error) }
      }
      if let counts = try await stored {
        note(counts, of: response)
        hasRepeated = hasRepeated || counts.repeated > 0
      }
      guard goesOn else { return hasRepeated }
      key = next
      if let following {
        response = try following.get()
      } else {
        response = try await page(
          after: key, of: folder, isExpected: isAnnounced, paging, &size, &hasShrunk)
      }
    }
  }

  /// ``complete(_:of:)``, also where the run is to stop: the answer that it completes is there already.
  private mutating func completed(
    _ changes: [Sync.Change], of collection: CollectionRecord
  ) async throws -> [Sync.Change] {
    let (result, fetch) = try await withCancellation(delayedBy: .seconds(5)) { [self] in
      var fetch = self
      let result: Result<[Sync.Change], any Error>
      do { result = .success(try await fetch.complete(changes, of: collection)) } catch {
        result = .failure(error)
      }
      return (result, fetch)
    }
    self = fetch
    return try result.get()
  }

  // MARK: - Pages

  /// The next page, of a smaller window where the server fails to give one of this size.
  ///
  /// `isExpected`: whether there is something to come: in a load, or where the server has said so.
  /// `hasShrunk`: set where the folder has to start over, and windows will be smaller then.
  private mutating func page(
    after key: SyncKey, of folder: ServerID, isExpected: Bool, _ paging: Paging,
    _ size: inout WindowSize, _ hasShrunk: inout Bool
  ) async throws -> Sync.Response {
    var emptyWindow = WindowSize.maximum
    while true {
      // Where nothing comes of what fills a window, a larger one comes through it sooner.
      let asked = paging.emptyAnswers > 0 ? max(size.current, emptyWindow) : size.current
      do {
        client.isPatient = !size.isShrinking
        defer { client.isPatient = true }
        let response = try await window(
          after: key, of: folder, isExpected: isExpected, size: asked)
        size.succeed(changes: response.changes.count)
        return response
      } catch let error as ActiveSyncError {
        guard !Task.isCancelled, size.fail(error) else { throw error }
        emptyWindow = 0
        guard !error.mayHaveLostAnswer else {
          hasShrunk = true
          throw error
        }
        logger.info("\(account.name): \(error)")
        logger.notice(
          "\(account.name): a window of \(asked) contacts failed, asking for \(size.current)")
      }
    }
  }

  private mutating func window(
    after key: SyncKey, of folder: ServerID, isExpected: Bool, size: Int
  ) async throws -> Sync.Response {
    try Task.checkCancellation()
    let window = Sync(syncKey: key, collectionID: folder, supported: nil, windowSize: size)
    let response = try await send(window)
    // Nothing is new, or the answer has lost its body: a load that ended here would take what it has
    // not listed for gone.
    if isExpected, response.syncKey == nil, try await send(window).syncKey != nil {
      throw ActiveSyncError.emptied(command: Sync.name)
    }
    try count(response)
    return response
  }

  private mutating func note(_ counts: Counts, of response: Sync.Response) {
    report.added += counts.added
    report.changed += counts.changed
    report.deleted += counts.deleted
    report.windows += response.changes.isEmpty ? 0 : 1
    for problem in response.problems { warn(of: problem) }
    progress(.fetching(account: account.name, contacts: report.added + report.changed))
  }

  static func change(_ change: Sync.Change) -> Window.Change {
    func item(_ id: ServerID, _ data: Element) -> Window.Item {
      Window.Item(
        serverID: id.rawValue, data: ApplicationData.encode(data),
        content: ApplicationData.content(of: data))
    }
    return switch change {
    case .add(let id, let data): .add(item(id, data))
    case .change(let id, let data): .change(item(id, data))
    case .listed(let id): .listed(serverID: id.rawValue)
    case .delete(let id): .delete(serverID: id.rawValue)
    }
  }
}
