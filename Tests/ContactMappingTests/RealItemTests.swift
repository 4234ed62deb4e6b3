import ContactMapping
import ContactModel
import Foundation
import Testing
import WBXML

/// Items as SOGo 5.8 sends them.
@Suite struct `Items of a real server` {
  private func document(_ name: String) throws -> Element {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "wbxml", subdirectory: "Fixtures"))
    return try Decoder.decode(Array(Data(contentsOf: url)))
  }

  @Test func `have the name that is said, and all that is in them`() throws {
    typealias Tags = WBXML.Tag.AirSync
    let collection = try document("sogo-page").first(Tags.collections)?.first(Tags.collection)
    let items = (collection?.first(Tags.commands)?.children ?? []).compactMap {
      $0.first(Tags.applicationData)
    }
    let mapped = items.map(ContactMapper.map)
    #expect(
      mapped.map(\.contact.formattedName.text)
        == ["Dr. Jürgen Xaver Ödön Müller Jr.", "山田 太郎", "Only Formatted Name"])
    #expect(
      mapped.first?.contact.emails.map(\.address)
        == ["juergen@example.test", "j.mueller@home.example.test", "third@example.test"])
    #expect(mapped.first?.contact.photo?.mediaType == "image/png")
    #expect(mapped.first?.contact.birthday == ContactDate(year: 1970, month: 3, day: 15))
    #expect(mapped.allSatisfy { $0.warnings.isEmpty && $0.contact.extensions.isEmpty })
  }

  @Test func `keep the head of a data URI, which is all that came of a photo`() throws {
    let (contact, warnings) = ContactMapper.map(try document("sogo-head-of-photo"))
    #expect(contact.formattedName.text == "Card Vier")
    #expect(contact.photo == nil)
    #expect(contact.extensions == [.init(name: "PICTURE", value: "data:image/jpeg;base64")])
    #expect(
      warnings.map(\.description)
        == ["Picture: no image in base64, kept as an extension (invalid-value)"])
  }
}
