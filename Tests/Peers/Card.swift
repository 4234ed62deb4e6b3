import Foundation

/// A vCard 4.0 as a reader of another program sees it, read strictly by RFC 6350 and without any
/// of the code under test.
struct Card: Sendable {
  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  struct Property: Sendable {
    let name: String
    /// Names in upper case; every value of a list is a member.
    let parameters: [String: [String]]
    /// As it stands, escaped.
    let value: String

    /// The value as text (RFC 6350 section 4.1).
    var text: String { Card.split(value, at: nil)[0] }
    /// The members of a structured value, and of a list.
    var components: [String] { Card.split(value, at: ";") }
    var list: [String] { Card.split(value, at: ",") }

    /// Whether TYPE holds these values and no other.
    func isOf(types: Set<String>) -> Bool { Set(parameters["TYPE"] ?? []) == types }
  }

  let properties: [Property]

  /// - Throws: ``Malformed``, with the line.
  init(_ text: String) throws {
    guard text.hasSuffix("\r\n") else { throw Malformed(description: "no CRLF at the end") }
    // A Character would join CR and LF, so the lines are found among scalars.
    var lines: [String.UnicodeScalarView] = [.init()]
    for scalar in text.unicodeScalars {
      if scalar == "\n" { lines.append(.init()) } else { lines[lines.count - 1].append(scalar) }
    }
    lines.removeLast()
    var unfolded: [String.UnicodeScalarView] = []
    for line in lines {
      guard line.last == "\r" else { throw Malformed(description: "no CRLF: \(String(line))") }
      guard String(line).utf8.count <= 76 else {
        throw Malformed(description: "over 75 octets: \(String(line))")
      }
      if line.first == " ", !unfolded.isEmpty {
        unfolded[unfolded.count - 1].append(contentsOf: line.dropFirst().dropLast())
      } else {
        unfolded.append(.init(line.dropLast()))
      }
    }
    try self.init(lines: unfolded.map(String.init))
  }

  /// A card that has come through XML, as from a CardDAV server: its lines end with LF alone, and
  /// are as long as that server likes.
  ///
  /// - Throws: ``Malformed``, with the line.
  init(fromXML text: String) throws {
    let unfolded = text.replacingOccurrences(of: "\n ", with: "")
    try self.init(lines: unfolded.split(separator: "\n").map(String.init))
  }

  private init(lines contents: [String]) throws {
    guard contents.starts(with: ["BEGIN:VCARD", "VERSION:4.0"]), contents.last == "END:VCARD"
    else { throw Malformed(description: "not one vCard 4.0") }
    properties = try contents.dropFirst(2).dropLast().map(Self.property)
    for once in ["FN", "N", "UID"] where all(once).count != 1 {
      throw Malformed(description: "\(all(once).count) of \(once)")
    }
  }

  func all(_ name: String) -> [Property] { properties.filter { $0.name == name } }
  func first(_ name: String) -> Property? { properties.first { $0.name == name } }

  /// The text of the first property of a name.
  func text(_ name: String) -> String? { first(name)?.text }

  private static func property(_ line: String) throws -> Property {
    guard let colon = unquoted(":", in: line) else {
      throw Malformed(description: "no colon: \(line)")
    }
    var parts: [String] = []
    var rest = String(line[..<colon])
    while let semicolon = unquoted(";", in: rest) {
      parts.append(String(rest[..<semicolon]))
      rest = String(rest[rest.index(after: semicolon)...])
    }
    parts.append(rest)
    var parameters: [String: [String]] = [:]
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else {
        throw Malformed(description: "parameter without value: \(line)")
      }
      let values = part[part.index(after: equals)...].split(separator: ",").map { value in
        value.hasPrefix("\"") ? String(value.dropFirst().dropLast()) : String(value)
      }
      parameters[part[..<equals].uppercased(), default: []] += values
    }
    let name = parts[0].split(separator: ".").last.map { $0.uppercased() } ?? ""
    return Property(
      name: name, parameters: parameters, value: String(line[line.index(after: colon)...]))
  }

  private static func unquoted(_ sign: Character, in text: String) -> String.Index? {
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == sign, !isQuoted { return index }
    }
    return nil
  }

  /// Splits at a sign that isn't escaped, and takes the escapes away.
  private static func split(_ value: String, at sign: Unicode.Scalar?) -> [String] {
    var members: [String.UnicodeScalarView] = [.init()]
    var isEscaped = false
    for scalar in value.unicodeScalars {
      if isEscaped {
        members[members.count - 1].append(scalar == "n" || scalar == "N" ? "\n" : scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == sign {
        members.append(.init())
      } else {
        members[members.count - 1].append(scalar)
      }
    }
    return members.map(String.init)
  }
}
