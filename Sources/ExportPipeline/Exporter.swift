package import ActiveSync
import ContactFormats
package import Foundation
package import HTTPTransport
package import Logging
import StateStore

/// Runs a job: fetches the accounts, then writes the outputs from what the state holds.
///
/// One account's failure is its own: the others are fetched, and every output is written from what
/// is known, a failed account's contacts included.
package struct Exporter: Sendable {
  let job: Job
  let options: Job.Options
  private let transport: @Sendable (Job.Account) -> any Transport
  private let logger: Logger
  private let now: @Sendable () -> Date
  private let progress: @Sendable (Progress) -> Void

  /// `transport`: makes the connection of an account; each has cookies of its own.
  /// `now`: the clock.
  /// `progress`: told of every window and every batch.
  package init(
    job: Job, options: Job.Options = Job.Options(),
    transport: @escaping @Sendable (Job.Account) -> any Transport, logger: Logger,
    now: @escaping @Sendable () -> Date = { Date() },
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.job = job
    self.options = options
    self.transport = transport
    self.logger = logger
    self.now = now
    self.progress = progress
  }

  /// Tells for whom the run waits.
  var tell: @Sendable (String) -> Void {
    { [logger] in logger.notice("\($0)") }
  }

  package func run() async -> Report {
    var report = Report()
    report.isDryRun = options.isDryRun
    for account in job.accounts where options.accounts?.contains(account.name) ?? true {
      report.accounts.append(await fetch(account))
    }
    // An account that another run works on is that run's to write.
    let locked = report.accounts.filter { $0.failure?.kind == .locked }.map(\.account)
    guard locked.count < report.accounts.count else { return report }
    for output in chosenOutputs {
      report.outputs += await write(output, passingOver: Set(locked))
    }
    if !options.isDryRun { report.deliveries = await deliver() }
    return report
  }

  /// Writes the outputs that the options name as for a place where everything was lost, from the
  /// state alone.
  package func rebuild() async -> Report {
    var report = Report()
    for output in chosenOutputs { report.outputs += await write(output, startingOver: true) }
    return report
  }

  var chosenOutputs: [Job.Output] {
    job.outputs.filter { options.outputs?.contains($0.name) ?? true }
  }

  // MARK: - Fetch

  private func fetch(_ account: Job.Account) async -> Report.AccountReport {
    var report = Report.AccountReport(account: account.name)
    do {
      try await withFetch(of: account) { fetch in
        defer { report = fetch.report }
        var failure: (any Error)?
        do { try await fetch.run() } catch { failure = error }
        // Also where the fetch failed in the middle: what came until then is written.
        fetch.report.warnings += try adopt(account, store: fetch.store)
        if let failure { throw failure }
      }
    } catch {
      report.failure = Failure(error)
    }
    return report
  }

  /// What a server says of a mailbox.
  package struct Mailbox: Sendable {
    package var folders: [Folder]
    /// In the server's order; empty where it asks for nothing, `nil` where that isn't known.
    package var policy: [String]?
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
        let folders = try await fetch.folders().map { folder in
          Folder(
            id: ServerID(folder.serverID), parentID: ServerID(folder.parentID),
            displayName: folder.name, type: folder.type)
        }
        return Mailbox(
          folders: folders, policy: fetch.client.policyRequirements,
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
    let directory = StateDirectory(path: job.stateDirectory)
    try directory.make()
    let lock = try await directory.lock(
      account: account.name, patience: Patience(duration: options.patience, tell: tell))
    var fetch = try Fetch(
      account: account, store: try AccountStore(file: directory.database(of: account.name)),
      makeTransport: { [transport] in transport(account) }, isFull: options.isFull,
      wasKilled: lock.wasAbandoned, logger: logger, now: now, progress: progress)
    let result: T
    do {
      result = try await body(&fetch)
    } catch ActiveSyncError.startOver {
      // The server may say so once, and to any command.
      try fetch.startOver()
      result = try await body(&fetch)
    }
    _ = consume lock
    return result
  }

  // MARK: - Write

  /// `withdrawn`: an account of which everything is to go; `nil` for none.
  /// `startingOver`: whether nothing of what was written before is there any more.
  func write(
    _ output: Job.Output, passingOver locked: Set<String> = [],
    withdrawing withdrawn: String? = nil,
    startingOver: Bool = false
  ) async -> [Report.OutputReport] {
    do {
      let directory = StateDirectory(path: job.stateDirectory)
      // Two runs may both be the first, and a directory that isn't there has no lock.
      if !options.isDryRun, job.accounts.contains(where: { directory.hasDatabase(of: $0.name) }),
        let path = output.format.directories.first
      {
        try FileSystem.makeDirectory(path)
      }
      return try await withLock(of: output) {
        let (sources, unreadable) = sources(
          in: directory, of: output.name, withdrawing: withdrawn)
        // Without one of its accounts a file isn't whole.
        if sources.isEmpty || !unreadable.isEmpty && !output.format.hasFilePerContact {
          return unreadable
        }
        if !options.isDryRun {
          for source in sources { try source.forgetOtherKind(of: output) }
        }
        var output = output
        // What is to be destroyed isn't kept for its editor's sake.
        if withdrawn != nil { output.conflictRule = .overwrite }
        var options = options
        if startingOver { options.isFull = true }
        switch output.format {
        case .cards(let directory, let cards):
          let written = sources.filter { source in
            withdrawn.map { $0 == source.account } ?? !locked.contains(source.account)
          }
          return writeCards(cards, of: output, to: directory, sources: written, options: options)
            + unreadable
        case .cardFile(let file, let cards):
          return try stage(
            output, CardContent(file: file, cards), sources: sources, options: options
          ).run()
        case .ldif(let format):
          return try writeLDIF(
            format, of: output, sources: sources, options: options, startingOver: startingOver)
        }
      }
    } catch {
      var report = Report.OutputReport(output: output.name, account: "")
      report.failure = Failure(error)
      return [report]
    }
  }

  /// The accounts that can be written, and reports of those whose state can't be read.
  private func sources(
    in directory: StateDirectory, of output: String, withdrawing withdrawn: String?
  ) -> (sources: [OutputSource], unreadable: [Report.OutputReport]) {
    var sources: [OutputSource] = []
    var unreadable: [Report.OutputReport] = []
    for account in job.accounts where directory.hasDatabase(of: account.name) {
      do {
        let store = try AccountStore(file: directory.database(of: account.name))
        // An account that never got as far as its folders has nothing to write.
        guard try account.name == withdrawn || !store.collections().isEmpty else { continue }
        let refusal =
          options.allowsDeletion || account.name == withdrawn
          ? nil
          : try DeletionGuard.refusal(of: account, store: store, outputs: job.outputs.map(\.name))
        sources.append(OutputSource(account: account.name, store: store, refusal: refusal))
      } catch {
        var report = Report.OutputReport(output: output, account: account.name)
        report.failure = Failure(error)
        unreadable.append(report)
      }
    }
    return (sources, unreadable)
  }

  private func writeCards(
    _ cards: VCardOptions, of output: Job.Output, to directory: String, sources: [OutputSource],
    options: Job.Options
  ) -> [Report.OutputReport] {
    sources.filter { options.accounts?.contains($0.account) ?? true }.map { source in
      do {
        let layout = VCardLayout(
          collections: try source.store.collections(),
          account: job.accounts.count > 1 ? source.account : nil,
          fileExtension: VCardWriter(options: cards).fileExtension)
        return try VCardStage(
          output: output.name, directory: directory, cards: cards,
          conflictRule: output.conflictRule, source: source, layout: layout, options: options,
          progress: { count in
            progress(.writing(account: source.account, output: output.name, contacts: count))
          }
        ).run()
      } catch {
        var report = Report.OutputReport(output: output.name, account: source.account)
        report.failure = Failure(error)
        return report
      }
    }
  }

  private func writeLDIF(
    _ format: Job.Output.LDIF, of output: Job.Output, sources: [OutputSource],
    options: Job.Options, startingOver: Bool
  ) throws -> [Report.OutputReport] {
    let files = ChangeFiles(format)
    // Without one of its accounts a directory isn't whole again.
    if startingOver, files != nil, let refusal = sources.lazy.compactMap(\.refusal).first {
      throw refusal
    }
    let waiting = files?.waiting ?? []
    var stage = stage(
      output, LDIFContent(format, startsOver: startingOver), sources: sources, options: options)
    stage.changeFiles = files
    stage.baseEntry = format.baseEntry
    stage.isDelivered = format.delivery != nil
    stage.startsOver = startingOver
    let reports = try stage.run()
    // What waited describes changes of what was lost, and is in the new change files.
    if startingOver, let files, let delivery = format.delivery,
      reports.allSatisfy({ $0.failure == nil })
    {
      for name in waiting { try files.setAside(name, keep: delivery.keep) }
    }
    return reports
  }

  private func stage(
    _ output: Job.Output, _ content: any ContentFormat, sources: [OutputSource],
    options: Job.Options
  ) -> FileStage {
    FileStage(
      output: output.name, content: content, conflictRule: output.conflictRule, sources: sources,
      options: options, now: now(),
      progress: { account, count in
        progress(.writing(account: account, output: output.name, contacts: count))
      })
  }
}
