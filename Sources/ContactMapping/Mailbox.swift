import ContactModel
import TextBytes

/// An e-mail value of the mailbox taken apart: an address alone, a name and an address, or something that
/// is no Internet address at all.
///
///     "president@contoso.com" <president@contoso.com>
///     "5'11" Tom" <tom@example.org>
///     Tom [SMTP:tom@example.org]
///     /o=Contoso/ou=First Administrative Group/cn=Recipients/cn=mark
///
/// What ends in `<...>` around an address has that address, whatever the quotation marks before it do:
/// mailboxes hold what people and programs put together without any rule.
struct Mailbox: Equatable {
  let address: String
  /// The name, where there is one that isn't the address once more.
  let displayName: String?
  /// Whether that is all of the value.
  private(set) var isWhole = true
  /// Whether there were invisible characters in or around the address.
  private(set) var hadInvisible = false

  /// `nil` where the value holds no address with one `@`, as an X.500 address of Exchange.
  init?(_ text: String) {
    // Nothing to take apart, nothing to trim.
    if Self.isPlainAddress(text.utf8.span) {
      address = text
      displayName = nil
      return
    }
    if let (name, address) = Self.plainParts(text) {
      (displayName, self.address) = (name, address)
      return
    }
    // The signs that part it are ASCII; without an @ there is nothing to find.
    guard text.utf8.contains(UInt8(ascii: "@")) || text.utf8.contains(UInt8(ascii: "%")) else {
      return nil
    }
    let whole = text[...].unicodeScalars
    let scalars = Self.trimmed(whole)
    guard
      let parts = Self.bracketed(scalars) ?? Self.alone(scalars) ?? Self.commented(scalars)
        ?? Self.listed(scalars)
    else { return nil }
    address = parts.address.text
    displayName = Self.displayName(parts.name, besides: address)
    isWhole = parts.isWhole && parts.address.isWhole
    hadInvisible = parts.address.hadInvisible || Invisible.wereTaken(from: whole, leaving: scalars)
  }

  private typealias Scalars = Substring.UnicodeScalarView

  private struct Parts {
    var address: MailAddress
    var name: Scalars
    var isWhole = true
  }

  // MARK: - Forms

  /// `Name <address>`, also without the end of it, in several brackets, with something behind it, or as
  /// `Name [SMTP:address]`.
  private static func bracketed(_ text: Scalars) -> Parts? {
    if let open = text.lastIndex(of: "<") {
      let inner = text[text.index(after: open)...]
      let close = inner.firstIndex(of: ">") ?? inner.endIndex
      var (before, behind) = (text[..<open], inner[close...].dropFirst())
      while before.last == "<", behind.first == ">" {
        before.removeLast()
        behind.removeFirst()
      }
      if let address = MailAddress(inner[..<close]) {
        return Parts(address: address, name: before, isWhole: trimmed(behind).isEmpty)
      }
      // `address <name>`
      guard let address = MailAddress(before), trimmed(behind).isEmpty else { return nil }
      return Parts(address: address, name: inner[..<close])
    }
    guard text.last == "]", let open = text.lastIndex(of: "["), open > text.startIndex,
      let address = MailAddress(text[open...])
    else { return nil }
    return Parts(address: address, name: text[..<open])
  }

  private static func alone(_ text: Scalars) -> Parts? {
    MailAddress(text).map { Parts(address: $0, name: text[text.endIndex...]) }
  }

  /// `address (name)`, the comment of RFC 5322.
  private static func commented(_ text: Scalars) -> Parts? {
    guard text.last == ")", let open = text.firstIndex(of: "("),
      let address = MailAddress(text[..<open])
    else { return nil }
    return Parts(address: address, name: text[text.index(after: open)...].dropLast())
  }

  /// The first of several addresses.
  private static func listed(_ text: Scalars) -> Parts? {
    let pieces = text.split { $0 == "," || $0 == ";" }
    guard pieces.count > 1 else { return nil }
    for piece in pieces {
      if let address = MailAddress(piece) {
        return Parts(address: address, name: text[text.endIndex...], isWhole: false)
      }
    }
    return nil
  }

