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
    _ address: borrowing Contact.PostalAddress, to output: inout OutputSpan<UInt8>
  ) -> Bool? {
    var lines = PostalLines(in: output)
    guard lines.append(part: address.street, to: &output),
      lines.append(part: address.city, to: &output),
      lines.append(part: address.region, to: &output),
      lines.append(part: address.postalCode, to: &output),
      lines.append(part: address.country, to: &output)
    else { return nil }
    lines.end(&output)
    if output.count == lines.start { return nil }
    let value = output.span
    return LDIFLine.isSafe(value.extracting(lines.start...))
  }

  static func bound(of address: borrowing Contact.PostalAddress) -> Int {
    bound(of: address.street) + bound(of: address.city) + bound(of: address.region)
      + bound(of: address.postalCode) + bound(of: address.country)
  }

  private static func bound(of text: String?) -> Int {
    text.map { 3 * $0.utf8.count + 1 + OutputSpan<UInt8>.slack } ?? 0
  }

  /// Returns `false` for a part that needs to be cleaned.
  private mutating func append(part: String?, to output: inout OutputSpan<UInt8>) -> Bool {
    guard let part, !part.isEmpty else { return true }
    if append(line: part.utf8.span, to: &output) { return true }
    guard append(part, isClean: false, to: &output) else { return false }
    endLine(&output)
    return true
  }

  /// Appends a part that is a line as it stands, and its end, as most are.
  ///
  /// - Returns: Whether it is one; nothing is appended otherwise.
  private mutating func append(line: Span<UInt8>, to output: inout OutputSpan<UInt8>) -> Bool {
    let start = output.count
    guard line[0] != Byte.space, output.append(visible: line),
      !line.indices.contains(where: { line[$0] == UInt8(ascii: "$") || line[$0] == Byte.backslash })
    else {
      output.removeLast(output.count - start)
      return false
    }
    isBlank = false
    endLine(&output)
    return true
  }

  /// Returns `false` at what may be a control character but TAB and LF, where none should be.
  private mutating func append(
    _ text: String, isClean: Bool, to output: inout OutputSpan<UInt8>
  ) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices {
      let byte = bytes[index]
      switch byte {
      case Byte.lineFeed:
        endLine(&output)
        continue
      case UInt8(ascii: "$"): output.append(copying: "\\24")
      case Byte.backslash: output.append(copying: "\\5C")
      case Byte.space, Byte.tab:
        output.append(byte)
        continue
      // C1 control characters begin with C2.
      case ..<Byte.space, Byte.delete, 0xC2:
        guard isClean else { return false }
        output.append(byte)
      default: output.append(byte)
      }
      isBlank = false
    }
    return true
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
