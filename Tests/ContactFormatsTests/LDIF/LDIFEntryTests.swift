import ContactFormats
import ContactModel
import Testing

struct LDIFEntryTests {
  private static let base = "ou=contacts,dc=example,dc=test"

  private func builtIn() throws -> LDIFTemplate {
    try #require(try LDIFTemplate.named("inetorgperson"))
  }

  private func entry(
    _ attributes: String, omit: String = "", _ set: (inout Contact) -> Void
  ) throws -> (values: [String: [String]], warnings: [String]) {
    let yaml = """
      object-classes: [xPerson]
      rdn: uid
      omit: [\(omit)]
      attributes:
        uid: {first: [uid]}
        cn: {first: [uid]}
        sn: {first: [uid]}
      \(attributes)
      """
    let template = try LDIFTemplate(yaml: yaml, file: "t.yaml")
    let result = template.entry(
      for: SampleContact.contact(set), uid: SampleContact.uid, base: Self.base)
    let values = result.entry.attributes.map { attribute in
      (attribute.name, attribute.values.map { String(decoding: $0, as: UTF8.self) })
    }
    return (Dictionary(values) { $0 + $1 }, result.warnings.map(\.description))
  }

  @Test(arguments: ContactField.allCases)
  func `what a contact has in a field is found there`(_ field: ContactField) throws {
    let yaml = """
      object-classes: [xPerson]
      rdn: uid
      attributes:
        uid: {first: [uid]}
        cn: {first: [uid]}
        sn: {first: [uid]}
        x: {first: [\(field.rawValue)], syntax: \(field == .photo ? "jpeg" : "directoryString")}
      """
    let entry = try LDIFTemplate(yaml: yaml, file: "t.yaml").entry(
      for: SampleContact.full, uid: SampleContact.uid, base: Self.base
    ).entry
    let count = entry.attributes.first { $0.name == "x" }?.values.count
    #expect(count ?? 0 == SampleContact.full.values(of: field).count)
  }

