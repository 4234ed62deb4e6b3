import ContactModel

/// How the text of a vCard spells the parts of a property, into room that is known to suffice.
struct VCardText {
  let version: VCardOptions.Version

  /// No fewer bytes than the property takes, an image's base 64 not counted: each byte of text
  /// becomes two at most, by an escape.
  static func bound(of property: VCardProperty) -> Int {
    var bound = property.name.utf8.count + 2 + (property.group?.utf8.count ?? 0)
    for parameter in property.parameters {
      bound += parameter.name.utf8.count + 4
      switch parameter.values {
      case .tokens(let tokens): bound += tokens.utf8.count
      case .text(let text): bound += text.utf8.count * 2
      case .list(let texts): bound += Self.bound(of: texts)
      }
    }
    return bound + Self.bound(of: property.value)
  }

  private static func bound(of value: VCardProperty.Value) -> Int {
    switch value {
    case .text(let text), .uri(let text), .timestamp(let text): text.utf8.count * 2
    case .list(let texts), .parts(let texts): bound(of: texts)
    case .name(let name):
      bound(name.family) + bound(name.given) + bound(name.middle) + bound(name.prefix)
        + bound(name.suffix)
    case .address(let address):
      bound(address.street) + bound(address.city) + bound(address.region)
        + bound(address.postalCode) + bound(address.country) + 2
    case .organization(let name, let unit): bound(name) + bound(unit)
    case .date: dateLength
    case .image(let photo): photo.mediaType.utf8.count + 48
    }
  }

  private static func bound(of texts: [String]) -> Int {
    texts.reduce(0) { $0 + $1.utf8.count * 2 + 1 }
  }

  private static func bound(_ component: String?) -> Int { (component?.utf8.count ?? 0) * 2 + 1 }

  /// The most bytes a date takes.
  static let dateLength = 10

  // MARK: Head

  /// Group, name, parameters and the colon.
  func appendHead(
    of property: VCardProperty, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    if let group = property.group {
      append(plain: group, to: &output)
      output.append(UInt8(ascii: "."))
    }
    append(plain: property.name, to: &output)
    for parameter in property.parameters {
      output.append(Byte.semicolon)
      append(plain: parameter.name, to: &output)
      output.append(Byte.equals)
      switch parameter.values {
      case .tokens(let tokens):
        append(tokens: tokens, to: &output)
      case .text(let text):
        output.append(Byte.quote)
        append(text, .parameter, to: &output, &isCleaned)
        output.append(Byte.quote)
      case .list(let texts):
        output.append(Byte.quote)
        append(texts, .parameter, separator: Byte.comma, to: &output, &isCleaned)
        output.append(Byte.quote)
      }
    }
    if case .image(let photo) = property.value, version == .three {
      appendParameters(of: photo, to: &output)
    }
    output.append(Byte.colon)
  }

  private func append(plain text: String, to output: inout OutputSpan<UInt8>) {
    let characters = text.utf8Span.span
    for index in characters.indices { output.append(characters[index]) }
  }

  /// In capitals, as RFC 2426 has them, or as they are.
  private func append(tokens: String, to output: inout OutputSpan<UInt8>) {
    if version == .four { return append(plain: tokens, to: &output) }
    for byte in tokens.utf8 { output.append(0x61...0x7A ~= byte ? byte & 0xDF : byte) }
  }

  // MARK: Values

