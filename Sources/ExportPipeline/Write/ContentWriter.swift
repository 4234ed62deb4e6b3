import ContactFormats
import ContactModel
import DurableFiles
import StateStore
import Steps

/// Brings an output that is one file up to what the states hold of all accounts, and writes what
/// changed since into change files.
///
/// What becomes of each contact is ``RecordPlan``'s to decide, and what becomes of the file
/// ``ContentFilePlan``'s. The order keeps the set of files whole wherever a run is stopped:
///
/// 1. A change file is made durable under a hidden name.
/// 2. The account's state takes it down together with what the records have become: its phase is
///    `publishing` from then on.
/// 3. The output's state takes down the number of the file.
/// 4. The file gets its name.
/// 5. The file with every record is made anew, and the phase is `following`.
///
/// A run that finds an account publishing goes on at step 3. The first export leaves the phase `filling`
/// until everything is written: it makes the file with every record alone, which a directory is loaded
/// from, and the change files go on from there; but where somebody is there to take change files, it
/// makes those as well.
struct ContentWriter: ~Copyable {
  /// An account, and what this run makes of it.
  private struct Part {
    var source: OutputSource
    var report: Report.OutputReport
    /// What the state says after this run, where it goes well.
    var record: OutputRecord
    /// Where the cursor is to go.
    var cursor: Int64
    /// Whether the state holds a record of the account.
    var isStored: Bool
    /// What is decided and not stored yet.
    var artifacts: [(contact: Int64, artifact: Artifact?)] = []
  }

  private let run: OutputRun
  private let format: any ContentFormat
  private let stores: OpenStores
  private var changes: ChangePublisher
  private var parts: [Part] = []
  /// Whether somebody follows the changes that this run makes.
  private var writesChanges = false
  private var isStale = false

  init(kind: ContentFileKind, run: OutputRun) throws {
    self.run = run
    format = run.startsOver ? kind.format.startingOver() : kind.format
    stores = run.openStores()
    changes = try ChangePublisher(
      files: kind.changeFiles(mode: run.output.mode), baseEntry: format.baseEntry, run: run)
  }

  /// - Throws: What concerns the file as a whole; what concerns one account alone is in its report.
  mutating func write() async throws -> [Report.OutputReport] {
    let unreadable = gather()
    if parts.isEmpty || !unreadable.isEmpty { return unreadable }
    if run.withdrawn == nil { try checkWholeness() }
    var file = try ContentFile(format: format, output: run.output, store: run.store)
    if plan(of: file).action == .refuse {
      throw Failure(
        .storage,
        "\(format.file) was not written: no output of cardferry has made it, so it is somebody "
          + "else's; move it away, or give it away with 'take-over: true' of output "
          + "'\(run.output.name)'")
    }
    let stored = parts.filter(\.isStored)
    let isFilling = stored.isEmpty || stored.contains { $0.record.phase == .filling }
    writesChanges =
      changes.files != nil && (run.output.kind.delivery != nil || run.startsOver || !isFilling)
    if !run.options.isDryRun {
      try finishPublishing()
      try changes.noteDirectory()
      try await begin(asFilling: isFilling)
    }
    isStale = isStale || isFilling || run.options.isFull || run.startsOver
    // Without one of its accounts a directory isn't whole again.
    if run.startsOver, changes.files != nil,
      let refusal = parts.lazy.compactMap(\.source.refusal).first
    {
      throw refusal
    }
    for index in parts.indices {
      let base = changes.output.baseEntry
      do { try await write(index) } catch {
        let failure = Failure(error)
        // An account that another run works on is that run's to write.
        if !(error is LockHeld) {
          guard error is Failure else { throw error }
          parts[index].report.failure = failure
        }
        parts[index].source.refusal = failure
        parts[index].artifacts.removeAll()
        changes.discard(returningTo: base)
      }
    }
    try await replace(&file)
    try setAsideWhatWaited()
    return parts.map(\.report)
  }

  /// Opens the accounts.
  ///
  /// - Returns: The reports of those that can't be read: without one of them the file isn't whole.
  private mutating func gather() -> [Report.OutputReport] {
    var unreadable: [Report.OutputReport] = []
    for account in run.accounts {
      var report = Report.OutputReport(output: run.output.name, account: account.name)
      do {
        guard let source = try run.source(of: account, in: stores) else { continue }
        let known = try source.record(of: run.output, forgets: !run.options.isDryRun)
        var record =
          known
          ?? OutputRecord(
            name: run.output.name, kind: format.kind, fingerprint: fingerprint(of: source),
            phase: .filling)
        let cursor: Int64 =
          if case .publishing(_, let cursor) = record.phase { cursor } else { record.cursor }
        let isNew = record.fingerprint != fingerprint(of: source)
        record.fingerprint = fingerprint(of: source)
        record.kind = format.kind
        if isNew || run.options.isFull { isStale = true }
        parts.append(
          Part(
            source: source, report: report, record: record,
            cursor: isNew || run.options.isFull || run.startsOver ? 0 : cursor,
            isStored: known != nil))
      } catch {
        report.failure = Failure(error)
        unreadable.append(report)
      }
    }
    return unreadable
  }

