import Digests
import DurableFiles
import ContactModel
import Glibc
import StateStore
import Steps

/// The file with the records of every contact of every account, in the order of their UUIDs.
///
/// Takes the place of the old one at once; a file that says the same already isn't touched.
struct ContentFile {
  let content: any ContentFormat
  let output: String
  let sources: [OutputSource]
  let conflictRule: Job.Output.ConflictRule
  private let mode: FileMode

  /// What stands in the file now; `nil` where nothing is known of it.
  private(set) var written: WrittenFile?
  /// What is to be said of somebody else's change.
  private(set) var conflict: ContactWarning?
  private var standing = Standing.asWritten

  /// Looks at the file before anything is stored of this run.
  init(
    content: any ContentFormat, output: String, sources: [OutputSource],
    conflictRule: Job.Output.ConflictRule, mode: FileMode
  ) throws {
    self.content = content
    self.output = output
    self.sources = sources
    self.conflictRule = conflictRule
    self.mode = mode
    standing = try look()
    if standing == .foreign {
      conflict = conflictRule == .keep ? Conflict.kept : Conflict.overwritten
    }
  }

  /// Writes the file where it is out of date, missing or changed by somebody else.
  ///
  /// `isStale`: whether it is out of date.
  /// - Returns: Whether the file is as it is to be. If not, this has to be done again.
  mutating func write(isStale: Bool, isDryRun: Bool) throws -> Bool {
    if standing == .foreign && conflictRule == .keep { return true }
    guard isStale || standing != .asWritten, !isDryRun else { return true }
    return try replace()
  }

  private enum Standing {
    case asWritten, missing, foreign
    /// Ours from an earlier run: somebody else's change was taken back, or the file restored.
    case outdated
  }

  /// Compares the file with what the state knows of it. Accounts may know different states of it,
  /// if a run was stopped.
  private mutating func look() throws -> Standing {
    let records = try sources.compactMap { try $0.store.output(output) }
    let known = records.compactMap { $0.file.flatMap { WrittenFile(bytes: $0) } }
    written = known.last
    guard let stamp = FileStamp(of: content.file) else { return .missing }
    // A file that was there before the first run is somebody's; an earlier version left no note.
    if known.isEmpty, records.allSatisfy({ $0.cursor == 0 && $0.pending == nil }) {
      written = WrittenFile(digest: WrittenFile.digest([]), stamp: stamp, after: nil)
      written?.isForeign = true
      return .foreign
    }
    if known.isEmpty { return .asWritten }
    if let same = known.last(where: { $0.stamp == stamp }) {
      written = same
      return same.isForeign ? .foreign : .asWritten
    }
    guard let bytes = try FileSystem.read(content.file) else { return .missing }
    if var own = known.reversed().lazy.compactMap({ $0.own(bytes) }).first {
      own.stamp = stamp
      written = own
      let isLatest = known.allSatisfy { $0.digest == own.digest && !$0.isForeign }
      return isLatest ? .asWritten : .outdated
    }
    written?.stamp = stamp
    written?.isForeign = true
    return .foreign
  }

  /// The records of an account that is refused stay as they stand. Where there are none to stay, or
  /// they can't be told apart, no file is written: one without them would empty whatever it is
  /// loaded into.
  private mutating func replace() throws -> Bool {
    var standing: WrittenEntries?
    if sources.contains(where: { $0.refusal != nil }) {
      standing = try content.standing()
      if standing == nil { return false }
    }
    let directory = FileSystem.split(content.file).directory
    try FileSystem.makeDirectory(directory, mode: mode)
    let temporary = FileSystem.temporary(of: content.file)
    let new = try stream(to: temporary, keeping: standing)
    if try FileSystem.areSame(temporary, content.file) {
      unlink(temporary)
      Steps.pass(.fileDeleted)
      written = FileStamp(of: content.file).map {
        WrittenFile(digest: new.digest, stamp: $0, after: written)
      }
      return true
    }
    written = new
    do {
      try note()
      guard rename(temporary, content.file) == 0 else { throw FileError("write", content.file) }
    } catch {
      unlink(temporary)
      throw error
    }
    Steps.pass(.fileRenamed)
    try FileSystem.syncDirectory(directory)
    return true
  }

  /// Stores what is about to take the old file's place, or a run after a crash could take our own
  /// file for somebody else's change.
  private func note() throws {
    for source in sources {
      var record =
        try source.store.output(output)
        ?? OutputRecord(name: output, fingerprint: content.fingerprint)
      record.file = written?.bytes
      try source.store.commit(record, changes: [], step: .contentAnnounced)
    }
  }

  private func stream(
    to path: String, keeping standing: WrittenEntries?
  ) throws -> WrittenFile {
    var draft = Draft(file: try NewFile(path: path, mode: mode))
    try draft.append(content.opening)
    var streams = sources.map {
      ExportedContacts(source: $0, output: output, amongst: sources.count)
    }
    var isFirst = true
    while let (record, source) = try Self.next(of: &streams) {
      var bytes = try content.bytes(of: record, in: source.account)
      if source.refusal != nil, let old = standing?[bytes] { bytes = Array(old) }
      if !isFirst { try draft.append(content.separator) }
      isFirst = false
      try draft.append(bytes)
    }
    try draft.append(content.closing)
    return try draft.finish(after: written)
  }

  private struct Draft: ~Copyable {
    var file: NewFile
    var digest = SHA256()

    init(file: consuming NewFile) {
      self.file = file
    }

    mutating func append(_ bytes: [UInt8]) throws(FileError) {
      digest.append(bytes)
      try file.append(bytes)
    }

    /// Makes the file durable.
    mutating func finish(after old: WrittenFile?) throws(FileError) -> WrittenFile {
      let stamp = try file.close(isSynced: true)
      return WrittenFile(digest: Array(digest.finish().prefix(8)), stamp: stamp, after: old)
    }
  }

  /// Merges the accounts by the UUIDs of their contacts.
  private static func next(
    of streams: inout [ExportedContacts]
  ) throws -> (ContactRecord, OutputSource)? {
    var best: (index: Int, uuid: String)?
    for index in streams.indices {
      guard let uuid = try streams[index].peek()?.uuid else { continue }
      if let best, best.uuid <= uuid { continue }
      best = (index, uuid)
    }
    guard let best, let record = try streams[best.index].pop() else { return nil }
    return (record, streams[best.index].source)
  }
}
