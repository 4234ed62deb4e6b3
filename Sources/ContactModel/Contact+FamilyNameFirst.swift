extension Contact {
  /// Whether the family name comes first when the name is said: where both are written in the scripts of
  /// China, Japan and Korea, and where the mailbox files the contact like that without a comma, as
  /// Hungarians do: `Nagy János`.
  package var isFamilyNameFirst: Bool {
    guard let family = name.family, let given = name.given, let first = family.utf8.first,
      let firstOfGiven = given.utf8.first
    else { return false }
    // The scripts begin with these bytes.
    if first >= 0xE1, firstOfGiven >= 0xE1, Self.isEastAsian(family), Self.isEastAsian(given) {
      return true
    }
    guard let fileAs, !fileAs.isEmpty, !Self.hasComma(fileAs) else { return false }
    return isFiledFamilyFirst(fileAs, family: family, given: given)
  }

  /// Whether all letters are of these scripts, and there is one.
  private static func isEastAsian(_ text: String) -> Bool {
    var isOne = false
    for scalar in text.unicodeScalars {
      if isEastAsian(scalar) {
        isOne = true
      } else if scalar.properties.isAlphabetic {
        return false
      }
    }
    return isOne
  }

  /// Whether a character is of Han, Hiragana, Katakana, Bopomofo or Hangul.
  private static func isEastAsian(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // Jamo; radicals and iteration marks; kana, Bopomofo, compatibility Jamo.
    case 0x1100...0x11FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3038...0x303C,
      0x3041...0x318F, 0x31A0...0x31BF, 0x31F0...0x31FF,
      // Ideographs, syllables, and the forms of older encodings.
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA960...0xA97F, 0xAC00...0xD7FF, 0xF900...0xFAFF,
      0xFF66...0xFFDC, 0x1AFF0...0x1B16F, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  /// Also that of other scripts.
  private static func hasComma(_ text: String) -> Bool {
    if text.utf8.contains(0x2C) { return true }
    return text.unicodeScalars.contains {
      $0 == "\u{FF0C}" || $0 == "\u{3001}" || $0 == "\u{FF64}" || $0 == "\u{FE50}"
        || $0 == "\u{60C}"
    }
  }

  /// Whether it is the words of family and given name, with nothing before them but a title and nothing
  /// behind them but other names, a suffix, or something in brackets.
  private func isFiledFamilyFirst(_ fileAs: String, family: String, given: String) -> Bool {
    // Most that have no comma are filed under what they are called.
    if name.prefix == nil, !Self.beginsAlike(fileAs, family) { return false }
    var rest = Self.words(fileAs)[...]
    if let prefix = name.prefix { _ = Self.take(Self.words(prefix), from: &rest) }
    guard Self.take(Self.words(family), from: &rest), Self.take(Self.words(given), from: &rest)
    else { return false }
    guard let next = rest.first, !next.hasPrefix("(") else { return true }
    let others = Self.words(name.middle ?? "") + Self.words(name.suffix ?? "")
    return rest.allSatisfy(others.contains)
  }

  private static func beginsAlike(_ one: String, _ other: String) -> Bool {
    guard let first = one.utf8.first, let second = other.utf8.first else { return false }
    return first >= 0x80 || second >= 0x80 || first <= 0x20 || second <= 0x20
      || first | 0x20 == second | 0x20
  }

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
  }

  private static func take(_ words: [String], from rest: inout ArraySlice<String>) -> Bool {
    guard !words.isEmpty, rest.starts(with: words) else { return false }
    rest = rest.dropFirst(words.count)
    return true
  }
}
