import ContactModel
import Digests
import DurableFiles
import Glibc
import StateStore
import Steps

/// The file with the records of every contact of every account, in the order of their UUIDs.
///
/// Takes the place of the old one at once; a file that says the same already isn't touched.
struct ContentFile {
  let format: any ContentFormat
  let output: Job.Output
  let store: OutputStore
  /// Whose the file is that stood there before anything was stored of this run.
  let ownership: Ownership
  /// What is known of the file.
  private(set) var record: FileRecord?

  /// Looks at the file.
  ///
  /// - Throws: ``FileError``, ``StateError``.
  init(format: any ContentFormat, output: Job.Output, store: OutputStore) throws {
    self.format = format
    self.output = output
    self.store = store
    var known = try store.contentFile(format.file)
    if known == nil, let bytes = try FileSystem.read(format.file) {
      // The user may have moved it.
      known = try store.files().filter(\.account.isEmpty).compactMap { $0.record.own(bytes) }.first
    }
    let stamp = FileStamp(of: format.file)
    var ownership = try Ownership(of: stamp, record: known) { () throws(FileError) in
      try FileSystem.read(format.file)
    }
    // Nobody loses anything with a file that says nothing.
    if ownership == .foreign, let bytes = try FileSystem.read(format.file),
      bytes.isEmpty || bytes == format.opening + format.closing
    {
      ownership = .nothing
    }
    self.ownership = ownership
    switch ownership {
    case .ours(let own), .earlier(let own): record = own
    case .edited(var own):
      if let stamp { own.stamp = stamp }
      own.isKept = true
      record = own
    case .nothing, .foreign: record = known
    }
  }

  /// Carries a plan out.
  ///
  /// - Parameters:
  ///   - sources: The accounts with what the output is to hold of them.
  ///   - standing: The records of the accounts of which nothing may be written now, as they stand.
  /// - Throws: ``Failure``, ``FileError``, ``StateError``.
  mutating func replace(
    from sources: [OutputSource], standing: ContentRecords?
  ) throws {
    let directory = FileSystem.split(format.file).directory
    try FileSystem.makeDirectory(directory, mode: output.mode)
    let temporary = FileSystem.temporary(of: format.file)
    let new = try stream(to: temporary, from: sources, standing: standing)
    if try FileSystem.areSame(temporary, format.file) {
      unlink(temporary)
      Steps.pass(.fileDeleted)
      record = FileStamp(of: format.file).map {
        FileRecord(digest: new.digest, stamp: $0, after: record)
      }
      return
    }
    record = new
    do {
      // A run after a crash could take our own file for somebody else's change.
      try store.commit(files: [stored(new)], step: .contentAnnounced)
      guard rename(temporary, format.file) == 0 else { throw FileError("write", format.file) }
    } catch {
      unlink(temporary)
      throw error
    }
    Steps.pass(.fileRenamed)
    try FileSystem.syncDirectory(directory)
  }

  /// As the state of the output has it.
  func stored(_ record: FileRecord) -> OutputStore.File {
    OutputStore.File(account: "", name: format.file, record: record)
  }

  private func stream(
    to path: String, from sources: [OutputSource], standing: ContentRecords?
  ) throws -> FileRecord {
    var draft = Draft(file: try NewFile(path: path, mode: output.mode))
    try draft.append(format.opening)
    var streams = sources.map {
      ExportedContacts(source: $0, output: output.name, amongst: sources.count)
    }
    var isFirst = true
    var last: (uuid: String, account: String)?
    while let (item, source) = try Self.next(of: &streams) {
      let uuid = item.contact.uuid
      if let last, last.uuid == uuid {
        throw Failure(
          .storage,
          "the states of '\(last.account)' and '\(source.account)' hold the same contact "
            + "\(uuid), as a copied state does; remove one of the two files and export anew")
      }
      last = (uuid, source.account)
      guard let bytes = try bytes(of: item, source, standing) else { continue }
      if !isFirst { try draft.append(format.separator) }
      isFirst = false
      try draft.append(bytes)
    }
    try draft.append(format.closing)
    return try draft.finish(after: record)
  }

  /// `nil` for a contact of which nothing stands there and nothing is known.
  private func bytes(
    of item: FeedItem, _ source: OutputSource, _ standing: ContentRecords?
  ) throws -> [UInt8]? {
    if source.refusal != nil, let name = item.artifact?.name, let old = standing?[name] {
      return Array(old)
    }
    if item.contact.isDeleted { return nil }
    return try format.bytes(of: item.contact, in: source.account)
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
    mutating func finish(after old: FileRecord?) throws(FileError) -> FileRecord {
      let stamp = try file.close(isSynced: true)
      return FileRecord(digest: SHA256.number(of: digest.finish()), stamp: stamp, after: old)
    }
  }

  /// Merges the accounts by the UUIDs of their contacts.
  private static func next(
    of streams: inout [ExportedContacts]
  ) throws -> (FeedItem, OutputSource)? {
    var best: (index: Int, uuid: String)?
    for index in streams.indices {
      guard let uuid = try streams[index].peek()?.contact.uuid else { continue }
      if let best, best.uuid <= uuid { continue }
      best = (index, uuid)
    }
    guard let best, let item = try streams[best.index].pop() else { return nil }
    return (item, streams[best.index].source)
  }
}
