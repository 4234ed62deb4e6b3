import Foundation

/// Entries as LDIF content has them (RFC 2849), read without any of the code under test, to be
/// compared with those of another program.
struct LDIFEntries: Sendable {
  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  struct Value: Hashable, Sendable {
    /// In lower case: a directory answers with the names as its schema spells them.
    let attribute: String
    let bytes: Data
  }

  /// The values of an entry, which have no order in LDAP, by its name.
  let byName: [String: Set<Value>]

  /// - Throws: ``Malformed``, with the line.
  init(_ text: String) throws {
    var entries: [String: Set<Value>] = [:]
    let unfolded = text.replacingOccurrences(of: "\n ", with: "")
    for record in unfolded.components(separatedBy: "\n\n") {
      let values = try record.split(separator: "\n").map(Self.value)
      guard let name = values.first else { continue }
      let dn = String(decoding: name.bytes, as: UTF8.self)
      guard name.attribute == "dn", entries[dn] == nil else {
        throw Malformed(description: "no name, or one of another entry: \(dn)")
      }
      entries[dn] = Set(values.dropFirst())
      guard entries[dn]?.count == values.count - 1 else {
        throw Malformed(description: "a value twice: \(dn)")
      }
    }
    byName = entries
  }

  private static func value(_ line: Substring) throws -> Value {
    guard let colon = line.firstIndex(of: ":") else { throw Malformed(description: String(line)) }
    let rest = line[line.index(after: colon)...]
    let bytes =
      rest.hasPrefix(":")
      ? Data(base64Encoded: rest.dropFirst().trimmingCharacters(in: .whitespaces))
      : Data(rest.drop { $0 == " " }.utf8)
    guard let bytes else { throw Malformed(description: String(line)) }
    return Value(attribute: line[..<colon].lowercased(), bytes: bytes)
  }
}
