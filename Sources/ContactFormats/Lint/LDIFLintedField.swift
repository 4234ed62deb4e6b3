import Foundation

/// One line of a record: `mail: anna@example.com`, or the hyphen after a modification.
struct LDIFLintedField {
  struct Problem: Error {
    let text: String
  }

  let line: Int
  /// As it is spelled: `telephoneNumber`.
  let name: String
  /// What names are compared by.
  let key: String
  /// Decoded.
  let value: [UInt8]
  /// What is wrong with the line, though its parts are known.
  private(set) var problems: [String] = []

  var isHyphen: Bool { key == "-" }

  /// Takes the line apart; its words appear in no problem, as a line may be half a note.
  init(parsing line: LogicalLine) throws(Problem) {
    self.line = line.number
    if line.bytes == [0x2D] {
      (name, key, value) = ("-", "-", [])
      return
    }
    guard let colon = line.bytes.firstIndex(of: Byte.colon) else {
      throw Problem(text: "a line without a colon")
    }
    let head = line.bytes[..<colon]
    guard Self.isAttribute(head) else {
      let trimmed = head.prefix { $0 != Byte.space }
      let isSpaced =
        Self.isAttribute(trimmed) && head[trimmed.endIndex...].allSatisfy { $0 == Byte.space }
      throw Problem(
        text: isSpaced ? "a space before the colon" : "a line that begins with no attribute")
    }
    name = String(decoding: head, as: UTF8.self)
    key = name.lowercased()
    var rest = line.bytes[(colon + 1)...]
    let sign = rest.first
    if sign == Byte.lessThan {
      throw Problem(text: "\(name) is taken from a URL, which readers may fetch")
    }
    if sign == Byte.colon { rest.removeFirst() }
    let spaces = rest.prefix { $0 == Byte.space }.count
    rest = rest.dropFirst(spaces)
    if sign == Byte.colon {
      guard let decoded = Data(base64Encoded: Data(rest)) else {
        throw Problem(text: "broken base 64 in \(name)")
      }
      value = Array(decoded)
    } else {
      value = Array(rest)
      problems += Self.faults(of: rest, in: name)
    }
    if value.isEmpty {
      problems.append("\(name) has an empty value")
    } else if spaces != 1 {
      problems.append("\(spaces == 0 ? "no" : "more than one") space after the colon of \(name)")
    }
  }

  /// What keeps a string from being safe (RFC 2849, SAFE-STRING and note 8).
  private static func faults(of value: ArraySlice<UInt8>, in name: String) -> [String] {
    var faults: [String] = []
    if value.contains(where: { $0 >= 0x80 }) {
      faults.append("\(name) is not ASCII and not in base 64")
    }
    if value.contains(where: { $0 < 0x20 || $0 == Byte.delete }) {
      faults.append("a control character in \(name) that is not in base 64")
    }
    if value.first == Byte.colon || value.first == Byte.lessThan {
      faults.append("\(name) begins with a sign that is safe in base 64 only")
    }
    if value.last == Byte.space { faults.append("a space at the end of \(name)") }
    return faults
  }

  /// An attribute description (RFC 4512 section 2.5): `mail`, `2.5.4.3`, `sn;lang-ja`.
  static func isAttribute(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: Byte.semicolon, omittingEmptySubsequences: false)
    guard let type = parts.first, LintedName.isType(type) else { return false }
    return parts.dropFirst().allSatisfy { !$0.isEmpty && $0.allSatisfy(LintBytes.isNameByte) }
  }
}

/// When a server takes two values for the same one.
enum LDIFMatching {
  /// Equal for such values: case and white space don't count, in a number neither hyphens.
  static func key(of value: [UInt8], in attribute: String) -> [UInt8] {
    let type = attribute.split(separator: ";").first.map(String.init) ?? attribute
    if exact.contains(type) || attribute.hasSuffix(";binary") { return value }
    guard let text = String(validating: value, as: UTF8.self) else { return value }
    let folded = text.precomposedStringWithCompatibilityMapping.lowercased()
    let words = folded.unicodeScalars.split { $0.properties.isWhitespace }
    if numbers.contains(type) {
      return words.flatMap { Array(String($0).utf8) }.filter { $0 != 0x2D }
    }
    return Array(words.map { String($0) }.joined(separator: " ").utf8)
  }

  /// Bytes, and text in which case counts.
  private static let exact: Set<String> = [
    "audio", "jpegphoto", "labeleduri", "photo", "thumbnailphoto", "usercertificate",
    "userpassword", "usersmimecertificate",
  ]

  /// Those with telephoneNumberMatch (RFC 4519, RFC 4524, evolutionPerson, mozillaAbPersonAlpha).
  private static let numbers: Set<String> = [
    "telephonenumber", "homephone", "mobile", "pager", "nsaimid", "assistantphone",
    "callbackphone", "carphone", "companyphone", "otherphone", "primaryphone", "radio", "tty",
  ]
}
