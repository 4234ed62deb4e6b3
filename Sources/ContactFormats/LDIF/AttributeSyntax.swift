import ContactModel
import Foundation
import TextBytes

/// What a directory server takes as a value of an attribute (RFC 4517 section 3.3).
package enum AttributeSyntax: String, CaseIterable, Sendable {
  /// Any Unicode text: Directory String.
  case directoryString
  /// ASCII: IA5 String. A mail address keeps its place by a domain in Punycode.
  case ia5
  /// Telephone Number, the letters, digits and few signs of a Printable String.
  case telephone
  /// Lines joined by `$`: Postal Address.
  case postalAddress
  /// A URI, as `labeledURI` has it (RFC 2079).
  case uri
  /// JPEG.
  case jpeg
}

extension AttributeSyntax {
  /// What became of a value.
  enum Outcome: Equatable {
    case value([UInt8])
    /// A value that differs from the contact's, and how.
    case mended([UInt8], String)
    /// Why the syntax has no place for it.
    case refused(String)
    /// Nothing but white space.
    case empty
  }

  /// The value in this syntax, at most `length` characters long: in UTF-16, as Active Directory
  /// counts them, which is never less than other servers do.
  func encode(_ value: FieldValue, length: Int?) -> Outcome {
    switch value {
    case .photo(let photo): return encode(photo, length: length)
    case .date(let date):
      guard date.isInCalendar else { return .refused("no day of the calendar") }
      return encode(text: date.text, length: length)
    case .address(let address):
      let parts = [
        address.street, address.city, address.region, address.postalCode, address.country,
      ]
      let text = parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "\n")
      if self == .postalAddress { return encode(text: text, length: length) }
      return encode(text: text.split(separator: "\n").joined(separator: ", "), length: length)
    case .text(let text): return encode(text: text, length: length)
    }
  }

  /// As `encode(_:length:)` does with text.
  func encode(text: String, length: Int?) -> Outcome {
    let outcome: Outcome =
      switch self {
      case .directoryString: directoryString(text)
      case .ia5: ia5(text)
      case .telephone: telephone(text)
      case .postalAddress: Self.clean(text).map { .value(PostalLines.encoded($0)) } ?? .empty
      case .uri: URIText.webPage(text).map { .value(Array($0.utf8)) } ?? .refused("no URI")
      case .jpeg: .refused("no photo")
      }
    guard let length else { return outcome }
    return limited(outcome, to: length)
  }

  private func limited(_ outcome: Outcome, to length: Int) -> Outcome {
    let bytes: [UInt8]
    switch outcome {
    case .value(let value), .mended(let value, _): bytes = value
    default: return outcome
    }
    if bytes.count <= length { return outcome }
    let text = String(decoding: bytes, as: UTF8.self)
    if text.utf16.count <= length { return outcome }
    // Half a number or address is a wrong one; half a text is still of use.
    guard self == .directoryString else { return .refused("longer than \(length) characters") }
    var cut = ""
    var count = 0
    for character in text {
      count += character.utf16.count
      if count > length { break }
      cut.append(character)
    }
    if cut.allSatisfy(\.isWhitespace) { return .refused("longer than \(length) characters") }
    return .mended(Array(cut.utf8), "cut to \(length) characters")
  }

  private func directoryString(_ text: String) -> Outcome {
    switch Self.clean(text) {
    case nil: return .empty
    case .some(let clean):
      let bytes = Array(clean.utf8)
      return clean == text ? .value(bytes) : .mended(bytes, "control characters taken out")
    }
  }

  /// The text without control characters but TAB and LF; `nil` if nothing visible is left.
  private static func clean(_ text: String) -> String? {
    if !isVisible(text) { return nil }
    if isPlain(text.utf8.span) { return text }
    var clean = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where previous == "\r": break
      case "\r", "\u{B}", "\u{C}", "\u{85}": clean.append("\n")
      case "\n", "\t": clean.append(scalar)
      default:
        if scalar.properties.generalCategory != .control { clean.append(scalar) }
      }
      previous = scalar
    }
    let result = String(clean)
    return result.allSatisfy(\.isWhitespace) ? nil : result
  }

  /// Whether nothing in the text can be seen, so that no syntax has a value for it.
  static func isBlank(_ text: String) -> Bool {
    let first = text.utf8.first ?? 0
    let isVisible = first > Byte.space && first < Byte.delete
    return !isVisible && clean(text) == nil
  }

  /// Whether there is more than spaces and control characters of ASCII.
  private static func isVisible(_ text: String) -> Bool {
    let bytes = text.utf8.span
    return bytes.indices.contains { bytes[$0] > Byte.space && bytes[$0] != Byte.delete }
  }

  /// Whether there is surely no control character but TAB and LF.
  static func isPlain(_ text: Span<UInt8>) -> Bool {
    // C1 control characters begin with C2.
    !text.contains { bytes in
      bytes.isIn(0x00...0x1F) .& .!((bytes == Byte.tab) .| (bytes == Byte.lineFeed))
        .| (bytes == Byte.delete) .| (bytes == 0xC2)
    }
  }

  private func ia5(_ text: String) -> Outcome {
    guard let clean = Self.clean(text) else { return .empty }
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return .value(Array(text.utf8)) }
    let line = clean.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if line.utf8.allSatisfy({ $0 < 0x80 }) {
      return .mended(Array(line.utf8), "line breaks and control characters taken out")
    }
    guard let sign = line.lastIndex(of: "@") else { return .refused("not ASCII") }
    guard line[..<sign].utf8.allSatisfy({ $0 < 0x80 }) else {
      return .refused("the part before the @ is not ASCII")
    }
    guard let domain = InternationalDomain.ascii(String(line[line.index(after: sign)...])) else {
      return .refused("the domain has no spelling in ASCII")
    }
    return .mended(Array((line[...sign] + domain).utf8), "the domain spelled in ASCII")
  }

  private func encode(_ photo: Contact.Photo, length: Int?) -> Outcome {
    guard self == .jpeg else { return .refused("a photo is no text") }
    guard photo.bytes.starts(with: [0xFF, 0xD8, 0xFF]) else {
      return .refused("a photo in another format than JPEG")
    }
    if let length, photo.bytes.count > length { return .refused("longer than \(length) bytes") }
    return .value(photo.bytes)
  }
}

extension ContactDate {
  /// `1980-04-15`, `--04-15` without a year.
  fileprivate var text: String {
    let day = "\(Self.twoDigits(month))-\(Self.twoDigits(day))"
    guard let year else { return "--" + day }
    return "\(Self.twoDigits(year / 100))\(Self.twoDigits(year % 100))-\(day)"
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}
