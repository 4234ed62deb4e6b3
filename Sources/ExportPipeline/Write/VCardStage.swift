import Steps
import ActiveSync
import ContactFormats
import ContactModel
import DurableFiles
import StateStore
import Steps

/// Brings a directory of cards up to what the state holds of one account.
///
/// Works through the change feed in parts: plan, write, make durable, then move the cursor; one part
/// is planned while the one before is written. Files
/// that say the same already are not touched. Files that aren't ours are left alone: ours are
/// those that the state names.
struct VCardStage {
  let kind: CardDirectory
  let run: OutputRun
  let source: OutputSource
  let store: AccountStore
  let layout: VCardLayout

  private var output: String { run.output.name }
  private var account: String { source.account }
  private var directory: String { kind.path }
  private var isDryRun: Bool { run.options.isDryRun }

  private var fingerprint: String {
    "\(kind.cards.fingerprint) \(OutputStage.renderingRevision) \(layout.fingerprint)"
  }

  /// - Throws: ``Failure``, ``FileError``, ``StateError``.
  func run() async throws -> Report.OutputReport {
    var report = Report.OutputReport(output: output, account: account)
    var record =
      try source.record(of: run.output, forgets: !isDryRun)
      ?? OutputRecord(name: output, kind: kind.name, fingerprint: fingerprint, phase: .filling)
    var files = try VCardFiles(
      of: output, in: directory, store: store, conflictRule: run.conflictRule)
    if run.options.isFull || run.startsOver || record.fingerprint != fingerprint
      || files.needComparison
    {
      record.cursor = 0
    }
    record.fingerprint = fingerprint
    record.kind = kind.name
    if let refusal = source.refusal { throw refusal }

    if !isDryRun { try NewDirectory.make(directory, mode: run.output.mode) }
    let plan = try plan(isFirst: files.count == 0)
    var work = VCardWork(
      output: output, store: store, batch: FileBatch(root: directory, mode: run.output.mode),
      remember: remember)
    if !isDryRun {
      for (contact, artifact) in files.restamped { work.correct(artifact, of: contact) }
      for path in files.temporary { work.batch.delete(path) }
    }
    var seen = 0
    var planned = try plan.part(after: record.cursor)
    while let part = planned {
      try Task.checkCancellation()
      async let next = plan.part(after: part.end)
      for step in part.steps {
        count(step, in: &report)
        files.kept.remove(step.contact)
        if !isDryRun { try work.add(step, stamp: { FileStamp(of: directory + "/" + $0) }) }
      }
      record.cursor = part.end
      if work.count >= BatchSizes.cards { try work.commit(record) }
      seen += part.steps.count
      run.progress(.writing(account: account, output: output, contacts: seen))
      planned = try await next
    }
    for _ in files.kept { report.count([Conflict.kept]) }
    report.unchanged = files.count - report.changed - report.deleted
    if !isDryRun {
      record.phase = .following
      try work.commit(record)
      try VCardDirectories(
        root: directory, mode: run.output.mode, account: account, layout: layout,
        known: files.prefixes, store: run.store, conflictRule: run.conflictRule,
        takesOver: run.output.takesOver
      ).tidy()
    }
    return report
  }

  /// Notes the cards that stay though their contacts are gone: a wipe has to find them.
  private func remember(_ cards: [(path: String, record: FileRecord)]) throws {
    try run.store.commit(
      files: cards.map { card in
        var record = card.record
        record.isKept = true
        return OutputStore.File(account: account, name: card.path, record: record)
      }, step: .outputStored)
  }

  private func plan(isFirst: Bool) throws(FileError) -> VCardPlan {
    // In a first export no card has to be looked for.
    var isEmpty = isFirst
    for prefix in layout.prefixes.values where isEmpty {
      isEmpty = try FileSystem.names(in: directory + "/" + prefix).isEmpty
    }
    return VCardPlan(
      output: output, store: store, membership: source.membership, layout: layout,
      writer: VCardWriter(options: kind.cards), account: account, conflictRule: run.conflictRule,
      read: { [directory, isEmpty] in isEmpty ? nil : try FileSystem.read(directory + "/" + $0) })
  }

  private func count(_ step: VCardPlan.Step, in report: inout Report.OutputReport) {
    func note(_ verb: Report.PlannedAction.Verb, _ path: String) {
      if isDryRun { report.plan.append(.init(verb: verb, name: path)) }
    }
    switch step.action {
    case .create(let path, _), .move(let path, _), .replace(let path, _, _):
      if step.artifact == nil { report.added += 1 } else { report.changed += 1 }
      note(step.artifact == nil ? .add : .change, path)
    case .keep: if step.artifact == nil { report.added += 1 }
    case .leave(let path):
      if step.artifact == nil { report.added += 1 }
      note(.leave, path)
    case .delete(let paths):
      report.deleted += 1
      note(.delete, paths[0])
    case .giveUp(let path):
      report.deleted += 1
      note(.leave, path)
    case .ignore: break
    }
    report.count(step.warnings)
  }
}
