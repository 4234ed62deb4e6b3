import ContactModel
import WBXML

/// Values that have to be read: text, lists, dates, addresses, images.
extension ContactMapper {
  mutating func text(_ element: Element) -> String? {
    let field = FieldText(element)
    if field.wasCleaned {
      warn(.cleanedText, element, "control characters or broken UTF-8 removed")
    }
    if !field.isUTF8 { warnOfEncoding(element) }
    return field.text
  }

  mutating func note(_ element: Element, named name: Element? = nil) -> String? {
    let field = FieldText(element, isMultiline: true)
    if field.wasCleaned {
      warn(.cleanedText, name ?? element, "control characters or broken UTF-8 removed")
    }
    if !field.isUTF8 { warnOfEncoding(name ?? element) }
    return field.text
  }

  mutating func list(
    _ element: Element, of tag: Tag, _ contact: inout Contact
  ) -> [String] {
    var values: [String] = []
    var known: Set<String> = []
    element.forEachChild { child in
      guard child.tag == tag else {
        takeUnknown(child, &contact)
        return
      }
      guard let value = text(child) else { return }
      // A set costs more than a look at each of a few.
      if values.count == 8 { known = Set(values) }
      let isNew = values.count < 8 ? !values.contains(value) : known.insert(value).inserted
      if values.isEmpty { values.reserveCapacity(4) }
      if isNew { values.append(value) }
    }
    return values
  }

  mutating func date(_ element: Element, _ contact: inout Contact) -> ContactDate? {
    guard let value = text(element) else { return nil }
    let date = ContactDate(mailboxValue: value)
    if let date, !date.meansNone { return date }
    warn(
      .invalidValue, element,
      date == nil
        ? "not a date, kept as an extension" : "a date that stands for none, kept as an extension")
    keep(value, of: element, &contact)
    return nil
  }

  mutating func takeEmail(
    _ element: Element, rank: Int, _ contact: inout Contact
  ) {
    guard let value = text(element) else { return }
    if Self.has(rank, in: contact.emails.span, by: { $0.rank }) {
      return takeAgain(element, value, &contact)
    }
    if let mailbox = Mailbox(value) {
      if contact.emails.isEmpty { contact.emails.reserveCapacity(3) }
      contact.emails.append(
        .init(rank: rank, address: mailbox.address, displayName: mailbox.displayName))
      if mailbox.hadInvisible { warn(.cleanedText, element, Self.invisible) }
      if mailbox.isWhole { return }
      warn(
        .invalidValue, element,
        "more than an address and a name, the whole kept as an extension too")
      keep(value, of: element, &contact)
    } else {
      warn(.invalidValue, element, "no Internet address, kept as an extension")
      keep(value, of: element, &contact)
    }
  }

  mutating func takeInstantMessaging(
    _ element: Element, rank: Int, _ contact: inout Contact
  ) {
    guard let value = text(element) else { return }
    let address = visible(value, of: element) { Invisible.removed(from: Invisible.trimmed($0)) }
    guard let address else { return }
    if Self.has(rank, in: contact.instantMessaging.span, by: { $0.rank }) {
      return takeAgain(element, address, &contact)
    }
    contact.instantMessaging.append(.init(rank: rank, address: address))
  }

  /// Letters that a page's address needs may be invisible ones in the midst of it.
  mutating func webPage(_ element: Element) -> String? {
    text(element).flatMap { visible($0, of: element) { String(Invisible.trimmed($0)) } }
  }

  /// An address less its invisible characters; `nil` where it had no others.
  private mutating func visible(
    _ value: String, of element: Element, _ clean: (Substring.UnicodeScalarView) -> String
  ) -> String? {
    guard Invisible.mayBe(in: value) else { return value }
    let address = clean(value[...].unicodeScalars)
    if address.utf8.count < value.utf8.count { warn(.cleanedText, element, Self.invisible) }
    return address.isEmpty ? nil : address
  }

  private static let invisible = "invisible characters removed"

  mutating func takePicture(_ element: Element, _ contact: inout Contact) {
    guard let value = element.text, !value.isEmpty else { return }
    switch Picture(value) {
    case .image(let photo): contact.photo = photo
    case .address(let address):
      warn(.invalidValue, element, "the address of an image, kept as an extension")
      keep(address, of: element, &contact)
    case .unknown:
      warn(.invalidValue, element, "no image in base64, kept as an extension")
      takeExtension(element, &contact)
    }
  }

  private static func has<T>(
    _ wanted: Int, in values: Span<T>, by number: (borrowing T) -> Int
  ) -> Bool {
    values.indices.contains { number(values[$0]) == wanted }
  }
}
