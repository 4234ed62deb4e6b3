import ContactModel
import TextBytes

/// The name of an entry and the values of its attributes, one after the other in the same bytes, and
/// as lines of LDIF: a run of lines that need neither base 64 nor folding is written at once.
struct LDIFValues: Equatable, Sendable {
  private struct Value: Equatable {
    /// The attribute by its index.
    let attribute: UInt32
    private let first: UInt32
    private let last: UInt32
    /// Whether the line can be written as it stands here.
    let isPlain: Bool

    init(attribute: Int, start: Int, end: Int, isPlain: Bool) {
      self.attribute = UInt32(attribute)
      first = UInt32(start)
      last = UInt32(end)
      self.isPlain = isPlain
    }

    var start: Int { Int(first) }
    /// Where the line feed is.
    var end: Int { Int(last) }
  }

  /// The names of the attributes.
  let names: LDIFNames
  private var bytes: [UInt8] = []
  private var dnEnd = 0
  private var values: [Value] = []
  /// Which attribute the next values are of.
  var attribute = 0

  /// Most entries without a photo are smaller.
  private static let usualSize = (bytes: 968, values: 40)

  init(_ names: LDIFNames, dn: String) {
    self.names = names
    bytes = Array(dn.utf8)
    dnEnd = bytes.count
  }

  /// The beginning of an entry that an attribute names, `uid=6f9619ff…,ou=contacts,dc=example`, with
  /// the values of an entry without a name.
  init(_ start: LDIFValues, naming attribute: String, _ value: String, base: String) {
    names = start.names
    let value = DistinguishedName.escaped(value)
    let first = start.bytes.span
    let length = attribute.utf8.count + value.utf8.count + base.utf8.count + 2 + first.count
    bytes.append(addingCapacity: max(Self.usualSize.bytes, length)) { output in
      output.append(copying: attribute.utf8.span)
      output.append(Byte.equals)
      output.append(copying: value.utf8.span)
      if !base.isEmpty {
        output.append(Byte.comma)
        output.append(copying: base.utf8.span)
      }
      dnEnd = output.count
      output.append(copying: first)
    }
    values.reserveCapacity(Self.usualSize.values)
    let firstValues = start.values.span
    for index in firstValues.indices {
      let value = firstValues[index]
      values.append(
        Value(
          attribute: Int(value.attribute), start: value.start + dnEnd, end: value.end + dnEnd,
          isPlain: value.isPlain))
    }
  }

  var dn: ArraySlice<UInt8> { bytes[..<dnEnd] }

  var count: Int { values.count }

  subscript(index: Int) -> ArraySlice<UInt8> { bytes[values[index].start..<values[index].end] }

  func attribute(at index: Int) -> Int { Int(values[index].attribute) }

  // MARK: Filling

  mutating func append(_ value: Span<UInt8>) {
    _ = append(bound: value.count) { output in
      output.append(copying: value)
      return LDIFLine.isSafe(value)
    }
  }

  /// Appends a value that surely needs no mending to fit a syntax and a length.
  ///
  /// - Returns: Whether it is one. If not, nothing is appended.
  @inline(__always)
  mutating func append(plain text: String, _ syntax: AttributeSyntax, length: Int?) -> Bool {
    let text = text.utf8.span
    if let length, text.count > length { return false }
    return append(bound: AttributeSyntax.bound(of: text)) { syntax.append(plain: text, to: &$0) }
  }

  /// As with text, for the syntax `postalAddress`.
  mutating func append(plain addresses: Span<Contact.PostalAddress>, at index: Int) -> Bool {
    append(bound: PostalLines.bound(of: addresses, at: index)) {
      PostalLines.append(addresses, at: index, to: &$0)
    }
  }

  /// Appends a value by a closure that says whether it is a safe string, or `nil` for none.
  @inline(__always)
  private mutating func append(
    bound: Int, _ appendValue: (inout OutputSpan<UInt8>) -> Bool?
  ) -> Bool {
    let head = names.heads[attribute]
    let line = bytes.count
    let start = line + head.count
    var isSafe: Bool?
    // By themselves: the names could not be read, but for a copy, while a part of `self` changes.
    var bytes: [UInt8] = []
    swap(&bytes, &self.bytes)
    defer { swap(&bytes, &self.bytes) }
    bytes.append(addingCapacity: head.count + bound + 1) { output in
      names.append(head, to: &output)
      isSafe = appendValue(&output)
      output.append(Byte.lineFeed)
    }
    guard let isSafe else {
      bytes.removeLast(bytes.count - line)
      return false
    }
    let end = bytes.count - 1
    let isPlain = isSafe && start < end && end - line <= LDIFLine.length
    values.append(Value(attribute: attribute, start: start, end: end, isPlain: isPlain))
    return true
  }

  /// Whether two values have surely not the same matching key.
  func surelyDiffer(_ one: Int, _ other: Int) -> Bool {
    let bytes = bytes.span
    return AttributeSyntax.surelyDiffer(
      bytes.extracting(values[one].start..<values[one].end),
      bytes.extracting(values[other].start..<values[other].end))
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
    target.append(addingCapacity: bound) { output in
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
