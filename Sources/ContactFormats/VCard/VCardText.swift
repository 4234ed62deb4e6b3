import ContactModel

/// How the text of a vCard spells the parts of a property, into room that is known to suffice.
struct VCardText {
  let version: VCardOptions.Version

  /// Group, name, parameters and the colon.
  func append(_ head: VCardHead, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool) {
    if let group = head.group {
      append(plain: group, to: &output)
      output.append(UInt8(ascii: "."))
    }
    append(plain: head.name, to: &output)
    for parameter in head.parameters {
      output.append(Byte.semicolon)
      append(plain: parameter.name, to: &output)
      output.append(Byte.equals)
      switch parameter.values {
      case .tokens(let tokens):
        if version == .three, parameter.name == "TYPE" {
          append(capitals: tokens, to: &output)
        } else {
          append(plain: tokens, to: &output)
        }
      case .text(let text):
        output.append(Byte.quote)
        append(other: text, .parameter, to: &output, &isCleaned)
        output.append(Byte.quote)
      case .list(let texts):
        output.append(Byte.quote)
        append(texts, .parameter, separator: Byte.comma, to: &output, &isCleaned)
        output.append(Byte.quote)
      }
    }
    output.append(Byte.colon)
  }

  func append(plain text: String, to output: inout OutputSpan<UInt8>) {
    let characters = text.utf8Span.span
    for index in characters.indices { output.append(characters[index]) }
  }

  /// As RFC 2426 has types.
  private func append(capitals tokens: String, to output: inout OutputSpan<UInt8>) {
    for byte in tokens.utf8 { output.append(0x61...0x7A ~= byte ? byte & 0xDF : byte) }
  }

  func append(
    component: String?, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    if let component { append(other: component, .text, to: &output, &isCleaned) }
  }

  func append(
    _ texts: [String], _ context: Context, separator: UInt8, to output: inout OutputSpan<UInt8>,
    _ isCleaned: inout Bool
  ) {
    for (index, text) in texts.enumerated() {
      if index > 0 { output.append(separator) }
      append(other: text, context, to: &output, &isCleaned)
    }
  }

  /// Members that turn out empty are no members.
  func append(
    list texts: [String], to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    let listStart = output.count
    for text in texts {
      let end = output.count
      if end > listStart { output.append(Byte.comma) }
      let start = output.count
      append(other: text, .text, to: &output, &isCleaned)
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
}

// MARK: - Escaping

extension VCardText {
  enum Context {
    case text, uri, parameter
  }

  @inline(__always)
  func append(
    _ text: String, _ context: Context, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    let characters = text.utf8Span.span
    var index = 0
    while index < characters.count {
      let byte = characters[index]
      index += 1
      if Byte.isLetter(byte) || !Self.needsCare(byte) {
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

  /// The same, but not copied to every place that calls it.
  @inline(never)
  func append(
    other text: String, _ context: Context, to output: inout OutputSpan<UInt8>,
    _ isCleaned: inout Bool
  ) {
    append(text, context, to: &output, &isCleaned)
  }

  /// Whether the text is there and stands in a value as it is.
  ///
  /// Each byte is made 0 by the operation that finds it out, and the least of all is kept: without
  /// a branch, so that the compiler takes a vector of bytes at a time.
  static func isPlain(_ text: String) -> Bool {
    let characters = text.utf8Span.span
    var least: UInt8 = 1
    for index in characters.indices {
      let byte = characters[index]
      let control = min(byte >> 5, byte ^ Byte.delete)
      let escaped = min(byte ^ Byte.comma, min(byte ^ Byte.semicolon, byte ^ Byte.backslash))
      // The first bytes of line breaks and control characters beyond ASCII.
      let beyond = min(byte ^ 0xC2, byte ^ 0xE2)
      least = min(least, min(control, min(escaped, beyond)))
    }
    return least != 0 && !characters.isEmpty
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

// MARK: - Room

/// No fewer bytes than a part takes: each byte of text becomes two at most, by an escape.
extension VCardText {
  static func bound(of head: VCardHead) -> Int {
    var bound = head.name.utf8.count + 2
    if let group = head.group { bound += group.utf8.count }
    for parameter in head.parameters {
      bound += parameter.name.utf8.count + 4
      switch parameter.values {
      case .tokens(let tokens): bound += tokens.utf8.count
      case .text(let text): bound += text.utf8.count * 2
      case .list(let texts): bound += Self.bound(of: texts)
      }
    }
    return bound
  }

  static func bound(of text: String) -> Int { text.utf8.count * 2 }

  /// A component and the semicolon behind it.
  static func bound(of component: String?) -> Int {
    if let component { component.utf8.count * 2 + 1 } else { 1 }
  }

  /// Texts and what separates them.
  static func bound(of texts: [String]) -> Int {
    texts.reduce(0) { $0 + $1.utf8.count * 2 + 1 }
  }

  /// The most bytes a date takes.
  static let dateLength = 10
}
