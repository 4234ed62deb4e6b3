/// Writes records as LDIF (RFC 2849): LF line ends, no byte order mark, lines of 76 columns.
///
///     dn: uid=6f9619ff-8b86-d011-b42d-00cf4fc964ff,ou=contacts,dc=example,dc=test
///     changetype: modify
///     replace: title
///     title: Accountant
///     -
///
/// What is no safe string there is written in base 64: anything but ASCII, control characters, a
/// space at either end, a colon or a less-than sign in front.
package struct LDIFWriter: Sendable {
  private let versionLine: Bool

  /// The columns of a line; RFC 2849 names none, and most tools use about as many.
  private static let lineLength = 76

  /// - Parameter versionLine: Whether the file begins with `version: 1`. RFC 2849 asks for it, but
  ///   slapadd and Samba's ldbadd refuse a file that has it, while ldapadd and ldapmodify take
  ///   both; so the default is none. Of the tools known, only NetIQ's ICE insists on it.
  package init(versionLine: Bool = false) {
    self.versionLine = versionLine
  }

  /// What the file begins with; no empty line after it, which some readers take for a record.
  package func header() -> [UInt8] {
    versionLine ? Array("version: 1\n".utf8) : []
  }

  /// Appends a record and the empty line after it; nothing for a change that changes nothing.
  package func append(_ record: LDIFRecord, to bytes: inout [UInt8]) {
    switch record {
    case .content(let entry):
      append(name: "dn", entry.values.dn, to: &bytes)
      append(entry, to: &bytes)
    case .add(let entry):
      append(name: "dn", entry.values.dn, to: &bytes)
      bytes.append(contentsOf: "changetype: add\n".utf8)
      append(entry, to: &bytes)
    case .modify(let dn, let attributes):
      if attributes.isEmpty { return }
      append(name: "dn", ArraySlice(dn.utf8), to: &bytes)
      bytes.append(contentsOf: "changetype: modify\n".utf8)
      for attribute in attributes {
        append(name: "replace", ArraySlice(attribute.name.utf8), to: &bytes)
        for value in attribute.values { append(name: attribute.name, value[...], to: &bytes) }
        bytes.append(contentsOf: "-\n".utf8)
      }
    case .delete(let dn):
      append(name: "dn", ArraySlice(dn.utf8), to: &bytes)
      bytes.append(contentsOf: "changetype: delete\n".utf8)
    }
    bytes.append(Byte.lineFeed)
  }

  private func append(_ entry: LDIFEntry, to bytes: inout [UInt8]) {
    for index in 0..<entry.values.count {
      let name = entry.names[entry.values.name(at: index)]
      append(name: name, entry.values[index], to: &bytes)
    }
  }

  private func append(name: String, _ value: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: name.utf8)
    bytes.append(Byte.colon)
    if Self.isSafe(value) {
      if !value.isEmpty { bytes.append(Byte.space) }
      bytes.append(contentsOf: value)
    } else {
      bytes.append(Byte.colon)
      bytes.append(Byte.space)
      Base64.append(value.span, to: &bytes)
    }
    if bytes.count - start > Self.lineLength { fold(from: start, in: &bytes) }
    bytes.append(Byte.lineFeed)
  }

  /// A SAFE-STRING, less what RFC 2849 allows and readers stumble over: control characters and a
  /// space at the end.
  private static func isSafe(_ value: ArraySlice<UInt8>) -> Bool {
    guard let first = value.first else { return true }
    if first == Byte.colon || first == Byte.lessThan || first == Byte.space { return false }
    return value.last != Byte.space && value.allSatisfy { 0x20..<0x7F ~= $0 }
  }

  /// All is ASCII by now, so a line may break anywhere.
  private func fold(from start: Int, in bytes: inout [UInt8]) {
    let line = [UInt8](bytes[start...])
    bytes.removeSubrange((start + Self.lineLength)...)
    var index = Self.lineLength
    while index < line.count {
      let end = min(index + Self.lineLength - 1, line.count)
      bytes.append(Byte.lineFeed)
      bytes.append(Byte.space)
      bytes.append(contentsOf: line[index..<end])
      index = end
    }
  }
}
