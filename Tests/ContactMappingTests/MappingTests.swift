import ContactMapping
import ContactModel
import Foundation
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts
private typealias C2 = WBXML.Tag.Contacts2
private typealias Base = WBXML.Tag.AirSyncBase

/// Maps an item as it was made and as it is read, which must say the same.
private func map(_ children: [Element]) -> (contact: Contact, warnings: [ContactWarning]) {
  let item = Element(WBXML.Tag.AirSync.applicationData, children)
  let mapped = ContactMapper.map(item)
  let read = try? ApplicationData.decode(ApplicationData.encode(item))
  #expect(read.map { ContactMapper.map($0) == mapped } == true)
  return mapped
}

@Suite struct `The mapping` {
  /// Every element of Contacts and Contacts2, each with a value of its own.
  @Test func `takes every element of a contact`() {
    var expected: Set<String> = []
    var children: [Element] = []
    let special: Set<String> = [
      "Picture", "Birthday", "Anniversary", "Categories", "Category", "Children", "Child",
      "Email1Address", "Email2Address", "Email3Address", "BodySize", "BodyTruncated",
    ]
    for page in [UInt8(1), 12] {
      for (token, name) in CodePage[page]?.names ?? [:] where !special.contains(name) {
        expected.insert("value of \(name)")
        children.append(Element(WBXML.Tag(page: page, token: token), "value of \(name)"))
      }
    }
    let (contact, warnings) = map(children)
    let dumped = String(reflecting: contact)
    for value in expected {
      #expect(dumped.contains("\"\(value)\""), "\(value) is lost")
    }
    #expect(warnings.isEmpty)
    #expect(contact.extensions.map(\.name) == ["COMPRESSEDRTF"])
  }

