import Steps
import DurableFiles
import StateStore

/// How outputs are brought up to what the states hold.
extension Exporter {
  /// Brings an output up to date, but for the accounts that are passed over, whose records stay as they
  /// stand. `held` are the accounts whose lock this process has; `change` says what is another than in an
  /// ordinary run.
  func write(
    _ output: Job.Output, passingOver passedOver: Set<String> = [], holding held: Set<String> = [],
    _ change: (inout OutputRun) -> Void = { _ in }
  ) async -> [Report.OutputReport] {
    do {
      try Task.checkCancellation()
      let state = StateDirectory(path: job.stateDirectory)
      // Two runs may both be the first, and a directory that isn't there has no lock.
      if !options.isDryRun, job.accounts.contains(where: { state.hasDatabase(of: $0.name) }) {
        try output.kind.makePlace(mode: output.mode, isAlone: job.accounts.count == 1)
      }
      return try await withLock(of: output) {
        let written = job.accounts.map(\.name).filter {
          !passedOver.contains($0) && options.accounts?.contains($0) ?? true
        }
        var run = OutputRun(
          output: output, accounts: job.accounts, written: Set(written),
          outputsOfRun: chosenOutputs.map(\.name), options: options, jobs: jobs, state: state,
          store: try openStore(of: output, in: state), held: held, now: now(), tell: tell,
          progress: progress)
        change(&run)
        if !options.isDryRun { try notePlace(of: output, in: run.store) }
        return try await output.kind.write(run)
      }
    } catch {
      var report = Report.OutputReport(output: output.name, account: "")
      report.failure = Failure(error)
      return [report]
    }
  }

  /// Opens the state of an output. A new one takes over what is known of the output from before: under
  /// another name, or in the states of the accounts.
  ///
  /// - Throws: ``StateError``, ``FileError``.
  func openStore(of output: Job.Output, in state: StateDirectory) throws -> OutputStore {
    let store = try OutputStore(file: state.database(ofOutput: output.name))
    guard try store.record() == nil else { return store }
    if let old = try renamed(to: output, in: state), let record = try old.record() {
      try store.commit(record, files: try old.files(), step: .outputStored)
      return store
    }
    var record = OutputStore.Record()
    var file: FileRecord?
    var isWritten = false
    for account in job.accounts where state.hasDatabase(of: account.name) {
      // What is damaged is told of where it is read itself.
      guard let accountStore = try? AccountStore(file: state.database(of: account.name)),
        let before = try accountStore.outputBeforeVersion7(output.name)
      else { continue }
      record.lastChangeFile = max(record.lastChangeFile, before.lastChangeFile)
      file = before.file ?? file
      if let known = try accountStore.output(output.name), known.phase != .filling {
        isWritten = true
      }
    }
    // Versions before 4 left no note of the file: it is taken as it stands.
    if file == nil, isWritten, !output.kind.isWrittenByAccount,
      let stamp = FileStamp(of: output.kind.path),
      let content = try FileSystem.read(output.kind.path)
    {
      file = FileRecord(digest: FileRecord.digest(of: content), stamp: stamp, after: nil)
    }
    guard record.lastChangeFile > 0 || file != nil else { return store }
    record.path = output.kind.path
    record.changes = output.kind.changeFiles(mode: output.mode)?.directory
    record.baseEntry = try output.kind.standingBaseEntry()
    try store.commit(
      record,
      files: file.map { [OutputStore.File(account: "", name: output.kind.path, record: $0)] } ?? [],
      step: .outputStored)
    return store
  }

  /// The state of an output that the configuration has under another name now: it wrote the same path.
  private func renamed(
    to output: Job.Output, in state: StateDirectory
  ) throws -> OutputStore? {
    let configured = Set(job.outputs.map(\.name))
    for name in try state.outputNames() where !configured.contains(name) {
      guard let store = try? OutputStore(file: state.database(ofOutput: name)),
        try store.record()?.path == output.kind.path
      else { continue }
      return store
    }
    return nil
  }

  /// Stores where an output writes, and says so where that has changed: what it wrote before stays there.
  private func notePlace(of output: Job.Output, in store: OutputStore) throws {
    var record = try store.record() ?? OutputStore.Record()
    guard record.path != output.kind.path else { return }
    if !record.path.isEmpty {
      tell(
        "output '\(output.name)' writes to \(output.kind.path) now; what it wrote to \(record.path) "
          + "stays there, and is yours to remove")
      record.formerPaths.removeAll { $0 == record.path || $0 == output.kind.path }
      record.formerPaths.append(record.path)
    }
    record.path = output.kind.path
    try store.commit(record, step: .outputStored)
  }
}
