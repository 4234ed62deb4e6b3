import ContactModel

/// What takes the properties of a card, one after the other, and spells them in a notation.
///
/// The kinds of value are those that differ in how they are spelled.
protocol VCardSerializer {
  mutating func append(_ head: VCardHead, text: String)
  /// Several texts in one property: `CATEGORIES`.
  mutating func append(_ head: VCardHead, list: [String])
  mutating func append(_ head: VCardHead, name: Contact.Name)
  mutating func append(_ head: VCardHead, address: Contact.PostalAddress)
  mutating func append(_ head: VCardHead, organization: String?, unit: String?)
  /// The parts of a property that is structured and none of the above.
  mutating func append(_ head: VCardHead, parts: [String])
  /// A URI, valid as such.
  mutating func append(_ head: VCardHead, uri: String)
  /// The bare UUID of a card.
  mutating func append(_ head: VCardHead, uuid: String)
  mutating func append(_ head: VCardHead, date: ContactDate)
  /// A moment in UTC, basic form: `20261122T020000Z`.
  mutating func append(_ head: VCardHead, timestamp: String)
  mutating func append(_ head: VCardHead, image: Contact.Photo)

  /// The names of the properties whose text held control characters.
  var cleaned: [String] { get }

  /// Before the first property: the card is to be put behind the bytes, which a serializer may take
  /// away until the last.
  mutating func start(after bytes: inout [UInt8])
  /// After the last property: the card as it stands within a `VCardFrame` is behind the bytes.
  mutating func finish(after bytes: inout [UInt8])
}

extension VCardSerializer {
  /// A text for the name alone, parts where there is a unit.
  mutating func append(_ head: VCardHead, organization: String?, unit: String?) {
    if let unit {
      append(head, parts: [organization ?? "", unit])
    } else if let organization {
      append(head, text: organization)
    }
  }
}
