/// What stands before the value of a property.
///
///     item11.TEL;TYPE=fax,work:+49 30 123
///
/// has the group `item11`, the name `TEL`, one parameter and a text.
enum VCardHead: Sendable {
  /// What many cards share, as the text of vCard 4.0 has it, with the colon. No value needs quotes.
  case spelled(StaticString)
  indirect case made(name: String, [VCardParameter], group: String?)

  init(_ name: String, _ parameters: [VCardParameter] = [], group: String? = nil) {
    self = .made(name: name, parameters, group: group)
  }

  var group: String? {
    if case .made(_, _, let group) = self { group } else { nil }
  }

  /// In upper case.
  var name: String {
    switch self {
    case .spelled(let text): String(text.description.prefix { $0 != ";" && $0 != ":" })
    case .made(let name, _, _): name
    }
  }

  var parameters: [VCardParameter] {
    switch self {
    case .spelled(let text):
      text.description.dropLast().split(separator: ";").dropFirst().map { parameter in
        let sides = parameter.split(separator: "=", maxSplits: 1)
        return VCardParameter(String(sides[0]), String(sides[1]))
      }
    case .made(_, let parameters, _): parameters
    }
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
}
