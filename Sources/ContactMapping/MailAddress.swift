import Foundation

/// An Internet address, out of what may stand around it: white space, commas, quotation marks, brackets,
/// invisible characters, a scheme.
///
///     'anna@contoso.com'    mailto:anna@contoso.com?subject=Hello    [SMTP:anna@contoso.com]
struct MailAddress {
  /// An addr-spec (RFC 5322 section 3.4.1) with one `@`, possibly not ASCII.
  let text: String
  /// Whether the value said no more.
  private(set) var isWhole = true
  private(set) var hadInvisible = false

  private typealias Scalars = Substring.UnicodeScalarView

  private static let schemes = ["mailto:", "smtp:"]
  private static let pairs: [Unicode.Scalar: Unicode.Scalar] = [
    "\"": "\"", "'": "'", "<": ">", "[": "]", "(": ")",
  ]

  /// More layers than that are nobody's, and would take the square of their number.
  private static let maximumLayers = 8

  /// `nil` where there is none, or more than one.
  init?(_ value: Substring.UnicodeScalarView) {
    var rest = value
    for _ in 0..<Self.maximumLayers {
      let trimmed = Self.trimmed(rest)
      if Invisible.wereTaken(from: rest, leaving: trimmed) { hadInvisible = true }
      rest = trimmed
      if let scheme = Self.schemes.first(where: { Self.starts(rest, with: $0) }) {
        rest = rest.dropFirst(scheme.count)
        if Self.starts(rest, with: "//") { rest = rest.dropFirst(2) }
        if scheme == "mailto:" {
          // RFC 6068: fields of the message behind a question mark, and escapes.
          if let mark = rest.firstIndex(of: "?") {
            isWhole = rest[mark...].dropFirst().isEmpty
            rest = rest[..<mark]
          }
          rest = Self.withoutEscapes(rest)
        }
        continue
      }
      guard let first = rest.first, let close = Self.pairs[first], rest.last == close,
        rest.dropFirst().first != nil
      else { break }
      rest = rest.dropFirst().dropLast()
    }
    rest = Self.withoutStrayQuotes(rest)
    var address = String(rest)
    if Invisible.mayBe(in: address) {
      let visible = Invisible.removed(from: rest)
      if visible.utf8.count != address.utf8.count { hadInvisible = true }
      address = visible
    }
    guard Self.isAddress(address) else { return nil }
    text = address
  }

  private static func trimmed(_ text: Scalars) -> Scalars {
    Invisible.trimmed(text) {
      $0 == "," || $0 == ";" || Invisible.isSpace($0) || Invisible.isInvisible($0)
    }
  }

  /// Whether it begins with letters of ASCII, whatever their case.
  private static func starts(_ text: Scalars, with start: String) -> Bool {
    String(text.prefix(start.count)).lowercased() == start
  }

  /// `anna%40contoso.com`
  private static func withoutEscapes(_ text: Scalars) -> Scalars {
    guard text.contains("%"), let plain = String(text).removingPercentEncoding else { return text }
    return Substring(plain).unicodeScalars
  }

  /// Without quotation marks at one end alone; those of `"anna b"@contoso.com` are part of it.
  private static func withoutStrayQuotes(_ text: Scalars) -> Scalars {
    var text = text
    while let last = text.last, last == "\"" || last == "'" { text.removeLast() }
    if text.first == "\"", text.count(where: { $0 == "\"" }) == 1 { text.removeFirst() }
    return text
  }

  /// One `@` with something on both sides; nothing there that parts addresses, no white space.
  private static func isAddress(_ text: String) -> Bool {
    let sides = text.unicodeScalars.split(
      separator: "@", maxSplits: 2, omittingEmptySubsequences: false)
    guard sides.count == 2, let local = sides.first, let domain = sides.last, !local.isEmpty,
      !domain.isEmpty
    else { return false }
    let isLiteral = domain.first == "[" && domain.last == "]"
    let isQuoted = local.first == "\"" && local.last == "\"" && local.dropFirst(2).first != nil
    return text.unicodeScalars.allSatisfy { !Invisible.isSpace($0) && !isControl($0) }
      && (isQuoted || !local.contains(where: parts))
      && (isLiteral || !domain.contains { parts($0) || $0 == "\"" })
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
  }

  private static func parts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "<", ">", "[", "]", ",", ";", ":", "(", ")": true
    default: false
    }
  }
}
