import ContactModel

/// Some of the fields, a bit each: for every contact it is asked of all of them whether there is
/// anything to do.
struct FieldSet: Equatable, Sendable {
  private var bits: UInt128 = 0

  var isEmpty: Bool { bits == 0 }

  var count: Int { bits.nonzeroBitCount }

  mutating func insert(_ field: ContactField) { bits |= Self.bit(field) }

  /// As `insert(_:)`, for the sake of a pass over many values: no branch is taken.
  @inline(__always)
  mutating func insert(_ field: ContactField, if isMember: Bool) {
    bits |= isMember ? Self.bit(field) : 0
  }

  func contains(_ field: ContactField) -> Bool { bits & Self.bit(field) != 0 }

  func isDisjoint(with other: FieldSet) -> Bool { bits & other.bits == 0 }

  func isSubset(of other: FieldSet) -> Bool { bits & ~other.bits == 0 }

  func intersection(_ other: FieldSet) -> FieldSet { FieldSet(bits: bits & other.bits) }

  mutating func formUnion(_ other: FieldSet) { bits |= other.bits }

  mutating func subtract(_ other: FieldSet) { bits &= ~other.bits }

  private init(bits: UInt128) { self.bits = bits }

  /// An enumeration without payloads is a byte, counted in the order of its cases; a `switch` over
  /// all of them would be a table to look into where this is a constant.
  @inline(__always)
  private static func bit(_ field: ContactField) -> UInt128 {
    unsafe 1 << UInt128(unsafeBitCast(field, to: UInt8.self))
  }
}

extension FieldSet: ExpressibleByArrayLiteral {
  init(_ fields: [ContactField]) {
    for field in fields { insert(field) }
  }

  init(arrayLiteral fields: ContactField...) { self.init(fields) }
}

extension FieldSet: Sequence {
  /// In the order of the cases.
  func makeIterator() -> Iterator { Iterator(rest: bits) }

  struct Iterator: IteratorProtocol {
    fileprivate var rest: UInt128

    mutating func next() -> ContactField? {
      if rest == 0 { return nil }
      defer { rest &= rest - 1 }
      return unsafe unsafeBitCast(UInt8(rest.trailingZeroBitCount), to: ContactField.self)
    }
  }
}
