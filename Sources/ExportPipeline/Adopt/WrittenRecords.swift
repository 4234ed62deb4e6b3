import DurableFiles
import ContactFormats
import ContactModel
import Glibc
import StateStore

/// What an output holds that no state knows: records that an earlier state has written, where that
/// was lost.
package struct WrittenRecords {
  struct Found {
    let record: WrittenRecord
    /// What the state would know of it.
    let artifact: Artifact
  }

  /// How a contact is looked for.
  private enum Rendering {
    case card(VCardWriter)
    case content(any ContentFormat)
  }

  let output: String
  /// The kind of the output: see ``OutputKind/name``.
  let kind: String
  /// Of an output that is one file: the file as it stands there.
  private(set) var file: FileRecord?
  private let rendering: Rendering
  private var byLikeness: [[UInt8]: [Found]] = [:]
  private var byUUID: [String: Found] = [:]
  private var taken: Set<String> = []
  /// Of the records of a file, as they stand there.
  private var digests: [String: Int64] = [:]

  var isEmpty: Bool { byUUID.isEmpty }

  /// How many no contact was found for.
  var leftOver: Int { byUUID.count - taken.count }

  // MARK: - Reading

  /// The cards of a directory, and of those in it that aren't another account's.
  ///
  /// - Throws: ``FileError``.
  init(
    cards: VCardOptions, in directory: String, of output: String, known: Set<String>,
    otherAccounts: Set<String>
  ) throws(FileError) {
    self.output = output
    kind = "cards"
    let writer = VCardWriter(options: cards)
    rendering = .card(writer)
    let suffix = "." + writer.fileExtension
    var directories = [""]
    while let prefix = directories.popLast() {
      for name in try FileSystem.names(in: directory + "/" + prefix)
      where !name.hasPrefix(".") {
        let path = directory + "/" + prefix + name
        if name.hasSuffix(suffix) {
          let uuid = String(name.dropLast(suffix.count))
          guard uuid.utf8.count == 36, !known.contains(uuid), let stamp = FileStamp(of: path),
            let bytes = try FileSystem.read(path),
            let record = WrittenRecord(bytes, hasRevision: true), record.uuid == uuid
          else { continue }
          let written = FileRecord(
            digest: FileRecord.digest(of: bytes), stamp: stamp, after: nil)
          add(Found(record: record, artifact: Artifact(name: prefix + name, file: written)))
        } else if prefix.filter({ $0 == "/" }).count < 2, FileSystem.isOwnDirectory(path),
          !prefix.isEmpty || !otherAccounts.contains(name)
        {
          directories.append(prefix + name + "/")
        }
      }
    }
  }

  /// The records of a file.
  ///
  /// - Throws: ``FileError``.
  init(
    content: any ContentFormat, of output: String, known: Set<String>
  ) throws(FileError) {
    self.output = output
    kind = content.kind
    rendering = .content(content)
    guard let stamp = FileStamp(of: content.file),
      let bytes = try FileSystem.read(content.file)
    else { return }
    file = FileRecord(digest: FileRecord.digest(of: bytes), stamp: stamp, after: nil)
    for part in content.records(in: bytes) {
      guard let record = WrittenRecord(part, hasRevision: content.hasRevision),
        !known.contains(record.uuid)
      else { continue }
      add(
        Found(
          record: record,
          artifact: Artifact(name: content.name(of: part) ?? record.uuid, digest: [])))
      digests[record.uuid] = FileRecord.digest(of: Array(part))
    }
  }

  private mutating func add(_ found: Found) {
    byLikeness[found.record.likeness, default: []].append(found)
    byUUID[found.record.uuid] = found
  }

  /// Leaves out what others know.
  mutating func forget(_ uuids: Set<String>) {
    for uuid in uuids {
      guard let likeness = byUUID.removeValue(forKey: uuid)?.record.likeness else { continue }
      byLikeness[likeness]?.removeAll { $0.record.uuid == uuid }
    }
  }

  // MARK: - Finding

  /// A record that says what a contact says and was not taken yet, here or for one of `others`, which were
  /// found in other outputs; of several, the one at a path.
  mutating func take(
    for contact: ContactRecord, of account: String, at path: String?,
    unlessIn others: Set<String>
  ) throws -> WrittenRecord? {
    guard !isEmpty, let bytes = try bytes(of: contact, account: account),
      let likeness = WrittenRecord(bytes.bytes, hasRevision: bytes.hasRevision)?.likeness,
      let alike = byLikeness[likeness]?.filter({
        !taken.contains($0.record.uuid) && !others.contains($0.record.uuid)
      })
    else { return nil }
    let directory = path.map(FileSystem.prefix)
    let found =
      alike.first { FileSystem.prefix(of: $0.artifact.name) == directory } ?? alike.first
    if let found { taken.insert(found.record.uuid) }
    return found?.record
  }

  /// What the output holds of a contact that has its UUID again; `nil` for nothing.
  mutating func artifact(of contact: ContactRecord, account: String) throws -> Artifact? {
    guard let found = byUUID[contact.uuid] else { return nil }
    taken.insert(contact.uuid)
    guard case .content(let content) = rendering else { return found.artifact }
    var artifact = try content.change(to: contact, of: account, from: nil).artifact
    let bytes = try content.bytes(of: contact, in: account)
    // What a record that says something else was like isn't known: all of it is written.
    if FileRecord.digest(of: bytes) != digests[contact.uuid] { artifact.digest = [] }
    return artifact
  }

  private func bytes(
    of record: ContactRecord, account: String
  ) throws -> (bytes: [UInt8], hasRevision: Bool)? {
    switch rendering {
    case .card(let writer):
      let contact = try OutputStage.contact(of: record, account: account).contact
      return (
        writer.card(
          for: contact, uid: record.uuid, revision: OutputStage.revision(of: record)
        ).bytes, true
      )
    case .content(let content):
      return (try content.bytes(of: record, in: account), content.hasRevision)
    }
  }
}
