import ContactModel

enum SampleContact {
  static let uid = "6f9619ff-8b86-4011-b42d-00cf4fc964ff"
  static let revision = "20261122T020000Z"

  /// A contact with every field set, and every kind of each.
  static var full: Contact {
    var contact = Contact()
    contact.name.family = "Hassall"
    contact.name.given = "Mark"
    contact.name.middle = "J."
    contact.name.prefix = "Dr."
    contact.name.suffix = "Jr."
    contact.fileAs = "Hassall, Mark"
    contact.nickname = "Hass, the"
    contact.phoneticName.family = "ハサル"
    contact.phoneticName.given = "マーク"
    contact.phoneticName.company = "コントソ"
    contact.company = "Contoso; Ltd."
    contact.department = "Finance, Bücher"
    contact.office = "4/1.22"
    contact.jobTitle = "Accountant"
    contact.emails = [
      Contact.Email(rank: 1, address: "mark@contoso.com", displayName: "Mark \"Hass\" Hassall"),
      Contact.Email(rank: 2, address: "mark@bücher.example"),
      Contact.Email(
        rank: 3, address: "m.hassall@example.org", displayName: "Dr. Mark J. Hassall Jr."),
    ]
    contact.phones = [
      Contact.Phone(.work, "+1 (425) 555-0101"),
      Contact.Phone(.work, "+1 425 555 0102;ext=5"),
      Contact.Phone(.home, "+1 425 555 0201"),
      Contact.Phone(.home, "+1 425 555 0202"),
      Contact.Phone(.mobile, "+1 425 555 0301"),
      Contact.Phone(.pager, "+1 425 555 0401"),
      Contact.Phone(.workFax, "+1 425 555 0501"),
      Contact.Phone(.homeFax, "+1 425 555 0502"),
      Contact.Phone(.car, "+1 425 555 0601"),
      Contact.Phone(.radio, "+1 425 555 0602"),
      Contact.Phone(.assistant, "+1 425 555 0603"),
      Contact.Phone(.companyMain, "+1 425 555 0100"),
    ]
    contact.addresses = [
      address(.work, ["1234 Main Street\nBuilding 5", "Redmond", "WA", "98052", "USA"]),
      address(.home, ["Bäckerstraße 7", "Wien", nil, "1010", "Österreich"]),
      address(.other, ["PO Box $5", "Kiel", nil, nil, nil]),
    ]
    contact.instantMessaging = [
      Contact.InstantMessaging(rank: 1, address: "sip:mark@contoso.com"),
      Contact.InstantMessaging(rank: 2, address: "mark@contoso.com"),
      Contact.InstantMessaging(rank: 3, address: "markh"),
    ]
    contact.mms = "+1 425 555 0701"
    contact.webPage = "www.contoso.com/mark"
    contact.note =
      "Met in Seattle; likes tea, not coffee.\n\nPath: C:\\Users\\mark. A second line that is long "
      + "enough to be folded, with a – dash and an emoji 🎉."
    contact.categories = ["Business", "Golf, weekly", "Nächste"]
    contact.birthday = ContactDate(year: 1980, month: 4, day: 15)
    contact.anniversary = ContactDate(year: nil, month: 9, day: 7)
    contact.spouse = "Maria"
    contact.children = ["Tim", "Ann"]
    contact.assistant = "Sue"
    contact.manager = "Bob Boss"
    contact.photo = Contact.Photo(
      mediaType: "image/jpeg", bytes: [0xFF, 0xD8, 0xFF, 0xE0] + Array(0...95) + [0xFF, 0xD9])
    contact.customerID = "C-17"
    contact.governmentID = "078-05-1120"
    contact.accountName = "contoso-mh"
    contact.alias = "markh"
    contact.weightedRank = "42"
    contact.extensions = [
      Contact.ExtensionField(name: "EMAIL2ADDRESS", value: "/o=Contoso/ou=x/cn=mark")
    ]
    return contact
  }

  static func address(
    _ kind: Contact.PostalAddress.Kind, _ parts: [String?]
  ) -> Contact.PostalAddress {
    var address = Contact.PostalAddress(kind)
    address.street = parts[0]
    address.city = parts[1]
    address.region = parts[2]
    address.postalCode = parts[3]
    address.country = parts[4]
    return address
  }

  /// A contact made by setting a few fields.
  static func contact(_ set: (inout Contact) -> Void) -> Contact {
    var contact = Contact()
    set(&contact)
    return contact
  }
}
