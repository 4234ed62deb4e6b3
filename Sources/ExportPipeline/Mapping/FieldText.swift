import WBXML

/// Makes text of the mailbox fit for a contact: LF as the only line break, no control character
/// but TAB, no broken UTF-8.
///
/// Servers hand through what ever came into the mailbox: CR LF and bare CR in addresses, vertical
/// tabs of old editors, NULs, the line separators of Unicode that line-based readers split at.
struct FieldText {
  /// `nil` where nothing but white space is left.
  let text: String?
  /// Whether something was taken out; line breaks that were made uniform don't count.
  let wasCleaned: Bool

  /// `isMultiline`: whether line breaks are part of the value; else they become spaces
  ///   and white space at both ends goes.
  init(_ element: Element, isMultiline: Bool = false) {
    if let text = element.plainText {
      self.init(text: text, wasCleaned: false)
      return
    }
    switch element.content {
    case .text(let text): self.init(text, isMultiline: isMultiline)
    case .opaque(let bytes):
      let text = String(decoding: bytes, as: UTF8.self)
      let repaired = FieldText(text, isMultiline: isMultiline)
      self.init(
        text: repaired.text, wasCleaned: repaired.wasCleaned || !text.utf8.elementsEqual(bytes))
    case .empty, .elements: self.init(text: nil, wasCleaned: false)
    }
  }

  init(_ text: String, isMultiline: Bool = false) {
    guard Self.needsWork(text, isMultiline: isMultiline) else {
      self.init(text: text.isEmpty ? nil : text, wasCleaned: false)
      return
    }
    let (tidied, wasCleaned) = Self.tidied(text.utf8.span, lineBreak: isMultiline ? 0x0A : 0x20)
    let result = Self.trimmed(tidied, keepsInner: isMultiline)
    self.init(text: result.isEmpty ? nil : result, wasCleaned: wasCleaned)
  }

  private init(text: String?, wasCleaned: Bool) {
    self.text = text
    self.wasCleaned = wasCleaned
  }

  /// With `lineBreak` for each line break, and no control characters.
  private static func tidied(
    _ bytes: Span<UInt8>, lineBreak: UInt8
  ) -> (text: String, wasCleaned: Bool) {
    var wasCleaned = false
    var tidied: [UInt8] = []
    tidied.append(addingCapacity: bytes.count) { output in
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        switch byte {
        case 0x20...0x7E, 0x80...0xC1: output.append(byte)
        case 0x0D where index < bytes.count && bytes[index] == 0x0A: break
        case 0x0A...0x0D: output.append(lineBreak)
        case 0x09: output.append(byte)
        case ..<0x20, 0x7F: wasCleaned = true
        case 0xC2 where bytes[index] < 0xA0:
          // NEL is a line break, its neighbours are control characters.
          if bytes[index] == 0x85 { output.append(lineBreak) } else { wasCleaned = true }
          index += 1
        case 0xE2 where bytes[index] == 0x80 && bytes[index + 1] | 1 == 0xA9:
          // U+2028 and U+2029.
          output.append(lineBreak)
          index += 2
        default: output.append(byte)
        }
      }
    }
    return (String(decoding: tidied, as: UTF8.self), wasCleaned)
  }

  /// Whether anything but plain text is there: most values need no copy.
  private static func needsWork(_ text: String, isMultiline: Bool) -> Bool {
    let bytes = text.utf8.span
    guard !bytes.isEmpty else { return false }
    // White space at the ends of a line goes; of a note only a blank one does.
    if isSpace(bytes[0]) || (!isMultiline && isSpace(bytes[bytes.count - 1])) { return true }
    // Without a branch, so that many bytes are looked at at once. The C1 controls, NEL among them,
    // begin with C2; the separators are E2 80 A8 and E2 80 A9.
    let allowed: UInt8 = isMultiline ? 0x0A : 0x20
    var found: UInt8 = 0
    for index in 0..<bytes.count {
      let byte = bytes[index]
      found |= (byte < 0x20 ? 1 : 0) & (byte == allowed ? 0 : 1)
      found |= (byte == 0x7F ? 1 : 0) | (byte == 0xC2 ? 1 : 0) | (byte == 0xE2 ? 1 : 0)
    }
    return found != 0
  }

  /// White space of ASCII, or the first or last byte of what may be some.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte <= 0x20 || (0x80...0xAF).contains(byte) || byte == 0xC2 || (0xE1...0xE3).contains(byte)
  }

  /// A note keeps its shape unless it is blank; of other values, white space at both ends goes.
  private static func trimmed(_ text: String, keepsInner: Bool) -> String {
    let isBlank = text.unicodeScalars.allSatisfy(isSpace)
    if isBlank { return "" }
    if keepsInner { return text }
    let scalars = text.unicodeScalars
    guard let start = scalars.firstIndex(where: { !isSpace($0) }),
      let end = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[start...end])
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? scalar == " " || 0x09...0x0D ~= scalar.value : scalar.properties.isWhitespace
  }
}