  /// Without the comma of a list behind it. One before it may be a name's: `;-) Tom <tom@example.org>`.
  private static func trimmed(_ text: Scalars) -> Scalars {
    var text = Invisible.trimmed(text)
    while let last = text.last, last == "," || last == ";" {
      text = Invisible.trimmed(text.dropLast())
    }
    return text
  }

  // MARK: - Names

  /// Less one pair of quotation marks; `\"` and `\\` within are `"` and `\`, and no other backslash is
  /// anything but itself: `"CONTOSO\bob"`.
  private static func displayName(_ text: Scalars, besides address: String) -> String? {
    var name = Invisible.trimmed(text)
    if name.first == "\"", name.last == "\"", name.dropFirst().first != nil {
      name = Invisible.trimmed(unescaped(name.dropFirst().dropLast()))
    }
    if name.isEmpty { return nil }
    if name.contains("@"), let other = MailAddress(name),
      other.text.lowercased() == address.lowercased()
    {
      return nil
    }
    return String(name)
  }

  private static func unescaped(_ text: Scalars) -> Scalars {
    guard text.contains("\\") else { return text }
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text {
      if isEscaped {
        if scalar != "\"", scalar != "\\" { result.append("\\") }
        result.append(scalar)
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        result.append(scalar)
      }
    }
    if isEscaped { result.append("\\") }
    return Substring(String(result)).unicodeScalars
  }

  // MARK: - The usual

  /// `"Mark Hassall" <mark@contoso.com>`, as Exchange writes it, with nothing odd about it. Without this,
  /// the mapping of contacts takes half as long again.
  private static func plainParts(_ text: String) -> (name: String, address: String)? {
    let bytes = text.utf8.span
    guard bytes.count > 8, bytes[0] == UInt8(ascii: "\""),
      bytes[bytes.count - 1] == UInt8(ascii: ">")
    else { return nil }
    var open = bytes.count - 2
    while open > 4, bytes[open] != UInt8(ascii: "<") { open -= 1 }
    guard bytes[open] == UInt8(ascii: "<"), bytes[open - 1] == UInt8(ascii: " "),
      bytes[open - 2] == UInt8(ascii: "\""),
      isPlainAddress(bytes.extracting((open + 1)..<(bytes.count - 1))),
      // Nothing to trim, to unescape or to compare.
      0x21...0x7E ~= bytes[1], 0x21...0x7E ~= bytes[open - 3],
      !bytes.extracting(1..<(open - 2)).contains({ bytes in
        (bytes == 0x22) .| (bytes == 0x5C) .| (bytes == 0x40)
      })
    else { return nil }
    let view = text.utf8
    func part(_ range: Range<Int>) -> String {
      let start = view.index(view.startIndex, offsetBy: range.lowerBound)
      return String(text[start..<view.index(start, offsetBy: range.count)])
    }
    return (part(1..<(open - 2)), part((open + 1)..<(bytes.count - 1)))
  }

  /// Whether it is surely an address: ASCII, one `@`, and no sign that parts a value.
  private static func isPlainAddress(_ bytes: Span<UInt8>) -> Bool {
    var place: Int?
    var index = 0
    while true {
      index = bytes.firstIndex(from: index) { bytes in
        .!bytes.isIn(0x21...0x7E) .| (bytes == 0x22) .| bytes.isIn(0x27...0x29)
          .| (bytes == 0x2C) .| bytes.isIn(0x3A...0x3C) .| (bytes == 0x3E) .| (bytes == 0x40)
          .| bytes.isIn(0x5B...0x5D)
      }
      if index == bytes.count { break }
      guard bytes[index] == UInt8(ascii: "@"), place == nil else { return false }
      place = index
      index += 1
    }
    guard let place else { return false }
    return place > 0 && place < bytes.count - 1
  }
}
