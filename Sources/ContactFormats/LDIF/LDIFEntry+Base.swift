extension LDIFEntry {
  /// The entry of a base itself, without which a directory takes no contact below it: an
  /// `organizationalUnit`, `organization`, `locality` or `country` (RFC 4519 section 3), or a
  /// `domain` (RFC 4524 section 3.4), by the attribute that names it.
  ///
  ///     dn: ou=contacts,dc=example,dc=test
  ///     objectClass: organizationalUnit
  ///     objectClass: top
  ///     ou: contacts
  ///
  /// - Throws: Where the name doesn't tell the object class, is made of two attributes, or has a
  ///   value that the attribute refuses; the entry must then be added by hand.
  package static func base(
    for name: DistinguishedName
  ) throws(DistinguishedNameError) -> LDIFEntry {
    guard let relative = name.relatives.first, let pair = relative.pairs.first else {
      throw DistinguishedNameError(
        description: "an empty name has no entry; write one such as ou=contacts,dc=example,dc=org")
    }
    guard relative.pairs.count == 1 else {
      throw baseError(pair.type, "is not alone in the name; name the base by one attribute")
    }
    guard let kind = kinds.first(where: { $0.names.contains(pair.type.lowercased()) }) else {
      let known = kinds.compactMap(\.names.first).joined(separator: ", ")
      throw baseError(
        pair.type, "tells no object class, as \(known) do; name the base by one of them")
    }
    let value = Array(pair.value.utf8)
    switch kind.objectClass {
    case "country" where value.count != 2 || !value.allSatisfy(Byte.isLetter):
      throw baseError(pair.type, "takes a code of two letters, as in c=DE; correct it")
    case "domain" where !value.allSatisfy({ 0x21..<0x7F ~= $0 }):
      throw baseError(pair.type, "takes ASCII without spaces; write it as in dc=xn--bcher-kva")
    default: break
    }
    return LDIFEntry(
      dn: name.description,
      attributes: [
        LDIFAttribute(
          name: "objectClass", values: [Array(kind.objectClass.utf8), Array("top".utf8)]),
        LDIFAttribute(name: kind.names[0], values: [value]),
      ])
  }

  private static func baseError(_ type: String, _ text: String) -> DistinguishedNameError {
    DistinguishedNameError(
      description: "\(type) \(text), or add its entry to the directory yourself")
  }

  /// The object classes with the names of what names their entries, the short one first, the
  /// object identifier last.
  private static let kinds: [(objectClass: String, names: [String])] = [
    ("organizationalUnit", ["ou", "organizationalunitname", "2.5.4.11"]),
    ("organization", ["o", "organizationname", "2.5.4.10"]),
    ("domain", ["dc", "domaincomponent", "0.9.2342.19200300.100.1.25"]),
    ("locality", ["l", "localityname", "2.5.4.7"]),
    ("country", ["c", "countryname", "2.5.4.6"]),
  ]
}
