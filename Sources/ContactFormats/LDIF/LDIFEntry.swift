/// An entry of a directory: its name and its attributes in their order.
///
/// All of it stands in one array of bytes: an array for each value would cost more than everything
/// else that is done for an entry.
package struct LDIFEntry: Sendable {
  let values: LDIFValues

  /// - Parameters:
  ///   - dn: An RFC 4514 name.
  ///   - attributes: `objectClass` first, each with a value.
  package init(dn: String, attributes: [LDIFAttribute]) {
    var values = LDIFValues(LDIFNames(attributes.map(\.name)), dn: dn)
    for (index, attribute) in attributes.enumerated() {
      values.attribute = index
      for value in attribute.values { values.append(value.span) }
    }
    self.values = values
  }

  init(_ values: LDIFValues) {
    self.values = values
  }

  /// An RFC 4514 name.
  package var dn: String { String(decoding: values.dn, as: UTF8.self) }

  /// `objectClass` first, then as the template has them.
  package var attributes: [LDIFAttribute] {
    var attributes: [LDIFAttribute] = []
    forEachAttribute { name, values in
      attributes.append(LDIFAttribute(name: name, values: values.map { Array($0) }))
    }
    return attributes
  }

  /// Calls `body` with each of ``attributes``, but without an array for each value.
  package func forEachAttribute(
    _ body: (_ name: String, _ values: LazyMapSequence<Range<Int>, ArraySlice<UInt8>>) -> Void
  ) {
    var start = 0
    while start < values.count {
      let attribute = values.attribute(at: start)
      var end = start + 1
      while end < values.count, values.attribute(at: end) == attribute { end += 1 }
      body(values.names.all[attribute], (start..<end).lazy.map { values[$0] })
      start = end
    }
  }
}

extension LDIFEntry: Equatable {
  package static func == (left: Self, right: Self) -> Bool {
    left.dn == right.dn && left.attributes == right.attributes
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
