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
    var wasCleaned = false
    var scalars = String.UnicodeScalarView()
    var isAfterCR = false
    for scalar in text.unicodeScalars {
      defer { isAfterCR = scalar == "\r" }
      switch scalar {
      case "\n" where isAfterCR: break
      case "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}":
        scalars.append(isMultiline ? "\n" : " ")
      case "\t": scalars.append(scalar)
      case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}": wasCleaned = true
      default: scalars.append(scalar)
      }
    }
    let result = Self.trimmed(String(scalars), keepsInner: isMultiline)
    self.init(text: result.isEmpty ? nil : result, wasCleaned: wasCleaned)
  }

  private init(text: String?, wasCleaned: Bool) {
    self.text = text
    self.wasCleaned = wasCleaned
  }

  /// Whether anything but plain text is there: most values need no copy.
  private static func needsWork(_ text: String, isMultiline: Bool) -> Bool {
    let bytes = text.utf8Span.span
    guard !bytes.isEmpty else { return false }
    // White space at the ends of a line goes; of a note only a blank one does.
    if isSpace(bytes[0]) || (!isMultiline && isSpace(bytes[bytes.count - 1])) { return true }
    for index in bytes.indices {
      switch bytes[index] {
      case 0x0A where isMultiline: continue
      case ..<0x20, 0x7F: return true
      // The C1 controls, NEL among them, begin with C2; the separators are E2 80 A8 and E2 80 A9.
      case 0xC2 where index + 1 < bytes.count && bytes[index + 1] < 0xA0: return true
      case 0xE2 where index + 1 < bytes.count && bytes[index + 1] == 0x80: return true
      default: continue
      }
    }
    return false
  }

  /// White space of ASCII, or the first or last byte of what may be some.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte <= 0x20 || (0x80...0xAF).contains(byte) || byte == 0xC2 || (0xE1...0xE3).contains(byte)
  }

  /// A note keeps its shape unless it is blank; of other values, white space at both ends goes.
  private static func trimmed(_ text: String, keepsInner: Bool) -> String {
    let isBlank = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    if isBlank { return "" }
    if keepsInner { return text }
    let scalars = text.unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[start...end])
  }
}