  /// Other contacts may belong into the file though none has changed.
  private func fingerprint(of source: OutputSource) -> String {
    "\(format.fingerprint) \(source.membership.fingerprint)"
  }

  private func plan(of file: borrowing ContentFile) -> ContentFilePlan {
    ContentFilePlan(
      file.ownership, isStale: isStale,
      rules: .init(conflictRule: run.conflictRule, takesOver: run.output.takesOver))
  }

  /// Sees that the file doesn't lose the contacts of an account whose state was lost and that was not
  /// fetched whole since: it would have to be written without them.
  ///
  /// - Throws: ``Failure``, ``FileError``, ``StateError``.
  private func checkWholeness() throws {
    var missing = Set(run.accountNames)
    for part in parts {
      let isLoaded = try part.source.store.collections().exported.allSatisfy {
        $0.rebaselinedAt != nil
      }
      if isLoaded { missing.remove(part.source.account) }
    }
    guard let unknown = missing.sorted().first else { return }
    var known: Set<String> = []
    for part in parts { known.formUnion(try part.source.store.uuids()) }
    let records = try WrittenRecords(content: format, of: run.output.name, known: known)
    guard !records.isEmpty else { return }
    throw Failure(
      .storage,
      "\(format.file) was not written: it holds contacts that no state knows, and '\(unknown)' "
        + "was not fetched whole yet; run again when that is possible, or take it out of the "
        + "configuration")
  }

  // MARK: - Phases

  /// Gives the change files that an earlier run has decided on their numbers and names.
  private mutating func finishPublishing() throws {
    for part in parts {
      guard case .publishing(let name, _) = part.record.phase else { continue }
      isStale = true
      if let name { try changes.publish(name, of: part.source.account) }
    }
  }

  /// Notes which accounts the first export fills the file with: one that comes later is new to whoever
  /// follows the changes.
  private mutating func begin(asFilling isFilling: Bool) async throws {
    for index in parts.indices where !parts[index].isStored {
      parts[index].record.phase = isFilling ? .filling : .following
      guard isFilling, parts[index].source.refusal == nil else { continue }
      let lock = try await lock(parts[index].source.account)
      try parts[index].source.store.commit(parts[index].record, changes: [], step: .fillingBegun)
      _ = consume lock
    }
  }

  /// Keeps other runs from the state of an account while something is written into it. An account that
  /// this run has fetched is waited for; what another run works on is that run's to write.
  ///
  /// - Returns: `nil` where this process has the lock already.
  /// - Throws: ``LockHeld`` where another run works on the account.
  private func lock(_ account: String) async throws -> Lock? {
    if run.held.contains(account) { return nil }
    if run.written.contains(account) {
      return try await run.state.writeLock(
        account: account,
        patience: Patience(duration: run.options.outputPatience, tell: run.tell))
    }
    guard let lock = try run.state.writeLockIfFree(account: account) else {
      throw LockHeld(what: "account '\(account)'")
    }
    return lock
  }

  // MARK: - Records

  /// Works through the change feed of one account, stores what changes, and gives its change file its
  /// name.
  private mutating func write(_ index: Int) async throws {
    if let refusal = parts[index].source.refusal { throw refusal }
    guard !run.options.isDryRun else { return try collect(index) }
    let lock = try await lock(parts[index].source.account)
    try collect(index)
    try publish(index)
    _ = consume lock
  }

  private mutating func collect(_ index: Int) throws {
    let source = parts[index].source
    let plan = RecordPlan(
      format: format, account: source.account, membership: source.membership,
      unannounced: run.unannounced)
    let before = try source.store.artifactCount(of: run.output.name)
    if writesChanges, !run.options.isDryRun {
      try changes.appendBaseEntry(anew: run.startsOver && index == 0)
    }
    if source.account == run.withdrawn {
      for dn in run.alsoGone where writesChanges { try changes.append(.delete(dn: dn)) }
    }
    var seen = 0
    while true {
      try Task.checkCancellation()
      let items = try source.store.feed(
        of: run.output.name, after: parts[index].cursor, limit: BatchSizes.contacts)
      guard let last = items.last else { break }
      for item in items { try take(try plan.step(for: item), index) }
      parts[index].cursor = last.contact.sequence
      seen += items.count
      if !writesChanges { try store(index, changeFile: nil) }
      run.progress(
        .writing(account: source.account, output: run.output.name, contacts: seen))
    }
    parts[index].report.unchanged =
      before - parts[index].report.changed - parts[index].report.deleted
  }

