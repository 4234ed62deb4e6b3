import ActiveSync
package import Foundation
package import HTTPTransport
package import Logging
package import StateStore
import WBXML

/// Brings the state of one account up to what the server has.
///
/// Each window and the sync key that follows it are one transaction, so a crash costs a request at
/// most. A load from the start that was interrupted starts over: servers like SOGo send a page
/// only once.
package struct Fetch {
  /// Answers without a single change, and more announced: no server means that for long.
  private static let maximumEmptyWindows = 5
  /// A server that wants a request once more gets it so often; Z-Push takes an item for broken at
  /// the third time.
  private static let maximumRetries = 2

  private let account: Job.Account
  private let store: AccountStore
  private let isFull: Bool
  private let logger: Logger
  private let now: @Sendable () -> Date
  private let progress: @Sendable (Progress) -> Void
  private var record: AccountRecord
  private var client: Client
  package private(set) var report: Report.AccountReport

  /// - Throws: ``StateError``, or what the password's source throws.
  package init(
    account: Job.Account, store: AccountStore, transport: any Transport, isFull: Bool,
    logger: Logger, now: @escaping @Sendable () -> Date,
    progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    self.account = account
    self.store = store
    self.isFull = isFull
    self.logger = logger
    self.now = now
    self.progress = progress
    report = Report.AccountReport(account: account.name)
    record = try Self.record(account: account, store: store, logger: logger)
    client = Client(
      endpoint: account.endpoint,
      user: account.user, signIn: account.signIn,
      device: Device(id: record.deviceID), acceptsPolicy: account.acceptsPolicy,
      version: record.protocolVersion.flatMap(ProtocolVersion.init(rawValue:)),
      policyKey: record.policyKey, isProvisioned: record.isProvisioned, transport: transport,
      logger: logger)
  }

  /// The account as stored, or a new one with a device id of its own. Sync keys of another mailbox
  /// mean nothing here, so a changed address or user starts everything over.
  private static func record(
    account: Job.Account, store: AccountStore, logger: Logger
  ) throws -> AccountRecord {
    guard let known = try store.account() else {
      let record = AccountRecord(
        server: account.endpoint.url, user: account.user, deviceID: Device.make().id)
      try store.save(record)
      return record
    }
    if known.server == account.endpoint.url && known.user == account.user { return known }
    logger.notice("\(account.name): server or user has changed, fetching everything anew")
    let record = AccountRecord(
      server: account.endpoint.url, user: account.user, deviceID: known.deviceID)
    try store.startOver()
    try store.save(record)
    return record
  }

  // MARK: - Folders

  /// Brings the folder list up to date.
  ///
  /// - Throws: ``ActiveSyncError``, ``StateError``, `CancellationError`.
  /// Returns every folder of the mailbox.
  package mutating func folders() async throws -> [CollectionRecord] {
    var isComplete = record.folderSyncKey == SyncKey.initial.rawValue
    let response: FolderSync.Response
    do {
      response = try await send(FolderSync(syncKey: SyncKey(record.folderSyncKey)))
    } catch let error as ActiveSyncError where error.recovery == .rebaseline && !isComplete {
      logger.debug("\(account.name): listing the folders anew")
      isComplete = true
      response = try await send(FolderSync(syncKey: .initial))
    }
    if isComplete || !response.changes.isEmpty
      || response.syncKey.rawValue != record.folderSyncKey
    {
      let counts = try store.apply(
        try folderChanges(response.changes), folderSyncKey: response.syncKey.rawValue,
        isComplete: isComplete)
      report.deleted += counts.deleted
      record.folderSyncKey = response.syncKey.rawValue
    }
    return try store.collections()
  }

  private func folderChanges(_ changes: [FolderSync.Change]) throws -> [FolderChange] {
    var taken = try store.directories()
    return changes.map { change in
      switch change {
      case .add(let folder), .update(let folder):
        let directory = DirectoryName.make(from: folder.displayName, taken: taken)
        taken.insert(directory)
        return .upsert(
          serverID: folder.id.rawValue, parentID: folder.parentID.rawValue,
          name: folder.displayName, type: folder.type, directory: directory)
      case .delete(let id):
        return .delete(serverID: id.rawValue)
      }
    }
  }

  // MARK: - Contacts

  /// Fetches the changes of every folder of contacts.
  ///
  /// - Throws: ``ActiveSyncError``, ``StateError``, `CancellationError`; what was stored until then
  ///   stays.
  package mutating func run() async throws {
    let collections = try await folders().filter { Folder.isContacts(type: $0.type) }
    report.folders = collections.count
    for collection in collections { try await recoverably(collection) }
    report.contacts = try store.contactCount()
    report.requests = client.requests
    report.protocolVersion = client.version?.rawValue
  }

  /// Synchronises a folder, with what helps against a failure where something does.
  private mutating func recoverably(_ collection: CollectionRecord) async throws {
    var collection = collection
    if isFull || collection.isLoading { collection.syncKey = nil }
    var retries = 0
    var hasStartedOver = false
    var hasFetchedFolders = false
    while true {
      do {
        try await synchronise(collection)
        return
      } catch let error as ActiveSyncError {
        if error.mayHaveLostAnswer {
          // What the lost answer held may never come again: everything is asked for anew, now or,
          // where that fails as well, in the next run.
          try store.startLoading(collection: collection.id)
          guard !hasStartedOver else { throw error }
          logger.notice("\(account.name): \(error), fetching the folder anew")
          hasStartedOver = true
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
          let current = try await folders()
          guard let known = current.first(where: { $0.id == collection.id }) else { return }
          collection = known
        case .retry where retries < Self.maximumRetries:
          retries += 1
          try await Task.sleep(for: .seconds(1))
          guard let known = try store.collections().first(where: { $0.id == collection.id })
          else { return }
          collection = known
          if collection.isLoading { collection.syncKey = nil }
        default:
          throw error
        }
      }
    }
  }

  private mutating func synchronise(_ collection: CollectionRecord) async throws {
    let folder = ServerID(collection.serverID)
    let isLoading = collection.syncKey == nil
    var key: SyncKey
    if let known = collection.syncKey {
      key = SyncKey(known)
    } else {
      try store.startLoading(collection: collection.id)
      let first = try await send(
        Sync(
          syncKey: .initial, collectionID: folder, supported: account.supported,
          windowSize: account.windowSize))
      guard let initial = first.syncKey else {
        throw ActiveSyncError.unexpected(command: Sync.name, what: "it has no sync key")
      }
      key = initial
    }
    var emptyWindows = 0
    while true {
      try Task.checkCancellation()
      let response = try await send(
        Sync(
          syncKey: key, collectionID: folder, supported: nil, windowSize: account.windowSize))
      let next = response.syncKey ?? key
      // An idle night writes nothing at all.
      if isLoading || next != key || !response.changes.isEmpty {
        try apply(response, next: next, to: collection)
      }
      key = next
      guard response.moreAvailable else { return }
      emptyWindows = response.changes.isEmpty ? emptyWindows + 1 : 0
      guard emptyWindows < Self.maximumEmptyWindows else {
        throw ActiveSyncError.noProgress(pages: emptyWindows)
      }
    }
  }

  private mutating func apply(
    _ response: Sync.Response, next: SyncKey, to collection: CollectionRecord
  ) throws {
    let changes = response.changes.map { change -> Window.Change in
      switch change {
      case .add(let id, let data), .change(let id, let data):
        .upsert(serverID: id.rawValue, data: ApplicationData.encode(data))
      case .delete(let id):
        .delete(serverID: id.rawValue)
      }
    }
    let counts = try store.apply(
      Window(changes: changes, syncKey: next.rawValue, isLast: !response.moreAvailable),
      to: collection.id, now: now(), isSame: ApplicationData.isSame)
    report.added += counts.added
    report.changed += counts.changed
    report.deleted += counts.deleted
    report.windows += response.changes.isEmpty ? 0 : 1
    if response.malformedItems > 0 {
      report.warnings.append("\(response.malformedItems) items came without an id or without data")
    }
    progress(.fetching(account: account.name, contacts: report.added + report.changed))
  }

  // MARK: - Commands

  /// Sends a command and stores at once what the client learnt on the way: a policy key that the
  /// server gave must not be asked for again.
  private mutating func send<C: Command>(_ command: C) async throws -> C.Response {
    let result: Result<C.Response, any Error>
    do {
      result = .success(try await client.send(command))
    } catch {
      result = .failure(error)
    }
    report.requests = client.requests
    let version = client.version?.rawValue
    if record.protocolVersion != version || record.policyKey != client.policyKey
      || record.isProvisioned != client.isProvisioned
    {
      record.protocolVersion = version
      record.policyKey = client.policyKey
      record.isProvisioned = client.isProvisioned
      try store.save(record)
    }
    return try result.get()
  }
}
