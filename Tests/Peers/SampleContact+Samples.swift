extension SampleContact {
  /// Contacts with little in them.
  static func plain(_ numbers: Range<Int>) -> [SampleContact] {
    numbers.map { number in
      SampleContact(
        "plain-\(number)",
        [
          .firstName: "Plain", .lastName: "Number \(number)",
          .email1: "plain.\(number)@example.test", .businessPhone: "+1 555 \(1000 + number)",
        ])
    }
  }

  /// Three contacts with much of what address books hold: several addresses, a long note, letters
  /// of several scripts, a picture, categories.
  static let rich = [german, japanese, polish]

  static let german = SampleContact(
    "rich-german",
    [
      .title: "Dr.", .firstName: "Jürgen", .middleName: "Xaver Ödön", .lastName: "Müller",
      .suffix: "Jr.", .nickName: "Jürgi", .companyName: "Größe & Söhne GmbH",
      .department: "R&D <Labs>", .jobTitle: "Leiter",
      .email1: "juergen@example.test", .email2: "j.mueller@home.example.test",
      .email3: "third@example.test", .webPage: "https://work.example.test/?a=1&b=2",
      .businessPhone: "+49 30 1111", .homePhone: "+49 30 2221", .businessFax: "+49 30 4444",
      .mobilePhone: "+49 170 3333", .pager: "+49 66",
      .homeStreet: "Hauptstraße 1", .homeCity: "München", .homeState: "Bayern",
      .homePostalCode: "80331", .homeCountry: "Deutschland",
      .businessStreet: "Industriestraße 7", .businessCity: "Zürich", .businessState: "ZH",
      .businessPostalCode: "8001", .businessCountry: "Schweiz",
      .otherStreet: "Am Graben 3", .otherCity: "Wien", .otherState: "W",
      .otherPostalCode: "1010", .otherCountry: "Österreich",
      .birthday: "1970-03-15", .categories: "Freunde\nVIP & Co",
      .body: "Zeile 1: äöüß\nZeile 2, mit Komma; Semikolon und \\ Rückstrich\n\n"
        + String(repeating: "Ein Satz über viele Zeilen, der gefaltet werden muß. ", count: 40)
        + "Ende.",
      .picture: pictureBase64,
    ])

  static let japanese = SampleContact(
    "rich-japanese",
    [
      .firstName: "太郎", .lastName: "山田", .yomiFirstName: "たろう", .yomiLastName: "やまだ",
      .companyName: "株式会社例", .yomiCompanyName: "かぶしきがいしゃれい",
      .mobilePhone: "+81-90-1234-5678", .email1: "taro@example.test",
      .businessStreet: "丸の内1-1-1", .businessCity: "千代田区", .businessState: "東京都",
      .businessPostalCode: "100-0005", .businessCountry: "日本", .birthday: "1904-02-29",
      .body: String(repeating: "改行のない長い文章。", count: 30) + "\nテスト",
    ])

  static let polish = SampleContact(
    "rich-polish",
    [
      .firstName: "Zoë 🦄", .lastName: "O'Neill-Łukasiewicz", .jobTitle: "🎨 Artist",
      .email1: "zoe@example.test", .homePhone: "+48 22 555 01 02",
      .homeStreet: "ul. Żółta 5\nm. 7", .homeCity: "Łódź", .homePostalCode: "90-001",
      .homeCountry: "Polska", .categories: "Kunst, modern\nFamilie",
      .body: "👩‍👩‍👧‍👦 family, 🇵🇱 flag and e\u{301} combined", .birthday: "2001-12-24",
      .children: "Tim\nŻaneta",
    ])

  /// A contact with every field of MS-ASCNTC that a mailbox's contact can have.
  static let complete = SampleContact(
    "complete",
    [
      .lastName: "Hassall", .firstName: "Mark", .middleName: "Quentin", .title: "Prof.",
      .suffix: "III", .fileAs: "Hassall, Mark Q.", .nickName: "Marky",
      .yomiFirstName: "まーく", .yomiLastName: "はっさる", .yomiCompanyName: "こんとそ",
      .companyName: "Contoso, Ltd.", .department: "Research; Development",
      .officeLocation: "36/1234", .jobTitle: "Director",
      .email1: "mark@contoso.example", .email2: "hassall@home.example",
      .email3: "mq.hassall@third.example", .imAddress: "mark@im.contoso.example",
      .imAddress2: "sip:mark@contoso.example", .imAddress3: "xmpp:mark@jabber.example",
      .mms: "+1 425 555 0117", .webPage: "https://www.contoso.example/mark",
      .businessPhone: "+1 425 555 0101", .business2Phone: "+1 425 555 0102",
      .businessFax: "+1 425 555 0103", .companyMainPhone: "+1 425 555 0104",
      .homePhone: "+1 425 555 0105", .home2Phone: "+1 425 555 0106",
      .homeFax: "+1 425 555 0107", .mobilePhone: "+1 425 555 0108", .pager: "+1 425 555 0109",
      .carPhone: "+1 425 555 0110", .radioPhone: "+1 425 555 0111",
      .assistantPhone: "+1 425 555 0112",
      .businessStreet: "1 Contoso Way\nBuilding 7", .businessCity: "Redmond",
      .businessState: "WA", .businessPostalCode: "98052", .businessCountry: "United States",
      .homeStreet: "234 Main St", .homeCity: "Bellevue", .homeState: "Washington",
      .homePostalCode: "98004", .homeCountry: "USA",
      .otherStreet: "5 Beach Rd", .otherCity: "Hāna", .otherState: "HI",
      .otherPostalCode: "96713", .otherCountry: "Hawaiʻi",
      .birthday: "1964-05-06", .anniversary: "1991-07-08", .spouse: "Mary Hassall",
      .assistantName: "Sue Fields", .managerName: "Bob Boss", .children: "Ann\nBen",
      .categories: "Customers\nKey, important", .body: "First line\nsecond; with \\ and , in it",
      .picture: pictureBase64, .customerID: "C-4711", .governmentID: "123-45-6789",
      .accountName: "Contoso East",
    ])

  /// What people and programs leave in address books, and LDAP has rules against: each of these
  /// would make a careless entry be refused.
  static let awkward = [
    SampleContact("no-name", [.email1: "nobody@example.test"]),
    SampleContact("only-company", [.companyName: "Acme, Inc. + \"Sons\" <x>; #1"]),
    SampleContact("only-phone", [.mobilePhone: "*31#0170/1234;ext=5"]),
    SampleContact("nothing", [.fileAs: "Nothing But This"]),
    SampleContact(
      "foreign-mail",
      [
        .lastName: "Größe", .email1: "größe@example.test", .email2: "info@bücher.example",
        .email3: "\"Display, Name\" <display@example.test>",
      ]),
    SampleContact(
      "x500", [.lastName: "X500", .email1: "/o=Example/ou=First/cn=Recipients/cn=x500"]),
    SampleContact(
      "repeated",
      [
        .lastName: "Repeated", .businessPhone: "+49 30 123", .business2Phone: "+4930123",
        .companyMainPhone: "+49 (30) 123", .homePhone: "030 1", .home2Phone: "0301",
        .email1: "one@example.test", .email2: "ONE@example.test",
      ]),
    SampleContact(
      "spaces",
      [
        .firstName: " ", .lastName: " Leading and trailing ", .jobTitle: " ",
        .body: " leading space\n\ntrailing space ", .department: "two  spaces",
        .homeStreet: "\n", .homeCity: "Line\nbreak",
      ]),
    SampleContact(
      "signs",
      [
        .lastName: "#Hash, Comma+Plus\"Quote\\Back<Less>More;Semi=Equal",
        .firstName: "\u{1F600}", .businessStreet: "Dollar $5\nBack\\slash\n\nFourth",
        .businessCity: ":colon", .jobTitle: "<angle", .webPage: "www.example.test/ä b",
      ]),
    SampleContact(
      "not-a-picture", [.lastName: "Picture", .picture: "bm90IGFuIGltYWdlIGF0IGFsbA=="]),
  ]

  /// A JPEG of one grey pixel.
  static let pictureBase64 =
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////"
    + "////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxD/2Q=="
}
