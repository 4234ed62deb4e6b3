import DurableFiles
import ContactFormats
import ContactModel
import Foundation
import StateStore
import Steps

/// Brings an output that is one file up to what the state holds of all accounts, and writes what
/// changed since into change files.
///
/// A change file is published exactly once, whatever happens in between: it is made durable under
/// a hidden name, then the state takes it down together with the new artifacts, then it gets its
/// name, then the content file is written, and last the cursor moves. A run that finds such a note
/// of an earlier one finishes that first.
///
/// The first export writes the content file alone, where nobody is there to take change files: it
/// is what the directory is loaded from, and the change files go on from there.
struct FileStage {
  let output: String
  let content: any ContentFormat
  /// Where change files go; `nil` for none.
  var changeFiles: ChangeFiles?
  /// What stands before the entries of the first change file.
  var baseEntry: LDIFEntry?
  /// Whether change files are handed over, so that the first export needs one too.
  var isDelivered = false
  /// Whether every entry is to be in the change files, for a directory that was lost.
  var startsOver = false
  let conflictRule: Job.Output.ConflictRule
  let mode: FileMode
  let sources: [OutputSource]
  let options: Job.Options
  let now: Date
  let progress: (_ account: String, Int) -> Void

  /// What an account brings into this run.
  private struct Change: ~Copyable {
    var report: Report.OutputReport
    var record: OutputRecord
    /// Kept only for a change file; else they are stored batch by batch.
    var artifacts: [(contact: Int64, artifact: Artifact?)] = []
    /// The change file, from the first record on.
    var draft: ChangeFiles.Draft?
    /// Where the cursor is to go.
    var cursor: Int64 = 0
  }

  /// - Throws: ``FileError``, ``StateError``; what concerns one account alone is in its report.
  func run() throws -> [Report.OutputReport] {
    let earlier = try finishPending()
    var file = try ContentFile(
      content: content, output: output, sources: sources, conflictRule: conflictRule,
      mode: mode)
    let isFirst = try isFirstExport()
    var base = isFirst || startsOver ? baseEntry : nil
    let writesChanges = changeFiles != nil && (isDelivered || startsOver || !isFirst)
    var reports: [Report.OutputReport] = []
    var records: [(source: OutputSource, record: OutputRecord)] = []
    var isStale = options.isFull
    for source in sources {
      var change = Change(
        report: Report.OutputReport(output: output, account: source.account),
        record: try source.store.output(output)
          ?? OutputRecord(name: output, fingerprint: content.fingerprint))
      change.record.file = change.record.file ?? file.written?.bytes
      if change.record.fingerprint != content.fingerprint { isStale = true }
      do {
        try collect(&change, from: source, writesChanges: writesChanges, base: &base)
        try publish(&change, of: source)
        change.record.cursor = change.cursor
      } catch let failure as Failure {
        change.report.failure = failure
      }
      if change.report.failure == nil { records.append((source, change.record)) }
      reports.append(change.report)
    }

    isStale = isStale || records.contains { $0.record.pending != nil }
    let isDone = try file.write(isStale: isStale, isDryRun: options.isDryRun)
    if let conflict = earlier ?? file.conflict, let first = reports.indices.first {
      reports[first].count([conflict])
    }
    if !isDone { holdBack(&reports) }
    guard !options.isDryRun, isDone else { return reports }
    for (source, record) in records {
      var record = record
      record.pending = nil
      record.file = file.written?.bytes
      if try source.store.output(output) != record {
        try source.store.commit(record, changes: [])
      }
    }
    return reports
  }

  /// Says of the accounts whose changes wait that the file wasn't written for another one's sake.
  private func holdBack(_ reports: inout [Report.OutputReport]) {
    guard let refused = sources.first(where: { $0.refusal != nil }) else { return }
    for index in reports.indices where reports[index].failure == nil {
      reports[index].failure = Failure(
        .suspiciousShrink,
        "\(content.file) was not written, for it holds every account, and '\(refused.account)' "
          + "would lose too many contacts; settle that first")
    }
  }

  // MARK: - Plan

  private func isFirstExport() throws -> Bool {
    for source in sources {
      if let record = try source.store.output(output), record.cursor > 0 { return false }
    }
    return true
  }

