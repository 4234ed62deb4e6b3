/// An entry of a directory: its name and its attributes in their order.
package struct LDIFEntry: Equatable, Sendable {
  /// An RFC 4514 name.
  package let dn: String
  /// `objectClass` first, then as the template has them.
  package let attributes: [LDIFAttribute]

  package init(dn: String, attributes: [LDIFAttribute]) {
    self.dn = dn
    self.attributes = attributes
  }
}

/// An attribute with its values.
package struct LDIFAttribute: Equatable, Sendable {
  /// An attribute description (RFC 4512 section 2.5): `mail`, `sn;lang-ja`.
  package let name: String
  package let values: [[UInt8]]

  package init(name: String, values: [[UInt8]]) {
    self.name = name
    self.values = values
  }
}

/// One record of an LDIF file. A file holds content or changes, never both (RFC 2849).
package enum LDIFRecord: Equatable, Sendable {
  /// An entry as it stands in the directory.
  case content(LDIFEntry)
  case add(LDIFEntry)
  /// Gives each attribute exactly these values, and takes away one that has none.
  ///
  /// Only `replace:` is written: it may be applied twice, it doesn't fail where the attribute is
  /// absent (RFC 4511 section 4.6), and attributes without an equality rule, such as `jpegPhoto`,
  /// allow nothing else.
  case modify(dn: String, replacing: [LDIFAttribute])
  case delete(dn: String)
}