  private mutating func take(_ step: RecordPlan.Step, _ index: Int) throws {
    parts[index].report.count(step.warnings)
    let verb: Report.PlannedAction.Verb?
    switch step.action {
    case .add:
      parts[index].report.added += 1
      verb = .add
    case .change:
      parts[index].report.changed += 1
      verb = .change
    case .remove:
      parts[index].report.deleted += 1
      verb = .delete
    case .keep, .ignore: verb = nil
    }
    if run.options.isDryRun {
      if let verb { parts[index].report.plan.append(.init(verb: verb, name: step.uuid)) }
      return
    }
    if verb != nil { parts[index].artifacts.append((step.contact, step.artifact)) }
    if writesChanges { for record in step.records { try changes.append(record) } }
  }

  private mutating func publish(_ index: Int) throws {
    let name = try changes.finish()
    try store(index, changeFile: name)
    guard let name else { return }
    try changes.publish(name, of: parts[index].source.account)
    parts[index].report.changeFile = name
  }

  /// Stores what the records have become, and what is still to be written.
  private mutating func store(_ index: Int, changeFile: String?) throws {
    guard !run.options.isDryRun, changeFile != nil || !parts[index].artifacts.isEmpty else {
      return
    }
    isStale = true
    let source = parts[index].source
    var record = parts[index].record
    if writesChanges || record.phase != .filling {
      record.phase = .publishing(changeFile: changeFile, cursor: parts[index].cursor)
    }
    try source.store.commit(record, changes: parts[index].artifacts, step: .changesDecided)
    parts[index].artifacts.removeAll()
  }

  // MARK: - The file

  /// Writes the file where that is planned, and notes that all is done.
  private mutating func replace(_ file: inout ContentFile) async throws {
    let plan = plan(of: file)
    if let conflict = plan.conflict { parts[0].report.count([conflict]) }
    guard !run.options.isDryRun else { return }
    if plan.action == .write {
      var standing: ContentRecords?
      if let held = parts.first(where: { $0.source.refusal != nil })?.source {
        standing = try ContentRecords(of: format)
        guard standing != nil else { return holdBack(for: held) }
      }
      try file.replace(from: parts.map(\.source), standing: standing)
    }
    // Whoever begins with the file has the entry from there.
    if !writesChanges, let base = format.baseEntry { changes.output.baseEntry = base.dn }
    let known = file.record.map { [file.stored($0)] } ?? []
    if try run.store.record() != changes.output || run.store.contentFile(format.file) != file.record
    {
      try run.store.commit(changes.output, files: known, step: .outputStored)
    }
    for part in parts where part.source.refusal == nil {
      var record = part.record
      record.phase = .following
      record.cursor = part.cursor
      guard try part.source.store.output(run.output.name) != record else { continue }
      do {
        let lock = try await lock(part.source.account)
        try part.source.store.commit(record, changes: [])
        _ = consume lock
      } catch is LockHeld {
        // Whoever works on it writes this output next, and finds the account publishing.
      }
    }
  }

  /// Puts the change files aside that describe changes of what was lost: all of it is in the new ones.
  private func setAsideWhatWaited() throws {
    guard run.startsOver, let changeFiles = changes.files, let delivery = run.output.kind.delivery,
      parts.allSatisfy({ $0.report.failure == nil })
    else { return }
    let new = Set(parts.compactMap(\.report.changeFile))
    for name in try changeFiles.waiting() where !new.contains(name) {
      try changeFiles.setAside(name, keep: delivery.keep)
    }
  }

  /// Says of the accounts whose changes wait that the file wasn't written for another one's sake.
  private mutating func holdBack(for held: OutputSource) {
    for index in parts.indices where parts[index].report.failure == nil {
      guard let refusal = held.refusal else { continue }
      let cause =
        refusal.kind == .suspiciousShrink
        ? "would lose too many contacts; settle that first"
        : "is being worked on by another cardferry; wait for its end"
      parts[index].report.failure = Failure(
        refusal.kind,
        "\(format.file) was not written, for it holds every account, and '\(held.account)' \(cause)"
      )
    }
  }
}
