import ContactFormats
import ContactModel
import Foundation
import StateStore

/// Brings an LDIF file up to what the state holds of all accounts, and writes what changed since
/// into change files.
///
/// A change file is published exactly once, whatever happens in between: it is made durable under
/// a hidden name, then the state takes it down together with the new artifacts, then it gets its
/// name, then the content file is written, and last the cursor moves. A run that finds such a note
/// of an earlier one finishes that first.
///
/// The first export writes the content file alone: it is what the directory is loaded from, and
/// the change files go on from there.
struct LDIFStage {
  let output: String
  let format: Job.Output.LDIF
  let sources: [OutputSource]
  let options: Job.Options
  let now: Date
  let progress: (_ account: String, Int) -> Void

  private var fingerprint: String {
    "ldif \(OutputStage.renderingRevision) \(format.base) \(format.template.fingerprint)"
  }

  /// What an account brings into this run.
  private struct Change {
    var report: Report.OutputReport
    var record: OutputRecord
    /// Kept only for a change file; else they are stored batch by batch.
    var artifacts: [(contact: Int64, artifact: Artifact?)] = []
    var records: [LDIFRecord] = []
    /// Where the cursor is to go.
    var cursor: Int64 = 0
    /// Whether the content file is out of date.
    var isStale = false
  }

  /// - Throws: ``FileError``, ``StateError``; what concerns one account alone is in its report.
  func run() throws -> [Report.OutputReport] {
    try finishPending()
    let writesChanges = try format.changes != nil && !isFirstExport()
    var changes: [Change] = []
    for source in sources {
      var change = Change(
        report: Report.OutputReport(output: output, account: source.account),
        record: try source.store.output(output)
          ?? OutputRecord(name: output, fingerprint: fingerprint))
      do {
        try collect(&change, from: source, writesChanges: writesChanges)
        if !options.isDryRun { try publish(&change, of: source) }
      } catch let failure as Failure {
        change.report.failure = failure
      }
      changes.append(change)
    }
    guard !options.isDryRun else { return changes.map(\.report) }

    let isMissing = !FileSystem.isFile(format.file)
    if isMissing || options.isFull || changes.contains(where: \.isStale) { try writeContent() }
    for (change, source) in zip(changes, sources) where change.report.failure == nil {
      var record = change.record
      record.cursor = change.cursor
      record.pending = nil
      if try source.store.output(output) != record {
        try source.store.commit(record, changes: [])
      }
    }
    return changes.map(\.report)
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
    _ change: inout Change, from source: OutputSource, writesChanges: Bool
  ) throws {
    if options.isFull || change.record.fingerprint != fingerprint { change.record.cursor = 0 }
    change.record.fingerprint = fingerprint
    change.cursor = change.record.cursor
    if let refusal = source.refusal { throw refusal }
    let before = try source.store.artifactCount(of: output)
    var seen = 0
    while true {
      let items = try source.store.feed(
        of: output, after: change.cursor, limit: OutputStage.batchSize)
      guard let last = items.last else { break }
      for item in items { try plan(item, into: &change) }
      change.cursor = last.contact.sequence
      seen += items.count
      if !writesChanges {
        change.records.removeAll()
        if !options.isDryRun { try store(&change, file: nil, in: source) }
      }
      progress(source.account, seen)
    }
    change.report.unchanged = before - change.report.changed - change.report.deleted
  }

  private func plan(_ item: FeedItem, into change: inout Change) throws {
    guard !item.contact.isDeleted else {
      if let old = item.artifact {
        change.records.append(.delete(dn: old.name))
        change.artifacts.append((item.contact.id, nil))
        change.report.deleted += 1
      }
      return
    }
    let (entry, warnings) = try entry(for: item.contact, account: change.report.account)
    change.report.count(warnings)
    let digest = EntryDigest(entry)
    guard let old = item.artifact else {
      change.records.append(.add(entry))
      change.artifacts.append((item.contact.id, Artifact(name: entry.dn, digest: digest.bytes)))
      change.report.added += 1
      return
    }
    if old.name != entry.dn {
      change.records.append(.delete(dn: old.name))
      change.records.append(.add(entry))
    } else {
      let replaced = digest.replacements(since: EntryDigest(bytes: old.digest), in: entry)
      guard !replaced.isEmpty else { return }
      change.records.append(.modify(dn: entry.dn, replacing: replaced))
    }
    change.artifacts.append((item.contact.id, Artifact(name: entry.dn, digest: digest.bytes)))
    change.report.changed += 1
  }

