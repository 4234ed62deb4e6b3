import DurableFiles
package import ActiveSync
import ContactFormats
package import Foundation
package import HTTPTransport
package import Logging
import OpenFiles
import StateStore

/// Runs a job: fetches the accounts, then writes the outputs from what the state holds.
///
/// One account's failure is its own: the others are fetched, and every output is written from what
/// is known, a failed account's contacts included.
package struct Exporter: Sendable {
  /// Files, directories and connections that are open for one account, at most.
  private static let filesOfAccount = 24

  let job: Job
  let options: Job.Options
  private let transport: @Sendable (Job.Account) -> any Transport
  private let limit: HostLimit
  private let owners: StateOwners
  private let logger: Logger
  let now: @Sendable () -> Date
  private let sleep: @Sendable (Duration) async throws -> Void
  let progress: @Sendable (Progress) -> Void

  /// `transport`: makes the connection of an account; each has cookies of its own.
  /// `now`: the clock.
  /// `sleep`: waits before a request is repeated.
  /// `progress`: told of every window and every batch.
  package init(
    job: Job, options: Job.Options = Job.Options(),
    transport: @escaping @Sendable (Job.Account) -> any Transport, logger: Logger,
    now: @escaping @Sendable () -> Date = { Date() },
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.job = job
    self.options = options
    self.transport = transport
    limit = HostLimit(requestsPerHost: job.requestsPerHost)
    owners = StateOwners(of: job)
    self.logger = logger
    self.now = now
    self.sleep = sleep
    self.progress = progress
  }

  /// Tells for whom the run waits.
  var tell: @Sendable (String) -> Void {
    { [logger] in logger.notice("\($0)") }
  }

  package func run() async -> Report {
    let accounts = job.accounts.filter { options.accounts?.contains($0.name) ?? true }
    if jobs < min(options.jobs, accounts.count) {
      tell(
        "the limit of open files, \(OpenFileLimit.current), is enough for \(jobs) accounts at a time, "
          + "not for \(options.jobs); raise it (ulimit -n), or lower --jobs")
    }
    var report = Report()
    report.isDryRun = options.isDryRun
    report.accounts = await inTurn(accounts, atATime: jobs, fetch)
    // An account that another run works on is that run's to write.
    let locked = report.accounts.filter { $0.failure?.kind == .locked }.map(\.account)
    guard locked.count < report.accounts.count else { return report }
    let unadopted = report.accounts.filter { !$0.isAdopted }.map(\.account)
    for output in chosenOutputs where unadopted.isEmpty || output.kind.isWrittenByAccount {
      report.outputs += await write(output, passingOver: Set(locked + unadopted))
    }
    forgetGone(after: report)
    tellWhatIsLeftBehind()
    if !options.isDryRun { report.deliveries = await deliver() }
    return report
  }

  /// Writes the outputs that the options name as for a place where everything was lost, from the
  /// state alone.
  package func rebuild() async -> Report {
    var report = Report()
    for output in chosenOutputs {
      report.outputs += await write(output) { $0.startsOver = true }
    }
    return report
  }

  var chosenOutputs: [Job.Output] {
    job.outputs.filter { options.outputs?.contains($0.name) ?? true }
  }

  /// Lets go of the contacts that every output has let go of. What can't be done now is done at the end
  /// of the account's next fetch.
  private func forgetGone(after report: Report) {
    guard !options.isDryRun else { return }
    let state = StateDirectory(path: job.stateDirectory)
    let lost = Set(report.outputs.filter { $0.deleted > 0 }.map(\.account))
    for account in lost.sorted() where state.hasDatabase(of: account) {
      guard let lock = try? state.writeLockIfFree(account: account) else { continue }
      try? AccountStore(file: state.database(of: account)).forgetGone()
      _ = consume lock
    }
  }

  /// Says of the outputs that this run doesn't write how far they are behind.
  private func tellWhatIsLeftBehind() {
    guard options.outputs != nil else { return }
    let state = StateDirectory(path: job.stateDirectory)
    let chosen = Set(chosenOutputs.map(\.name))
    let stores = OpenStores(in: state)
    for output in job.outputs where !chosen.contains(output.name) {
      var count = 0
      for account in job.accounts where state.hasDatabase(of: account.name) {
        // What can't be read is told of where it is written.
        count += (try? stores[account.name].backlog(of: output.name)) ?? 0
      }
      guard count > 0 else { continue }
      tell(
        "output '\(output.name)' isn't written by this run and is behind by the changes of \(count) "
          + "contacts; run cardferry export --output \(output.name)")
    }
  }

  /// How many accounts are worked on at a time: no more than there are files to open for.
  var jobs: Int {
    min(options.jobs, max(1, (OpenFileLimit.current - 64) / Self.filesOfAccount))
  }

  // MARK: - Fetch

  private func fetch(_ account: Job.Account) async -> Report.AccountReport {
    var report = Report.AccountReport(account: account.name)
    do {
      try await withFetch(of: account) { fetch in
        defer { report = fetch.report }
        var failure: (any Error)?
        do { try await fetch.run() } catch {
          if error is CancellationError { throw error }
          failure = error
        }
        // Also where the fetch failed in the middle: what came until then is written.
        do {
          try fetch.store.checkPresence()
          fetch.report.warnings += try await adopt(account, store: fetch.store)
        } catch {
          fetch.report.isAdopted = false
          failure = failure ?? error
        }
        if let failure { throw failure }
      }
    } catch {
      // What is in a copy is another account's: nothing may be written from it.
      if error is CopiedState { report.isAdopted = false }
      report.failure = Failure(error)
    }
    return report
  }

  /// What a server says of a mailbox.
  package struct Mailbox: Sendable {
    package var folders: [Folder]
    /// In the server's order; empty where it asks for nothing, `nil` where that isn't known.
    package var policy: [String]?
    /// Whether the server was told that the policy is fulfilled.
    package var isPolicyMet: Bool
    package var version: String?
    package var deviceID: String
  }

  /// Brings the folder list of an account up to date, and returns it.
  ///
  /// - Throws: ``Failure``.
  package func mailbox(of account: Job.Account) async throws -> Mailbox {
    try await mailbox(of: account) { _ in }
  }

  /// `look`: gets the state before the server is asked.
  func mailbox(
    of account: Job.Account, look: (AccountStore) throws -> Void
  ) async throws -> Mailbox {
    do {
      return try await withFetch(of: account) { fetch in
        try look(fetch.store)
        let folders = try await fetch.folders().map(Folder.init)
        return Mailbox(
          folders: folders, policy: fetch.client.policyRequirements,
          isPolicyMet: fetch.client.standing.isPolicyMet,
          version: fetch.client.version?.rawValue, deviceID: fetch.record.deviceID)
      }
    } catch {
      throw Failure(error)
    }
  }

  /// Works on an account's state while no other run does.
  func withFetch<T>(
    of account: Job.Account, _ body: (inout Fetch) async throws -> T
  ) async throws -> T {
    try Task.checkCancellation()
    let directory = StateDirectory(path: job.stateDirectory)
    try directory.make()
    var lock = try await directory.lock(
      account: account.name, patience: Patience(duration: options.patience ?? .zero, tell: tell))
    let result: T
    do {
      let store = try AccountStore(file: directory.database(of: account.name))
      try owners.check(store, of: account.name)
      var fetch = try Fetch(
        account: account, store: store,
        makeTransport: { [transport, limit] in
          LimitedTransport(FinishingTransport(transport(account)), limit: limit)
        }, isFull: options.isFull,
        wasKilled: lock.wasAbandoned, logger: logger, now: now, sleep: sleep,
        progress: progress)
      do {
        result = try await body(&fetch)
      } catch ActiveSyncError.startOver {
        // The server may say so once, and to any command.
        try fetch.startOver()
        result = try await body(&fetch)
      }
    } catch let error as StateError {
      // What the server gave could not be stored, and some servers give it once.
      lock.abandon()
      throw error
    }
    _ = consume lock
    return result
  }
}
