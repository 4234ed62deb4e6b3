package import ContactFormats
import ContactModel
package import StateStore

/// vCard, jCard or xCard in one file: a card for each contact.
package struct CardContent: ContentFormat {
  package let file: String
  private let cards: VCardOptions
  private let writer: VCardWriter

  package init(file: String, _ cards: VCardOptions) {
    self.file = file
    self.cards = cards
    writer = VCardWriter(options: cards)
  }

  package var kind: String { "card-file" }
  package var fingerprint: String { "\(cards.fingerprint) \(OutputStage.renderingRevision)" }
  package var opening: [UInt8] { writer.frame.opening }
  package var separator: [UInt8] { writer.frame.separator }
  package var closing: [UInt8] { writer.frame.closing }
  package var recordEnd: [UInt8] { writer.frame.cardEnd }
  package var hasRevision: Bool { true }

  package func change(
    to record: ContactRecord, of account: String, from old: Artifact?
  ) throws -> ContentChange {
    let (bytes, warnings) = try card(for: record, account: account)
    let artifact = Artifact(name: record.uuid, digest: Self.digest(of: bytes))
    return ContentChange(
      artifact: artifact, isChanged: artifact != old, records: [], warnings: warnings)
  }

  package func bytes(of record: ContactRecord, in account: String) throws -> [UInt8] {
    try card(for: record, account: account).bytes
  }

  package func name(of record: ArraySlice<UInt8>) -> String? { WrittenRecord.uuid(of: record) }

  private static func digest(of bytes: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: FileRecord.digest(of: bytes).bigEndian) { Array($0) }
  }

  private func card(
    for record: ContactRecord, account: String
  ) throws -> (bytes: [UInt8], warnings: [ContactWarning]) {
    let (contact, mapWarnings) = try OutputStage.contact(of: record, account: account)
    var bytes: [UInt8] = []
    let warnings = writer.append(
      contact, uid: record.uuid, revision: OutputStage.revision(of: record), to: &bytes)
    return (bytes, mapWarnings + warnings)
  }
}
