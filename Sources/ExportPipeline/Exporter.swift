package import ActiveSync
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
  private let options: Job.Options
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

  package func run() async -> Report {
    var report = Report()
    report.isDryRun = options.isDryRun
    for account in job.accounts where options.accounts?.contains(account.name) ?? true {
      report.accounts.append(await fetch(account))
    }
    // An account that another run works on is that run's to write.
    let locked = report.accounts.filter { $0.failure?.kind == .locked }.map(\.account)
    guard locked.count < report.accounts.count else { return report }
    for output in job.outputs where options.outputs?.contains(output.name) ?? true {
      report.outputs += await write(output, passingOver: Set(locked))
    }
    return report
  }

  // MARK: - Fetch

  private func fetch(_ account: Job.Account) async -> Report.AccountReport {
    var report = Report.AccountReport(account: account.name)
    do {
      try await withFetch(of: account) { fetch in
        defer { report = fetch.report }
        try await fetch.run()
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
    do {
      return try await withFetch(of: account) { fetch in
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
    let lock = try directory.lock(account: account.name)
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
  func write(
    _ output: Job.Output, passingOver locked: Set<String> = [], withdrawing withdrawn: String? = nil
  ) async -> [Report.OutputReport] {
    let directory = StateDirectory(path: job.stateDirectory)
    do {
      try directory.make()
      let lock = try await directory.lock(output: output.name)
      var sources: [OutputSource] = []
      for account in job.accounts where directory.hasDatabase(of: account.name) {
        let store = try AccountStore(file: directory.database(of: account.name))
        // An account that never got as far as its folders has nothing to write.
        guard try account.name == withdrawn || !store.collections().isEmpty else { continue }
        sources.append(
          OutputSource(
            account: account.name, store: store,
            refusal: options.allowsDeletion || account.name == withdrawn
              ? nil
              : try DeletionGuard.refusal(
                of: account, store: store, outputs: job.outputs.map(\.name))))
      }
      if sources.isEmpty { return [] }
      let reports =
        switch output.format {
        case .vcard(let path):
          writeCards(
            output: output.name, to: path,
            sources: sources.filter { source in
              withdrawn.map { $0 == source.account } ?? !locked.contains(source.account)
            })
        case .ldif(let format): try writeLDIF(output: output.name, format, sources: sources)
        }
      _ = consume lock
      return reports
    } catch {
      var report = Report.OutputReport(output: output.name, account: "")
      report.failure = Failure(error)
      return [report]
    }
  }

  private func writeCards(
    output: String, to path: String, sources: [OutputSource]
  ) -> [Report.OutputReport] {
    sources.filter { options.accounts?.contains($0.account) ?? true }.map { source in
      do {
        let layout = VCardLayout(
          collections: try source.store.collections(),
          account: job.accounts.count > 1 ? source.account : nil)
        return try VCardStage(
          output: output, directory: path, source: source, layout: layout, options: options,
          progress: { count in
            progress(.writing(account: source.account, output: output, contacts: count))
          }
        ).run()
      } catch {
        var report = Report.OutputReport(output: output, account: source.account)
        report.failure = Failure(error)
        return report
      }
    }
  }

  private func writeLDIF(
    output: String, _ format: Job.Output.LDIF, sources: [OutputSource]
  ) throws -> [Report.OutputReport] {
    try LDIFStage(
      output: output, format: format, sources: sources, options: options, now: now(),
      progress: { account, count in
        progress(.writing(account: account, output: output, contacts: count))
      }
    ).run()
  }
}
