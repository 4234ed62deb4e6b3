import DurableFiles
import Foundation
import StateStore

/// What one output is written from in one run, and by which rules.
package struct OutputRun: Sendable {
  let output: Job.Output
  /// All accounts of the configuration.
  let accounts: [Job.Account]
  /// The accounts that this run may write; the records of the others stay as they stand.
  var written: Set<String>
  /// The account of which everything is to go; `nil` for none.
  var withdrawn: String?
  /// The names of records that whoever follows the changes has never heard of, and those that it has to
  /// be told are gone though no contact is on record with them.
  var unannounced: Set<String> = []
  var alsoGone: [String] = []
  /// Whether nothing of what was written before is there any more.
  var startsOver = false
  /// The outputs that this run writes: what they would lose counts for the deletion guard.
  let outputsOfRun: [String]
  let options: Job.Options
  /// How many accounts are worked on at a time.
  let jobs: Int
  let state: StateDirectory
  let store: OutputStore
  /// The accounts whose lock this process has already.
  let held: Set<String>
  let now: Date
  let tell: @Sendable (String) -> Void
  let progress: @Sendable (Progress) -> Void

  var accountNames: [String] { accounts.map(\.name) }

  var conflictRule: Job.Output.ConflictRule {
    // What is to be destroyed isn't kept for its editor's sake.
    withdrawn == nil ? output.conflictRule : .overwrite
  }

  func openStores() -> OpenStores { OpenStores(in: state) }

  /// Does something for each account that this run writes, some of them at a time.
  ///
  /// - Returns: The reports, in the order of the accounts; a failure is in its account's.
  func forEachAccount(
    _ body: @escaping @Sendable (Job.Account) async throws -> Report.OutputReport?
  ) async -> [Report.OutputReport] {
    let chosen = accounts.filter { written.contains($0.name) }
    return await inTurn(chosen, atATime: jobs) { [output] account in
      do { return try await body(account) } catch {
        var report = Report.OutputReport(output: output.name, account: account.name)
        report.failure = Failure(error)
        return report
      }
    }.compactMap(\.self)
  }

  /// Writes into an account's state while no other run does.
  ///
  /// - Throws: ``LockHeld`` where another run works on the account for longer.
  func holding<T>(_ account: Job.Account, _ body: () async throws -> T) async throws -> T {
    if options.isDryRun || held.contains(account.name) { return try await body() }
    let lock = try await state.writeLock(
      account: account.name, patience: Patience(duration: options.outputPatience, tell: tell))
    let result = try await body()
    _ = consume lock
    return result
  }

  /// An account that the output is written from; `nil` for one that never got as far as its folders.
  ///
  /// - Throws: ``StateError``.
  func source(of account: Job.Account, in stores: OpenStores) throws -> OutputSource? {
    guard stores.directory.hasDatabase(of: account.name) else { return nil }
    let store = try stores[account.name]
    let isWithdrawn = account.name == withdrawn
    guard try isWithdrawn || !store.collections().isEmpty else { return nil }
    let membership = try Membership(of: store)
    var refusal: Failure?
    if !options.allowsDeletion, !isWithdrawn {
      refusal = DeletionGuard.refusal(
        of: account, deviceID: try store.account()?.deviceID ?? "",
        losses: try DeletionGuard.losses(of: outputsOfRun, in: store, membership: membership))
    }
    return OutputSource(
      account: account.name, stores: stores, membership: membership, refusal: refusal)
  }
}

extension Job.Options {
  /// How long to wait for another run that writes the same output: others are done soon, for all that is
  /// known, as they fetch before that.
  var outputPatience: Duration { patience ?? .seconds(60) }
}

/// Works on some elements at a time; one begins as soon as another has ended.
///
/// - Returns: What came of each, in the order of the elements.
func inTurn<Element: Sendable, T: Sendable>(
  _ elements: [Element], atATime count: Int,
  _ work: @escaping @Sendable (Element) async -> T
) async -> [T] {
  await withTaskGroup(of: (index: Int, result: T).self) { group in
    var waiting = elements.indices.makeIterator()
    func startNext() {
      guard let index = waiting.next() else { return }
      group.addTask { (index, await work(elements[index])) }
    }
    for _ in 0..<count { startNext() }
    var results: [Int: T] = [:]
    for await (index, result) in group {
      results[index] = result
      startNext()
    }
    return elements.indices.compactMap { results[$0] }
  }
}
