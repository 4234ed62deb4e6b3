/// Characters that nobody sees and that no address has: zero width, soft hyphens, marks of direction, byte
/// order marks. They come along when people copy.
enum Invisible {
  typealias Scalars = Substring.UnicodeScalarView

  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII && scalar.properties.generalCategory == .format
  }

  /// Whether there may be any: none is in ASCII.
  static func mayBe(in text: String) -> Bool { text.utf8.contains { $0 >= 0x80 } }

  /// The text without them, but for a joiner between letters of a script that needs it in names of domains
  /// (RFC 5892 appendix A).
  static func removed(from text: Scalars) -> String {
    let scalars = Array(text)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let isKept =
        !isInvisible(scalar)
        || 0x200C...0x200D ~= scalar.value && index > 0 && index + 1 < scalars.count
          && isJoined(scalars[index - 1]) && isJoined(scalars[index + 1])
      if isKept { result.append(scalar) }
    }
    return String(result)
  }

  /// Letters and marks from Arabic to the scripts of India and beyond.
  private static func isJoined(_ scalar: Unicode.Scalar) -> Bool {
    0x0600...0x1AFF ~= scalar.value && !isInvisible(scalar)
  }

  /// Whether there were any in what was taken off at the ends.
  static func wereTaken(from text: Scalars, leaving rest: Scalars) -> Bool {
    text[..<rest.startIndex].contains(where: isInvisible)
      || text[rest.endIndex...].contains(where: isInvisible)
  }

  /// The text without them, and without white space, at both ends.
  static func trimmed(_ text: Scalars) -> Scalars {
    trimmed(text) { isInvisible($0) || isSpace($0) }
  }

  static func trimmed(_ text: Scalars, _ isTaken: (Unicode.Scalar) -> Bool) -> Scalars {
    var text = text
    while let first = text.first, isTaken(first) { text.removeFirst() }
    while let last = text.last, isTaken(last) { text.removeLast() }
    return text
  }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? scalar == " " || scalar == "\t" || scalar == "\n" : scalar.properties.isWhitespace
  }
}
