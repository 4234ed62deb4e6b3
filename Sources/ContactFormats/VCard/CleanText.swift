/// Text as JSON and XML are to have it: what a card has no place for is taken out.
struct CleanText {
  let isXML: Bool
  /// Whether anything but the spelling of a line break was changed.
  private(set) var isCleaned = false

  init(isXML: Bool) {
    self.isXML = isXML
  }

  /// Every line break is LF, no other control character but TAB is left; in XML, none of the two
  /// code points that it knows no character for (XML 1.0 section 2.2).
  mutating func clean(_ text: String) -> String {
    if Self.isClean(text) { return text }
    var clean = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where previous == "\r": break
      case "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": clean.append("\n")
      case "\u{FFFE}" where isXML, "\u{FFFF}" where isXML: isCleaned = true
      default:
        if scalar == "\t" || scalar.properties.generalCategory != .control {
          clean.append(scalar)
        } else {
          isCleaned = true
        }
      }
      previous = scalar
    }
    return String(clean)
  }

  /// Whether there is surely nothing to do.
  private static func isClean(_ text: String) -> Bool {
    text.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == Byte.tab || $0 == Byte.lineFeed }
  }
}
