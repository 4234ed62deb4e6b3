import FakeExchange
import FoundationEssentials
import Testing
import WBXML

@Suite struct GeneratorTests {
  private func size(_ contact: MailboxContact) -> Int {
    let header = 4
    let bodyMarkup = 25
    return Encoder.encode(Element(.AirSync.applicationData, contact.elements)).count - header
      + bodyMarkup + (contact.body?.utf8.count ?? 0)
  }

  @Test func `the same seed and index make the same contact`() {
    let generator = ContactGenerator(seed: 5, photoBytes: 600)
    #expect(generator.contact(17) == ContactGenerator(seed: 5, photoBytes: 600).contact(17))
    #expect(generator.contact(17) != generator.contact(18))
    #expect(generator.contact(17) != ContactGenerator(seed: 6, photoBytes: 600).contact(17))
  }

  @Test func `contacts have about 600 bytes and all of the field's variety`() {
    let contacts = (0..<2_000).map(ContactGenerator(seed: 1).contact)
    let average = contacts.map(size).reduce(0, +) / contacts.count
    #expect((550...650).contains(average), "\(average)")
    #expect(contacts.contains { $0.body?.contains("\r\n") == true })
    #expect(contacts.contains { $0[.Contacts.yomiLastName] != nil })
    #expect(contacts.contains { $0[.Contacts.birthday]?.hasPrefix("1604") == true })
    #expect(contacts.contains { $0[.Contacts.companyName] == nil })
    #expect(contacts.contains { $0.categories.contains("Friends, family") })
    #expect(Set(contacts.compactMap { $0[.Contacts.email1Address] }).count > 1_900)
  }

  @Test(arguments: [248, 249, 256, 600, 20_000, 65_784, 65_785, 65_790, 200_000])
  func `a photo is a JPEG of the size asked for`(_ size: Int) throws {
    let contact = ContactGenerator(seed: 1, photoBytes: size).contact(0)
    let text = try #require(contact[.Contacts.picture])
    let photo = Array(try #require(Data(base64Encoded: text)))
    // Fewer than five bytes more than the picture can't be filled with a comment.
    #expect((max(248, size - 4)...size).contains(photo.count), "\(photo.count)")
    #expect(photo.starts(with: [0xFF, 0xD8]))
    #expect(photo.suffix(2) == [0xFF, 0xD9])
    // Past the comments comes the true picture.
    var position = 2
    while photo[position...].starts(with: [0xFF, 0xFE]) {
      position += 2 + Int(photo[position + 2]) << 8 + Int(photo[position + 3])
    }
    #expect(Array(photo[position...]) == Array(ContactGenerator.tinyJPEG.dropFirst(2)))
  }
}
