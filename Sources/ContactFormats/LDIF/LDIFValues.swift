import ContactModel

/// The name of an entry and the values of its attributes, one after the other in the same bytes, and
/// as lines of LDIF: a run of lines that need neither base 64 nor folding is written at once.
struct LDIFValues: Sendable {
  private struct Value {
    /// The attribute by its index.
    let attribute: Int
    let start: Int
    /// Where the line feed is.
    let end: Int
    /// Whether the line can be written as it stands here.
    let isPlain: Bool
  }

  /// The names of the attributes.
  let names: LDIFNames
  private var bytes: [UInt8] = []
  private var dnEnd = 0
  private var values: [Value] = []
  /// Which attribute the next values are of.
  var attribute = 0

  /// Most entries without a photo are smaller.
  private static let usualSize = (bytes: 2048, values: 40)

  init(_ names: LDIFNames, dn: String) {
    self.init(names, dnLength: dn.utf8.count) { $0.append(copying: dn.utf8.span) }
  }

  /// The beginning of an entry that an attribute names: `uid=6f9619ff…,ou=contacts,dc=example`.
  init(_ names: LDIFNames, naming attribute: String, _ value: String, base: String) {
    let value = DistinguishedName.escaped(value)
    let length = attribute.utf8.count + value.utf8.count + base.utf8.count + 2
    self.init(names, dnLength: length) { output in
      output.append(copying: attribute.utf8.span)
      output.append(Byte.equals)
      output.append(copying: value.utf8.span)
      if !base.isEmpty {
        output.append(Byte.comma)
        output.append(copying: base.utf8.span)
      }
    }
  }

  @inline(__always)
  private init(_ names: LDIFNames, dnLength: Int, _ appendDN: (inout OutputSpan<UInt8>) -> Void) {
    self.names = names
    values.reserveCapacity(Self.usualSize.values)
    bytes.append(addingCapacity: max(Self.usualSize.bytes, dnLength)) { appendDN(&$0) }
    dnEnd = bytes.count
  }

  var dn: ArraySlice<UInt8> { bytes[..<dnEnd] }

  var count: Int { values.count }

  subscript(index: Int) -> ArraySlice<UInt8> { bytes[values[index].start..<values[index].end] }

  func attribute(at index: Int) -> Int { values[index].attribute }

  // MARK: Filling

  mutating func append(_ value: Span<UInt8>) {
    _ = append(bound: value.count) { output in
      output.append(copying: value)
      return true
    }
  }

  /// Appends a value that surely needs no mending to fit a syntax and a length.
  ///
  /// - Returns: Whether it is one. If not, nothing is appended.
  mutating func append(plain text: String, _ syntax: AttributeSyntax, length: Int?) -> Bool {
    if let length, text.utf8.count > length { return false }
    return append(bound: AttributeSyntax.bound(of: text)) { syntax.append(plain: text, to: &$0) }
  }

  /// As with text.
  mutating func append(plain value: FieldValue, _ syntax: AttributeSyntax, length: Int?) -> Bool {
    guard syntax == .postalAddress, length == nil, case .address(let address) = value else {
      return false
    }
    return append(bound: PostalLines.bound(of: address)) { PostalLines.append(address, to: &$0) }
  }

  @inline(__always)
  private mutating func append(
    bound: Int, _ appendValue: (inout OutputSpan<UInt8>) -> Bool
  ) -> Bool {
    let head = names.heads[attribute]
    let line = bytes.count
    let start = line + head.count
    var isWhole = false
    bytes.append(addingCapacity: head.count + bound + 1) { [text = names.text] output in
      let text = text.span
      output.append(copying: text.extracting(head))
      isWhole = appendValue(&output)
      output.append(Byte.lineFeed)
    }
    guard isWhole else {
      bytes.removeLast(bytes.count - line)
      return false
    }
    let end = bytes.count - 1
    let isPlain = start < end && end - line <= LDIFLine.length && isSafe(start..<end)
    values.append(Value(attribute: attribute, start: start, end: end, isPlain: isPlain))
    return true
  }

  private func isSafe(_ range: Range<Int>) -> Bool {
    let bytes = bytes.span
    return LDIFLine.isSafe(bytes.extracting(range))
  }

  mutating func removeLast() {
    values.removeLast()
    bytes.removeLast(bytes.count - 1 - (values.last?.end ?? dnEnd - 1))
  }
}

// MARK: - Writing

extension LDIFValues {
  /// Appends the lines of the entry, `marker` between the name and the attributes.
  func appendLines(marker: StaticString, to target: inout [UInt8]) {
    let bound = LDIFLine.bound(of: bytes.count) + marker.utf8CodeUnitCount
    target.append(addingCapacity: bound) { [bytes, values] output in
      let (bytes, values) = (bytes.span, values.span)
      LDIFLine.append("dn".utf8.span, bytes.extracting(..<dnEnd), to: &output)
      output.append(copying: marker)
      // Where the lines begin that can be written as they are.
      var start = dnEnd
      var line = start
      for index in values.indices {
        let value = values[index]
        defer { line = value.end + 1 }
        if value.isPlain { continue }
        output.append(copying: bytes.extracting(start..<line))
        // Less the colon and the space.
        LDIFLine.append(
          bytes.extracting(line..<value.start - 2), bytes.extracting(value.start..<value.end),
          to: &output)
        start = value.end + 1
      }
      output.append(copying: bytes.extracting(start...))
    }
  }
}

/// The names of attributes, and as they stand before a value: with a colon and a space.
struct LDIFNames: Equatable, Sendable {
  let all: [String]
  let text: [UInt8]
  /// Where each of them is in the text.
  let heads: [Range<Int>]

  init(_ names: [String]) {
    all = names
    var text: [UInt8] = []
    heads = names.map { name in
      let start = text.count
      text += Array("\(name): ".utf8)
      return start..<text.count
    }
    self.text = text
  }
}
