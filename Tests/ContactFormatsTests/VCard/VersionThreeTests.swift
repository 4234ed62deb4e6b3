import ContactFormats
import ContactModel
import TestSupport
import Testing

/// How vCard 3.0 (RFC 2426) spells what 4.0 spells otherwise.
struct VersionThreeTests {
  private func card(_ contact: Contact) throws -> [String] {
    try CardReader.unfolded(
      VCardWriter(options: VCardOptions(version: .three, sensitive: []))
        .card(for: contact, uid: SampleContact.uid, revision: SampleContact.revision).bytes)
  }

  @Test func `a card has the version, the bare UUID, the moment in full and a name`() throws {
    #expect(
      try card(Contact()) == [
        "BEGIN:VCARD", "VERSION:3.0", "PRODID:-//cardferry//EN",
        "UID:6f9619ff-8b86-4011-b42d-00cf4fc964ff", "REV:2026-11-22T02:00:00Z", "FN:Unnamed",
        "N:;;;;", "END:VCARD",
      ])
  }

  @Test(arguments: Self.fixtures)
  func `a field is spelled as RFC 2426 has it`(_ fixture: CardFixture) throws {
    let lines = try card(fixture.contact)
    for line in fixture.lines { #expect(lines.contains(line), "\(lines)") }
  }

  static let fixtures: [CardFixture] = [
    CardFixture("reading", ["N:山田;太郎;;;", "SORT-STRING:やまだ", "X-EAS-YOMILASTNAME:やまだ"]) {
      $0.name.family = "山田"
      $0.name.given = "太郎"
      $0.phoneticName.family = "やまだ"
    },
    CardFixture("filed without the particle", ["N:van der Harten;Rene;;;", "SORT-STRING:Harten"]) {
      $0.name.family = "van der Harten"
      $0.name.given = "Rene"
      $0.fileAs = "Harten, Rene"
    },
    CardFixture("reading of the company", ["ORG:C", "X-EAS-YOMICOMPANYNAME:こんとそ"]) {
      $0.company = "C"
      $0.phoneticName.company = "こんとそ"
    },
    CardFixture(
      "e-mail",
      [
        "EMAIL;TYPE=INTERNET,PREF:a@b.c", "EMAIL;TYPE=INTERNET:d@e.f",
        #"X-EAS-EMAIL2DISPLAY:A "b"\n^'"#,
      ]
    ) {
      $0.emails = [
        Contact.Email(rank: 1, address: "a@b.c"),
        Contact.Email(rank: 2, address: "d@e.f", displayName: "A \"b\"\n^'"),
      ]
    },
    CardFixture(
      "phones",
      [
        "TEL;TYPE=WORK,VOICE:1", "TEL;TYPE=HOME,VOICE:2", "TEL;TYPE=CELL:3", "TEL;TYPE=PAGER:4",
        "TEL;TYPE=FAX,WORK:5", "TEL;TYPE=FAX,HOME:6", "TEL;TYPE=CAR:7", "TEL;TYPE=X-RADIO:8",
        "TEL;TYPE=X-ASSISTANT:9", "TEL;TYPE=WORK,X-COMPANY-MAIN:10", "X-EAS-MMS:+49 170 1",
      ]
    ) {
      for (index, kind) in Contact.Phone.Kind.allCases.enumerated() {
        $0.phones.append(Contact.Phone(kind, String(index + 1)))
      }
      $0.mms = "+49 170 1"
    },
    CardFixture("address", ["ADR;TYPE=OTHER:;;1 Main\\nRear;C\\, D;R;P;L"]) {
      $0.addresses = [SampleContact.address(.other, ["1 Main\nRear", "C, D", "R", "P", "L"])]
    },
    CardFixture("chat", ["IMPP:sip:a@b.c", "X-EAS-IMADDRESS3:nick"]) {
      $0.instantMessaging = [
        Contact.InstantMessaging(rank: 2, address: "sip:a@b.c"),
        Contact.InstantMessaging(rank: 3, address: "nick"),
      ]
    },
    CardFixture("web page and chat with commas", ["URL:http://a.b/c%2Cd;e", "IMPP:im:a%2Cb@c.d"]) {
      $0.webPage = "http://a.b/c,d;e"
      $0.instantMessaging = [Contact.InstantMessaging(rank: 1, address: "a,b@c.d")]
    },
    CardFixture("dates", ["BDAY:1980-04-15", "X-ANNIVERSARY:2001-09-17"]) {
      $0.birthday = ContactDate(year: 1980, month: 4, day: 15)
      $0.anniversary = ContactDate(year: 2001, month: 9, day: 17)
    },
    CardFixture(
      "dates without a year", ["X-EAS-BIRTHDAY:--04-15", "X-EAS-ANNIVERSARY:--09-17"]
    ) {
      $0.birthday = ContactDate(year: nil, month: 4, day: 15)
      $0.anniversary = ContactDate(year: nil, month: 9, day: 17)
    },
    CardFixture(
      "people",
      ["X-SPOUSE:Maria", "X-EAS-CHILD:Tim", "X-EAS-CHILD:Ann", "X-ASSISTANT:Sue", "X-MANAGER:Bob"]
    ) {
      $0.spouse = "Maria"
      $0.children = ["Tim", "Ann"]
      $0.assistant = "Sue"
      $0.manager = "Bob"
    },
    CardFixture("note and categories", [#"NOTE:a\;b\,c\\d\ne"#, "CATEGORIES:a,b\\,c"]) {
      $0.note = "a;b,c\\d\ne"
      $0.categories = ["a", "b,c"]
    },
    CardFixture("photo", ["PHOTO;ENCODING=b;TYPE=PNG:iVBORwE="]) {
      $0.photo = Contact.Photo(mediaType: "image/png", bytes: [0x89, 0x50, 0x4E, 0x47, 0x01])
    },
    CardFixture("photo of an unknown type", ["PHOTO;ENCODING=b:AQ=="]) {
      $0.photo = Contact.Photo(mediaType: "a;b", bytes: [1])
    },
  ]

  @Test func `RELATED, and a parameter with quotes, are in no card`() throws {
    let lines = try card(SampleContact.full)
    #expect(!lines.contains { $0.hasPrefix("RELATED") || $0.contains("=\"") })
  }

  @Test(arguments: 0..<200)
  func `the card of any contact can be read`(_ seed: UInt64) throws {
    var generator = TroublesomeContacts(seed: seed, clean: seed % 2 == 0)
    let options = VCardOptions(version: .three, dialects: Set(VCardOptions.Dialect.allCases))
    let card = VCardWriter(options: options).card(for: generator.contact(), uid: SampleContact.uid)
    for line in try CardReader.lines(of: card.bytes, version: "3.0")
    where !["CATEGORIES", "N", "ADR", "ORG", "PHOTO", "X-ANDROID-CUSTOM"].contains(line.name) {
      #expect(throws: Never.self) { try CardReader.texts(line.value) }
    }
  }
}
