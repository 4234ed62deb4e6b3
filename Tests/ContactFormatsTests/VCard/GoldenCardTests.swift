import ContactFormats
import ContactModel
import Testing

/// A fixture file and the options that make it of the contact with every field set.
struct GoldenCard: CustomTestStringConvertible, Sendable {
  let file: String
  let options: VCardOptions
  /// What is not in the card as it stands in the contact.
  let warnings: [String]

  var testDescription: String { file }

  init(
    _ file: String, _ notation: VCardOptions.Notation = .text,
    _ version: VCardOptions.Version = .four, _ dialects: Set<VCardOptions.Dialect> = [],
    warnings: [String] = []
  ) {
    self.file = file
    options = VCardOptions(
      notation: notation, version: version, dialects: dialects, sensitive: [.governmentID])
    self.warnings = warnings
  }

  static let all = [
    GoldenCard("full.vcf"),
    GoldenCard(
      "full-dialects.vcf", .text, .four, Set(VCardOptions.Dialect.allCases),
      warnings: [outlookDate, outlookChat, outlookThirdChat, evolutionDate]),
    GoldenCard("full-3.0.vcf", .text, .three),
    GoldenCard(
      "full-3.0-apple-outlook.vcf", .text, .three, [.apple, .outlook],
      warnings: [outlookDate, outlookChat, outlookThirdChat]),
    GoldenCard("full.json", .jCard),
    GoldenCard("full.xml", .xCard),
  ]

  private static let outlookDate =
    "anniversary: no X-MS-ANNIVERSARY without a year (not-representable)"
  private static let evolutionDate =
    "anniversary: no X-EVOLUTION-ANNIVERSARY without a year (not-representable)"
  private static let outlookChat =
    "instantMessaging2: X-MS-IMADDRESS takes one address (not-representable)"
  private static let outlookThirdChat =
    "instantMessaging3: X-MS-IMADDRESS takes one address (not-representable)"
}

struct GoldenCardTests {
  @Test(arguments: GoldenCard.all)
  func `a contact with every field set becomes the golden card`(_ golden: GoldenCard) throws {
    let (bytes, warnings) = VCardWriter(options: golden.options).card(
      for: SampleContact.full, uid: SampleContact.uid, revision: SampleContact.revision)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines == (try Fixture.text(golden.file)).split(separator: "\n"))
    #expect(bytes == (try Fixture.bytes(golden.file)))
    #expect(warnings.map(\.description) == golden.warnings)
  }
}
