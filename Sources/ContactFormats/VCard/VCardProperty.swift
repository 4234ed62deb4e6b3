import ContactModel

/// One property of a card as a value, before any notation spells it.
///
///     item11.TEL;TYPE=fax,work:+49 30 123
///
/// has the group `item11`, the name `TEL`, one parameter and a text.
struct VCardProperty: Equatable, Sendable {
  var group: String?
  /// In upper case.
  var name: String
  var parameters: [VCardParameter]
  var value: Value

  init(_ name: String, _ value: Value, _ parameters: [VCardParameter] = [], group: String? = nil) {
    self.group = group
    self.name = name
    self.parameters = parameters
    self.value = value
  }

  /// The kinds of value that differ in how a notation spells them.
  enum Value: Equatable, Sendable {
    case text(String)
    /// Several texts in one property: `CATEGORIES`.
    case list([String])
    case name(Contact.Name)
    case address(Contact.PostalAddress)
    case organization(String?, unit: String?)
    /// The parts of a property that is structured and none of the above.
    case parts([String])
    /// A URI, valid as such.
    case uri(String)
    case date(ContactDate)
    /// A moment in UTC, basic form: `20261122T020000Z`.
    case timestamp(String)
    case image(Contact.Photo)
  }
}

/// A parameter of a property: `TYPE=fax,work`.
struct VCardParameter: Equatable, Sendable {
  /// In upper case.
  var name: String
  var values: Values

  enum Values: Equatable, Sendable {
    /// Names known to need no quotes, with commas between. A list of types is never quoted: of
    /// five readers tried, three take `TYPE="fax,work"` for one type.
    case tokens(String)
    /// Any text, written in quotes: of 4.0 alone, as 3.0 has nothing like RFC 6868, by which a
    /// parameter can hold a quote or a line break.
    case text(String)
    /// Texts without commas, written in one pair of quotes with commas between, as `SORT-AS`
    /// wants it (RFC 6350 section 5.9).
    case list([String])
  }

  static func type(_ types: String) -> VCardParameter {
    VCardParameter(name: "TYPE", values: .tokens(types))
  }
}

/// What takes the properties of a card, one after the other, and spells them.
protocol VCardSerializer {
  mutating func append(_ property: VCardProperty)

  /// The names of the properties whose text held control characters.
  var cleaned: [String] { get }

  /// The card as it stands within a `VCardFrame`, after the last property.
  consuming func finished() -> [UInt8]
}
