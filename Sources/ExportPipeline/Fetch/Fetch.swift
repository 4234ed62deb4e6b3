import ActiveSync
import ContactMapping
package import Foundation
package import HTTPTransport
package import Logging
package import StateStore
import WBXML

/// Brings the state of one account up to what the server has.
///
/// Each window and the sync key that follows it are one transaction, so a crash costs a request at
/// most. A load from the start goes on in the next run where this one is stopped in good order, which
/// is when its task is cancelled between two windows. One that was interrupted otherwise starts over,
/// and so does everything after a run that was killed or had no room for an answer: servers like SOGo
/// send a page only once.
package struct Fetch: Sendable {
  /// Items that get a line of their own; the others are a number.
  static let maximumItemWarnings = 20

  let account: Job.Account
  let store: AccountStore
  let isFull: Bool
  let logger: Logger
  private let limits: FetchLimits
  private let started = SuspendingClock.now
  let now: @Sendable () -> Date
  let progress: @Sendable (Progress) -> Void
  var record: AccountRecord
  var client: Client
  /// Whether the server has shown that it can't give single items.
  var lacksItemOperations = false
  /// Changes that came so far.
  private var changes = 0
  /// Whether no answer for a folder had a body, beside the first ones.
  private(set) var isSilent = true
  /// Whether something came of a contact.
  var hasHeard: Bool { changes > 0 }
  var itemProblems = 0
  var cutNotes = 0
  package internal(set) var report: Report.AccountReport

  /// `wasKilled`: whether the run before had no chance to end, or none to store what it got.
  /// - Throws: ``StateError``.
  package init(
    account: Job.Account, store: AccountStore,
    makeTransport: @escaping @Sendable () -> any Transport, isFull: Bool, wasKilled: Bool,
    limits: FetchLimits = FetchLimits(), logger: Logger, now: @escaping @Sendable () -> Date,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    self.account = account
    self.store = store
    self.isFull = isFull
    self.limits = limits
    self.logger = logger
    self.now = now
    self.progress = progress
    report = Report.AccountReport(account: account.name)
    try store.completeContents(ApplicationData.content)
    record = try Self.record(
      account: account, store: store, wasKilled: wasKilled, logger: logger)
    client = Client(
      endpoint: account.endpoint,
      user: account.user, signIn: account.signIn,
      device: Device(id: record.deviceID), options: account.client,
      version: record.protocolVersion.flatMap(ProtocolVersion.init(rawValue:)),
      policyKey: record.policyKey, isProvisioned: record.isProvisioned,
      policyRequirements: record.policy.map { $0.split(separator: "\n").map(String.init) },
      standing: Client.Standing(record), obeyedOrder: record.restartOrder,
      signedInBefore: record.signedInDay,
      makeTransport: makeTransport, logger: logger, sleep: sleep)
  }

  /// The account as stored, or a new one with a device id of its own. Sync keys of another mailbox
  /// mean nothing here, so a changed address or user starts everything over.
  private static func record(
    account: Job.Account, store: AccountStore, wasKilled: Bool, logger: Logger
  ) throws -> AccountRecord {
    guard var known = try store.account() else {
      var record = AccountRecord(
        server: account.endpoint.url, user: account.user, deviceID: Device.make().id)
      record.name = account.name
      try store.save(record)
      return record
    }
    guard known.server == account.endpoint.url && known.user == account.user else {
      logger.notice("\(account.name): server or user has changed, fetching everything anew")
      var record = AccountRecord(
        server: account.endpoint.url, user: account.user, deviceID: known.deviceID)
      record.name = account.name
      try store.startOver()
      try store.save(record)
      return record
    }
    if known.name != account.name {
      known.name = account.name
      try store.save(known)
    }
    if wasKilled {
      // An answer may have been lost with that run, and some servers don't give it again.
      logger.notice("\(account.name): the run before was cut short, fetching everything anew")
      try store.startOver()
      known.folderSyncKey = SyncKey.initial.rawValue
    }
    return known
  }

  // MARK: - Folders

  /// Brings the folder list up to date.
  ///
  /// - Throws: ``ActiveSyncError``, ``StateError``, `CancellationError`.
  /// Returns every folder of the mailbox.
  package mutating func folders() async throws -> [CollectionRecord] {
    try await fetchFolders()
    return try store.collections().filter { !$0.isGone }
  }

  mutating func fetchFolders() async throws {
    var isComplete = record.folderSyncKey == SyncKey.initial.rawValue
    let response: FolderSync.Response
    do {
      response = try await send(FolderSync(syncKey: SyncKey(record.folderSyncKey)))
    } catch let error as ActiveSyncError
      where error.recovery == .rebaseline && error != .startOver && !isComplete
    {
      logger.debug("\(account.name): listing the folders anew")
      isComplete = true
      response = try await send(FolderSync(syncKey: .initial))
    }
    if isComplete || !response.changes.isEmpty
      || response.syncKey.rawValue != record.folderSyncKey
    {
      let plan = FolderPlan(
        response.changes, isComplete: isComplete, known: try store.collections(),
        deleted: try store.goneCollections(), directories: try store.directories())
      report.warnings += plan.warnings
      try store.apply(
        plan.changes, folderSyncKey: response.syncKey.rawValue, isComplete: isComplete)
      record.folderSyncKey = response.syncKey.rawValue
    }
  }

  // MARK: - Contacts

  /// Fetches the changes of every folder that is exported.
  ///
  /// - Throws: ``ActiveSyncError``, ``StateError``, `CancellationError`; what was stored until then
  ///   stays.
  package mutating func run() async throws {
    defer { countWarnings() }
    let collections = try await folders().exported
    report.folders = collections.count
    var failure: ActiveSyncError?
    for collection in collections {
      do { try await recoverably(collection) } catch let error as ActiveSyncError {
        try store.dropLoad(of: collection.id)
        guard error.kind == .protocolViolation, error != .startOver else { throw error }
        // No later load may come farther; what is new in this folder and in others isn't kept waiting.
        report.added += try store.releaseHeld(in: collection.id).added
        guard error.isOfOneFolder else { throw error }
        failure = failure ?? error
      } catch is CancellationError {
        try store.keepLoad(of: collection.id)
        throw CancellationError()
      }
    }
    if let failure { throw failure }
    try await lookBehindSilence(of: collections)
    try noteOrder()
    // What was in folders that are gone would have been found by now.
    report.deleted += try store.deleteGoneFolders().deleted
    try store.forgetGone()
    report.contacts = try store.contactCount()
    report.protocolVersion = client.version?.rawValue
    if let days = client.passwordExpiresInDays {
      report.warnings.append("the password expires in \(days) days; change it before that")
    }
  }

  /// Takes note of an answer for a folder.
  ///
  /// - Throws: ``ActiveSyncError/tooMuch(_:)``.
  mutating func count(_ response: Sync.Response) throws {
    if response.syncKey != nil { isSilent = false }
    changes += response.changes.count + response.problems.count
    guard changes <= limits.changes else {
      throw ActiveSyncError.tooMuch("sent more than \(limits.changes) changes of contacts")
    }
  }

  private mutating func countWarnings() {
    let rest = itemProblems - Self.maximumItemWarnings
    if rest > 0 { report.warnings.append("\(rest) more items came with such problems") }
    if cutNotes > 0 {
      report.warnings.append(
        "the notes of \(cutNotes) contacts came cut, and could not be completed")
    }
    (itemProblems, cutNotes) = (0, 0)
  }

  /// Sees to it that everything is asked for anew, as the server orders by
  /// ``ActiveSyncError/startOver``.
  package mutating func startOver() throws {
    logger.notice("\(account.name): \(client.reasonToStartOver ?? "\(ActiveSyncError.startOver)")")
    try store.startOver()
    record.folderSyncKey = SyncKey.initial.rawValue
    record.restartOrder = client.heardOrder
    try store.save(record)
  }

  /// Tells of an order to start over that an earlier run has obeyed, and forgets it once a whole run
  /// has not heard it: the next one is obeyed again.
  private mutating func noteOrder() throws {
    let order = client.heardOrder
    if order != nil, order == record.restartOrder, !client.hasStartedOver {
      logger.notice(
        """
        \(account.name): the server goes on ordering that everything be fetched anew (X-MS-RP), which \
        was done; --full does it again
        """)
    }
    guard order != record.restartOrder else { return }
    record.restartOrder = order
    try store.save(record)
  }

  // MARK: - Commands

  /// Sends a command and stores at once what the client learnt on the way: a policy key that the
  /// server gave must not be asked for again.
  mutating func send<C: Command>(_ command: C) async throws -> C.Response {
    let result: Result<C.Response, any Error>
    do {
      result = .success(try await client.send(command))
    } catch {
      result = .failure(error)
    }
    report.requests = client.requests
    let before = record
    try keep(what: client)
    if case .failure = result { try keepOrder() }
    let response = try result.get()
    noteConcession(since: before)
    if client.bytesReceived > limits.bytes {
      throw ActiveSyncError.tooMuch("sent more than \(limits.bytes >> 20) MiB")
    }
    if SuspendingClock.now - started > limits.time {
      throw ActiveSyncError.tooMuch("took more than \(Int(limits.time / .seconds(3600))) hours")
    }
    return response
  }
}
