/// Text without what a terminal obeys, or what shows it otherwise than it is: a server's words could
/// hold escape sequences, line breaks that make a line look like one of ours, or marks that turn the
/// direction of writing around.
enum PrintableText {
  /// Characters of a line; nobody reads more.
  private static let maximumLength = 10_000

  /// One line; what has no place in it becomes U+FFFD, and what is too long is cut.
  static func line(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for (count, scalar) in text.unicodeScalars.enumerated() {
      guard count < maximumLength else {
        scalars.append("…")
        break
      }
      scalars.append(isPrintable(scalar) || scalar == "\t" ? scalar : "\u{FFFD}")
    }
    return String(scalars)
  }

  /// A JSON document with the same value, in which such characters are escaped.
  static func json(_ document: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in document.unicodeScalars {
      if isPrintable(scalar) || scalar == "\n" {
        result.append(scalar)
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          result.append(contentsOf: escape.unicodeScalars)
        }
      }
    }
    return String(result)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return false
    // The joiners are letters' business: Persian and Hindi need them.
    case .format: return scalar.value == 0x200C || scalar.value == 0x200D
    default: return true
    }
  }
}
