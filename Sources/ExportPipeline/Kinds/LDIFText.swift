import Foundation

/// LDIF as it stands in a file, taken apart as far as it has to be looked through: lines that were
/// folded, and values in base 64 (RFC 2849).
package enum LDIFText {
  /// The lines of a text, each with those that continue it.
  package static func lines(of text: some Collection<UInt8>) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.first == 0x20, !lines.isEmpty {
        lines[lines.count - 1] += line.dropFirst()
      } else {
        lines.append(Array(line))
      }
    }
    return lines
  }

  /// The value of a line, out of base 64 where it is in that; `nil` for a line that is none.
  package static func value(of line: [UInt8]) -> (name: String, bytes: [UInt8])? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    var rest = line[(colon + 1)...]
    let isEncoded = rest.first == UInt8(ascii: ":")
    if isEncoded { rest.removeFirst() }
    rest = rest.drop { $0 == 0x20 }
    guard isEncoded else { return (name, Array(rest)) }
    return Data(base64Encoded: Data(rest)).map { (name, Array($0)) }
  }

  /// The names of the entries that a text holds or changes, in their order.
  package static func names(in text: some Collection<UInt8>) -> [String] {
    lines(of: text).compactMap { line in
      guard let value = value(of: line), value.name == "dn" else { return nil }
      return String(decoding: value.bytes, as: UTF8.self)
    }
  }

  /// The change records of a text: what each is called, and its `changetype`.
  package static func changes(in text: some Collection<UInt8>) -> [(dn: String, type: String)] {
    var changes: [(dn: String, type: String)] = []
    for line in lines(of: text) {
      guard let value = value(of: line) else { continue }
      let text = String(decoding: value.bytes, as: UTF8.self)
      if value.name == "dn" {
        changes.append((text, ""))
      } else if value.name == "changetype", let last = changes.indices.last,
        changes[last].type.isEmpty
      {
        changes[last].type = text
      }
    }
    return changes
  }
}
