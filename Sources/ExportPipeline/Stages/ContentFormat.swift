import ContactFormats
import ContactModel
import StateStore

/// What an output that is one file makes of contacts. The file is `opening`, the records of all
/// contacts in the order of their UUIDs with `separator` between, and `closing`.
protocol ContentFormat {
  /// An absolute path.
  var file: String { get }
  /// Differs where the same contact gives another record, or the file is framed differently.
  var fingerprint: String { get }
  var opening: [UInt8] { get }
  var separator: [UInt8] { get }
  var closing: [UInt8] { get }

  /// What writing a contact changes, compared to what was written of it before.
  ///
  /// - Throws: ``Failure`` where the state's bytes are damaged.
  func change(
    to record: ContactRecord, of account: String, from old: Artifact?
  ) throws -> ContentChange
  /// What tells others that a contact is gone.
  func deletion(of old: Artifact) -> [LDIFRecord]
  /// The record of a contact in the file.
  func bytes(of record: ContactRecord, in account: String) throws -> [UInt8]
  /// The records as they stand in the file; `nil` where they can't be told apart, or there is none.
  func standing() throws(FileError) -> WrittenEntries?
}

/// A contact in an output that is one file.
struct ContentChange {
  let artifact: Artifact
  /// Whether the contact's record is another than before.
  let isChanged: Bool
  /// The same for who follows the changes alone.
  let records: [LDIFRecord]
  let warnings: [ContactWarning]
}

extension ContentFormat {
  func deletion(of old: Artifact) -> [LDIFRecord] { [] }
  func standing() throws(FileError) -> WrittenEntries? { nil }
}

/// LDIF: an entry for each contact.
struct LDIFContent: ContentFormat {
  private let format: Job.Output.LDIF
  private let writer: LDIFWriter
  /// Whether the changes are to describe every entry as a new one, for a directory that was lost.
  private let startsOver: Bool

  init(_ format: Job.Output.LDIF, startsOver: Bool) {
    self.format = format
    self.startsOver = startsOver
    writer = LDIFWriter(versionLine: format.hasVersionLine)
  }

  var file: String { format.file }

  var fingerprint: String {
    "ldif \(OutputStage.renderingRevision) \(format.base) \(format.template.fingerprint)"
      + " \(format.hasVersionLine) \(format.baseEntry != nil) \(format.phoneFormat.fingerprint)"
  }

  var opening: [UInt8] {
    var bytes = writer.header()
    if let base = format.baseEntry { writer.append(.content(base), to: &bytes) }
    return bytes
  }

  var separator: [UInt8] { [] }
  var closing: [UInt8] { [] }

  func change(
    to record: ContactRecord, of account: String, from old: Artifact?
  ) throws -> ContentChange {
    let (entry, warnings) = try entry(for: record, account: account)
    let digest = EntryDigest(entry)
    let artifact = Artifact(name: entry.dn, digest: digest.bytes)
    func change(_ records: [LDIFRecord], isChanged: Bool = true) -> ContentChange {
      ContentChange(artifact: artifact, isChanged: isChanged, records: records, warnings: warnings)
    }
    guard let old else { return change([.add(entry)]) }
    guard old.name == entry.dn else {
      return change(deletion(of: old) + [.add(entry)])
    }
    let replaced = digest.replacements(since: EntryDigest(bytes: old.digest), in: entry)
    if startsOver { return change([.add(entry)], isChanged: !replaced.isEmpty) }
    return replaced.isEmpty
      ? change([], isChanged: false) : change([.modify(dn: entry.dn, replacing: replaced)])
  }

  func deletion(of old: Artifact) -> [LDIFRecord] { startsOver ? [] : [.delete(dn: old.name)] }

  func bytes(of record: ContactRecord, in account: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    writer.append(.content(try entry(for: record, account: account).entry), to: &bytes)
    return bytes
  }

  func standing() throws(FileError) -> WrittenEntries? { try WrittenEntries(file: file) }

  private func entry(
    for record: ContactRecord, account: String
  ) throws -> (entry: LDIFEntry, warnings: [ContactWarning]) {
    let (contact, mapWarnings) = try OutputStage.contact(of: record, account: account)
    let (entry, warnings) = format.template.entry(
      for: contact, uid: record.uuid, base: format.base, phoneFormat: format.phoneFormat)
    return (entry, mapWarnings + warnings)
  }
}

/// vCard, jCard or xCard: a card for each contact.
struct CardContent: ContentFormat {
  let file: String
  private let cards: VCardOptions
  private let writer: VCardWriter

  init(file: String, _ cards: VCardOptions) {
    self.file = file
    self.cards = cards
    writer = VCardWriter(options: cards)
  }

  var fingerprint: String { "\(cards.fingerprint) \(OutputStage.renderingRevision)" }
  var opening: [UInt8] { writer.frame.opening }
  var separator: [UInt8] { writer.frame.separator }
  var closing: [UInt8] { writer.frame.closing }

  func change(
    to record: ContactRecord, of account: String, from old: Artifact?
  ) throws -> ContentChange {
    let (bytes, warnings) = try card(for: record, account: account)
    let artifact = Artifact(name: record.uuid, digest: WrittenFile.digest(bytes))
    return ContentChange(
      artifact: artifact, isChanged: artifact != old, records: [], warnings: warnings)
  }

  func bytes(of record: ContactRecord, in account: String) throws -> [UInt8] {
    try card(for: record, account: account).bytes
  }

  private func card(
    for record: ContactRecord, account: String
  ) throws -> (bytes: [UInt8], warnings: [ContactWarning]) {
    let (contact, mapWarnings) = try OutputStage.contact(of: record, account: account)
    let (bytes, warnings) = writer.fragment(
      for: contact, uid: record.uuid, revision: OutputStage.revision(of: record))
    return (bytes, mapWarnings + warnings)
  }
}