  func append(
    _ value: VCardProperty.Value, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    switch value {
    case .text(let text): append(text, .text, to: &output, &isCleaned)
    case .uri(let text): append(text, .uri, to: &output, &isCleaned)
    case .timestamp(let text): append(timestamp: text, to: &output, &isCleaned)
    case .list(let texts): append(texts, to: &output, &isCleaned)
    case .parts(let texts):
      append(texts, .text, separator: Byte.semicolon, to: &output, &isCleaned)
    case .name(let name):
      append(component: name.family, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      append(component: name.given, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      append(component: name.middle, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      append(component: name.prefix, to: &output, &isCleaned)
      output.append(Byte.semicolon)
      append(component: name.suffix, to: &output, &isCleaned)
    case .address(let address):
      append(address, to: &output, &isCleaned)
    case .organization(let name, let unit):
      append(component: name, to: &output, &isCleaned)
      guard let unit else { return }
      output.append(Byte.semicolon)
      append(component: unit, to: &output, &isCleaned)
    case .date(let date): Self.append(date, hyphens: version == .three, to: &output)
    case .image(let photo): append(photo, to: &output)
    }
  }

  private func append(
    component: String?, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    if let component { append(component, .text, to: &output, &isCleaned) }
  }

  private func append(
    _ texts: [String], _ context: Context, separator: UInt8, to output: inout OutputSpan<UInt8>,
    _ isCleaned: inout Bool
  ) {
    for (index, text) in texts.enumerated() {
      if index > 0 { output.append(separator) }
      append(text, context, to: &output, &isCleaned)
    }
  }

  /// Post office box and extension stay empty (RFC 6350 section 6.3.1).
  private func append(
    _ address: Contact.PostalAddress, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    output.append(Byte.semicolon)
    output.append(Byte.semicolon)
    append(component: address.street, to: &output, &isCleaned)
    output.append(Byte.semicolon)
    append(component: address.city, to: &output, &isCleaned)
    output.append(Byte.semicolon)
    append(component: address.region, to: &output, &isCleaned)
    output.append(Byte.semicolon)
    append(component: address.postalCode, to: &output, &isCleaned)
    output.append(Byte.semicolon)
    append(component: address.country, to: &output, &isCleaned)
  }

  /// Members that turn out empty are no members.
  private func append(
    _ texts: [String], to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    let listStart = output.count
    for text in texts {
      let end = output.count
      if end > listStart { output.append(Byte.comma) }
      let start = output.count
      append(text, .text, to: &output, &isCleaned)
      if output.count == start { output.removeLast(start - end) }
    }
  }

  /// `19800415`, or `--0415` without a year: 4.0 allows no hyphens in a full date (section
  /// 4.3.1), 3.0 has them in all examples.
  static func append(_ date: ContactDate, hyphens: Bool, to output: inout OutputSpan<UInt8>) {
    if let year = date.year {
      append(digits: year / 100, to: &output)
      append(digits: year % 100, to: &output)
      if hyphens { output.append(Byte.hyphen) }
    } else {
      output.append(Byte.hyphen)
      output.append(Byte.hyphen)
    }
    append(digits: date.month, to: &output)
    if hyphens { output.append(Byte.hyphen) }
    append(digits: date.day, to: &output)
  }

  private static func append(digits number: Int, to output: inout OutputSpan<UInt8>) {
    output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10))
    output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  /// `20261122T020000Z`, in 3.0 `2026-11-22T02:00:00Z`.
  private func append(
    timestamp: String, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    if version == .four { return append(timestamp, .uri, to: &output, &isCleaned) }
    append(plain: timestamp.extendedTimestamp, to: &output)
  }

  /// `data:image/jpeg;base64\,`, before the base 64: a comma in a value is escaped, even here
  /// (RFC 6350 section 3.4, erratum 3845); python-vobject and khard cut the photo off otherwise.
  private func append(_ photo: Contact.Photo, to output: inout OutputSpan<UInt8>) {
    if version == .three { return }
    append(plain: "data:", to: &output)
    append(plain: photo.safeMediaType, to: &output)
    append(plain: ";base64\\,", to: &output)
  }

  /// `;ENCODING=b;TYPE=JPEG` (RFC 2426 section 3.1.4).
  private func appendParameters(of photo: Contact.Photo, to output: inout OutputSpan<UInt8>) {
    append(plain: ";ENCODING=b", to: &output)
    let type = photo.safeMediaType
    guard type.hasPrefix("image/") else { return }
    append(plain: ";TYPE=", to: &output)
    append(tokens: String(type.dropFirst("image/".count)), to: &output)
  }
}

// MARK: - Escaping

extension VCardText {
  enum Context {
    case text, uri, parameter
  }

  private func append(
    _ text: String, _ context: Context, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    let characters = text.utf8Span.span
    var index = 0
    while index < characters.count {
      let byte = characters[index]
      index += 1
      guard Self.needsCare(byte) else {
        output.append(byte)
        continue
      }
      switch byte {
      case Byte.tab:
        output.append(byte)
      case Byte.carriageReturn where index < characters.count && characters[index] == Byte.lineFeed:
        break
      case Byte.lineFeed, 0x0B, 0x0C, Byte.carriageReturn:
        appendLineBreak(context, to: &output, &isCleaned)
      case ..<0x20, Byte.delete:
        isCleaned = true
      case Byte.comma where context != .parameter,
        Byte.semicolon where context == .text, Byte.backslash where context == .text:
        output.append(Byte.backslash)
        output.append(byte)
      case Byte.quote where context == .parameter:
        output.append(Byte.caret)
        output.append(Byte.apostrophe)
      case Byte.caret where context == .parameter:
        output.append(Byte.caret)
        output.append(Byte.caret)
      case 0xC2 where characters[index] < 0xA0:
        // U+0085 is a line break, its neighbours are control characters.
        if characters[index] == 0x85 {
          appendLineBreak(context, to: &output, &isCleaned)
        } else {
          isCleaned = true
        }
        index += 1
      case 0xE2 where characters[index] == 0x80 && characters[index + 1] | 1 == 0xA9:
        // U+2028 and U+2029.
        appendLineBreak(context, to: &output, &isCleaned)
        index += 2
      default:
        output.append(byte)
      }
    }
  }

  /// Whether the byte may be other than itself in a card; most are settled by this.
  private static func needsCare(_ byte: UInt8) -> Bool {
    let bit = UInt64(1) << UInt64(byte & 0x3F)
    switch byte >> 6 {
    case 0: return careBelow0x40 & bit != 0
    case 1: return careFrom0x40 & bit != 0
    default: return byte == 0xC2 || byte == 0xE2
    }
  }

  /// The control characters, `"`, `,` and `;`.
  private static let careBelow0x40: UInt64 = 0xFFFF_FFFF | 1 << 0x22 | 1 << 0x2C | 1 << 0x3B
  /// `\`, `^` and DEL.
  private static let careFrom0x40: UInt64 = 1 << 0x1C | 1 << 0x1E | 1 << 0x3F

  /// In a value `\n` (RFC 6350 section 3.4), in a parameter `^n` (RFC 6868), in a URI nothing.
  private func appendLineBreak(
    _ context: Context, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    switch context {
    case .text: output.append(Byte.backslash)
    case .parameter: output.append(Byte.caret)
    case .uri:
      isCleaned = true
      return
    }
    output.append(UInt8(ascii: "n"))
  }
}
