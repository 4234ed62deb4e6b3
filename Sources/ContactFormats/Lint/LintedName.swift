/// A distinguished name, read as RFC 4514 section 3 has it and no more generously.
///
/// Not `DistinguishedName`: that one takes what people type, and escapes for the writer.
struct LintedName {
  struct Pair {
    let type: String
    /// Nothing escaped any more.
    let value: [UInt8]
  }

  struct Problem: Error {
    let text: String
  }

  /// The pairs of the first part, which names the entry below its parent.
  private(set) var first: [Pair] = []

  init(parsing name: [UInt8]) throws(Problem) {
    guard LintBytes.isUTF8(name) else { throw Problem(text: "a name that is not UTF-8") }
    var rest = name[...]
    var part = 0
    while true {
      let pair = try Self.takePair(&rest)
      if part == 0 { first.append(pair) }
      guard let separator = rest.popFirst() else { return }
      if separator == Byte.comma { part += 1 }
    }
  }

  /// `ou`, `x-own-1` or `2.5.4.11`.
  static func isType(_ type: ArraySlice<UInt8>) -> Bool {
    guard let first = type.first else { return false }
    if Byte.isLetter(first) { return type.allSatisfy(LintBytes.isNameByte) }
    return type.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part.allSatisfy(Byte.isDigit) && (part.count == 1 || part.first != 0x30)
    }
  }

  private static func takePair(_ rest: inout ArraySlice<UInt8>) throws(Problem) -> Pair {
    let type = rest.prefix { $0 != Byte.equals && $0 != Byte.comma && $0 != plus }
    rest = rest[type.endIndex...]
    guard rest.popFirst() == Byte.equals else {
      throw Problem(text: "a part without an equals sign")
    }
    guard isType(type) else { throw Problem(text: "a part with no attribute type") }
    let value = try takeValue(&rest)
    guard !value.isEmpty else { throw Problem(text: "a part without a value") }
    guard LintBytes.isUTF8(value) else { throw Problem(text: "an escaped value that is not UTF-8") }
    return Pair(type: String(decoding: type, as: UTF8.self), value: value)
  }

  private static let plus = UInt8(ascii: "+")

  private static func takeValue(_ rest: inout ArraySlice<UInt8>) throws(Problem) -> [UInt8] {
    var value: [UInt8] = []
    // Whether the last byte is a space that nothing escapes.
    var endsInSpace = false
    if rest.first == Byte.space {
      throw Problem(text: "a space that is not escaped before a value")
    }
    if rest.first == Byte.numberSign { throw Problem(text: "a number sign that is not escaped") }
    while let byte = rest.first, byte != Byte.comma, byte != plus {
      rest.removeFirst()
      endsInSpace = byte == Byte.space
      switch byte {
      case Byte.backslash: value.append(try takeEscaped(&rest))
      case 0, Byte.quote, Byte.semicolon, Byte.lessThan, UInt8(ascii: ">"):
        throw Problem(text: "a character that is not escaped")
      default: value.append(byte)
      }
    }
    if endsInSpace { throw Problem(text: "a space that is not escaped after a value") }
    return value
  }

  private static func takeEscaped(_ rest: inout ArraySlice<UInt8>) throws(Problem) -> UInt8 {
    let digits = rest.prefix(2)
    if digits.count == 2, digits.allSatisfy(Byte.isHexDigit),
      let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    {
      rest = rest.dropFirst(2)
      return byte
    }
    guard let byte = rest.popFirst(), "\"+,;<>\\ #=".utf8.contains(byte) else {
      throw Problem(text: "a backslash that escapes nothing")
    }
    return byte
  }
}
