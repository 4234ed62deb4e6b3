import ContactMapping
import ContactFormats
import ContactModel
import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

extension Peers {
  /// What others read in the cards of contacts that look for trouble.
  @Suite(.enabled(if: Peer.isThere("readers"), "CARDFERRY_PEERS doesn't name readers"))
  struct ReaderTests {
    /// Where the contacts come from.
    enum Source: CaseIterable {
      /// Made up as such.
      case model
      /// From elements of ActiveSync with anything in them, by way of the mapping.
      case mailbox
    }

    @Test(arguments: CardReaders.allCases, Source.allCases)
    func `every value of a 4-0 card is read as the contact has it`(
      reader: CardReaders, source: Source
    ) async throws {
      try await compare(Self.contacts(source), version: .four, by: reader)
    }

    @Test(arguments: CardReaders.allCases, Source.allCases)
    func `every value of a 3-0 card is read as the contact has it`(
      reader: CardReaders, source: Source
    ) async throws {
      try await compare(Self.contacts(source), version: .three, by: reader)
    }

    private static let seeds = UInt64(0)..<150

    private static func contacts(_ source: Source) -> [Contact] {
      seeds.map { seed in
        switch source {
        case .model:
          var contacts = TroublesomeContacts(seed: seed, clean: true)
          return contacts.contact()
        case .mailbox:
          var contacts = TroublesomeContacts(seed: seed)
          return ContactMapper.map(contacts.applicationData()).contact
        }
      }
    }

    private func compare(
      _ contacts: [Contact], version: VCardOptions.Version, by reader: CardReaders
    ) async throws {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      let writer = VCardWriter(
        options: VCardOptions(version: version, sensitive: [.governmentID]))
      let file = contacts.enumerated().flatMap { index, contact in
        writer.card(for: contact, uid: Self.uid(index), revision: "20261122T020000Z").bytes
      }
      try Data(file).write(to: URL(filePath: folder.path("all.vcf")))
      let cards = try await reader.read(folder.path("all.vcf"))
      try #require(cards.count == contacts.count)
      for (index, (contact, card)) in zip(contacts, cards).enumerated() {
        card.expect(
          contact, uid: Self.uid(index), version: version, by: reader, "seed \(index)")
      }
    }

    private static func uid(_ index: Int) -> String {
      "6f9619ff-8b86-4011-b42d-" + String(format: "%012x", index)
    }

    // MARK: ez-vcard's validator

    @Test(arguments: VCardOptions.Version.allCases)
    func `of ten thousand cards ez-vcard warns about nothing that isn't known`(
      version: VCardOptions.Version
    ) async throws {
      let generator = ContactGenerator(seed: 4)
      let writer = VCardWriter(options: VCardOptions(version: version))
      var file: [UInt8] = []
      for index in 0..<10_000 {
        let item = generator.contact(index)
        let note = item.body.map { [Element(Tag.Contacts.body, $0)] } ?? []
        let contact = ContactMapper.map(
          Element(Tag.AirSync.applicationData, item.elements + note)
        ).contact
        file += writer.card(for: contact, uid: Self.uid(index), revision: "20261122T020000Z").bytes
      }
      try await expectNothingUnknown(about: file)
    }

    @Test(arguments: VCardOptions.Version.allCases)
    func `of cards that look for trouble ez-vcard warns about nothing that isn't known`(
      version: VCardOptions.Version
    ) async throws {
      let options = VCardOptions(
        version: version, dialects: Set(VCardOptions.Dialect.allCases),
        sensitive: [.governmentID])
      try await expectNothingUnknown(
        about: Self.contacts(.model).enumerated().flatMap { index, contact in
          VCardWriter(options: options).card(for: contact, uid: Self.uid(index)).bytes
        })
    }

    private func expectNothingUnknown(about file: [UInt8]) async throws {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      try Data(file).write(to: URL(filePath: folder.path("all.vcf")))
      let warnings = try await CardReaders.warnings(about: folder.path("all.vcf"))
      let unknown = warnings.filter { warning in
        !Self.known.contains { known in
          warning.property == known.property && warning.code == known.code
            && warning.text.contains(known.words)
        }
      }
      for (kind, warnings) in Dictionary(grouping: unknown, by: { "\($0.property) \($0.code)" }) {
        Issue.record("\(kind), \(warnings.count) times: \(warnings[0].text)")
      }
    }

    /// What ez-vcard says without a fault of the card: the README gives the reasons to users.
    private static let known: [(property: String, code: String, words: String)] = [
      // RFC 6868 spells quotes and line breaks of a parameter (^', ^n). ez-vcard reads them so, and
      // its validator then judges the text that it read, not the one that was written.
      ("Email", "W25", "X-EAS-DISPLAY"),
      // No type of 4.0, but the one by which DAVx5 and Evolution know the number: only in the
      // cards of the dialects evolution and android, beside the valid x-car.
      ("Telephone", "W9", "(\"car\")"),
    ]
  }
}

extension TroublesomeContacts {
  /// An item of a mailbox with any text in any of the elements of a contact.
  fileprivate mutating func applicationData() -> Element {
    var elements: [Element] = []
    for page in ["Contacts", "Contacts2"].compactMap(CodePage.named) {
      for token in UInt8(0x05)...0x3F {
        let tag = Tag(page: page.number, token: token)
        guard Int.random(in: 0..<2, using: &random) == 0 else { continue }
        switch tag {
        case .Contacts.categories:
          elements.append(Element(tag, (0..<3).map { _ in Element(.Contacts.category, text()) }))
        case .Contacts.children:
          elements.append(Element(tag, (0..<3).map { _ in Element(.Contacts.child, text()) }))
        case .Contacts.birthday,
          .Contacts.anniversary where Bool.random(using: &random):
          elements.append(Element(tag, "1980-04-15T11:59:00.000Z"))
        default: elements.append(Element(tag, text()))
        }
      }
    }
    return Element(Tag.AirSync.applicationData, elements)
  }
}
