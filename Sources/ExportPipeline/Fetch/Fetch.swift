import ContactMapping
import ActiveSync
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
  /// Answers without a single change, and more announced: no server means that for long.
  private static let maximumEmptyWindows = 5
  /// Items that get a line of their own; the others are a number.
  private static let maximumItemWarnings = 20

  let account: Job.Account
  let store: AccountStore
  private let isFull: Bool
  let logger: Logger
  private let limits: FetchLimits
  private let started = SuspendingClock.now
  let now: @Sendable () -> Date
  private let progress: @Sendable (Progress) -> Void
  private(set) var record: AccountRecord
  var client: Client
  /// Whether the server has shown that it can't give single items.
  var lacksItemOperations = false
  /// Changes that came so far.
  private var changes = 0
  private var itemProblems = 0
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
      obeyedOrder: record.restartOrder,
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

  private mutating func fetchFolders() async throws {
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
  mutating func startOver() throws {
    logger.notice("\(account.name): \(ActiveSyncError.startOver)")
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

  /// Synchronises a folder, with what helps against a failure where something does.
  private mutating func recoverably(_ collection: CollectionRecord) async throws {
    var collection = collection
    // A load that has a sync key was stopped in good order.
    if isFull || (!collection.isLoading && isDue(collection)) { collection.syncKey = nil }
    var hasStartedOver = false
    var hasFetchedFolders = false
    while true {
      do {
        let hasRepeated = try await synchronise(collection)
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
    let age = now().timeIntervalSince1970 - Double(last)
    // A load that is yet to come was noted by a clock that was ahead: nobody knows when it was.
    return age < 0 || age >= interval / .seconds(1)
  }

  /// - Returns: Whether the server has listed contacts as new that it had listed before.
  private mutating func synchronise(_ collection: CollectionRecord) async throws -> Bool {
    let folder = ServerID(collection.serverID)
    let isLoading = collection.isLoading || collection.syncKey == nil
    var key: SyncKey
    if let known = collection.syncKey {
      key = SyncKey(known)
      try await fetchWanted(of: collection)
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
    var hasRepeated = false
    var response = try await window(after: key, of: folder, isExpected: isLoading)
    while true {
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
      let isLast = !response.moreAvailable
      async let stored =
        isSilent
        ? nil
        : store.apply(
          Window(changes: changes.map(Self.change), syncKey: next.rawValue, isLast: isLast),
          to: collection.id, now: now())
      emptyWindows = response.changes.isEmpty ? emptyWindows + 1 : 0
      let isGoingOn = response.moreAvailable && emptyWindows < Self.maximumEmptyWindows
      // The next request tells the server that this window has arrived: that waits until it is
      // stored, but in a load, which starts over where it is cut short.
      var following: Result<Sync.Response, any Error>?
      if isLoading, isGoingOn { following = await self.following(next, of: folder) }
      if let counts = try await stored {
        note(counts, of: response)
        hasRepeated = hasRepeated || counts.repeated > 0
      }
      guard response.moreAvailable else { return hasRepeated }
      guard isGoingOn else { throw ActiveSyncError.noProgress(pages: emptyWindows) }
      key = next
      if let following {
        response = try following.get()
      } else {
        response = try await self.window(after: key, of: folder, isExpected: true)
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

  private mutating func following(
    _ key: SyncKey, of folder: ServerID
  ) async -> Result<Sync.Response, any Error> {
    do { return .success(try await window(after: key, of: folder, isExpected: true)) } catch {
      return .failure(error)
    }
  }

  /// `isExpected`: whether there is something to come: in a load, or where the server has said so.
  private mutating func window(
    after key: SyncKey, of folder: ServerID, isExpected: Bool
  ) async throws -> Sync.Response {
    try Task.checkCancellation()
    let window = Sync(
      syncKey: key, collectionID: folder, supported: nil, windowSize: account.windowSize)
    let response = try await send(window)
    // Nothing is new, or the answer has lost its body: a load that ended here would take what it has
    // not listed for gone.
    if isExpected, response.syncKey == nil, try await send(window).syncKey != nil {
      throw ActiveSyncError.emptied(command: Sync.name)
    }
    changes += response.changes.count + response.problems.count
    guard changes <= limits.changes else {
      throw ActiveSyncError.tooMuch("sent more than \(limits.changes) changes of contacts")
    }
    return response
  }

  mutating func warn(of problem: Sync.ItemProblem) {
    itemProblems += 1
    if itemProblems <= Self.maximumItemWarnings { report.warnings.append(problem.warning) }
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
    let version = client.version?.rawValue
    let policy = client.policyRequirements?.joined(separator: "\n")
    if record.protocolVersion != version || record.policyKey != client.policyKey
      || record.isProvisioned != client.isProvisioned || record.policy != policy
    {
      record.policy = policy
      record.protocolVersion = version
      record.policyKey = client.policyKey
      record.isProvisioned = client.isProvisioned
      try store.save(record)
    }
    let response = try result.get()
    if client.bytesReceived > limits.bytes {
      throw ActiveSyncError.tooMuch("sent more than \(limits.bytes >> 20) MiB")
    }
    if SuspendingClock.now - started > limits.time {
      throw ActiveSyncError.tooMuch("took more than \(Int(limits.time / .seconds(3600))) hours")
    }
    return response
  }
}