  @Test func `takes lists, dates, addresses and photo`() {
    let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]
    let (contact, warnings) = map([
      Element(
        C.categories, [Element(C.category, "VIP"), Element(C.category), Element(C.category, "A,B")]),
      Element(C.children, [Element(C.child, "Tim"), Element(C.child, "Ana")]),
      Element(C.birthday, "1980-04-15T11:59:00.000Z"),
      Element(C.anniversary, "1604-09-17T00:00:00.000Z"),
      Element(C.email2Address, "b@example.com"),
      Element(C.email1Address, "\"Anna, A.\" <a@example.com>"),
      Element(C.picture, Data(jpeg).base64EncodedString()),
    ])
    #expect(warnings.isEmpty)
    #expect(contact.categories == ["VIP", "A,B"])
    #expect(contact.children == ["Tim", "Ana"])
    #expect(contact.birthday == ContactDate(year: 1980, month: 4, day: 15))
    #expect(contact.anniversary == ContactDate(year: nil, month: 9, day: 17))
    #expect(contact.emails.map(\.rank) == [1, 2])
    #expect(contact.emails.first?.displayName == "Anna, A.")
    #expect(contact.photo == Contact.Photo(mediaType: "image/jpeg", bytes: jpeg))
  }

  @Test func `keeps the order of two numbers of a kind, whichever comes first`() {
    let (contact, _) = map([
      Element(C.business2PhoneNumber, "2"), Element(C.businessPhoneNumber, "1"),
      Element(C.homePhoneNumber, "3"), Element(C.home2PhoneNumber, "4"),
    ])
    #expect(contact.phones.filter { $0.kind == .work }.map(\.number) == ["1", "2"])
    #expect(contact.phones.filter { $0.kind == .home }.map(\.number) == ["3", "4"])
  }

  @Test(arguments: [
    ("1980-04-15T00:00:00.000Z", 1980, 4, 15), ("1980-04-15T08:00:00.000Z", 1980, 4, 15),
    ("1980-04-15T11:00:00.000Z", 1980, 4, 15), ("1980-04-15T11:59:00.000Z", 1980, 4, 15),
    ("1980-04-14T12:00:00.000Z", 1980, 4, 15), ("1980-04-14T22:00:00.000Z", 1980, 4, 15),
    ("1980-04-14T23:00:00.000Z", 1980, 4, 15), ("19800415T000000Z", 1980, 4, 15),
    ("1980-04-15", 1980, 4, 15), ("1999-12-31T23:00:00.000Z", 2000, 1, 1),
    ("2024-02-28T22:00:00.000Z", 2024, 2, 29), ("1900-02-28T22:00:00.000Z", 1900, 3, 1),
  ])
  func `reads the day that was meant`(text: String, year: Int, month: Int, day: Int) {
    let (contact, warnings) = map([Element(C.birthday, text)])
    #expect(contact.birthday == ContactDate(year: year, month: month, day: day))
    #expect(warnings.isEmpty)
  }

  @Test func `keeps an address that comes a second time as an extension, with a warning`() {
    let (contact, warnings) = map([
      Element(C.email1Address, "a@contoso.com"), Element(C.email1Address, "b@contoso.com"),
    ])
    #expect(contact.emails.map(\.address) == ["a@contoso.com"])
    #expect(contact.extensions == [.init(name: "EMAIL1ADDRESS", value: "b@contoso.com")])
    #expect(warnings.map(\.code) == [.invalidValue])
  }

  @Test(arguments: [
    "tomorrow", "1980-13-01T00:00:00Z", "1980-02-30", "0000-01-01", "19800415T99",
    "9999-12-31T23:00:00.000Z", "0000-00-00", "--04-15",
    // What servers and programs have for no date, and what zones of time make of it.
    "0002-12-02T00:00:00.000Z", "0002-11-30T00:00:00.000Z", "-0001-11-30T00:00:00.000Z",
    "0001-01-01T00:00:00.000Z", "0001-01-01", "00010101T000000Z", "4501-01-01T00:00:00.000Z",
    "4500-12-31T23:00:00.000Z", "4501-01-01T12:00:00.000Z", "1601-01-01T00:00:00.000Z",
    "1600-12-31T23:00:00.000Z", "9999-12-31",
  ])
  func `keeps what is no date as an extension, with a warning`(text: String) {
    let (contact, warnings) = map([Element(C.birthday, text)])
    #expect(contact.birthday == nil)
    #expect(contact.extensions == [.init(name: "BIRTHDAY", value: text)])
    #expect(warnings.map(\.code) == [.invalidValue])
    #expect(warnings.map(\.field) == ["Birthday"])
  }

  @Test(arguments: [
    ("president@contoso.com", "president@contoso.com", nil),
    ("\"president@contoso.com\" <president@contoso.com>", "president@contoso.com", nil),
    ("\"Foo<bar\" <foo@bar.com>", "foo@bar.com", "Foo<bar"),
    ("Anna Example <anna@example.com>", "anna@example.com", "Anna Example"),
    ("<anna@example.com>", "anna@example.com", nil),
    ("\"A \\\"B\\\" C\" <a@example.com>", "a@example.com", "A \"B\" C"),
    ("  anna@example.com ", "anna@example.com", nil),
    ("jürgen@müller.example", "jürgen@müller.example", nil),
  ])
  func `finds the address in an e-mail value`(text: String, address: String, name: String?) {
    let (contact, warnings) = map([Element(C.email1Address, text)])
    #expect(contact.emails == [Contact.Email(rank: 1, address: address, displayName: name)])
    #expect(warnings.isEmpty)
  }

  @Test(arguments: [
    "/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=mark", "EX:/o=Contoso", "a@b@c",
    "anna", "@example.com", "a b@example.com",
  ])
  func `keeps an address that isn't of the Internet as an extension`(text: String) {
    let (contact, warnings) = map([Element(C.email2Address, text)])
    #expect(contact.emails.isEmpty)
    #expect(contact.extensions == [.init(name: "EMAIL2ADDRESS", value: text)])
    #expect(warnings.map(\.field) == ["Email2Address"])
    #expect(warnings.allSatisfy { !$0.description.contains(text) })
  }

  @Test(arguments: [
    "http://example.test/p.jpg", "data:image/jpeg;base64", "AAECAwQ=", "not base64!",
    "data:image/jpeg;base64,", "data:image/jpeg;base64,!", "data:,x", "data:image/svg+xml,<svg/>",
    "data:", "/9j=/9j=", "_9j_4AEC",
  ])
  func `keeps a picture that is no image as an extension`(text: String) {
    let (contact, warnings) = map([Element(C.picture, text)])
    #expect(contact.photo == nil)
    #expect(contact.extensions == [.init(name: "PICTURE", value: text)])
    #expect(warnings.map(\.code) == [.invalidValue])
  }

  /// SOGo 5.8 hands through what a card has; Z-Push has it in base64 once more (RFC 2397).
  @Test(arguments: [
    "data:image/jpeg;base64,/9j/4AEC", "data:image/jpeg;base64,\r\n /9j/\r\n 4AEC\r\n",
    "DATA:IMAGE/JPEG;BASE64,/9j/4AEC", "data:;base64,/9j/4AEC", "data:image/png;base64,/9j/4AEC",
    "data:image/jpeg;x=y; base64,/9j/4AEC", "data:image/jpeg;base64\\,/9j/4AEC",
    "data:image/jpeg;base64,%2F9j%2F4AEC", "data:image/jpeg;base64,_9j_4AEC",
    "data:image/jpeg,%FF%D8%FF%E0%01%02", " data:image/jpeg;base64,/9j/4AEC", "/9j/4AEC\n",
    "ZGF0YTppbWFnZS9qcGVnO2Jhc2U2NCwvOWovNEFFQw==", "ZGF0YTppbWFnZS9qcGVnO2Jhc2U2NCwvOWovNEFFQw",
  ])
  func `takes an image out of a data URI`(text: String) {
    let (contact, warnings) = map([Element(C.picture, text)])
    #expect(
      contact.photo
        == Contact.Photo(mediaType: "image/jpeg", bytes: [0xFF, 0xD8, 0xFF, 0xE0, 0x01, 0x02]))
    #expect(contact.extensions.isEmpty && warnings.isEmpty)
  }

  @Test(arguments: ["https://x.test/p.jpg?a=1", "cid:photo@x.test", "HTTP://x.test/"])
  func `keeps the address of an image, also out of base64`(address: String) {
    for text in [address, Data(address.utf8).base64EncodedString()] {
      let (contact, warnings) = map([Element(C.picture, text)])
      #expect(contact.photo == nil)
      #expect(contact.extensions == [.init(name: "PICTURE", value: address)])
      #expect(
        warnings.map(\.description)
          == ["Picture: the address of an image, kept as an extension (invalid-value)"])
    }
  }

  @Test func `takes empty elements for absent ones`() {
    let (contact, warnings) = map([
      Element(C.middleName), Element(C.title, ""), Element(C.jobTitle, " \t "),
      Element(C.categories), Element(C2.nickName, .elements([])), Element(C.birthday),
      Element(Base.body, [Element(Base.type, "1"), Element(Base.data)]),
    ])
    #expect(contact == Contact())
    #expect(warnings.isEmpty)
  }

  @Test func `makes line breaks uniform and takes control characters out`() {
    let (contact, warnings) = map([
      Element(C.businessAddressStreet, "Main 1\r\nRear\rFloor\u{2028}Door"),
      Element(C.firstName, "Mark\u{0}\u{7}us"),
      Element(C.lastName, "Has\r\nsall"),
      Element(Base.body, [Element(Base.data, "a\r\n\r\nb\u{0B}c\td\u{1B}[31m")]),
    ])
    #expect(contact.addresses.first?.street == "Main 1\nRear\nFloor\nDoor")
    #expect(contact.name.given == "Markus")
    #expect(contact.name.family == "Has sall")
    #expect(contact.note == "a\n\nb\nc\td[31m")
    #expect(Set(warnings.map(\.field)) == ["FirstName", "Body"])
    #expect(warnings.allSatisfy { $0.code == .cleanedText })
  }

  @Test func `reads text that isn't UTF-8 as windows-1252, with one warning a contact`() {
    let (contact, warnings) = map([
      Element(C.lastName, .string([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72])),
      Element(C.firstName, .opaque([0x80, 0x81, 0x0A, 0xE9])),
      Element(C.companyName, "Müller"), Element(C.jobTitle, .opaque(Array("Bäcker".utf8))),
      Element(C.categories, [Element(C.category, .string([0xC4]))]),
      Element(C.homeAddressStreet, .string([0x53, 0x74, 0x72, 0x2E, 0x0D, 0x0A, 0xD6])),
      Element(Base.body, [Element(Base.data, .string([0x93, 0x61, 0x0A, 0x94]))]),
      Element(WBXML.Tag(page: 1, token: 0x3F), .string([0xDF])),
    ])
    #expect(contact.name.family == "Müller")
    #expect(contact.name.given == "€\u{FFFD} é")
    #expect(contact.company == "Müller")
    #expect(contact.jobTitle == "Bäcker")
    #expect(contact.categories == ["Ä"])
    #expect(contact.addresses.first?.street == "Str.\nÖ")
    #expect(contact.note == "“a\n”")
    #expect(contact.extensions.map(\.value) == ["ß"])
    #expect(
      warnings.map(\.description) == [
        "LastName: text that is not UTF-8, read as windows-1252 (legacy-text)",
        "0x3F: not an element of a contact, kept as an extension (unknown-field)",
      ])
  }

  @Test func `reads a note that was cut within a character as the UTF-8 that it was`() {
    let (contact, warnings) = map([
      Element(Base.body, [Element(Base.data, .string(Array("Grüße, ü".utf8).dropLast()))])
    ])
    #expect(contact.note == "Grüße, \u{FFFD}")
    #expect(warnings.map(\.code) == [.cleanedText])
  }

  @Test func `takes invisible characters off addresses of pages and chats`() {
    let (contact, warnings) = map([
      Element(C.webPage, "\u{FEFF}https://x.test/a\u{200C}b\u{200B}"),
      Element(C2.imAddress, "\u{200E}sip:an\u{200B}na@x.test\u{202C}"),
      Element(C2.imAddress2, "\u{200B}"),
    ])
    #expect(contact.webPage == "https://x.test/a\u{200C}b")
    #expect(contact.instantMessaging.map(\.address) == ["sip:anna@x.test"])
    #expect(warnings.map(\.field) == ["WebPage", "IMAddress", "IMAddress2"])
    #expect(warnings.allSatisfy { $0.code == .cleanedText })
  }

  @Test func `keeps unknown elements by name or number`() {
    let (contact, warnings) = map([
      Element(WBXML.Tag(page: 1, token: 0x3F), "new"),
      Element(WBXML.Tag(page: 4, token: 0x26), "stray"),
      Element(WBXML.Tag(page: 4, token: 0x10), "rtf"),
    ])
    #expect(
      contact.extensions == [
        .init(name: "CONTACTS-0X3F", value: "new"), .init(name: "SUBJECT", value: "stray"),
        .init(name: "COMPRESSED-RTF", value: "rtf"),
      ])
    #expect(warnings.map(\.code) == [.unknownField, .unknownField, .unknownField])
  }

  @Test func `warns of a note that was cut, not of an empty one`() {
    let cut = map([
      Element(Base.body, [Element(Base.truncated, "1"), Element(Base.data, "begin")])
    ])
    #expect(cut.contact.note == "begin")
    #expect(cut.warnings.map(\.code) == [.truncated])
    // As the article's server says it of a contact without a note.
    let empty = map([
      Element(
        Base.body,
        [
          Element(Base.type, "1"), Element(Base.estimatedDataSize, "0"),
          Element(Base.truncated, "1"),
        ])
    ])
    #expect(empty.warnings.isEmpty)
  }
}
