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
    // Most values are an address and nothing else.
    let (name, address) =
      text.utf8.contains(UInt8(ascii: ">")) ? Self.split(text) : (nil, Self.trim(text[...]))
    guard Self.isAddress(address) else { return nil }
    self.address = address
    let isRepetition = name.map { $0.lowercased() == address.lowercased() } ?? true
    displayName = isRepetition ? nil : name
  }

  /// Splits at the last `<` outside of a quoted string (RFC 5322 section 3.4).
  private static func split(_ text: String) -> (name: String?, address: String) {
    var isQuoted = false
    var isEscaped = false
    var open: String.Index?
    for index in text.indices {
      switch text[index] {
      case _ where isEscaped: isEscaped = false
      case "\\" where isQuoted: isEscaped = true
      case "\"": isQuoted.toggle()
      case "<" where !isQuoted: open = index
      default: break
      }
    }
    guard let open else { return (nil, trim(text[...])) }
    let rest = text[text.index(after: open)...]
    let close = rest.lastIndex(of: ">") ?? rest.endIndex
    let name = unquote(trim(text[..<open]))
    return (name.isEmpty ? nil : name, trim(rest[..<close]))
  }

  private static func unquote(_ text: String) -> String {
    guard text.count >= 2, text.first == "\"", text.last == "\"" else { return text }
    var result = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
      if character == "\\" && !isEscaped {
        isEscaped = true
      } else {
        result.append(character)
        isEscaped = false
      }
    }
    return trim(result[...])
  }

  private static func trim(_ text: Substring) -> String {
    let isSpace = { (scalar: Unicode.Scalar) in
      scalar == " " || scalar == "\t" || (!scalar.isASCII && scalar.properties.isWhitespace)
    }
    var scalars = text.unicodeScalars
    while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return String(Substring(scalars))
  }

  /// One `@` with something on both sides; no white space and no angle brackets.
  private static func isAddress(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let at = bytes.firstIndex(of: UInt8(ascii: "@")), at != bytes.startIndex,
      bytes.index(after: at) != bytes.endIndex,
      !bytes[bytes.index(after: at)...].contains(UInt8(ascii: "@"))
    else { return false }
    return !text.unicodeScalars.contains { scalar in
      scalar == "<" || scalar == ">" || scalar == " " || scalar == "\t" || scalar == "\n"
        || (!scalar.isASCII && scalar.properties.isWhitespace)
    }
  }
}
