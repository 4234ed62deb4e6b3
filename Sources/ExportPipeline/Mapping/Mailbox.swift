import ContactModel

/// An e-mail value of the mailbox taken apart: an address alone, `"Name" <address>`, or something
/// that is no Internet address at all.
///
///     "president@contoso.com" <president@contoso.com>
///     /o=Contoso/ou=First Administrative Group/cn=Recipients/cn=mark
struct Mailbox: Equatable {
  let address: String
  /// The name, where there is one that isn't the address once more.
  let displayName: String?

  /// `nil` where the value holds no address with one `@`, as an X.500 address of Exchange.
  init?(_ text: String) {
    // Nothing to take apart, nothing to trim.
    if Self.isAddress(text) {
      address = text
      displayName = nil
      return
    }
    let (name, address) = Self.split(text)
    guard Self.isAddress(address) else { return nil }
    self.address = address
    // Two lower-case copies only where the name may be an address at all.
    let isRepetition =
      name.map { Self.has($0, Self.at) && $0.lowercased() == address.lowercased() } ?? true
    displayName = isRepetition ? nil : name
  }

  // All that is looked for is ASCII, whose bytes are no part of other characters.
  private static let at = UInt8(ascii: "@")
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  private static let open = UInt8(ascii: "<")
  private static let close = UInt8(ascii: ">")

  private static func has(_ text: String, _ wanted: UInt8) -> Bool {
    let bytes = text.utf8.span
    return bytes.indices.contains { bytes[$0] == wanted }
  }

  /// Splits at the last `<` outside of a quoted string (RFC 5322 section 3.4).
  private static func split(_ text: String) -> (name: String?, address: String) {
    let bytes = text.utf8.span
    guard let start = addressStart(in: text) else {
      return (nil, trim(bytes, 0, bytes.count))
    }
    guard let end = (start + 1..<bytes.count).last(where: { bytes[$0] == close }) else {
      return (nil, trim(bytes, 0, bytes.count))
    }
    let name = unquote(trim(bytes, 0, start))
    return (name.isEmpty ? nil : name, trim(bytes, start + 1, end))
  }

  /// Where the `<` stands.
  private static func addressStart(in text: String) -> Int? {
    let bytes = text.utf8.span
    var isQuoted = false
    var isEscaped = false
    var start: Int?
    for index in bytes.indices {
      switch bytes[index] {
      case _ where isEscaped: isEscaped = false
      case backslash where isQuoted: isEscaped = true
      case quote: isQuoted.toggle()
      case open where !isQuoted: start = index
      default: break
      }
    }
    return start
  }

  private static func unquote(_ text: String) -> String {
    let bytes = text.utf8.span
    let end = bytes.count - 1
    guard end > 0, bytes[0] == quote, bytes[end] == quote else { return text }
    guard has(text, backslash) else { return trim(bytes, 1, end) }
    var result: [UInt8] = []
    var isEscaped = false
    for index in 1..<end {
      if bytes[index] == backslash && !isEscaped {
        isEscaped = true
      } else {
        result.append(bytes[index])
        isEscaped = false
      }
    }
    return trim(result.span, 0, result.count)
  }

  /// The bytes without white space at both ends; they begin and end where a character does.
  private static func trim(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> String {
    var (start, end) = (start, end)
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while start < end, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    guard start < end, let text = try? UTF8Span(validating: bytes.extracting(start..<end)) else {
      return ""
    }
    let trimmed = String(copying: text)
    if bytes[start] < 0x80, bytes[end - 1] < 0x80 { return trimmed }
    let isSpace = { (scalar: Unicode.Scalar) in
      scalar == " " || scalar == "\t" || (!scalar.isASCII && scalar.properties.isWhitespace)
    }
    var scalars = trimmed.unicodeScalars[...]
    while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return String(scalars)
  }

  /// One `@` with something on both sides; no white space and no angle brackets.
  private static func isAddress(_ text: String) -> Bool {
    let bytes = text.utf8.span
    var place: Int?
    var isSuspect = false
    for index in bytes.indices {
      switch bytes[index] {
      case at where place == nil: place = index
      case at, open, close, 0x20, 0x09, 0x0A: return false
      case 0x80...: isSuspect = isSuspect || bytes.mayBeSpace(at: index)
      default: break
      }
    }
    guard let place, place > 0, place < bytes.count - 1 else { return false }
    return !isSuspect
      || !text.unicodeScalars.contains { !$0.isASCII && $0.properties.isWhitespace }
  }
}
