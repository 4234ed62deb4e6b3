import ContactModel
import TextBytes

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
    let bytes = text.utf8.span
    let (before, within) = Self.parts(of: bytes)
    let address = Self.trimmed(bytes, within)
    guard Self.isAddress(address) else { return nil }
    self.address = address
    let name = Self.unquoted(bytes, before)
    // Two lower-case copies only where the name may be an address at all.
    let isRepetition =
      Self.has(Self.at, name.utf8.span) && name.lowercased() == address.lowercased()
    displayName = name.isEmpty || isRepetition ? nil : name
  }

  // All that is looked for is ASCII, whose bytes are no part of other characters.
  private static let at = UInt8(ascii: "@")
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  private static let open = UInt8(ascii: "<")
  private static let close = UInt8(ascii: ">")

  private static func has(_ wanted: UInt8, _ bytes: Span<UInt8>) -> Bool {
    bytes.contains { $0 == wanted }
  }

  /// Where the name and the address stand: before the last `<` outside of a quoted string, and behind
  /// it (RFC 5322 section 3.4).
  private static func parts(of bytes: Span<UInt8>) -> (name: Range<Int>, address: Range<Int>) {
    var isQuoted = false
    var start: Int?
    var index = 0
    while true {
      index = bytes.firstIndex(from: index) {
        ($0 == quote) .| ($0 == backslash) .| ($0 == open)
      }
      if index >= bytes.count { break }
      switch bytes[index] {
      case backslash where isQuoted: index += 1
      case quote: isQuoted.toggle()
      case open where !isQuoted: start = index
      default: break
      }
      index += 1
    }
    guard let start, let end = (start + 1..<bytes.count).last(where: { bytes[$0] == close }) else {
      return (0..<0, 0..<bytes.count)
    }
    return (0..<start, start + 1..<end)
  }

  /// The text without white space around it, nor quotation marks, nor white space within those.
  private static func unquoted(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let range = withoutSpaces(bytes, range)
    guard range.count > 1, bytes[range.lowerBound] == quote, bytes[range.upperBound - 1] == quote
    else {
      let text = trimmed(bytes, range)
      // Where other white space was taken away, quotation marks may have come to light.
      return text.utf8.count == range.count ? text : unquoted(text.utf8.span, 0..<text.utf8.count)
    }
    let inner = range.lowerBound + 1..<range.upperBound - 1
    guard has(backslash, bytes.extracting(inner)) else { return trimmed(bytes, inner) }
    var result: [UInt8] = []
    var isEscaped = false
    for index in inner {
      if bytes[index] == backslash && !isEscaped {
        isEscaped = true
      } else {
        result.append(bytes[index])
        isEscaped = false
      }
    }
    return trimmed(result.span, 0..<result.count)
  }

  private static func withoutSpaces(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while start < end, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }

  /// The text without white space at both ends; it begins and ends where a character does.
  private static func trimmed(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    let range = withoutSpaces(bytes, range)
    guard let text = try? UTF8Span(validating: bytes.extracting(range)) else { return "" }
    let trimmed = String(copying: text)
    if range.isEmpty || bytes[range.lowerBound] < 0x80 && bytes[range.upperBound - 1] < 0x80 {
      return trimmed
    }
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
    var index = 0
    while true {
      index = bytes.firstIndex(from: index) {
        ($0 < 0x21) .| ($0 == open) .| ($0 == close) .| ($0 == at) .| ($0 > 0x7F)
      }
      if index == bytes.count { break }
      switch bytes[index] {
      case at where place == nil: place = index
      case at, open, close, 0x20, 0x09, 0x0A: return false
      case 0x80...: isSuspect = isSuspect || bytes.mayBeSpace(at: index)
      default: break
      }
      index += 1
    }
    guard let place, place > 0, place < bytes.count - 1 else { return false }
    return !isSuspect
      || !text.unicodeScalars.contains { !$0.isASCII && $0.properties.isWhitespace }
  }
}
