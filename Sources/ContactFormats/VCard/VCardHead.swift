/// What stands before the value of a property.
///
///     item11.TEL;TYPE=fax,work:+49 30 123
///
/// has the group `item11`, the name `TEL`, one parameter and a text.
struct VCardHead: Equatable, Sendable {
  let group: String?
  /// In upper case.
  let name: String
  let parameters: [VCardParameter]
  /// As the text of vCard 4.0 has it, with the colon; `nil` for a head made for one card.
  let spelled: [UInt8]?

  init(_ name: String, _ parameters: [VCardParameter] = [], group: String? = nil) {
    self.group = group
    self.name = name
    self.parameters = parameters
    spelled = nil
  }

  /// A head that many cards share, and that is spelled once for all.
  init(shared name: String, _ parameters: [VCardParameter] = []) {
    group = nil
    self.name = name
    self.parameters = parameters
    var spelled: [UInt8] = []
    var isCleaned = false
    let head = VCardHead(name, parameters)
    spelled.append(addingCapacity: VCardText.bound(of: head)) {
      VCardText(version: .four).append(head, to: &$0, &isCleaned)
    }
    self.spelled = spelled
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
