/// The schemes that a server offers in WWW-Authenticate (RFC 9110 section 11.6.1).
package struct Challenge: Equatable, Sendable {
  /// In the order of the header: `Basic`, `Bearer`, `Negotiate`, `NTLM`. What isn't known here is
  /// left out.
  package let schemes: [String]

  private static let known = ["Basic", "Bearer", "Negotiate", "NTLM", "Digest"]

  /// `header`: all fields joined by commas.
  init(header: String?) {
    var schemes: [String] = []
    for element in Self.elements(of: header ?? "") {
      let word = element.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
      guard let scheme = Self.known.first(where: { $0.lowercased() == word.lowercased() }),
        !schemes.contains(scheme)
      else { continue }
      schemes.append(scheme)
    }
    self.schemes = schemes
  }

  /// The parts between commas that are not in quotes. A parameter such as `realm="x"` is no
  /// scheme, as its first word holds more than a name.
  private static func elements(of header: String) -> [String] {
    var elements: [String] = []
    var current = ""
    var isQuoted = false
    var isEscaped = false
    for character in header {
      if isEscaped {
        isEscaped = false
      } else if isQuoted && character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == "," && !isQuoted {
        elements.append(current)
        current = ""
        continue
      }
      current.append(character)
    }
    return elements + [current]
  }
}
