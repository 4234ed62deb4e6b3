import PhoneNumbers

/// How the telephone numbers of directory entries are written. Telephones look callers up by the
/// digits alone, while people type spaces, brackets and national numbers.
///
/// Numbers are read by libphonenumber, which knows the prefixes and the lengths of every country.
/// It costs every start of cardferry about 4 ms and 2.5 MB for its libraries, and a run that uses it
/// 10 to 30 ms for its tables and 30 µs a number; rules of our own would need the same tables, and
/// somebody to keep them.
package struct PhoneFormat: Equatable, Sendable {
  package enum Style: String, CaseIterable, Sendable {
    /// As the mailbox has it.
    case asIs = "as-is"
    /// Digits alone, after a plus sign where there is one: `030123456`, `+4930123456`.
    case digits
    /// The international number with a plus sign: `+4930123456`.
    case e164
  }

  package let style: Style
  private let region: PhoneNumber.Region?

  package static let asIs = PhoneFormat()

  private init() {
    style = .asIs
    region = nil
  }

  /// - Parameters:
  ///   - style: What numbers look like.
  ///   - code: The region where numbers without a country code are, in ISO 3166: `DE`. Without
  ///     one, `e164` converts only numbers with a plus sign. The other styles take none.
  /// - Throws: For a region that has no numbers or no use.
  package init(style: Style, region code: String? = nil) throws(PhoneFormatError) {
    self.style = style
    guard let code else {
      region = nil
      return
    }
    guard style == .e164 else {
      throw PhoneFormatError(
        description: "the number format \(style.rawValue) has no use for a region; take it out, or "
          + "write \(Style.e164.rawValue)")
    }
    region = PhoneNumber.Region(code)
    guard region != nil else {
      throw PhoneFormatError(
        description: "\"\(code)\" is no region with telephone numbers; write an ISO 3166 code of "
          + "two letters, such as DE")
    }
  }

  /// Differs between formats that make different numbers.
  package var fingerprint: String {
    region.map { "\(style.rawValue) \($0.code)" } ?? style.rawValue
  }
}

/// Why a number format can't be, and what to do about it, in one line.
package struct PhoneFormatError: Error, Equatable, CustomStringConvertible {
  package let description: String
}

extension PhoneFormat {
  enum Outcome: Equatable {
    case number(String)
    /// Neither style has a place for an extension.
    case withoutExtension(String)
    /// Why the number stays as it is.
    case kept(String)
  }

  func format(_ text: String) -> Outcome {
    if style == .asIs || text.allSatisfy(\.isWhitespace) { return .number(text) }
    guard let dialled = DialledNumber(text) else { return .kept("not one plain number") }
    let number = dialled.number
    let isInternational = number.contains("+")
    let formatted: String
    if style == .digits, !isInternational {
      formatted = number.filter(\.isNumber)
    } else if let parsed = PhoneNumber(number, region: region) {
      formatted = parsed.e164
    } else {
      return .kept(
        region == nil && !isInternational ? "no country code" : "no number of its country")
    }
    return dialled.hasExtension ? .withoutExtension(formatted) : .number(formatted)
  }
}

/// What is dialled of a number that a person typed.
private struct DialledNumber {
  /// ASCII digits, spaces, hyphens, dots, brackets, at most one slash; a plus sign before the first
  /// digit only.
  let number: String
  let hasExtension: Bool

  /// - Returns: `nil` where it may be more than one number, or anything else than a number: words,
  ///   `*` and `#`, several lines.
  init?(_ text: String) {
    var rest = Substring(text).drop { $0.isWhitespace }
    if rest.prefix(4).lowercased() == "tel:" { rest = rest.dropFirst(4) }
    var number = ""
    var end: Substring.UnicodeScalarView.Index?
    for index in rest.unicodeScalars.indices {
      let scalar = rest.unicodeScalars[index]
      if scalar.properties.isAlphabetic || scalar == "," || scalar == ";" {
        end = index
        break
      }
      switch Self.likeness(of: scalar) {
      case .none: return nil
      case .some(""): continue
      case .some(let sign): number += sign
      }
    }
    guard number.contains(where: \.isNumber), Self.isOne(number) else { return nil }
    guard let end else {
      (self.number, hasExtension) = (number, false)
      return
    }
    guard Self.isExtension(rest[end...]) else { return nil }
    (self.number, hasExtension) = (number, true)
  }

  /// What stands for the character, nothing for invisible ones; `nil` if no number has it.
  private static func likeness(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "0"..."9", "(", ")", "/", "+", ".": return String(scalar)
    case "[", "（": return "("
    case "]", "）": return ")"
    case "＋": return "+"
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": return nil
    default: break
    }
    let properties = scalar.properties
    if properties.numericType == .decimal, let value = properties.numericValue {
      return String(Int(value))
    }
    switch properties.generalCategory {
    case .format,
      .control where scalar != "\t":
      return ""
    case .spaceSeparator, .control: return " "
    case .dashPunctuation: return "-"
    default: return scalar == "\u{2212}" ? "-" : nil
    }
  }

  /// Not two numbers in one field, as far as signs tell: a second plus sign, or a slash that isn't
  /// the one behind an area code.
  private static func isOne(_ number: String) -> Bool {
    let plain = number.drop { $0 == " " || $0 == "(" }
    if plain.dropFirst().contains("+") { return false }
    let parts = number.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return true }
    let counts = parts.map { $0.count(where: \.isNumber) }
    let first = parts[1].first { $0.isNumber }
    return parts.count == 2 && counts[0] <= 8 && counts[1] >= 3 && first != "0"
  }

  private static let words: Set<String> = [
    "x", "ext", "extn", "xtn", "extension", "dw", "durchwahl", "nst", "poste", "int", "anexo",
    "ramal",
  ]

  /// `;ext=5`, ` x5`, ` ext. 5`, `,5`: a word for it or none, and a few digits.
  private static func isExtension(_ text: Substring) -> Bool {
    let letters = text.filter(\.isLetter).lowercased()
    let digits = text.filter(\.isNumber)
    return (letters.isEmpty || words.contains(letters)) && 1...7 ~= digits.count
      && text.allSatisfy { $0.isLetter || $0.isNumber || $0.isWhitespace || ".,;:=)-".contains($0) }
  }
}
