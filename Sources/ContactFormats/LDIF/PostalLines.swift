import ContactModel
import TextBytes

/// The lines of an address as Postal Address has them (RFC 4517 section 3.3.28): without the empty
/// ones, joined by `$`, with `$` and `\` escaped. A line a part, more for a street that has more, the
/// country last: no country's order is imposed on the others.
struct PostalLines {
  private let start: Int
  /// Where the line begins, and whether anything visible is in it yet.
  private var lineStart: Int
  private var isBlank = true

  private init(in output: borrowing OutputSpan<UInt8>) {
    start = output.count
    lineStart = start
  }

  /// The lines of a text without control characters but TAB and LF.
  static func encoded(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(addingCapacity: bound(of: text)) { output in
      var lines = PostalLines(in: output)
      _ = lines.append(text, isClean: true, to: &output)
      lines.end(&output)
    }
    return bytes
  }

  /// The parts of an address, each as lines of its own, if none of them needs to be cleaned.
  ///
  /// - Returns: Whether it is a safe string, as `LDIFLine` has it, or `nil` if there is nothing to see.
  static func append(
    _ addresses: Span<Contact.PostalAddress>, at index: Int, to output: inout OutputSpan<UInt8>
  ) -> Bool? {
    var lines = PostalLines(in: output)
    for part in AddressPart.allCases {
      guard let text = addresses.text(of: part, at: index) else { continue }
      guard lines.append(text, isClean: false, to: &output) else { return nil }
      lines.endLine(&output)
    }
    lines.end(&output)
    if output.count == lines.start { return nil }
    let value = output.span
    return LDIFLine.isSafe(value.extracting(lines.start...))
  }

  static func bound(of addresses: Span<Contact.PostalAddress>, at index: Int) -> Int {
    AddressPart.allCases.reduce(0) { sum, part in
      sum + (addresses.text(of: part, at: index).map(bound(of:)) ?? 0)
    }
  }

  private static func bound(of text: String) -> Int {
    3 * text.utf8.count + 1 + OutputSpan<UInt8>.slack
  }

  /// Returns `false` at what may be a control character but TAB and LF, where none should be.
  private mutating func append(
    _ text: String, isClean: Bool, to output: inout OutputSpan<UInt8>
  ) -> Bool {
    let bytes = text.utf8.span
    var index = 0
    while true {
      let start = index
      index = output.append(bytes, from: start, until: Self.needCare)
      if isBlank { isBlank = (start..<index).allSatisfy { bytes[$0] == Byte.space } }
      if index == bytes.count { return true }
      switch bytes[index] {
      case Byte.lineFeed: endLine(&output)
      case Byte.tab: output.append(Byte.tab)
      case UInt8(ascii: "$"): append("\\24", to: &output)
      case Byte.backslash: append("\\5C", to: &output)
      case let byte:
        guard isClean else { return false }
        output.append(byte)
        isBlank = false
      }
      index += 1
    }
  }

  /// Which bytes do in a line of an address: control characters, or where one may begin, `$` and `\`.
  @inline(__always)
  private static func needCare(_ bytes: SixteenBytes) -> SixteenBytes.Mask {
    (bytes < 0x20) .| (bytes == Byte.delete) .| (bytes == 0xC2) .| (bytes == UInt8(ascii: "$"))
      .| (bytes == Byte.backslash)
  }

  private mutating func append(_ escaped: StaticString, to output: inout OutputSpan<UInt8>) {
    output.append(copying: escaped)
    isBlank = false
  }

  private mutating func endLine(_ output: inout OutputSpan<UInt8>) {
    if isBlank {
      output.removeLast(output.count - lineStart)
    } else {
      output.append(UInt8(ascii: "$"))
      lineStart = output.count
      isBlank = true
    }
  }

  /// A blank line at the end goes, and the separator before it too.
  private mutating func end(_ output: inout OutputSpan<UInt8>) {
    if isBlank { output.removeLast(output.count - max(lineStart - 1, start)) }
  }
}
