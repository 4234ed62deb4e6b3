import ContactFormats
import ContactModel
import Testing

/// A contact and the lines that its card must have, unfolded and as they stand there.
struct CardFixture: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let contact: Contact
  let lines: [String]

  init(_ description: String, _ lines: [String], _ set: (inout Contact) -> Void) {
    testDescription = description
    contact = SampleContact.contact(set)
    self.lines = lines
  }
}

struct VCardWriterTests {
  private func card(
    _ contact: Contact, _ options: VCardOptions = VCardOptions()
  ) -> (bytes: [UInt8], warnings: [ContactWarning]) {
    VCardWriter(options: options).card(
      for: contact, uid: SampleContact.uid, revision: SampleContact.revision)
  }

  private func text(_ contact: Contact) -> String {
    String(decoding: card(contact).bytes, as: UTF8.self)
  }

  @Test func `an empty contact becomes a card that every version can read`() {
    #expect(
      text(Contact()) == """
        BEGIN:VCARD\r
        VERSION:4.0\r
        PRODID:-//cardferry//EN\r
        UID:urn:uuid:6f9619ff-8b86-4011-b42d-00cf4fc964ff\r
        REV:20261122T020000Z\r
        FN:Unnamed\r
        N:;;;;\r
        END:VCARD\r

        """)
  }

  @Test func `without a revision there is no REV`() {
    let bytes = VCardWriter().card(for: Contact(), uid: SampleContact.uid).bytes
    #expect(!String(decoding: bytes, as: UTF8.self).contains("REV"))
  }

  @Test func `the government ID is written only if asked for, and a warning tells how to ask`() {
    let contact = SampleContact.contact { $0.governmentID = "078-05-1120" }
    #expect(!text(contact).contains("078-05-1120"))
    #expect(
      card(contact).warnings.map(\.description) == [
        "governmentID: left out; 'sensitive: [government-id]' writes it (left-out)"
      ])
    let written = card(contact, VCardOptions(sensitive: [.governmentID]))
    #expect(
      String(decoding: written.bytes, as: UTF8.self)
        .contains("\r\nX-EAS-GOVERNMENTID:078-05-1120\r\n"))
    #expect(written.warnings.isEmpty)
  }

  @Test func `an empty list of sensitive fields leaves the government ID out and says nothing`() {
    let contact = SampleContact.contact { $0.governmentID = "078-05-1120" }
    let (bytes, warnings) = card(contact, VCardOptions(sensitive: []))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("078-05-1120"))
    #expect(warnings.isEmpty)
  }

  @Test func `a photo is left out where the options have none, and nothing warns`() {
    let (bytes, warnings) = card(
      SampleContact.full, VCardOptions(includesPhotos: false, sensitive: []))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("PHOTO"))
    #expect(warnings.isEmpty)
  }

  @Test(arguments: Self.fixtures)
  func `a field is spelled as the readers take it`(_ fixture: CardFixture) throws {
    let lines = try CardReader.unfolded(card(fixture.contact).bytes)
    for line in fixture.lines { #expect(lines.contains(line), "\(lines)") }
    #expect(card(fixture.contact).warnings.isEmpty)
  }

  static let fixtures: [CardFixture] = [
    CardFixture("name", ["FN:Dr. Jane Q. Doe PhD", "N:Doe;Jane;Q.;Dr.;PhD"]) {
      $0.name.prefix = "Dr."
      $0.name.given = "Jane"
      $0.name.middle = "Q."
      $0.name.family = "Doe"
      $0.name.suffix = "PhD"
    },
    CardFixture("semicolon and comma in a name", ["FN:a\\;b c\\,d", "N:c\\,d;a\\;b;;;"]) {
      $0.name.given = "a;b"
      $0.name.family = "c,d"
    },
    CardFixture("company only", ["FN:Contoso", "N:;;;;", "ORG:Contoso"]) {
      $0.company = "Contoso"
    },
    CardFixture("department only", ["ORG:;Sales"]) { $0.department = "Sales" },
    CardFixture("file-as only", ["FN:Doe\\, J.", "X-EAS-FILEAS:Doe\\, J."]) {
      $0.fileAs = "Doe, J."
    },
    CardFixture("reading", [#"N;SORT-AS="やまだ,たろう":山田;太郎;;;"#, "X-EAS-YOMILASTNAME:やまだ"]) {
      $0.name.family = "山田"
      $0.name.given = "太郎"
      $0.phoneticName.family = "やまだ"
      $0.phoneticName.given = "たろう"
    },
    CardFixture("reading of the given name alone", [#"N;SORT-AS="山田,たろう":山田;太郎;;;"#]) {
      $0.name.family = "山田"
      $0.name.given = "太郎"
      $0.phoneticName.given = "たろう"
    },
    CardFixture("reading with a quote, a comma and a caret", [#"N;SORT-AS="a b^^":A;;;;"#]) {
      $0.name.family = "A"
      $0.phoneticName.family = "\"a\",b^"
    },
    CardFixture("filed without the particle", [#"N;SORT-AS="Harten,Rene":van der Harten;Rene;;;"#])
    {
      $0.name.family = "van der Harten"
      $0.name.given = "Rene"
      $0.fileAs = "Harten, Rene"
    },
    CardFixture("filed as usual", ["N:Hassall;Mark;;;"]) {
      $0.name.family = "Hassall"
      $0.name.given = "Mark"
      $0.fileAs = "Hassall, Mark"
    },
    CardFixture(
      "reading of the company", [#"ORG;SORT-AS="こんとそ":C;D"#, "X-EAS-YOMICOMPANYNAME:こんとそ"]
    ) {
      $0.company = "C"
      $0.department = "D"
      $0.phoneticName.company = "こんとそ"
    },
    CardFixture("e-mail", ["EMAIL;PREF=1:a@b.c", #"EMAIL;PREF=3;X-EAS-DISPLAY="A ^'b^'":d@e.f"#]) {
      $0.emails = [
        Contact.Email(rank: 1, address: "a@b.c"),
        Contact.Email(rank: 3, address: "d@e.f", displayName: "A \"b\""),
      ]
    },
    CardFixture("e-mail beside the name that is shown anyway", ["EMAIL;PREF=1:a@b.c"]) {
      $0.name.given = "Ann"
      $0.emails = [Contact.Email(rank: 1, address: "a@b.c", displayName: "Ann")]
    },
    CardFixture(
      "phones",
      [
        "TEL;TYPE=work,voice:1", "TEL;TYPE=home,voice:2", "TEL;TYPE=cell:3", "TEL;TYPE=pager:4",
        "TEL;TYPE=fax,work:5", "TEL;TYPE=fax,home:6", "TEL;TYPE=x-car:7", "TEL;TYPE=x-radio:8",
        "TEL;TYPE=x-assistant:9", "TEL;TYPE=work,x-company-main:10",
      ]
    ) {
      for (index, kind) in Contact.Phone.Kind.allCases.enumerated() {
        $0.phones.append(Contact.Phone(kind, String(index + 1)))
      }
    },
    CardFixture("MMS number", ["TEL;TYPE=text:+49 (170) 1"]) { $0.mms = "+49 (170) 1" },
    CardFixture("MMS address", ["X-EAS-MMS:anna@mms.example"]) { $0.mms = "anna@mms.example" },
    CardFixture(
      "addresses",
      [
        "ADR;TYPE=work:;;1 Main\\nRear;C;R;P;L", "ADR;TYPE=home:;;;Wien;;;",
        "ADR;TYPE=other:;;;;;;X",
      ]
    ) {
      $0.addresses = [
        SampleContact.address(.work, ["1 Main\nRear", "C", "R", "P", "L"]),
        SampleContact.address(.home, [nil, "Wien", nil, nil, nil]),
        SampleContact.address(.other, [nil, nil, nil, nil, "X"]),
      ]
    },
    CardFixture(
      "instant messaging", ["IMPP:sip:a@b.c", "IMPP:im:a@b.c", "X-EAS-IMADDRESS3:nick name"]
    ) {
      $0.instantMessaging = [
        Contact.InstantMessaging(rank: 1, address: "sip:a@b.c"),
        Contact.InstantMessaging(rank: 2, address: "a@b.c"),
        Contact.InstantMessaging(rank: 3, address: "nick name"),
      ]
    },
    CardFixture("chat addresses of which the first is missing", ["IMPP;PREF=2:sip:a@b.c"]) {
      $0.instantMessaging = [Contact.InstantMessaging(rank: 2, address: "sip:a@b.c")]
    },
    CardFixture("a chat address that promises a UUID", ["X-EAS-IMADDRESS:URN:UUID:d:est"]) {
      $0.instantMessaging = [Contact.InstantMessaging(rank: 1, address: "URN:UUID:d:est")]
    },
    CardFixture("a chat name without an address", ["X-EAS-IMADDRESS:markh"]) {
      $0.instantMessaging = [Contact.InstantMessaging(rank: 1, address: "markh")]
    },
    CardFixture("a chat address with commas", ["IMPP:sip:a%2Cb%2C@contoso.com"]) {
      $0.instantMessaging = [Contact.InstantMessaging(rank: 1, address: "sip:a,b,@contoso.com")]
    },
    CardFixture("web page without a scheme", ["URL:http://www.contoso.com"]) {
      $0.webPage = "www.contoso.com"
    },
    CardFixture("web page with a port", ["URL:http://contoso.com:8080/x"]) {
      $0.webPage = "contoso.com:8080/x"
    },
    CardFixture("web page with a comma and letters", ["URL:https://b%C3%BC.example/a%2Cb;c?d=%20"])
    {
      $0.webPage = "https://bü.example/a,b;c?d=%20"
    },
    CardFixture("no web page", ["X-EAS-WEBPAGE:see our site"]) { $0.webPage = "see our site" },
    CardFixture("a page that holds its own content", ["X-EAS-WEBPAGE:data:text/html"]) {
      $0.webPage = "data:text/html"
    },
    CardFixture("a page whose content begins with an accent", ["X-EAS-WEBPAGE:DATA:\u{301}"]) {
      $0.webPage = "DATA:\u{301}"
    },
    CardFixture("a page that promises a UUID", ["X-EAS-WEBPAGE:urn:uuid:d"]) {
      $0.webPage = "urn:uuid:d"
    },
    CardFixture("a scheme and no page", ["X-EAS-WEBPAGE:http://"]) { $0.webPage = "http://" },
    CardFixture("a folder for a web page", ["X-EAS-WEBPAGE:C:\\\\x"]) { $0.webPage = "C:\\x" },
    CardFixture("a share for a web page", ["X-EAS-WEBPAGE:\\\\\\\\srv\\\\x"]) {
      $0.webPage = "\\\\srv\\x"
    },
    CardFixture("a per cent sign that encodes nothing", ["URL:http://a.b/100%25?c%20d"]) {
      $0.webPage = "a.b/100%?c%20d"
    },
    CardFixture("dates", ["BDAY:19800415", "ANNIVERSARY:--0229"]) {
      $0.birthday = ContactDate(year: 1980, month: 4, day: 15)
      $0.anniversary = ContactDate(year: nil, month: 2, day: 29)
    },
    CardFixture(
      "people",
      [
        "RELATED;TYPE=spouse;VALUE=text:Maria", "RELATED;TYPE=child;VALUE=text:Tim",
        "RELATED;TYPE=child;VALUE=text:Ann\\, small", "RELATED;TYPE=agent;VALUE=text:Sue",
        "RELATED;TYPE=x-manager;VALUE=text:Bob",
      ]
    ) {
      $0.spouse = "Maria"
      $0.children = ["Tim", "Ann, small"]
      $0.assistant = "Sue"
      $0.manager = "Bob"
    },
    CardFixture("categories", ["CATEGORIES:a,b\\,c,d\\;e"]) {
      $0.categories = ["a", "b,c", "d;e"]
    },
    CardFixture("nickname", ["NICKNAME:a\\,b"]) { $0.nickname = "a,b" },
    CardFixture("note", [#"NOTE:a\;b\,c\\d\n\ne:"f"\#t^n"#]) {
      $0.note = "a;b,c\\d\n\ne:\"f\"\t^n"
    },
    CardFixture(
      "the mailbox's own",
      [
        "X-EAS-OFFICELOCATION:o", "X-EAS-CUSTOMERID:c", "X-EAS-ACCOUNTNAME:n", "X-EAS-ALIAS:a",
        "X-EAS-WEIGHTEDRANK:7", "X-EAS-EMAIL2ADDRESS:/o=x\\,y", "TITLE:t",
      ]
    ) {
      $0.office = "o"
      $0.jobTitle = "t"
      $0.customerID = "c"
      $0.accountName = "n"
      $0.alias = "a"
      $0.weightedRank = "7"
      $0.extensions = [Contact.ExtensionField(name: "EMAIL2ADDRESS", value: "/o=x,y")]
    },
    CardFixture("photo", ["PHOTO:data:image/png;base64\\,iVBORwE="]) {
      $0.photo = Contact.Photo(mediaType: "image/png", bytes: [0x89, 0x50, 0x4E, 0x47, 0x01])
    },
  ]

  // MARK: Folding

  @Test(arguments: [74, 75, 76, 77, 148, 149, 150, 151, 1000])
  func `a line of any length is folded at 75 octets`(_ length: Int) throws {
    let note = String(repeating: "x", count: length - "NOTE:".count)
    let bytes = card(SampleContact.contact { $0.note = note }).bytes
    #expect(try CardReader.unfolded(bytes).contains("NOTE:" + note))
    let longest = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
      .map(\.utf8.count).max()
    #expect(longest == (length < 75 ? 74 : 75))
  }

  @Test(arguments: 0...5)
  func `a fold falls between characters, wherever they lie`(_ shift: Int) throws {
    let note = String(repeating: "-", count: shift) + String(repeating: "é€🎉", count: 60)
    let bytes = card(SampleContact.contact { $0.note = note }).bytes
    #expect(try CardReader.unfolded(bytes).contains("NOTE:" + note))
  }

  @Test(arguments: 60...75)
  func `no continuation begins with a colon or white space, and no line ends in a backslash`(
    _ shift: Int
  ) throws {
    let note = String(repeating: "x", count: shift) + ":::   \\\\\\;;;  " + "end"
    let bytes = card(SampleContact.contact { $0.note = note }).bytes
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
    for line in lines {
      #expect(!line.hasPrefix(" :") && !line.hasPrefix("  ") && !line.hasSuffix("\\"))
    }
  }

  @Test(arguments: [":", " ", "\\", "\t", "\n", "\u{301}"])
  func `a value of nothing but awkward places is folded all the same`(_ piece: String) throws {
    let note = "x" + String(repeating: piece, count: 500)
    let bytes = card(SampleContact.contact { $0.note = note }).bytes
    let line = try #require(try CardReader.lines(of: bytes).first { $0.name == "NOTE" })
    #expect(try CardReader.texts(line.value) == [note])
  }

  // MARK: What breaks the promises of a contact

  @Test func `control characters are taken out and line breaks spelled, with a warning`() throws {
    let contact = SampleContact.contact {
      $0.note = "a\u{0}b\r\nc\rd\u{B}e\u{85}f\u{2028}g\u{7F}h\u{9F}i"
      $0.jobTitle = "\u{1}\u{2}"
      $0.categories = ["\u{1}", "x", "", "\u{2}", "y", "\u{3}"]
    }
    let (bytes, warnings) = card(contact)
    let lines = try CardReader.unfolded(bytes)
    #expect(lines.contains(#"NOTE:ab\nc\nd\ne\nf\nghi"#))
    #expect(lines.contains("CATEGORIES:x,y"))
    #expect(!lines.contains { $0.hasPrefix("TITLE") })
    #expect(
      warnings.map(\.description) == [
        "TITLE: control characters taken out (cleaned-text)",
        "CATEGORIES: control characters taken out (cleaned-text)",
        "NOTE: control characters taken out (cleaned-text)",
      ])
  }

  @Test(arguments: [
    ContactDate(year: 2026, month: 2, day: 29), ContactDate(year: nil, month: 2, day: 30),
    ContactDate(year: 1900, month: 2, day: 29), ContactDate(year: 2000, month: 13, day: 1),
    ContactDate(year: 2000, month: 0, day: 1), ContactDate(year: 2000, month: 4, day: 31),
    ContactDate(year: 2000, month: 1, day: 0), ContactDate(year: 0, month: 1, day: 1),
    ContactDate(year: 10_000, month: 1, day: 1),
  ])
  func `a day that doesn't exist is left out with a warning`(_ date: ContactDate) {
    let contact = SampleContact.contact { $0.birthday = date }
    #expect(!text(contact).contains("BDAY"))
    #expect(
      card(contact).warnings.map(\.description) == [
        "birthday: no day of the calendar; left out (invalid-value)"
      ])
  }

  @Test func `a photo without bytes is left out with a warning`() {
    let contact = SampleContact.contact {
      $0.photo = Contact.Photo(mediaType: "image/png", bytes: [])
    }
    #expect(!text(contact).contains("PHOTO"))
    #expect(
      card(contact).warnings.map(\.description) == [
        "photo: an image without bytes; left out (invalid-value)"
      ])
  }
}
