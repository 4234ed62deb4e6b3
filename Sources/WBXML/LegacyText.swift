/// Text of bytes that should be UTF-8 and may not be: some servers hand through what a card or a directory
/// held, in the encoding that it had.
package struct LegacyText: Equatable, Sendable {
  package enum Encoding: Equatable, Sendable {
    case utf8
    /// UTF-8 whose last character was cut; U+FFFD stands for it.
    case cutUTF8
    /// Windows-1252; U+FFFD stands for a byte that it doesn't define.
    case windows1252
  }

  package let text: String
  package let encoding: Encoding

  package init(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    encoding = Self.encoding(of: bytes)
    guard encoding == .windows1252 else {
      text = String(decoding: bytes, as: UTF8.self)
      return
    }
    var scalars = String.UnicodeScalarView()
    for byte in bytes {
      scalars.append(
        0x80...0x9F ~= byte ? Self.windows1252[Int(byte) - 0x80] : Unicode.Scalar(byte))
    }
    text = String(scalars)
  }

  /// What is cut in the middle of a character and has others beyond ASCII before it was UTF-8: in
  /// windows-1252 that would be two or three letters in a row that stand together in no language.
  private static func encoding(of bytes: [UInt8]) -> Encoding {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
      return .utf8
    } catch {
      let start = error.byteOffsets.lowerBound
      let isCut =
        error.kind == .truncatedScalar && error.byteOffsets.upperBound == bytes.count
        && bytes[..<start].contains { $0 >= 0x80 }
      return isCut ? .cutUTF8 : .windows1252
    }
  }

  /// The characters 80 to 9F; the others are those of Latin 1.
  private static let windows1252 = Array(
    "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)
}
