package import ContactFormats
import ContactModel
import Foundation
package import StateStore

/// LDIF: an entry for each contact.
package struct LDIFContent: ContentFormat {
  package var template: LDIFTemplate
  /// The DN that every entry lies below.
  package var base: String
  package var file: String
  package var baseEntry: LDIFEntry?
  package var hasVersionLine = false
  package var phoneFormat = PhoneFormat.asIs
  private var startsOver = false

  package init(template: LDIFTemplate, base: String, file: String) {
    self.template = template
    self.base = base
    self.file = file
  }

  private var writer: LDIFWriter { LDIFWriter(versionLine: hasVersionLine) }

  package var kind: String { "ldif" }

  package var fingerprint: String {
    "ldif \(OutputStage.renderingRevision) \(base) \(template.fingerprint)"
      + " \(hasVersionLine) \(baseEntry != nil) \(phoneFormat.fingerprint)"
  }

  package var opening: [UInt8] {
    var bytes = writer.header()
    if let baseEntry { writer.append(.content(baseEntry), to: &bytes) }
    return bytes
  }

  package var separator: [UInt8] { [] }
  package var closing: [UInt8] { [] }
  package var recordEnd: [UInt8] { Array("\n\n".utf8) }
  package var hasRevision: Bool { false }

  package func startingOver() -> any ContentFormat {
    var format = self
    format.startsOver = true
    return format
  }

  package func change(
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

  package func deletion(of old: Artifact) -> [LDIFRecord] {
    startsOver ? [] : [.delete(dn: old.name)]
  }

  package func bytes(of record: ContactRecord, in account: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    writer.append(.content(try entry(for: record, account: account).entry), to: &bytes)
    return bytes
  }

  package func name(of record: ArraySlice<UInt8>) -> String? { LDIFText.names(in: record).first }

  private func entry(
    for record: ContactRecord, account: String
  ) throws -> (entry: LDIFEntry, warnings: [ContactWarning]) {
    let (contact, mapWarnings) = try OutputStage.contact(of: record, account: account)
    let (entry, warnings) = template.entry(
      for: contact, uid: record.uuid, base: base, phoneFormat: phoneFormat)
    return (entry, mapWarnings + warnings)
  }
}
