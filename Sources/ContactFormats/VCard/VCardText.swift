import ContactModel
import TextBytes

/// How the text of a vCard spells the parts of a property, into room that is known to suffice.
struct VCardText {
  let version: VCardOptions.Version

  /// Group, name, parameters and the colon.
  @inline(__always)
  func append(_ head: VCardHead, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool) {
    if version == .four, case .spelled(let spelled) = head {
      output.append(copying: spelled)
    } else {
      spell(head, to: &output, &isCleaned)
    }
  }

  @inline(never)
  private func spell(
    _ head: VCardHead, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    if case .spelled(let spelled) = head {
      // In capitals, as RFC 2426 has types.
      return append(capitals: spelled.description, to: &output)
    }
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
        append(text, .parameter, to: &output, &isCleaned)
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
    let characters = text.utf8.span
    output.append(copying: characters)
  }

  /// As RFC 2426 has types.
  private func append(capitals tokens: String, to output: inout OutputSpan<UInt8>) {
    for byte in tokens.utf8 { output.append(Byte.upperCase(byte)) }
  }

  func append(
    component: String?, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    if let component { append(component, .text, to: &output, &isCleaned) }
  }

  func append(
    _ texts: [String], _ context: Context, separator: UInt8, to output: inout OutputSpan<UInt8>,
    _ isCleaned: inout Bool
  ) {
    for (index, text) in texts.enumerated() {
      if index > 0 { output.append(separator) }
      append(text, context, to: &output, &isCleaned)
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
}

// MARK: - Escaping

extension VCardText {
  enum Context {
    case text, uri, parameter
  }

  @inline(never)
  func append(
    _ text: String, _ context: Context, to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    let characters = text.utf8.span
    var index = 0
    if context != .parameter {
      index = output.append(characters, from: 0, until: Self.areSpecial)
      if index == characters.count { return }
    }
    appendRest(characters, from: index, context, to: &output, &isCleaned)
  }

  /// Apart from the others, for most texts have nothing special.
  @inline(never)
  private func appendRest(
    _ characters: Span<UInt8>, from start: Int, _ context: Context,
    to output: inout OutputSpan<UInt8>, _ isCleaned: inout Bool
  ) {
    var index = start
    while index < characters.count {
      let byte = characters[index]
      index += 1
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
      if context != .parameter {
        index = output.append(characters, from: index, until: Self.areSpecial)
      }
    }
  }

  /// Which bytes need care: control characters, `,`, `;`, `\`, and the first bytes of line breaks and
  /// control characters beyond ASCII.
  @inline(__always)
  private static func areSpecial(_ bytes: SixteenBytes) -> SixteenBytes.Mask {
    (bytes < 0x20) .| (bytes == Byte.comma) .| (bytes == Byte.semicolon)
      .| (bytes == Byte.backslash) .| (bytes == Byte.delete) .| (bytes == 0xC2) .| (bytes == 0xE2)
  }

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
  @inline(__always)
  static func bound(of head: VCardHead) -> Int {
    if case .spelled(let text) = head { text.utf8CodeUnitCount } else { bound(ofMade: head) }
  }

  @inline(never)
  private static func bound(ofMade head: VCardHead) -> Int {
    var bound = head.name.utf8.count + 2
    if let group = head.group { bound += group.utf8.count }
    for parameter in head.parameters {
      bound += parameter.name.utf8.count + 4
      switch parameter.values {
      case .tokens(let tokens): bound += tokens.utf8.count
      case .text(let text): bound += Self.bound(of: text)
      case .list(let texts): bound += Self.bound(of: texts)
      }
    }
    return bound
  }

  @inline(__always)
  static func bound(of text: String) -> Int { text.utf8.count * 2 + OutputSpan<UInt8>.slack }

  /// A component and the semicolon behind it.
  @inline(__always)
  static func bound(of component: String?) -> Int {
    if let component { bound(of: component) + 1 } else { 1 }
  }

  /// Texts and what separates them.
  static func bound(of texts: [String]) -> Int {
    texts.reduce(0) { $0 + bound(of: $1) + 1 }
  }

  /// The most bytes a date takes.
  static let dateLength = 10
}
