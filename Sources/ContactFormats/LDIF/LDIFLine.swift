import TextBytes

/// A line of LDIF: a name and a value, folded at 76 columns.
enum LDIFLine {
  /// The columns of a line; RFC 2849 names none, and most tools use about as many.
  static let length = 76

  /// The room that a line of a name and a value needs, which have so many bytes together.
  static func bound(of count: Int) -> Int { 2 * count + OutputSpan<UInt8>.slack }

  /// Appends the line and its end.
  ///
  /// - Precondition: There is room for ``bound(of:)``.
  static func append(
    _ name: Span<UInt8>, _ value: Span<UInt8>, to output: inout OutputSpan<UInt8>
  ) {
    let start = output.count
    output.append(copying: name)
    if value.isEmpty {
      output.append(Byte.colon)
    } else if isSafe(value) {
      output.append(copying: ": ")
      output.append(copying: value)
    } else {
      output.append(copying: ":: ")
      Base64.append(value, to: &output)
    }
    // All is ASCII by now, so a line may break anywhere.
    if output.count - start > length { output.fold(from: start, length: length) }
    output.append(Byte.lineFeed)
  }

  /// A SAFE-STRING, less what RFC 2849 allows and readers stumble over: control characters and a
  /// space at the end.
  static func isSafe(_ value: Span<UInt8>) -> Bool {
    if value.isEmpty { return true }
    switch value[0] {
    case Byte.colon, Byte.lessThan, Byte.space, 0x80...: return false
    default: return value[value.count - 1] != Byte.space && isVisible(value)
    }
  }

  /// Whether there is nothing but the characters of ASCII that can be seen, and spaces.
  private static func isVisible(_ value: Span<UInt8>) -> Bool {
    !value.contains { .!$0.isIn(0x20...0x7E) }
  }
}
