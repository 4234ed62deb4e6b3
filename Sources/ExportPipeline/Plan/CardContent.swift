import ContactFormats
import ContactModel
import StateStore

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
    var bytes: [UInt8] = []
    let warnings = writer.append(
      contact, uid: record.uuid, revision: OutputStage.revision(of: record), to: &bytes)
    return (bytes, mapWarnings + warnings)
  }
}
