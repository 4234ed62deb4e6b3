package import ContactModel

/// Makes contacts that look for trouble: every field may be there or not, and every text may hold
/// what breaks formats. The same seed gives the same contacts; tests print it.
package struct TroublesomeContacts {
  package var random: SeededGenerator
  /// Only text as `Contact` promises it: no control characters but TAB and LF, nothing empty.
  package let isClean: Bool
  /// Whether the contact has every field.
  private var isFull = false

  package init(seed: UInt64, clean: Bool = false) {
    random = SeededGenerator(seed: seed)
    isClean = clean
  }

  private static let pieces = [
    "a", "Hassall", "Müller", "山田", "太郎", "Ελένη", "محمد", "👩‍👩‍👧‍👦", "e\u{301}", "\u{301}",
    "\u{FEFF}", "\u{FFFD}", "\u{10FFFF}", "\u{A0}", "\u{3000}", "\u{200B}", "\u{2013}",
    "\\", "\\n", "\\,", ",", ";", ":", "\"", "'", "^", "^n", "=", "$", "<", ">", "#", "*", "+", "@",
    "%", "|", "[", "]", " ", "  ", "\t", "\n", "\n ", "1", "23", "+49 30 123", ";ext=5", "١٢٣", "５",
    "BEGIN:VCARD", "\nEND:VCARD\n", "\ndn: cn=x", "changetype: delete", "anna@example.com",
    "jörg@bücher.example", "http://", "www.contoso.com", "im:", "/o=Org/cn=x",
    "A line that is long enough to be folded somewhere, and then again a little further on. ",
    "長い行は折り返されますが、文字の途中では決して折り返されません。それが規則です。",
    "\u{202E}", "\u{200F}", "\u{2066}", "\u{2069}", "\u{61C}", "a\u{300}\u{327}\u{20DD}",
    "\u{1F3FD}",
    "\u{E0067}\u{E007F}", "\u{FE0F}", "ﬁ", "ẞ", "İ", "\u{D7FF}\u{E000}", "^'", "\\;", "\\\\",
    "=?utf-8?q?=41?=",
  ]
  private static let dirt = [
    "\u{0}", "\r", "\r\n", "\u{B}", "\u{C}", "\u{1B}", "\u{1F}", "\u{7F}", "\u{80}", "\u{85}",
    "\u{9F}", "\u{2028}", "\u{2029}", "\n\r", "",
  ]

  package mutating func text() -> String {
    let pieces = isClean ? Self.pieces : Self.pieces + Self.dirt
    var text = ""
    for _ in 0...Int.random(in: isClean ? 0...4 : 0...6, using: &random) {
      if Int.random(in: 0..<8, using: &random) == 0 {
        text.unicodeScalars.append(anyScalar())
      } else {
        text += pieces.randomElement(using: &random) ?? ""
      }
    }
    if !isClean, Int.random(in: 0..<20, using: &random) == 0 { return "" }
    return text
  }

  /// A character of any plane of Unicode, assigned or not, but for the two that XML hasn't.
  private mutating func anyScalar() -> Unicode.Scalar {
    let plane = UInt32.random(in: 0...16, using: &random)
    let value = plane << 16 | UInt32.random(in: 0xA0...0xFFFF, using: &random)
    guard let scalar = Unicode.Scalar(value), !(0x2028...0x2029 ~= value), value | 1 != 0xFFFF
    else {
      return "\u{10FFFE}"
    }
    return scalar
  }

  /// As `text()`, and now and then a hundred kilobytes of it.
  private mutating func note() -> String {
    var note = text()
    guard Int.random(in: 0..<50, using: &random) == 0 else { return note }
    while note.utf8.count < 100_000 { note += text() + "x" }
    return note
  }

  private mutating func flip(_ odds: Int = 2) -> Bool {
    isFull || Int.random(in: 0..<odds, using: &random) == 0
  }

  /// Whether a list goes on.
  private mutating func more(_ odds: Int = 2) -> Bool {
    Int.random(in: 0..<odds, using: &random) == 0
  }

  private mutating func maybe() -> String? {
    flip() ? text() : nil
  }

  private mutating func date() -> ContactDate? {
    guard flip() else { return nil }
    let lastDay = isClean ? 28 : 33
    return ContactDate(
      year: more() ? nil : Int.random(in: isClean ? 1900...2026 : -5...10_010, using: &random),
      month: Int.random(in: isClean ? 1...12 : 0...13, using: &random),
      day: Int.random(in: isClean ? 1...lastDay : 0...lastDay, using: &random))
  }

  private mutating func photo() -> Contact.Photo? {
    guard flip(4) else { return nil }
    let types = ["image/jpeg", "image/png", "image/gif"] + (isClean ? [] : ["", "a;b,c\r\nX:y"])
    var bytes: [UInt8] = more() ? [0xFF, 0xD8, 0xFF] : []
    for _ in 0..<Int.random(in: (isClean ? 1 : 0)...300, using: &random) {
      bytes.append(UInt8.random(in: 0...255, using: &random))
    }
    return Contact.Photo(mediaType: types.randomElement(using: &random) ?? "", bytes: bytes)
  }

  private mutating func address(_ kind: Contact.PostalAddress.Kind) -> Contact.PostalAddress {
    var address = Contact.PostalAddress(kind)
    address.street = maybe()
    address.city = maybe()
    address.region = maybe()
    address.postalCode = maybe()
    address.country = maybe()
    return address
  }

  private mutating func email(rank: Int) -> Contact.Email {
    let local = text()
    let address = isClean && more() ? "anna.\(rank)@example.com" : local + "@" + text()
    return Contact.Email(rank: rank, address: address, displayName: maybe())
  }

  package mutating func contact() -> Contact {
    isFull = Int.random(in: 0..<8, using: &random) == 0
    var contact = Contact()
    contact.name.family = maybe()
    contact.name.given = maybe()
    contact.name.middle = maybe()
    contact.name.prefix = maybe()
    contact.name.suffix = maybe()
    contact.fileAs = maybe()
    contact.nickname = maybe()
    contact.phoneticName.family = maybe()
    contact.phoneticName.given = maybe()
    contact.phoneticName.company = maybe()
    contact.company = maybe()
    contact.department = maybe()
    contact.office = maybe()
    contact.jobTitle = maybe()
    for rank in 1...3 where flip() { contact.emails.append(email(rank: rank)) }
    for kind in Contact.Phone.Kind.allCases {
      while more(3) { contact.phones.append(Contact.Phone(kind, text())) }
    }
    for kind in Contact.PostalAddress.Kind.allCases where flip() {
      let address = address(kind)
      if !address.isEmpty { contact.addresses.append(address) }
    }
    for rank in 1...3 where flip() {
      contact.instantMessaging.append(Contact.InstantMessaging(rank: rank, address: text()))
    }
    contact.mms = maybe()
    contact.webPage = maybe()
    contact.note = flip() ? note() : nil
    while more() { contact.categories.append(text()) }
    contact.birthday = date()
    contact.anniversary = date()
    contact.spouse = maybe()
    while more() { contact.children.append(text()) }
    contact.assistant = maybe()
    contact.manager = maybe()
    contact.photo = photo()
    contact.customerID = maybe()
    contact.governmentID = maybe()
    contact.accountName = maybe()
    contact.alias = maybe()
    contact.weightedRank = maybe()
    while more(3) {
      let name = isClean ? "EMAIL2ADDRESS" : text()
      contact.extensions.append(Contact.ExtensionField(name: name, value: text()))
    }
    return contact
  }
}
