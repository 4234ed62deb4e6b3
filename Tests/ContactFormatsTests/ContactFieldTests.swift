import ContactFormats
import ContactModel
import Testing

/// A contact, the name it is shown by, and what that is made of.
struct NameFixture: CustomTestStringConvertible, Sendable {
  let text: String
  let fields: [ContactField]
  let contact: Contact

  init(_ text: String, _ fields: [ContactField], _ set: (inout Contact) -> Void) {
    self.text = text
    self.fields = fields
    contact = SampleContact.contact(set)
  }

  init(
    _ text: String, family: String, given: String, fileAs: String? = nil,
    _ set: (inout Contact) -> Void = { _ in }
  ) {
    self.init(text, ContactField.formattedName.parts) {
      $0.name.family = family
      $0.name.given = given
      $0.fileAs = fileAs
      set(&$0)
    }
  }

  var testDescription: String { text }
}

struct ContactFieldTests {
  @Test func `an empty contact has a name to show and no other value`() {
    for field in ContactField.allCases {
      let values = Contact().values(of: field)
      #expect(values == (field == .formattedName ? [.text("Unnamed")] : []), "\(field)")
    }
  }

  @Test func `every field of a contact with every field set has a value`() {
    for field in ContactField.allCases where ![.homeRegion, .homeStreet2].contains(field) {
      if field.rawValue.hasPrefix("other"), field != .otherStreet, field != .otherStreet1,
        field != .otherCity, field != .otherAddress
      {
        continue
      }
      #expect(!SampleContact.full.values(of: field).isEmpty, "\(field)")
    }
  }

  @Test(arguments: [
    ("Main 5", ["Main 5"], []),
    ("Main 5\nRear\nDoor 2", ["Main 5"], ["Rear, Door 2"]),
    ("\n\nMain 5\n\nRear\n", ["Main 5"], ["Rear"]),
    ("\n", [], []),
  ])
  func `a street has a first line and what follows it`(
    _ street: String, _ first: [String], _ rest: [String]
  ) {
    let contact = SampleContact.contact {
      $0.addresses = [SampleContact.address(.home, [street, nil, nil, nil, nil])]
    }
    #expect(contact.values(of: .homeStreet1) == first.map { .text($0) })
    #expect(contact.values(of: .homeStreet2) == rest.map { .text($0) })
    #expect(contact.values(of: .workStreet1).isEmpty)
  }

  @Test func `empty text is no value`() {
    let contact = SampleContact.contact {
      $0.nickname = ""
      $0.categories = ["", "a"]
      $0.phones = [Contact.Phone(.work, "")]
    }
    #expect(contact.values(of: .nickname).isEmpty)
    #expect(contact.values(of: .categories) == [.text("a")])
    #expect(contact.values(of: .workPhone).isEmpty)
  }

  @Test(arguments: Self.names)
  func `there is always a name to show`(_ fixture: NameFixture) {
    let name = fixture.contact.formattedName
    #expect(name.text == fixture.text)
    #expect(name.fields == fixture.fields)
  }

  static let names: [NameFixture] = [
    NameFixture("Ann", ContactField.formattedName.parts) { $0.name.given = " Ann\n" },
    NameFixture("von der Höhe", ContactField.formattedName.parts) {
      $0.name.family = "von\u{A0}der  Höhe"
      $0.name.prefix = "\t"
    },
    NameFixture("山田 太郎", family: "山田", given: "太郎"),
    NameFixture("王 小明", family: "王", given: "小明", fileAs: "小明 王"),
    NameFixture("김 철수", family: "김", given: "철수", fileAs: "김철수"),
    NameFixture("やまだ たろう", family: "やまだ", given: "たろう"),
    NameFixture("ヤマダ タロー", family: "ヤマダ", given: "タロー", fileAs: "ヤマダ, タロー"),
    NameFixture("ﾔﾏﾀﾞ ﾀﾛｰ", family: "ﾔﾏﾀﾞ", given: "ﾀﾛｰ"),
    NameFixture("𠮷野 々", family: "𠮷野", given: "々"),
    NameFixture("Dr. 山田 太郎 博士", family: "山田", given: "太郎") {
      $0.name.prefix = "Dr."
      $0.name.suffix = "博士"
    },
    NameFixture("David 王", family: "王", given: "David"),
    NameFixture("小明 Wang", family: "Wang", given: "小明"),
    NameFixture("Wang 小明", family: "Wang", given: "小明", fileAs: "Wang 小明"),
    NameFixture("Nagy János", family: "Nagy", given: "János", fileAs: "Nagy János"),
    NameFixture("Nagy János", family: "Nagy", given: "János", fileAs: " nagy  JÁNOS (Contoso)"),
    NameFixture("Nguyễn Văn An", family: "Nguyễn", given: "Văn An", fileAs: "Nguyễn Văn An"),
    NameFixture("Dr. Nagy János Péter", family: "Nagy", given: "János", fileAs: "Nagy János Péter")
    {
      $0.name.prefix = "Dr."
      $0.name.middle = "Péter"
    },
    NameFixture("Dr. Nagy János", family: "Nagy", given: "János", fileAs: "Dr. Nagy János") {
      $0.name.prefix = "Dr."
    },
    NameFixture("János Nagy", family: "Nagy", given: "János", fileAs: "Nagy, János"),
    NameFixture("János Nagy", family: "Nagy", given: "János", fileAs: "Nagy János, Contoso"),
    NameFixture("János Nagy", family: "Nagy", given: "János", fileAs: "János Nagy"),
    NameFixture("János Nagy", family: "Nagy", given: "János", fileAs: "Nagy"),
    NameFixture("Harrison Ford", family: "Ford", given: "Harrison", fileAs: "Ford Harrison Motors"),
    NameFixture("us Mark", family: "Mark", given: "us", fileAs: "Markus"),
    NameFixture("Contoso", [.company]) { $0.company = "Contoso" },
    NameFixture("Doe", [.fileAs]) {
      $0.company = " "
      $0.fileAs = "Doe"
    },
    NameFixture("a@b.c", [.email2]) { $0.emails = [Contact.Email(rank: 2, address: "a@b.c")] },
    NameFixture("Nick", [.nickname]) { $0.nickname = "Nick" },
    NameFixture("2", [.mobilePhone]) {
      $0.phones = [Contact.Phone(.work, "1"), Contact.Phone(.mobile, "2")]
    },
    NameFixture("Unnamed", []) { $0.note = "x" },
  ]

  @Test func `names beside addresses count where they differ from the name shown`() {
    let contact = SampleContact.contact {
      $0.name.given = "Ann"
      $0.emails = [
        Contact.Email(rank: 1, address: "a@b.c", displayName: "Ann"),
        Contact.Email(rank: 2, address: "d@e.f", displayName: "Ann (work)"),
      ]
    }
    #expect(contact.values(of: .emailNames) == [.text("Ann (work)")])
  }
}
