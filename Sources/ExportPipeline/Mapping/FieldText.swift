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
    guard Self.needsWork(text.utf8) else {
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
  private static func needsWork(_ utf8: String.UTF8View) -> Bool {
    guard let first = utf8.first else { return false }
    if first == 0x20 || utf8.last == 0x20 { return true }
    for byte in utf8 where byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2 {
      // 0xC2 begins NEL and the C1 controls, 0xE2 the separators: look at them more closely.
      return true
    }
    return false
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
