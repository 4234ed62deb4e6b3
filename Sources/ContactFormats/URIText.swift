import Foundation
import TextBytes

/// Turns what people type as a web page or a chat address into a URI (RFC 3986).
enum URIText {
  /// A web page as a URI, `http://` added where no scheme is there: `www.contoso.com`,
  /// `https://contoso.com/a?b`. Letters that a URI has no room for are percent-encoded. `nil` for
  /// text that is no address at all: `see our site`, or another one: `anna@contoso.com`, `030 12345`.
  static func webPage(_ text: String) -> String? {
    if isWebPage(text.utf8.span) { return text }
    guard isOneWord(text) else { return nil }
    if let length = schemeLength(of: text) {
      let rest = text.utf8.dropFirst(length + 1)
      if !isPort(rest) {
        // C:\folder is no URI, nor is a scheme alone.
        guard length > 1, rest.contains(where: isNameByte), !isNoPlace(text) else { return nil }
        return percentEncoded(text)
      }
    }
    guard let first = text.utf8.first, isNameByte(first), isHost(text) else { return nil }
    return percentEncoded("http://" + text)
  }

  /// Whether what stands before the first slash may be a host: no address of mail and no telephone number.
  private static func isHost(_ text: String) -> Bool {
    let host = text.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if host.utf8.contains(UInt8(ascii: "@")) { return false }
    let isNumber = host.utf8.allSatisfy { Byte.isDigit($0) || $0 == 0x2D || $0 == 0x2E }
    // An address of IP has four numbers.
    return !isNumber || host.split(separator: ".").count == 4
  }

  /// Whether the text is surely a URI, and is written as ``webPage(_:)`` writes it.
  static func isWebPage(_ text: Span<UInt8>) -> Bool { isPlain(text) && isOnWeb(text) }

  /// An instant messaging address as a URI: `sip:anna@contoso.com` as it is, `anna@contoso.com`
  /// with the scheme `im` (RFC 3860). `nil` for anything else, as a bare nickname.
  static func instantMessaging(_ text: String) -> String? {
    guard isPlain(text.utf8.span) || isOneWord(text) && percentEncoded(text) == text else {
      return nil
    }
    if let length = schemeLength(of: text) {
      return text.utf8.dropFirst(length).contains(where: isNameByte) && !isNoPlace(text)
        ? text : nil
    }
    let sides = text.split(separator: "@", omittingEmptySubsequences: false)
    guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty }), !text.utf8.contains(Byte.colon)
    else { return nil }
    return "im:" + text
  }

  /// Whether all of the text can stand in a URI as it is.
  private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
    // What of ASCII can be seen, but `"%<>\^`{|}`.
    !bytes.isEmpty
      && !bytes.contains { bytes in
        .!bytes.isIn(0x21...0x7E) .| (bytes == Byte.quote) .| (bytes == Byte.percent)
          .| (bytes == Byte.lessThan) .| (bytes == 0x3E) .| (bytes == Byte.backslash)
          .| (bytes == Byte.caret) .| (bytes == 0x60) .| bytes.isIn(0x7B...0x7D)
      }
  }

  /// `https://contoso.com`, as most pages are written.
  private static func isOnWeb(_ bytes: Span<UInt8>) -> Bool {
    let length = starts(bytes, with: "https://") ? 8 : starts(bytes, with: "http://") ? 7 : 0
    return length > 0 && bytes.count > length && isNameByte(bytes[length])
  }

  private static func starts(_ bytes: Span<UInt8>, with start: String) -> Bool {
    let start = start.utf8.span
    return bytes.count >= start.count && start.indices.allSatisfy { bytes[$0] == start[$0] }
  }

  /// How many bytes stand before the first colon, if they could name a scheme.
  private static func schemeLength(of text: String) -> Int? {
    let bytes = text.utf8.span
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == Byte.colon { return index > 0 ? index : nil }
      let isPart = Byte.isDigit(byte) || 0x2B...0x2E ~= byte && byte != Byte.comma
      guard Byte.isLetter(byte) || isPart && index > 0 else { return nil }
    }
    return nil
  }

  /// Whether it holds its own content (RFC 2397), which may be broken and is nobody's page or address,
  /// or promises a UUID (RFC 9562) and has none.
  private static func isNoPlace(_ text: String) -> Bool {
    // Seldom: most begin with another letter.
    let first = (text.utf8.first ?? 0) | 0x20
    guard first == UInt8(ascii: "d") || first == UInt8(ascii: "u") else { return false }
    let start = String(decoding: text.utf8.prefix(9), as: UTF8.self).lowercased().utf8
    if start.starts(with: "data:".utf8) { return true }
    return start.starts(with: "urn:uuid:".utf8)
      && UUID(uuidString: String(decoding: text.utf8.dropFirst(9), as: UTF8.self)) == nil
  }

  /// A letter or digit of any script.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    Byte.isLetter(byte) || Byte.isDigit(byte) || byte >= 0x80
  }

  /// `host:8080` and `contoso.com:8080/x` have a port and no scheme.
  private static func isPort(_ rest: Substring.UTF8View) -> Bool {
    let digits = rest.prefix(while: Byte.isDigit)
    guard 1...5 ~= digits.count else { return false }
    let end = rest[digits.endIndex...].first
    return end == nil || end == UInt8(ascii: "/")
  }

  private static func isOneWord(_ text: String) -> Bool {
    if text.isEmpty { return false }
    if text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) { return true }
    return text.unicodeScalars.allSatisfy {
      !$0.properties.isWhitespace && $0.properties.generalCategory != .control
    }
  }

  private static func percentEncoded(_ text: String) -> String {
    if isPlain(text.utf8.span) { return text }
    let bytes = Array(text.utf8)
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.count + 16)
    for (index, byte) in bytes.enumerated() {
      let isKept =
        byte == Byte.percent
        ? index + 2 < bytes.count && Byte.isHexDigit(bytes[index + 1])
          && Byte.isHexDigit(bytes[index + 2])
        : isURICharacter(byte)
      if isKept {
        encoded.append(byte)
      } else {
        encoded.append(Byte.percent)
        encoded.append(contentsOf: Byte.hex(byte))
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// RFC 3986 section 2: reserved, unreserved and the percent sign.
  private static func isURICharacter(_ byte: UInt8) -> Bool {
    // All of ASCII that can be seen, but `"<>\^`{|}`: a bit each.
    let characters: UInt64 = byte < 0x40 ? 0xAFFF_FFFA_0000_0000 : 0x47FF_FFFE_AFFF_FFFF
    return byte < 0x80 && characters >> UInt64(byte & 0x3F) & 1 != 0
  }
}
