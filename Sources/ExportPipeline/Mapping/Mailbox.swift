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
    let (name, address) = Self.split(text)
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
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
      && !text.contains { $0.isWhitespace || $0 == "<" || $0 == ">" }
  }
}