  private func entry(
    for record: ContactRecord, account: String
  ) throws -> (entry: LDIFEntry, warnings: [ContactWarning]) {
    let (contact, mapWarnings) = try OutputStage.contact(of: record, account: account)
    let (entry, warnings) = format.template.entry(
      for: contact, uid: record.uuid, base: format.base)
    return (entry, mapWarnings + warnings)
  }

  // MARK: - Change files

  /// Makes the changes of one account durable and gives their file its name.
  private func publish(_ change: inout Change, of source: OutputSource) throws {
    guard let directory = format.changes, !change.records.isEmpty else { return }
    try FileSystem.makeDirectory(directory)
    let files = ChangeFiles(directory: directory)
    let number = max(try lastNumber(), files.lastNumber) + 1
    let name = ChangeFiles.name(number: number, timestamp: OutputStage.timestamp(now))
    try files.prepare(change.records, name: name)
    change.record.lastChangeFile = number
    try store(&change, file: name, in: source)
    try files.publish(name)
    change.records.removeAll()
  }

  /// Stores what the entries have become, with a note of what is still to be done.
  private func store(_ change: inout Change, file: String?, in source: OutputSource) throws {
    guard !change.artifacts.isEmpty else { return }
    change.record.pending = Pending(cursor: change.cursor, file: file).text
    try source.store.commit(change.record, changes: change.artifacts)
    change.artifacts.removeAll()
    change.isStale = true
  }

  /// The highest number that any account's change file got; a file may have been handed over and
  /// removed since.
  private func lastNumber() throws -> Int {
    var number = 0
    for source in sources {
      number = max(number, try source.store.output(output)?.lastChangeFile ?? 0)
    }
    return number
  }

  /// Finishes what a run that was stopped had decided.
  private func finishPending() throws {
    guard !options.isDryRun else { return }
    var unfinished: [(source: OutputSource, record: OutputRecord)] = []
    for source in sources {
      guard var record = try source.store.output(output),
        let pending = record.pending.flatMap(Pending.init)
      else { continue }
      if let file = pending.file, let directory = format.changes {
        try ChangeFiles(directory: directory).publish(file)
      }
      record.cursor = pending.cursor
      record.pending = nil
      unfinished.append((source, record))
    }
    guard !unfinished.isEmpty else { return }
    try writeContent()
    for (source, record) in unfinished { try source.store.commit(record, changes: []) }
  }

  // MARK: - Content file

  /// Writes every entry of every account in the order of their DNs, and puts the file in place of
  /// the old one. A file that says the same already isn't touched.
  ///
  /// The entries of an account that is refused stay as they stand. Where there is no file for them
  /// to stand in, none is written: one without them would empty the directory it is loaded into.
  private func writeContent() throws {
    let writer = LDIFWriter()
    var written: WrittenEntries?
    if sources.contains(where: { $0.refusal != nil }) {
      written = try WrittenEntries(file: format.file)
      if written == nil { return }
    }
    let (directory, name) = FileSystem.split(format.file)
    try FileSystem.makeDirectory(directory)
    let temporary = directory + "/." + name + ".tmp"
    var file = try NewFile(path: temporary)
    try file.append(writer.header())
    var streams = sources.map { ExportedContacts(source: $0, output: output) }
    while true {
      // The RDN is the UUID, so the order of UUIDs is that of DNs; accounts are merged.
      var next: Int?
      for index in streams.indices {
        guard let uuid = try streams[index].peek()?.uuid else { continue }
        if let best = next, let other = try streams[best].peek()?.uuid, other <= uuid { continue }
        next = index
      }
      guard let index = next, let record = try streams[index].pop() else { break }
      var bytes: [UInt8] = []
      let source = streams[index].source
      let entry = try entry(for: record, account: source.account).entry
      writer.append(.content(entry), to: &bytes)
      if source.refusal != nil, let old = written?[bytes] { bytes = Array(old) }
      try file.append(bytes)
    }
    try file.close(isSynced: true)
    if try FileSystem.areSame(temporary, format.file) {
      unlink(temporary)
      return
    }
    guard rename(temporary, format.file) == 0 else { throw FileError("write", format.file) }
    try FileSystem.syncDirectory(directory)
  }
}
