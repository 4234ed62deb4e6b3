import ContactModel

/// The name of an entry and the values of its attributes, one after the other in the same bytes.
struct LDIFValues: Sendable {
  private struct Value {
    /// The attribute's name by its index.
    let name: Int
    let end: Int
  }

  private var bytes: [UInt8] = []
  private let nameEnd: Int
  private var values: [Value] = []
  /// By which name the next values go.
  var name = 0

  /// Most entries without a photo are smaller.
  private static let usualSize = (bytes: 1024, values: 40)

  init(dn: String) {
    bytes = Array(dn.utf8)
    nameEnd = bytes.count
  }

  /// The beginning of an entry that an attribute names: `uid=6f9619ff…,ou=contacts,dc=example`.
  init(naming attribute: String, _ value: String, base: String) {
    bytes.reserveCapacity(Self.usualSize.bytes)
    values.reserveCapacity(Self.usualSize.values)
    Self.append(attribute, to: &bytes)
    bytes.append(Byte.equals)
    Self.append(DistinguishedName.escaped(value), to: &bytes)
    if !base.isEmpty {
      bytes.append(Byte.comma)
      Self.append(base, to: &bytes)
    }
    nameEnd = bytes.count
  }

  var dn: ArraySlice<UInt8> { bytes[..<nameEnd] }

  var count: Int { values.count }

  subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? nameEnd : values[index - 1].end)..<values[index].end]
  }

  func name(at index: Int) -> Int { values[index].name }

  // MARK: Filling

  mutating func append(_ value: [UInt8]) {
    bytes.append(contentsOf: value)
    values.append(Value(name: name, end: bytes.count))
  }

  mutating func append(_ text: String) {
    Self.append(text, to: &bytes)
    values.append(Value(name: name, end: bytes.count))
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: text.utf8.count) { $0.append(copying: text.utf8.span) }
  }

  /// Appends a value that surely needs no mending to fit a syntax and a length.
  ///
  /// - Returns: Whether it is one. If not, nothing is appended.
  mutating func append(plain text: String, _ syntax: AttributeSyntax, length: Int?) -> Bool {
    if let length, text.utf8.count > length { return false }
    let start = bytes.count
    var isWhole = false
    bytes.append(addingCapacity: AttributeSyntax.bound(of: text)) {
      isWhole = syntax.append(plain: text, to: &$0)
    }
    return end(isWhole, from: start)
  }

  /// As with text.
  mutating func append(plain value: FieldValue, _ syntax: AttributeSyntax, length: Int?) -> Bool {
    guard syntax == .postalAddress, length == nil, case .address(let address) = value else {
      return false
    }
    let start = bytes.count
    var isWhole = false
    bytes.append(addingCapacity: PostalLines.bound(of: address)) {
      isWhole = PostalLines.append(address, to: &$0)
    }
    return end(isWhole, from: start)
  }

  private mutating func end(_ isWhole: Bool, from start: Int) -> Bool {
    if isWhole {
      values.append(Value(name: name, end: bytes.count))
    } else {
      bytes.removeSubrange(start...)
    }
    return isWhole
  }

  mutating func removeLast() {
    values.removeLast()
    bytes.removeSubrange((values.last?.end ?? nameEnd)...)
  }
}