  @Test func `an empty contact is an entry that the schema takes`() throws {
    let (entry, warnings) = try builtIn().entry(
      for: Contact(), uid: SampleContact.uid, base: Self.base)
    var bytes: [UInt8] = []
    LDIFWriter().append(.content(entry), to: &bytes)
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        dn: uid=6f9619ff-8b86-4011-b42d-00cf4fc964ff,ou=contacts,dc=example,dc=test
        objectClass: inetOrgPerson
        objectClass: organizationalPerson
        objectClass: person
        objectClass: top
        uid: 6f9619ff-8b86-4011-b42d-00cf4fc964ff
        cn: Unnamed
        sn: Unnamed
        displayName: Unnamed


        """)
    #expect(warnings.isEmpty)
  }

  @Test func `without a base the entry stands at the root, and a UID is escaped`() throws {
    let entry = try builtIn().entry(for: Contact(), uid: "a,b", base: "").entry
    #expect(entry.dn == "uid=a\\,b")
  }

  @Test(arguments: Self.values)
  func `a value is mended to its syntax, or left out with a warning`(
    _ fixture: ValueFixture
  ) throws {
    let (values, warnings) = try entry("  x: {first: [note], syntax: \(fixture.syntax)}") {
      $0.note = fixture.value
    }
    #expect(values["x"] == fixture.result.map { [$0] })
    #expect(warnings == [fixture.warning].compactMap(\.self))
  }

  private static let cleaned = "x: control characters taken out (mended)"
  private static let number = "x: characters replaced that a number can't have here (mended)"
  private static let dialled = "x: * and # are not allowed in a number here (left-out)"
  private static let address = "x: an address, no number (left-out)"
  private static let noNumber = "x: neither digit nor letter (left-out)"
  private static let spelled = "x: the domain spelled in ASCII (mended)"

  static let values: [ValueFixture] = [
    ValueFixture("directoryString", "a\n\tü山👩‍👩‍👧", "a\n\tü山👩‍👩‍👧"),
    ValueFixture("directoryString", " a ", " a "),
    ValueFixture("directoryString", "  \n", nil),
    ValueFixture("directoryString", "\u{A0}\u{1}", nil),
    ValueFixture("directoryString", "5 \u{A3}, 6 \u{20AC}; \\", "5 \u{A3}, 6 \u{20AC}; \\"),
    ValueFixture("directoryString", "\u{A0}\u{3000}", nil),
    ValueFixture("directoryString", "\u{3000}", "\u{3000}"),
    ValueFixture("directoryString", "a\u{0}b\r\nc\rd\u{85}e\u{9F}", "ab\nc\nd\ne", cleaned),

    ValueFixture("ia5", "anna@example.com", "anna@example.com"),
    ValueFixture("ia5", "anna@bücher.example", "anna@xn--bcher-kva.example", spelled),
    ValueFixture("ia5", "anna@BÜCHER.example", "anna@xn--bcher-kva.example", spelled),
    ValueFixture("ia5", "anna@bu\u{308}cher.example", "anna@xn--bcher-kva.example", spelled),
    ValueFixture("ia5", "a@例え.テスト", "a@xn--r8jz45g.xn--zckzah", spelled),
    ValueFixture("ia5", "a@例え。jp", "a@xn--r8jz45g.jp", spelled),
    ValueFixture("ia5", "a@ليهمابتكلموشعربي؟", "a@xn--egbpdaj6bu4bxfgehfvwxn", spelled),
    ValueFixture("ia5", "a@他们为什么不说中文", "a@xn--ihqwcrb4cv8a8dqg056pqjye", spelled),
    ValueFixture("ia5", "a@пример.испытание", "a@xn--e1afmkfd.xn--80akhbyknj4f", spelled),
    ValueFixture(
      "ia5", "jörg@example.com", nil, "x: the part before the @ is not ASCII (left-out)"),
    ValueFixture("ia5", "jörg", nil, "x: not ASCII (left-out)"),
    ValueFixture(
      "ia5", "a@" + String(repeating: "ü", count: 64), nil,
      "x: the domain has no spelling in ASCII (left-out)"),
    ValueFixture("ia5", "a@ü..x", nil, "x: the domain has no spelling in ASCII (left-out)"),
    ValueFixture(
      "ia5", "a\n@b\u{1}", "a @b", "x: line breaks and control characters taken out (mended)"),

    ValueFixture("telephone", "+49 (30) 123-45/67 x89", "+49 (30) 123-45/67 x89"),
    ValueFixture("telephone", "+49\u{A0}30\u{2009}123", "+49 30 123", number),
    ValueFixture("telephone", "030\u{2013}123", "030-123", number),
    ValueFixture("telephone", "123;ext=5", "123 ext. 5", number),
    ValueFixture("telephone", "123;5", "123,5", number),
    ValueFixture("telephone", "123;", "123,", number),
    ValueFixture("telephone", "＋４９ ３０", "+49 30", number),
    ValueFixture("telephone", "٠١٢", "012", number),
    ValueFixture("telephone", "[030] 1_2~3", "(030) 1-2-3", number),
    ValueFixture("telephone", "030\n123 (Büro)", "030 123 (B ro)", number),
    ValueFixture("telephone", "030 1@", "030 1", number),
    ValueFixture("telephone", "*31#030", nil, dialled),
    ValueFixture("telephone", "030＃1", nil, dialled),
    ValueFixture("telephone", "---", nil, noNumber),
    ValueFixture("telephone", "sip:anna@x.test", nil, address),
    ValueFixture("telephone", "anna@x.test", nil, address),
    ValueFixture("telephone", "Büro: anna＠x.test", nil, address),
    ValueFixture("telephone", "+49301234@x.test", nil, address),
    ValueFixture("telephone", "https://x.test/a_b", nil, address),
    ValueFixture("telephone", "SIP:anna_b", nil, address),
    ValueFixture("telephone", " skype:anna_b", nil, address),
    ValueFixture("telephone", "sip:+49301234", "sip:+49301234"),
    ValueFixture("telephone", "Tel:\u{A0}030_1", "Tel: 030-1", number),
    ValueFixture("telephone", "030 1 @ work", "030 1 work", number),
    ValueFixture("telephone", "山", nil, noNumber),
    ValueFixture("telephone", "   ", nil),
    ValueFixture("telephone", "\u{A0}\n", nil),

    ValueFixture("postalAddress", "Main 5\nRear\n\n \nKiel", "Main 5$Rear$Kiel"),
    ValueFixture("postalAddress", "Box $5\\6", "Box \\245\\5C6"),
    ValueFixture("postalAddress", " \n ", nil),

    ValueFixture("uri", "www.contoso.com/ü", "http://www.contoso.com/%C3%BC"),
    ValueFixture("uri", "mailto:a@b.c", "mailto:a@b.c"),
    ValueFixture("uri", "see our site", nil, "x: no URI (left-out)"),
    ValueFixture("uri", "anna@x.test", nil, "x: no URI (left-out)"),
    ValueFixture("uri", "03012345", nil, "x: no URI (left-out)"),
    ValueFixture("uri", "030/12345", nil, "x: no URI (left-out)"),
    ValueFixture("uri", "192.0.2.1/a@b", "http://192.0.2.1/a@b"),
    ValueFixture("uri", "3com.test", "http://3com.test"),
  ]

  @Test(arguments: Self.lengths)
  func `a text too long is cut, anything else left out`(_ fixture: LengthFixture) throws {
    let value = fixture.value
    let (values, warnings) = try entry(
      "  x: {first: [note], syntax: \(value.syntax), length: \(fixture.length)}"
    ) { $0.note = value.value }
    #expect(values["x"] == value.result.map { [$0] })
    #expect(warnings == [value.warning].compactMap(\.self))
  }

  private static let cut = "x: cut to 4 characters (mended)"
  private static let tooLong = "x: longer than 4 characters (left-out)"

  static let lengths: [LengthFixture] = [
    LengthFixture(4, ValueFixture("directoryString", "山田abc", "山田ab", cut)),
    LengthFixture(4, ValueFixture("directoryString", "abc👩‍👩‍👧", "abc", cut)),
    LengthFixture(4, ValueFixture("directoryString", "abcd", "abcd")),
    LengthFixture(4, ValueFixture("directoryString", "👩‍👩‍👧", nil, tooLong)),
    LengthFixture(4, ValueFixture("directoryString", "    a", nil, tooLong)),
    LengthFixture(4, ValueFixture("telephone", "12345", nil, tooLong)),
    LengthFixture(4, ValueFixture("ia5", "a@b.c", nil, tooLong)),
  ]

  @Test(arguments: [
    ("telephone", ["+49 30 123", "+4930-123", "030"], ["+49 30 123", "030"]),
    ("directoryString", ["J", "j", "Ｊ", "j  k", "J k "], ["J", "j  k"]),
    ("directoryString", ["Ü", "ü", "u\u{308}"], ["Ü"]),
    ("ia5", ["A@b.c", "a@B.c"], ["A@b.c"]),
    ("postalAddress", ["Main 5\nX", "main 5\nx"], ["Main 5$X"]),
    ("directoryString", ["a-b", "ab", "a - b"], ["a-b", "ab", "a - b"]),
    ("directoryString", ["e\u{301}", "e", "\u{C9}", "f"], ["e\u{301}", "e", "f"]),
    ("directoryString", ["AB", "\u{FF21}\u{FF22}", "ABC"], ["AB", "ABC"]),
    (
      "directoryString", ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "I", "b "],
      ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    ),
    ("uri", ["a.b/C", "a.b/c"], ["http://a.b/C", "http://a.b/c"]),
  ])
  func `values that a server takes for the same are written once`(
    _ syntax: String, _ given: [String], _ kept: [String]
  ) throws {
    let (values, warnings) = try entry("  x: {all: [categories], syntax: \(syntax)}") {
      $0.categories = given
    }
    #expect(values["x"] == kept)
    #expect(warnings.isEmpty)
  }

  // MARK: Rules

  @Test func `first takes the first field that has a value`() throws {
    let (values, warnings) = try entry("  x: {first: [office, nickname, {literal: none}]}") {
      $0.nickname = "Nick"
    }
    #expect(values["x"] == ["Nick"])
    #expect(warnings.isEmpty)
    let (others, _) = try entry("  x: {first: [office, nickname, {literal: none}]}") { _ in }
    #expect(others["x"] == ["none"])
  }

  @Test func `first goes on to the next field when a value is refused`() throws {
    let (values, warnings) = try entry("  x: {first: [workPhone, mobilePhone], syntax: telephone}")
    {
      $0.phones = [Contact.Phone(.work, "*31#"), Contact.Phone(.mobile, "1")]
    }
    #expect(values["x"] == ["1"])
    #expect(warnings == ["x: * and # are not allowed in a number here (left-out)"])
  }

  @Test func `a fallback that wasn't needed and has no other place is reported`() throws {
    let (values, warnings) = try entry("  x: {first: [office, nickname]}") {
      $0.office = "4"
      $0.nickname = "Nick"
    }
    #expect(values["x"] == ["4"])
    #expect(warnings == ["nickname: no attribute for it in the template (not-representable)"])
  }

  @Test func `a single value leaves the others without a place, which is reported`() throws {
    let (values, warnings) = try entry("  x: {first: [children], values: single}") {
      $0.children = ["Tim", "Ann"]
    }
    #expect(values["x"] == ["Tim"])
    #expect(
      warnings == ["children: more values than the template has places for (not-representable)"])
  }

  @Test func `rest takes what no attribute above has taken`() throws {
    let (values, warnings) = try entry(
      """
        x: {first: [workPhone, mobilePhone], syntax: telephone, values: single}
        y: {rest: [workPhone, mobilePhone, homePhone], syntax: telephone}
        z: {rest: [workPhone, homePhone], syntax: telephone}
      """
    ) {
      $0.phones = [
        Contact.Phone(.work, "1"), Contact.Phone(.work, "2"), Contact.Phone(.mobile, "3"),
        Contact.Phone(.home, "4"),
      ]
    }
    #expect(values["x"] == ["1"])
    #expect(values["y"] == ["2", "3", "4"])
    #expect(values["z"] == nil)
    #expect(warnings.isEmpty)
  }

  @Test func `rest takes a number although the entry is called by it`() throws {
    let (values, _) = try entry(
      """
        x: {first: [formattedName]}
        y: {rest: [companyMainPhone], syntax: telephone}
      """
    ) { $0.phones = [Contact.Phone(.companyMain, "1")] }
    #expect(values["x"] == ["1"])
    #expect(values["y"] == ["1"])
  }

  @Test func `the lines of a street have attributes of their own`() throws {
    let street = "Main 5\nRear\nDoor 2"
    let set = { (contact: inout Contact) in
      contact.addresses = [SampleContact.address(.work, [street, nil, nil, nil, nil])]
    }
    let both = try entry("  x: {first: [workStreet1]}\n  y: {first: [workStreet2]}", set)
    #expect(both.values["x"] == ["Main 5"])
    #expect(both.values["y"] == ["Rear, Door 2"])
    #expect(both.warnings.isEmpty)
    let one = try entry("  x: {first: [workStreet1]}\n  y: {first: [workCity]}", set)
    #expect(
      one.warnings == ["workStreet2: no attribute for it in the template (not-representable)"])
    let other = try entry("  y: {first: [workCity]}") {
      $0.addresses = [SampleContact.address(.work, [street, "Kiel", nil, nil, nil])]
    }
    #expect(
      other.warnings == ["workStreet: no attribute for it in the template (not-representable)"])
    #expect(try entry("  x: {first: [workStreet]}", set).warnings.isEmpty)
    #expect(try entry("", omit: "workStreet", set).warnings.isEmpty)
  }

  @Test func `the parts of an address are lines, none of them blank`() throws {
    let attributes = """
        x: {first: [workAddress], syntax: postalAddress}
        y: {first: [homeAddress], syntax: postalAddress}
        z: {first: [otherAddress], syntax: postalAddress}
      """
    let (values, warnings) = try entry(attributes) {
      var work = Contact.PostalAddress(.work)
      (work.street, work.city, work.country) = ("Main $5\n \n\nRear\\", " ", "UK")
      var home = Contact.PostalAddress(.home)
      (home.street, home.city) = ("Main\u{7}5\u{85}Rear", "5 \u{A3}")
      var other = Contact.PostalAddress(.other)
      (other.street, other.city) = (" \n", "\t")
      $0.addresses = [work, home, other]
    }
    #expect(values["x"] == ["Main \\245$Rear\\5C$UK"])
    #expect(values["y"] == ["Main5$Rear$5 \u{A3}"])
    #expect(values["z"] == nil)
    #expect(warnings == [])
  }

  @Test func `join makes one value of all`() throws {
    let (values, warnings) = try entry(
      """
        x: {join: [company, children, birthday, workAddress], separator: " / "}
        y: {join: [workStreet, workCity], syntax: postalAddress}
        z: {join: [office]}
      """
    ) {
      $0.company = "C"
      $0.children = ["Tim", "Ann"]
      $0.birthday = ContactDate(year: nil, month: 4, day: 5)
      $0.addresses = [SampleContact.address(.work, ["Main 5", "Kiel", nil, nil, nil])]
    }
    #expect(values["x"] == ["C / Tim / Ann / --04-05 / Main 5, Kiel"])
    #expect(values["y"] == ["Main 5$Kiel"])
    #expect(values["z"] == nil)
    #expect(warnings.isEmpty)
  }

  @Test func `literals stand in every entry`() throws {
    let (values, _) = try entry("  x: {literal: [a, b]}\n  y: {literal: \"7\"}") { _ in }
    #expect(values["x"] == ["a", "b"])
    #expect(values["y"] == ["7"])
  }

  @Test func `dates are written with hyphens, and none that doesn't exist`() throws {
    let (values, warnings) = try entry("  x: {all: [birthday, anniversary]}") {
      $0.birthday = ContactDate(year: 780, month: 12, day: 31)
      $0.anniversary = ContactDate(year: 2026, month: 2, day: 30)
    }
    #expect(values["x"] == ["0780-12-31"])
    #expect(warnings == ["x: no day of the calendar (left-out)"])
  }

  @Test(arguments: ["directoryString", "ia5", "telephone", "postalAddress", "uri"])
  func `a name stands in for a required value that is missing`(_ syntax: String) throws {
    let (values, warnings) = try entry("  x: {first: [note], syntax: \(syntax), required: true}") {
      $0.name.given = "Zoë"
    }
    let expected = [
      "ia5": SampleContact.uid, "telephone": "Zo", "uri": "urn:uuid:" + SampleContact.uid,
    ]
    #expect(values["x"] == [expected[syntax] ?? "Zoë"])
    #expect(
      warnings.contains("x: required and without a value; a name stands in (mended)"))
  }

  @Test func `only a JPEG becomes a jpegPhoto`() throws {
    let png = try entry("  x: {first: [photo], syntax: jpeg}") {
      $0.photo = Contact.Photo(mediaType: "image/png", bytes: [0x89, 0x50])
    }
    #expect(png.values["x"] == nil)
    #expect(png.warnings == ["x: a photo in another format than JPEG (left-out)"])
    let long = try entry("  x: {first: [photo], syntax: jpeg, length: 4}") {
      $0.photo = Contact.Photo(mediaType: "image/jpeg", bytes: [0xFF, 0xD8, 0xFF, 1, 2])
    }
    #expect(long.warnings == ["x: longer than 4 bytes (left-out)"])
  }

  // MARK: What has no place

  @Test func `what is omitted on purpose warns about nothing, parts of an address included`() throws
  {
    let (_, warnings) = try entry("", omit: "spouse, workAddress, homeStreet") {
      $0.spouse = "Maria"
      $0.addresses = [
        SampleContact.address(.work, ["Main 5", "Kiel", nil, nil, nil]),
        SampleContact.address(.home, ["Main 6", "Kiel", nil, nil, nil]),
      ]
    }
    #expect(warnings == ["homeCity: no attribute for it in the template (not-representable)"])
  }

  @Test func `a name that only the name shown holds has its place there`() throws {
    let (_, warnings) = try entry("  displayName: {first: [formattedName], values: single}") {
      $0.name.given = "Ann"
      $0.name.suffix = "PhD"
      $0.name.middle = " "
    }
    #expect(warnings.isEmpty)
  }
}
