import DurableFiles
import ContactFormats
import ContactModel
import StateStore

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
