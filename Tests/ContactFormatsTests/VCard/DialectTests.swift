import ContactFormats
import ContactModel
import TestSupport
import Testing

/// A contact, a dialect, and all the lines that the dialect adds to its card.
struct DialectFixture: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let options: VCardOptions
  let contact: Contact
  let added: [String]

  init(
    _ description: String, _ dialects: Set<VCardOptions.Dialect>,
    in version: VCardOptions.Version = .four, _ added: [String], _ set: (inout Contact) -> Void
  ) {
    testDescription = "\(description), \(version.rawValue)"
    options = VCardOptions(version: version, dialects: dialects)
    contact = SampleContact.contact(set)
    self.added = added
  }
}

struct DialectTests {
  private func lines(_ contact: Contact, _ options: VCardOptions) throws -> [String] {
    try CardReader.unfolded(VCardWriter(options: options).card(for: contact, uid: "u").bytes)
  }

  @Test(arguments: Self.fixtures)
  func `a dialect adds the lines that its readers look for`(_ fixture: DialectFixture) throws {
    var base = fixture.options
    base.dialects = []
    let standard = Set(try lines(fixture.contact, base))
    #expect(
      try lines(fixture.contact, fixture.options).filter { !standard.contains($0) } == fixture.added
    )
  }

  private static func people(_ contact: inout Contact) {
    contact.spouse = "Maria"
    contact.children = ["Tim", "Ann"]
    contact.assistant = "Sue; Ltd."
    contact.manager = "Bob"
  }

  private static func reading(_ contact: inout Contact) {
    contact.phoneticName.family = "ヤマダ"
    contact.phoneticName.given = "タロウ"
    contact.phoneticName.company = "コントソ"
  }

  private static func phones(_ contact: inout Contact) {
    for (index, kind) in Contact.Phone.Kind.allCases.enumerated() {
      contact.phones.append(Contact.Phone(kind, String(index + 1)))
    }
    contact.mms = "+49 170 1"
  }

  static let fixtures: [DialectFixture] = [
    DialectFixture(
      "people of Apple", [.apple],
      [
        "item11.X-ABRELATEDNAMES:Maria", "item11.X-ABLABEL:_$!<Spouse>!$_",
        "item12.X-ABRELATEDNAMES:Tim", "item12.X-ABLABEL:_$!<Child>!$_",
        "item13.X-ABRELATEDNAMES:Ann", "item13.X-ABLABEL:_$!<Child>!$_",
        "item14.X-ABRELATEDNAMES:Sue\\; Ltd.", "item14.X-ABLABEL:_$!<Assistant>!$_",
        "item15.X-ABRELATEDNAMES:Bob", "item15.X-ABLABEL:_$!<Manager>!$_",
      ], people),
    DialectFixture(
      "people of Outlook", [.outlook], in: .three,
      [
        "X-MS-SPOUSE;TYPE=N:Maria", "X-MS-CHILD:Tim", "X-MS-CHILD:Ann",
        "X-MS-ASSISTANT;TYPE=N:Sue\\; Ltd.", "X-MS-MANAGER;TYPE=N:Bob",
      ], people),
    DialectFixture(
      "people of Evolution", [.evolution],
      [
        "X-EVOLUTION-SPOUSE:Maria", "X-EVOLUTION-ASSISTANT:Sue\\; Ltd.", "X-EVOLUTION-MANAGER:Bob",
      ], people),
    DialectFixture(
      "people of Android", [.android], in: .three,
      [
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Maria;14;;;;;;;;;;;;;",
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Tim;3;;;;;;;;;;;;;",
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Ann;3;;;;;;;;;;;;;",
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Sue\\; Ltd.;1;;;;;;;;;;;;;",
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Bob;7;;;;;;;;;;;;;",
      ], people),
    DialectFixture(
      "reading of a name for Apple", [.apple], in: .three,
      [
        "X-PHONETIC-FIRST-NAME:タロウ", "X-PHONETIC-LAST-NAME:ヤマダ", "X-PHONETIC-ORG:コントソ",
      ], reading),
    DialectFixture(
      "reading of a name for Android", [.android],
      ["X-PHONETIC-FIRST-NAME:タロウ", "X-PHONETIC-LAST-NAME:ヤマダ"], reading),
    DialectFixture(
      "reading of a name for both, written once", [.apple, .android],
      [
        "X-PHONETIC-FIRST-NAME:タロウ", "X-PHONETIC-LAST-NAME:ヤマダ", "X-PHONETIC-ORG:コントソ",
      ], reading),
    DialectFixture("reading of a name for the others", [.outlook, .evolution], [], reading),
    DialectFixture(
      "file-as of Evolution", [.evolution], in: .three, ["X-EVOLUTION-FILE-AS:Doe\\, J."]
    ) {
      $0.fileAs = "Doe, J."
    },
    DialectFixture(
      "phones of Apple", [.apple],
      [
        "item11.TEL;TYPE=x-car:7", "item11.X-ABLABEL:_$!<Car>!$_", "item12.TEL;TYPE=x-radio:8",
        "item12.X-ABLABEL:_$!<Radio>!$_", "item13.TEL;TYPE=x-assistant:9",
        "item13.X-ABLABEL:_$!<AssistantPhone>!$_", "item14.TEL;TYPE=work,x-company-main:10",
        "item14.X-ABLABEL:_$!<CompanyMain>!$_",
      ], phones),
    DialectFixture(
      "phones of Outlook", [.outlook],
      [
        "TEL;TYPE=x-car,car:7", "X-MS-TEL;TYPE=RADIO:8", "X-MS-TEL;TYPE=ASSISTANT:9",
        "X-MS-TEL;TYPE=COMPANY:10",
      ], phones),
    DialectFixture(
      "phones of Outlook", [.outlook], in: .three,
      ["X-MS-TEL;TYPE=RADIO:8", "X-MS-TEL;TYPE=ASSISTANT:9", "X-MS-TEL;TYPE=COMPANY:10"], phones),
    DialectFixture(
      "phones of Evolution", [.evolution], in: .three,
      [
        "TEL;TYPE=X-RADIO,X-EVOLUTION-RADIO:8", "TEL;TYPE=X-ASSISTANT,X-EVOLUTION-ASSISTANT:9",
        "TEL;TYPE=WORK,X-COMPANY-MAIN,X-EVOLUTION-COMPANY:10",
      ], phones),
    DialectFixture(
      "phones of Android", [.android],
      [
        "TEL;TYPE=x-car,car:7", "TEL;TYPE=work,x-company-main,x-company_main:10",
        "TEL;TYPE=text,x-mms:+49 170 1",
      ], phones),
    DialectFixture(
      "phones of Android", [.android], in: .three,
      ["TEL;TYPE=WORK,X-COMPANY-MAIN,X-COMPANY_MAIN:10", "TEL;TYPE=X-MMS:+49 170 1"], phones),
    DialectFixture(
      "dates of Apple", [.apple],
      ["item11.X-ABDATE:20010917", "item11.X-ABLABEL:_$!<Anniversary>!$_"]
    ) {
      $0.birthday = ContactDate(year: nil, month: 4, day: 15)
      $0.anniversary = ContactDate(year: 2001, month: 9, day: 17)
    },
    DialectFixture(
      "dates of Apple without a year", [.apple], in: .three,
      [
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-15",
        "item11.X-ABDATE;X-APPLE-OMIT-YEAR=1604:1604-09-17",
        "item11.X-ABLABEL:_$!<Anniversary>!$_",
      ]
    ) {
      $0.birthday = ContactDate(year: nil, month: 4, day: 15)
      $0.anniversary = ContactDate(year: nil, month: 9, day: 17)
    },
    DialectFixture(
      "anniversary of the others", [.outlook, .evolution, .android], in: .three,
      [
        "X-MS-ANNIVERSARY:2001-09-17", "X-EVOLUTION-ANNIVERSARY:2001-09-17",
        "X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2001-09-17;1;;;;;;;;;;;;;",
      ]
    ) { $0.anniversary = ContactDate(year: 2001, month: 9, day: 17) },
    DialectFixture(
      "country code of Apple", [.apple],
      ["item11.ADR;TYPE=home:;;;Wien;;;AT", "item11.X-ABADR:at"]
    ) {
      $0.addresses = [
        SampleContact.address(.work, [nil, "Wien", nil, nil, "Austria"]),
        SampleContact.address(.home, [nil, "Wien", nil, nil, "AT"]),
      ]
    },
    DialectFixture(
      "chat and web page of Outlook", [.outlook],
      ["URL;TYPE=work:http://a.b", "X-MS-IMADDRESS:markh"]
    ) {
      $0.instantMessaging = [Contact.InstantMessaging(rank: 1, address: "markh")]
      $0.webPage = "http://a.b"
    },
  ]

  @Test func `what a dialect's properties have no room for is told by field`() {
    let contact = SampleContact.contact {
      $0.anniversary = ContactDate(year: nil, month: 9, day: 17)
      $0.instantMessaging = (1...3).map {
        Contact.InstantMessaging(rank: $0, address: "a\($0)@b.c")
      }
    }
    let options = VCardOptions(dialects: Set(VCardOptions.Dialect.allCases))
    #expect(
      VCardWriter(options: options).card(for: contact, uid: "u").warnings.map(\.description) == [
        "anniversary: no X-MS-ANNIVERSARY without a year (not-representable)",
        "instantMessaging2: X-MS-IMADDRESS takes one address (not-representable)",
        "instantMessaging3: X-MS-IMADDRESS takes one address (not-representable)",
        "anniversary: no X-EVOLUTION-ANNIVERSARY without a year (not-representable)",
      ])
  }

  /// Types and groups of telephone numbers, addresses and web pages apart.
  @Test(arguments: 0..<60)
  func `every line of the card without dialect is in the card with it, in order`(
    _ seed: UInt64
  ) throws {
    var generator = TroublesomeContacts(seed: seed, clean: seed % 2 == 0)
    let contact = generator.contact()
    for version in VCardOptions.Version.allCases {
      let base = comparable(try lines(contact, VCardOptions(version: version)))
      for dialects in [
        [.apple], [.outlook], [.evolution], [.android], Set(VCardOptions.Dialect.allCases),
      ] {
        var rest = base[...]
        for line in comparable(
          try lines(contact, VCardOptions(version: version, dialects: dialects)))
        where line == rest.first {
          rest = rest.dropFirst()
        }
        #expect(rest.isEmpty, "\(dialects): \(rest)")
      }
    }
  }

  /// By scalars: a colon with a combining mark after it is still a colon.
  private func comparable(_ lines: [String]) -> [String] {
    let head = /^(?:item\d+\.)?(TEL|ADR|URL)[;:]/.matchingSemantics(.unicodeScalar)
    return lines.map { line in
      guard let match = line.firstMatch(of: head),
        let colon = line.unicodeScalars.firstIndex(of: ":")
      else { return line }
      return "\(match.1)\(line[colon...])"
    }
  }
}
