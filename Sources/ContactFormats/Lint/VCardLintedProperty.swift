/// One property of a card: `item1.TEL;TYPE=home:1` has the group `item1`, the name `TEL`, a
/// parameter and a value.
struct VCardLintedProperty {
  struct Parameter {
    struct Value {
      let bytes: ArraySlice<UInt8>
      let isQuoted: Bool
    }

    /// In upper case.
    let name: String
    let values: [Value]
  }

  struct Problem: Error {
    let text: String
  }

  let line: Int
  let group: String?
  /// In upper case.
  let name: String
  let parameters: [Parameter]
  /// As it stands in the card.
  let value: ArraySlice<UInt8>

  func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }

  /// The one value of a parameter, in lower case.
  func word(_ name: String) -> String? {
    parameter(name)?.values.first.map { String(decoding: $0.bytes, as: UTF8.self).lowercased() }
  }

  var isVCard: Bool { String(decoding: value, as: UTF8.self).uppercased() == "VCARD" }

  /// Takes the line apart; its words appear in no problem, as a line may be half a note.
  init(parsing line: LogicalLine) throws(Problem) {
    var rest = line.bytes[...]
    self.line = line.number
    var name = try Self.takeName(&rest)
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      group = name
      name = try Self.takeName(&rest)
    } else {
      group = nil
    }
    self.name = name.uppercased()
    var parameters: [Parameter] = []
    while rest.first == Byte.semicolon {
      rest.removeFirst()
      parameters.append(try Self.takeParameter(&rest))
    }
    guard rest.popFirst() == Byte.colon else { throw Problem(text: "no colon after the name") }
    self.parameters = parameters
    value = rest
  }

  private static func takeName(_ rest: inout ArraySlice<UInt8>) throws(Problem) -> String {
    let name = rest.prefix(while: LintBytes.isNameByte)
    guard !name.isEmpty else { throw Problem(text: "a line without the name of a property") }
    rest = rest[name.endIndex...]
    return String(decoding: name, as: UTF8.self)
  }

  private static func takeParameter(
    _ rest: inout ArraySlice<UInt8>
  ) throws(Problem) -> Parameter {
    let name = rest.prefix(while: LintBytes.isNameByte)
    rest = rest[name.endIndex...]
    guard !name.isEmpty, rest.popFirst() == Byte.equals else {
      throw Problem(text: "a parameter without name or value")
    }
    var values = [try takeValue(&rest)]
    while rest.first == Byte.comma {
      rest.removeFirst()
      values.append(try takeValue(&rest))
    }
    return Parameter(name: String(decoding: name, as: UTF8.self).uppercased(), values: values)
  }

  private static func takeValue(
    _ rest: inout ArraySlice<UInt8>
  ) throws(Problem) -> Parameter.Value {
    let isQuoted = rest.first == Byte.quote
    if isQuoted { rest.removeFirst() }
    let bytes = rest.prefix { byte in
      isQuoted
        ? byte != Byte.quote
        : byte != Byte.comma && byte != Byte.semicolon && byte != Byte.colon
    }
    rest = rest[bytes.endIndex...]
    if isQuoted {
      guard rest.popFirst() != nil else {
        throw Problem(text: "a parameter whose quotes don't end")
      }
      guard let next = rest.first, [Byte.comma, Byte.semicolon, Byte.colon].contains(next) else {
        throw Problem(text: "a quote inside a parameter")
      }
    } else if bytes.contains(Byte.quote) {
      throw Problem(text: "a quote inside a parameter")
    }
    return Parameter.Value(bytes: bytes, isQuoted: isQuoted)
  }
}
