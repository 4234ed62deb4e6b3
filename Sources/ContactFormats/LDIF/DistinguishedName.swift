import TextBytes

/// The name of a directory entry, read and written as RFC 4514 sets out.
///
///     uid=6f9619ff-8b86-d011-b42d-00cf4fc964ff,ou=contacts,dc=example,dc=test
package struct DistinguishedName: Equatable, Sendable {
  /// One part of the name: `ou=contacts`, seldom several pairs joined by a plus sign.
  package struct Relative: Equatable, Sendable {
    package let pairs: [Pair]
  }

  package struct Pair: Equatable, Sendable {
    /// `ou`, or an object identifier: `2.5.4.11`.
    package let type: String
    /// The value itself, nothing escaped.
    package let value: String
  }

  /// From the entry up to the root.
  package let relatives: [Relative]

  private init(relatives: [Relative]) {
    self.relatives = relatives
  }

  /// A value as it stands in a name: `Hassall\, Mark`. Control characters are written in
  /// hexadecimal, what RFC 4514 section 2.4 names is escaped by a backslash.
  package static func escaped(_ value: String) -> String {
    if isPlain(value) { return value }
    let bytes = Array(value.utf8)
    var escaped: [UInt8] = []
    escaped.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case ..<0x20, Byte.delete:
        escaped.append(Byte.backslash)
        escaped.append(contentsOf: Byte.hex(byte))
        continue
      case Byte.quote, 0x2B, Byte.comma, Byte.semicolon, Byte.lessThan, 0x3E, Byte.backslash,
        Byte.space where index == 0 || index == bytes.count - 1,
        Byte.numberSign where index == 0:
        escaped.append(Byte.backslash)
      default:
        break
      }
      escaped.append(byte)
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}

extension DistinguishedName {
  /// Whether there is surely nothing to escape, as in a UUID.
  private static func isPlain(_ value: String) -> Bool {
    !value.utf8.span.contains { .!($0.isLetter() .| $0.isDigit() .| ($0 == Byte.hyphen)) }
  }
}

extension DistinguishedName: CustomStringConvertible {
  /// The name in one spelling, without spaces around commas and equals signs.
  package var description: String {
    relatives.map { relative in
      relative.pairs.map { "\($0.type)=\(Self.escaped($0.value))" }.joined(separator: "+")
    }.joined(separator: ",")
  }
}

/// Why text is no distinguished name, and what to do about it, in one line.
package struct DistinguishedNameError: Error, Equatable, CustomStringConvertible {
  package let description: String
}

// MARK: - Parsing

extension DistinguishedName {
  /// Reads a name that a person wrote; spaces around `,`, `+` and `=` are taken as layout.
  package init(parsing text: String) throws(DistinguishedNameError) {
    var parser = Parser(text)
    self.init(relatives: try parser.name())
  }

  private struct Parser {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
      bytes = Array(text.utf8)
    }

    mutating func name() throws(DistinguishedNameError) -> [Relative] {
      skipSpaces()
      guard index < bytes.count else {
        throw DistinguishedNameError(
          description: "an empty name; write one such as ou=contacts,dc=example,dc=org")
      }
      var relatives: [Relative] = []
      var pairs: [Pair] = []
      while true {
        pairs.append(try pair())
        let separator = index < bytes.count ? bytes[index] : 0
        index += 1
        if separator == UInt8(ascii: "+") { continue }
        relatives.append(Relative(pairs: pairs))
        pairs = []
        if separator == 0 { return relatives }
      }
    }

    private mutating func pair() throws(DistinguishedNameError) -> Pair {
      skipSpaces()
      let start = index
      while index < bytes.count, ![Byte.equals, Byte.comma].contains(bytes[index]) { index += 1 }
      let type = String(decoding: bytes[start..<index], as: UTF8.self).trimmingSpaces()
      guard index < bytes.count, bytes[index] == Byte.equals else {
        throw DistinguishedNameError(
          description: type.isEmpty
            ? "a part without type and value; take out the comma too many"
            : "\"\(type)\" has no \"=\"; a part is a type and a value, as in ou=contacts, and a "
              + "comma inside a value is written \\,")
      }
      guard Self.isType(type) else {
        throw DistinguishedNameError(
          description: "\"\(type)\" is no attribute type; write one such as ou, dc or o")
      }
      index += 1
      return Pair(type: type, value: try value(of: type))
    }

    /// `ou`, `x-own-1` or `2.5.4.11`.
    private static func isType(_ type: String) -> Bool {
      guard let first = type.utf8.first, let last = type.utf8.last else { return false }
      if Byte.isDigit(first) {
        return Byte.isDigit(last) && type.utf8.allSatisfy { Byte.isDigit($0) || $0 == 0x2E }
      }
      return Byte.isLetter(first)
        && type.utf8.allSatisfy { Byte.isLetter($0) || Byte.isDigit($0) || $0 == 0x2D }
    }

    private mutating func value(of type: String) throws(DistinguishedNameError) -> String {
      skipSpaces()
      if index < bytes.count, bytes[index] == Byte.numberSign {
        throw DistinguishedNameError(
          description: "the value of \(type) is in hexadecimal; write it as text, and a leading "
            + "\"#\" that is meant as \\#")
      }
      var value: [UInt8] = []
      // Spaces at the end are layout, unless escaped.
      var length = 0
      scan: while index < bytes.count {
        let byte = bytes[index]
        switch byte {
        case Byte.comma, UInt8(ascii: "+"):
          break scan
        case Byte.backslash:
          value.append(try escapedByte(in: type))
          length = value.count
          continue
        case ..<0x20, Byte.delete, Byte.quote, Byte.semicolon, Byte.lessThan, 0x3E:
          let name = byte < 0x20 || byte == Byte.delete ? "a control character" : character(byte)
          throw DistinguishedNameError(
            description: "\(name) in the value of \(type); escape it, as in \\"
              + String(decoding: Byte.hex(byte), as: UTF8.self))
        default:
          value.append(byte)
          if byte != Byte.space { length = value.count }
        }
        index += 1
      }
      let text = String(decoding: value[..<length], as: UTF8.self)
      guard !text.isEmpty else {
        throw DistinguishedNameError(
          description: "\(type) has no value; write one, as in \(type)=contacts")
      }
      guard Array(text.utf8) == Array(value[..<length]) else {
        throw DistinguishedNameError(
          description: "the value of \(type) is not UTF-8; correct what is escaped in it")
      }
      return text
    }

    private mutating func escapedByte(in type: String) throws(DistinguishedNameError) -> UInt8 {
      let rest = bytes[(index + 1)...].prefix(2)
      if rest.count == 2, rest.allSatisfy(Byte.isHexDigit),
        let byte = UInt8(String(decoding: rest, as: UTF8.self), radix: 16)
      {
        index += 3
        return byte
      }
      guard let byte = rest.first, "\"+,;<>\\ #=".utf8.contains(byte) else {
        throw DistinguishedNameError(
          description: "a lone backslash in the value of \(type); write it as \\5C")
      }
      index += 2
      return byte
    }

    private func character(_ byte: UInt8) -> String {
      "the character " + String(decoding: [byte], as: UTF8.self)
    }

    private mutating func skipSpaces() {
      while index < bytes.count, bytes[index] == Byte.space { index += 1 }
    }
  }
}

extension String {
  fileprivate func trimmingSpaces() -> String {
    String(drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
  }
}
