import ContactModel

/// One property of a card as a value, before any version of vCard spells it.
///
///     item1.TEL;TYPE=fax,work:+49 30 123
///
/// has the group `item1`, the name `TEL`, one parameter and a text.
struct VCardProperty: Equatable, Sendable {
  var group: String?
  /// In upper case.
  var name: String
  var parameters: [VCardParameter]
  var value: Value

  init(_ name: String, _ value: Value, _ parameters: [VCardParameter] = []) {
    self.name = name
    self.parameters = parameters
    self.value = value
  }

  /// The kinds of value that differ in how a version of vCard spells them.
  enum Value: Equatable, Sendable {
    case text(String)
    /// Several texts in one property: `CATEGORIES`.
    case list([String])
    case name(Contact.Name)
    case address(Contact.PostalAddress)
    case organization(String?, unit: String?)
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
    /// Any text, written in quotes.
    case text(String)
  }

  static func type(_ types: String) -> VCardParameter {
    VCardParameter(name: "TYPE", values: .tokens(types))
  }
}

/// What takes the properties of a card, one after the other.
protocol VCardPropertySink {
  mutating func append(_ property: VCardProperty)
}
