import ActiveSync
import ContactFormats
import ContactModel
import Foundation
import StateStore

/// Brings a directory of cards up to what the state holds of one account.
///
/// Works through the change feed in parts: plan, write, make durable, then move the cursor. Files
/// that say the same already are not touched. Files that aren't ours are left alone: ours are
/// those that the state names.
struct VCardStage {
  /// Cards that are made durable at a time: each time costs a sync of the file system.
  private static let commitSize = 5000

  let output: String
  /// An absolute path.
  let directory: String
  let source: OutputSource
  let layout: VCardLayout
  let options: Job.Options
  let progress: (Int) -> Void

  private var account: String { source.account }
  private var store: AccountStore { source.store }

  private var fingerprint: String {
    "vcard \(OutputStage.renderingRevision) \(layout.fingerprint)"
  }

  /// - Throws: ``Failure``, ``FileError``, ``StateError``.
  func run() throws -> Report.OutputReport {
    var report = Report.OutputReport(output: output, account: account)
    var record = try store.output(output) ?? OutputRecord(name: output, fingerprint: fingerprint)
    let known = try store.artifacts(of: output)
    let files = presentFiles(known: known)
    if options.isFull || record.fingerprint != fingerprint
      || known.values.contains(where: { !files.contains($0) })
    {
      record.cursor = 0
    }
    record.fingerprint = fingerprint
    if let refusal = source.refusal { throw refusal }

    if !options.isDryRun { try FileSystem.makeDirectory(directory) }
    let plan = VCardPlan(
      layout: layout, writer: VCardWriter(options: VCardOptions(sensitive: [.governmentID])),
      account: account, read: { try FileSystem.read(directory + "/" + $0) })
    var work = Work(batch: FileBatch(root: directory))
    var seen = 0
    while true {
      let items = try store.feed(of: output, after: record.cursor, limit: OutputStage.batchSize)
      guard let last = items.last else { break }
      for item in items {
        let step = try plan.step(for: item)
        count(step, in: &report)
        if !options.isDryRun { try work.add(step) }
      }
      record.cursor = last.contact.sequence
      if work.artifacts.count >= Self.commitSize { try commit(&work, record) }
      seen += items.count
      progress(seen)
    }
    report.unchanged = known.count - report.changed - report.deleted
    if !options.isDryRun {
      try commit(&work, record)
      try tidyDirectories(known: known)
      for path in files where FileBatch.isTemporary(path) { unlink(directory + "/" + path) }
    }
    return report
  }

  /// The paths of all files in the directories that hold cards of this account: a card that is
  /// missing is written again, and what a stopped run left behind goes.
  private func presentFiles(known: [Int64: String]) -> Set<String> {
    let prefixes = Set(
      known.values.map { path in path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" })
    var files: Set<String> = []
    for prefix in prefixes {
      for name in FileSystem.names(in: directory + "/" + prefix) { files.insert(prefix + name) }
    }
    return files
  }

  private func count(_ step: VCardPlan.Step, in report: inout Report.OutputReport) {
    switch step.action {
    case .create, .move, .replace:
      if step.isNew { report.added += 1 } else { report.changed += 1 }
    case .keep: if step.isNew { report.added += 1 }
    case .delete: report.deleted += 1
    case .ignore: break
    }
    report.count(step.warnings)
  }

  /// Contents and names are durable before the cursor moves.
  private func commit(_ work: inout Work, _ record: OutputRecord) throws {
    try work.batch.commit()
    if try !work.artifacts.isEmpty || store.output(output) != record {
      try store.commit(record, changes: work.artifacts)
    }
    work.artifacts.removeAll()
  }

  /// What is written and not yet durable.
  private struct Work {
    var batch: FileBatch
    var artifacts: [(contact: Int64, artifact: Artifact?)] = []

    mutating func add(_ step: VCardPlan.Step) throws {
      switch step.action {
      case .create(let path, let bytes):
        try batch.write(bytes, to: path)
        artifacts.append((step.contact, Artifact(name: path)))
      case .replace(let path, let old, let bytes):
        try batch.write(bytes, to: path)
        if old != path { batch.delete(old) }
        artifacts.append((step.contact, Artifact(name: path)))
      case .move(let path, let old):
        try batch.move(from: old, to: path)
        artifacts.append((step.contact, Artifact(name: path)))
      case .delete(let path):
        batch.delete(path)
        artifacts.append((step.contact, nil))
      case .keep(let path):
        artifacts.append((step.contact, Artifact(name: path)))
      case .ignore: break
      }
    }
  }

  /// Writes each directory's `displayname`, which programs show for it, and removes the directories
  /// of folders that are gone, if nothing of anyone else's is in them.
  private func tidyDirectories(known: [Int64: String]) throws {
    var batch = FileBatch(root: directory)
    for (path, name) in layout.displayNames.sorted(by: { $0.key < $1.key }) {
      let file = path + "/displayname"
      let text = Self.displayName(name)
      if try FileSystem.read(directory + "/" + file) != text { try batch.write(text, to: file) }
    }
    try batch.commit()
    try removeUnused(known: known)
  }

  /// Removes the directories that this account's cards are not in any more: of folders that are
  /// gone, and those from before folders or accounts became one, or more than one.
  private func removeUnused(known: [Int64: String]) throws {
    let used = Set(layout.prefixes.values)
    // Of those that cards were in, a name alone is ours, whatever it says by now.
    var left = Set(
      known.values.compactMap { path in
        path.lastIndex(of: "/").map { String(path[...$0]) }
      }
    ).subtracting(used)
    for prefix in left where FileSystem.names(in: directory + "/" + prefix) == ["displayname"] {
      unlink(directory + "/" + prefix + "displayname")
    }
    let own = account + "/"
    for folder in try store.collections() + store.goneCollections()
    where Folder.isContacts(type: folder.type) {
      for prefix in ["", own].map({ $0 + folder.directory + "/" }) where !used.contains(prefix) {
        // What somebody else wrote there says something else.
        let file = directory + "/" + prefix + "displayname"
        if try FileSystem.read(file) == Self.displayName(folder.name) { unlink(file) }
        left.insert(prefix)
      }
    }
    // Fails, as it should, where something else is left. The deepest come first.
    for prefix in left.sorted(by: >) where !prefix.isEmpty {
      rmdir(directory + "/" + prefix.dropLast())
    }
    if !used.contains(where: { $0.hasPrefix(own) }) { rmdir(directory + "/" + account) }
  }

  private static func displayName(_ name: String) -> [UInt8] {
    Array(
      name.unicodeScalars.filter { $0.properties.generalCategory != .control }
        .map(String.init).joined().utf8)
  }
}
