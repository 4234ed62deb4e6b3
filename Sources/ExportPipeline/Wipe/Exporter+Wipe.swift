import ActiveSync
import DurableFiles
import Glibc
import StateStore
import Steps

/// How an account is wiped (MS-ASPROV section 3.1.5.1.2): on the server's order and the
/// administrator's word alone.
extension Exporter {
  /// What became of an order.
  package enum WipeOutcome: Sendable {
    /// There was none; nothing was touched.
    case notOrdered
    /// The paths that are gone, and why the server could not be told, if it couldn't.
    case wiped(removed: [String], failure: Failure?)
  }

  /// The files of an account's state that are there.
  ///
  /// - Throws: ``Failure``.
  package func stateFiles(of account: Job.Account) throws -> [String] {
    do {
      return try StateDirectory(path: job.stateDirectory).files(of: account.name)
        .filter(FileSystem.isFile)
    } catch {
      throw Failure(error)
    }
  }

  /// Removes what the server orders to be removed, looks whether all of it is gone, then tells the server
  /// so.
  ///
  /// In this order, so that nothing is left that was said to be gone. What a directory server or
  /// another copy of an output holds is out of reach.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - exports: Whether its cards and entries go as well.
  /// - Returns: What became of the order.
  /// - Throws: ``Failure``, also where something is left.
  package func wipe(_ account: Job.Account, exports: Bool) async throws -> WipeOutcome {
    do {
      return try await withFetch(of: account) { fetch in
        guard let order = try await fetch.client.wipeOrder() else {
          try fetch.keepOrder()
          return .notOrdered
        }
        var removed: [String] = []
        if exports { removed += try await withdraw(account, store: fetch.store) }
        try fetch.store.emptyLog()
        let files = try stateFiles(of: account)
        try Self.remove(files)
        removed += files
        if let path = try stateFiles(of: account).first { throw Self.leftOver([path], of: account) }
        Steps.pass(.wipeAcknowledging)
        do {
          try await fetch.client.acknowledge(order)
        } catch {
          return .wiped(removed: removed, failure: Failure(error))
        }
        return .wiped(removed: removed, failure: nil)
      }
    } catch {
      throw Failure(error)
    }
  }

  /// Takes an account out of every output: its cards, its entries, and the change files that hold
  /// what they said. A last change file tells a directory to delete the entries that it has.
  ///
  /// - Returns: The paths of outputs that were changed, and of the files that are gone.
  private func withdraw(_ account: Job.Account, store: AccountStore) async throws -> [String] {
    let state = StateDirectory(path: job.stateDirectory)
    var traces = Traces(uuids: try store.uuids())
    for output in job.outputs {
      try store.forEachArtifact(of: output.name) { _, name, _ in traces.names.insert(name) }
    }
    try store.deleteEverything()
    var changed: [String] = []
    for output in job.outputs {
      let outputStore = try openStore(of: output, in: state)
      let record = try outputStore.record() ?? OutputStore.Record()
      let files = try outputStore.files().filter { $0.account == account.name }
      var decided: String?
      if case .publishing(let name, _) = try store.output(output.name)?.phase { decided = name }
      let old = try WithdrawnChanges(
        output: output, formerDirectory: record.changes, traces: traces,
        marked: Set(try outputStore.changeFiles().filter { $0.value == account.name }.keys),
        decided: decided)
      changed.append(output.kind.path)
      // What keeps another account from being written is nothing to this one.
      let reports = await write(output, holding: [account.name]) { run in
        run.withdrawn = account.name
        run.written = [account.name]
        run.unannounced = old.unannounced
        run.alsoGone = old.alsoGone
      }.filter { [account.name, ""].contains($0.account) }
      if let failure = reports.lazy.compactMap(\.failure).first { throw failure }
      changed += try old.remove(mode: output.mode)
      let kept = files.map { output.kind.path + "/" + $0.name }.filter(FileSystem.isFile)
      try Self.remove(kept)
      try outputStore.commit(gone: files, step: .outputStored)
      changed += kept
      let left = try traces.found(
        in: output.kind.paths + record.formerPaths + (record.changes.map { [$0] } ?? []))
      guard left.isEmpty else { throw Self.leftOver(left, of: account) }
    }
    return changed
  }

  private static func leftOver(_ paths: [String], of account: Job.Account) -> Failure {
    let shown = paths.prefix(3).joined(separator: ", ")
    let more = paths.count > 3 ? " and \(paths.count - 3) more" : ""
    return Failure(
      .storage,
      "'\(account.name)' is not wiped: what it said is still in \(shown)\(more); remove that, and run "
        + "cardferry wipe again; the server was told nothing")
  }

  /// Removes files for good: no power cut brings them back.
  static func remove(_ paths: [String]) throws(FileError) {
    for path in paths {
      guard unlink(path) == 0 || errno == ENOENT else { throw FileError("remove", path) }
      Steps.pass(.wipeRemoved)
    }
    for directory in Set(paths.map { FileSystem.split($0).directory }) {
      try FileSystem.syncDirectory(directory)
    }
  }
}
