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
      entry.values.appendLines(marker: "", to: &bytes)
    case .add(let entry):
      entry.values.appendLines(marker: "changetype: add\n", to: &bytes)
    case .modify(let dn, let attributes):
      if attributes.isEmpty { return }
      append("dn", dn.utf8.span, to: &bytes)
      bytes.append(contentsOf: "changetype: modify\n".utf8)
      for attribute in attributes {
        append("replace", attribute.name.utf8.span, to: &bytes)
        for value in attribute.values { append(attribute.name, value.span, to: &bytes) }
        bytes.append(contentsOf: "-\n".utf8)
      }
    case .delete(let dn):
      append("dn", dn.utf8.span, to: &bytes)
      bytes.append(contentsOf: "changetype: delete\n".utf8)
    }
    bytes.append(Byte.lineFeed)
  }

  private func append(_ name: String, _ value: Span<UInt8>, to bytes: inout [UInt8]) {
    let name = name.utf8.span
    bytes.append(addingCapacity: LDIFLine.bound(of: name.count + value.count)) { output in
      LDIFLine.append(name, value, to: &output)
    }
  }
}
