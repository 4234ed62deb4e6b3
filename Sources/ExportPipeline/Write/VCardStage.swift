import DurableFiles
import ActiveSync
import ContactFormats
import ContactModel
import Foundation
import StateStore

/// Brings a directory of cards up to what the state holds of one account.
///
/// Works through the change feed in parts: plan, write, make durable, then move the cursor; one part
/// is planned while the one before is written. Files
/// that say the same already are not touched. Files that aren't ours are left alone: ours are
/// those that the state names.
struct VCardStage {
  /// Cards that are made durable at a time: each time costs a sync of the file system.
  private static let commitSize = 10_000

  let output: String
  /// An absolute path.
  let directory: String
  let mode: FileMode
  let cards: VCardOptions
  let conflictRule: Job.Output.ConflictRule
  let source: OutputSource
  let store: AccountStore
  let layout: VCardLayout
  let options: Job.Options
  let progress: (Int) -> Void

  private var account: String { source.account }

  private var fingerprint: String {
    "\(cards.fingerprint) \(OutputStage.renderingRevision) \(layout.fingerprint)"
  }

  /// - Throws: ``Failure``, ``FileError``, ``StateError``.
  func run() async throws -> Report.OutputReport {
    var report = Report.OutputReport(output: output, account: account)
    var record = try store.output(output) ?? OutputRecord(name: output, fingerprint: fingerprint)
    var files = try VCardFiles(
      of: output, in: directory, store: store, conflictRule: conflictRule)
    if options.isFull || record.fingerprint != fingerprint || files.needComparison {
      record.cursor = 0
    }
    record.fingerprint = fingerprint
    if let refusal = source.refusal { throw refusal }

    if !options.isDryRun { try NewDirectory.make(directory, mode: mode) }
    let plan = plan(isFirst: files.count == 0)
    var work = VCardWork(
      output: output, store: store, batch: FileBatch(root: directory, mode: mode))
    for (contact, artifact) in files.restamped { work.correct(artifact, of: contact) }
    if !options.isDryRun {
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
        if !options.isDryRun { try work.add(step, stamp: { FileStamp(of: directory + "/" + $0) }) }
      }
      record.cursor = part.end
      if work.count >= Self.commitSize { try work.commit(record) }
      seen += part.steps.count
      progress(seen)
      planned = try await next
    }
    for _ in files.kept { report.count([Conflict.kept]) }
    report.unchanged = files.count - report.changed - report.deleted
    if !options.isDryRun {
      try work.commit(record)
      try VCardDirectories(
        root: directory, mode: mode, account: account, layout: layout,
        known: files.prefixes
      ).tidy(folders: try store.collections() + store.goneCollections())
    }
    return report
  }

  private func plan(isFirst: Bool) -> VCardPlan {
    // In a first export no card has to be looked for.
    let isEmpty =
      isFirst
      && layout.prefixes.values.allSatisfy {
        FileSystem.names(in: directory + "/" + $0).isEmpty
      }
    return VCardPlan(
      output: output, store: store, layout: layout, writer: VCardWriter(options: cards),
      account: account, conflictRule: conflictRule,
      read: { [directory] in isEmpty ? nil : try FileSystem.read(directory + "/" + $0) })
  }

  private func count(_ step: VCardPlan.Step, in report: inout Report.OutputReport) {
    switch step.action {
    case .create, .move, .replace:
      if step.artifact == nil { report.added += 1 } else { report.changed += 1 }
    case .keep, .leave: if step.artifact == nil { report.added += 1 }
    case .delete, .giveUp: report.deleted += 1
    case .ignore: break
    }
    report.count(step.warnings)
  }
}