  /// Works through the change feed of one account and decides what changes.
  private func collect(
    _ change: inout Change, from source: OutputSource, writesChanges: Bool, base: inout LDIFEntry?
  ) throws {
    if options.isFull || change.record.fingerprint != content.fingerprint {
      change.record.cursor = 0
    }
    change.record.fingerprint = content.fingerprint
    change.cursor = change.record.cursor
    if let refusal = source.refusal { throw refusal }
    let before = try source.store.artifactCount(of: output)
    var seen = 0
    while true {
      try Task.checkCancellation()
      let items = try source.store.feed(
        of: output, after: change.cursor, limit: OutputStage.batchSize)
      guard let last = items.last else { break }
      for item in items {
        let records = try plan(item, into: &change)
        if writesChanges, !options.isDryRun { try append(records, to: &change, base: &base) }
      }
      change.cursor = last.contact.sequence
      seen += items.count
      if !writesChanges { try store(&change, file: nil, in: source) }
      progress(source.account, seen)
    }
    change.report.unchanged = before - change.report.changed - change.report.deleted
  }

  private func plan(_ item: FeedItem, into change: inout Change) throws -> [LDIFRecord] {
    guard !item.contact.isDeleted else {
      guard let old = item.artifact else { return [] }
      change.artifacts.append((item.contact.id, nil))
      change.report.deleted += 1
      return content.deletion(of: old)
    }
    let step = try content.change(
      to: item.contact, of: change.report.account, from: item.artifact)
    change.report.count(step.warnings)
    if step.isChanged {
      change.artifacts.append((item.contact.id, step.artifact))
      if item.artifact == nil { change.report.added += 1 } else { change.report.changed += 1 }
    }
    return step.records
  }

  // MARK: - Change files

  /// `base`: the entry above all others, if it is to be added before them.
  private func append(
    _ records: [LDIFRecord], to change: inout Change, base: inout LDIFEntry?
  ) throws {
    guard let changeFiles, !records.isEmpty else { return }
    if change.draft == nil {
      change.draft = try changeFiles.draft(number: try nextNumber(changeFiles), now: now)
      if let entry = base.take() { try change.draft?.append(.add(entry)) }
    }
    for record in records { try change.draft?.append(record) }
  }

  /// Makes the changes of one account durable and gives their file its name.
  private func publish(_ change: inout Change, of source: OutputSource) throws {
    guard let changeFiles, var draft = change.draft.take() else {
      return try store(&change, file: nil, in: source)
    }
    let name = draft.name
    change.record.lastChangeFile = draft.number
    try draft.finish()
    try store(&change, file: name, in: source)
    try changeFiles.publish(name)
    change.report.changeFile = name
  }

  /// Stores what the records have become, with a note of what is still to be done.
  private func store(_ change: inout Change, file: String?, in source: OutputSource) throws {
    guard !options.isDryRun, file != nil || !change.artifacts.isEmpty else {
      return change.artifacts.removeAll()
    }
    change.record.pending = Pending(cursor: change.cursor, file: file).text
    try source.store.commit(
      change.record, changes: change.artifacts, step: .changesDecided)
    change.artifacts.removeAll()
  }

  /// One above the highest number that any account's change file got; a file may have been handed
  /// over and removed since.
  private func nextNumber(_ changeFiles: ChangeFiles) throws -> Int {
    var number = changeFiles.lastNumber
    for source in sources {
      number = max(number, try source.store.output(output)?.lastChangeFile ?? 0)
    }
    return number + 1
  }

  /// Finishes what a run that was stopped had decided.
  ///
  /// - Returns: What is to be said of somebody else's change to the content file.
  private func finishPending() throws -> ContactWarning? {
    guard !options.isDryRun else { return nil }
    var unfinished: [(source: OutputSource, record: OutputRecord)] = []
    for source in sources {
      guard var record = try source.store.output(output),
        let pending = record.pending.flatMap(Pending.init)
      else { continue }
      if let file = pending.file, let changeFiles { try changeFiles.publish(file) }
      record.cursor = pending.cursor
      record.pending = nil
      unfinished.append((source, record))
    }
    guard !unfinished.isEmpty else { return nil }
    var file = try ContentFile(
      content: content, output: output, sources: sources, conflictRule: conflictRule,
      mode: mode)
    guard try file.write(isStale: true, isDryRun: false) else { return nil }
    for (source, record) in unfinished {
      var record = record
      record.file = file.written?.bytes
      try source.store.commit(record, changes: [])
    }
    return file.conflict
  }
}
