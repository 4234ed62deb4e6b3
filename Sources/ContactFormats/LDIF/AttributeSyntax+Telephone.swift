import TextBytes

extension AttributeSyntax {
  /// A telephone number by the set of Printable String (RFC 4517 section 3.2), which servers hold
  /// to. What looks alike is replaced: other digits, dashes and spaces, brackets. `*` and `#` are
  /// part of what is dialled and have no likeness, so a number with them is refused, and an address that
  /// would become another.
  func telephone(_ text: String) -> Outcome {
    if !text.isEmpty, Self.isPrintable(text.utf8.span) {
      return Self.isDialled(text.utf8.span)
        ? .value(Array(text.utf8))
        : text.utf8.allSatisfy { $0 == Byte.space } ? .empty : .refused("neither digit nor letter")
    }
    if Self.isAddress(text) { return .refused("an address, no number") }
    var bytes: [UInt8] = []
    for scalar in Self.withExtensionSpelled(text).unicodeScalars {
      guard let byte = Self.likeness(of: scalar) else {
        return .refused("* and # are not allowed in a number here")
      }
      if byte == Byte.space, bytes.last ?? Byte.space == Byte.space { continue }
      bytes.append(byte)
    }
    if bytes.last == Byte.space { bytes.removeLast() }
    if bytes.isEmpty, text.allSatisfy(\.isWhitespace) { return .empty }
    guard bytes.contains(where: Self.isDialled) else { return .refused("neither digit nor letter") }
    return .mended(bytes, "characters replaced that a number can't have here")
  }

  private static let schemes: Set<String> = [
    "aim", "callto", "facetime", "h323", "im", "mailto", "msnim", "msteams", "sip", "sips", "skype",
    "xmpp", "ymsgr",
  ]

  /// Whether it is an address of mail, chat or the web: an `@` within a word, or a scheme.
  private static func isAddress(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    func isSeen(_ index: Int) -> Bool {
      scalars.indices.contains(index) && !scalars[index].properties.isWhitespace
        && scalars[index].properties.generalCategory != .format
    }
    let isOfMail = scalars.indices.contains { index in
      (scalars[index] == "@" || scalars[index] == "\u{FF20}") && isSeen(index - 1)
        && isSeen(index + 1)
    }
    if isOfMail || text.contains("://") { return true }
    let start = text.drop { $0.isWhitespace }
    guard let colon = start.prefix(10).firstIndex(of: ":") else { return false }
    return schemes.contains(start[..<colon].lowercased())
  }

  // Not inlined: who appends values would grow too large to be so itself.

  /// Whether all are `A-Z a-z 0-9 ' ( ) + , - . / : = ?` and space.
  @inline(never)
  static func isPrintable(_ text: Span<UInt8>) -> Bool {
    !text.contains { bytes in
      .!(bytes.isLetter() .| bytes.isIn(0x27...0x29) .| bytes.isIn(0x2B...0x3A)
        .| (bytes == Byte.equals) .| (bytes == 0x3F) .| (bytes == Byte.space))
    }
  }

  private static func isPrintable(_ byte: UInt8) -> Bool {
    let text = CollectionOfOne(byte)
    return isPrintable(text.span)
  }

  @inline(never)
  static func isDialled(_ text: Span<UInt8>) -> Bool {
    text.contains { $0.isLetter() .| $0.isDigit() }
  }

  private static func isDialled(_ byte: UInt8) -> Bool {
    Byte.isDigit(byte) || Byte.isLetter(byte)
  }

  /// `;ext=5` of a `tel:` URI (RFC 3966) as people write it: ` ext. 5`.
  private static func withExtensionSpelled(_ text: String) -> String {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count > 1 else { return text }
    return parts.dropFirst().reduce(String(first)) { number, part in
      let isExtension = part.lowercased().hasPrefix("ext=")
      return number + (isExtension ? " ext. " + part.dropFirst(4) : "," + part)
    }
  }

  /// The character of Printable String that stands for this one; a space for what has none, and
  /// `nil` for what changes the number.
  private static func likeness(of scalar: Unicode.Scalar) -> UInt8? {
    // The full-width forms mirror ASCII.
    let plain = 0xFF01...0xFF5E ~= scalar.value ? scalar.value - 0xFEE0 : scalar.value
    if let byte = UInt8(exactly: plain), byte < 0x80 {
      if isPrintable(byte) { return byte }
      switch byte {
      case 0x23, 0x2A: return nil
      case 0x5B, 0x7B, Byte.lessThan: return 0x28
      case 0x5D, 0x7D, 0x3E: return 0x29
      case 0x5F, 0x7E: return 0x2D
      case Byte.backslash, 0x7C: return 0x2F
      case Byte.quote, 0x60: return 0x27
      default: return Byte.space
      }
    }
    if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
      return UInt8(ascii: "0") + UInt8(value)
    }
    switch scalar.properties.generalCategory {
    case .dashPunctuation, .mathSymbol: return 0x2D
    default: return Byte.space
    }
  }
}
