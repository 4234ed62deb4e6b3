import ContactModel
import TextBytes
import WBXML

/// Makes text of the mailbox fit for a contact: LF as the only line break, no control character
/// but TAB, no bytes that aren't UTF-8.
///
/// Servers hand through what ever came into the mailbox: CR LF and bare CR in addresses, vertical
/// tabs of old editors, NULs, the line separators of Unicode that line-based readers split at.
struct FieldText {
  /// `nil` where nothing but white space is left.
  let text: String?
  /// Whether something was taken out; line breaks that were made uniform don't count.
  let wasCleaned: Bool
  /// Whether it came as UTF-8.
  private(set) var isUTF8 = true

  /// `isMultiline`: whether line breaks are part of the value; else they become spaces
  ///   and white space at both ends goes.
  init(_ element: Element, isMultiline: Bool = false) {
    if let text = element.plainText {
      self.init(text: text, wasCleaned: false)
      return
    }
    switch element.content {
    case .text(let text): self.init(text, isMultiline: isMultiline)
    case .opaque(let bytes), .string(let bytes):
      let decoded = LegacyText(bytes)
      let text = FieldText(decoded.text, isMultiline: isMultiline)
      self.init(text: text.text, wasCleaned: text.wasCleaned || decoded.encoding == .cutUTF8)
      isUTF8 = decoded.encoding != .windows1252
    case .empty, .elements: self.init(text: nil, wasCleaned: false)
    }
  }

  init(_ text: String, isMultiline: Bool = false) {
    // Of notes most need it.
    guard isMultiline || Self.needsWork(text) else {
      self.init(text: text.isEmpty ? nil : text, wasCleaned: false)
      return
    }
    let (tidied, wasCleaned) = Self.tidied(text, lineBreak: isMultiline ? 0x0A : 0x20)
    let result = Self.trimmed(tidied, keepsInner: isMultiline)
    self.init(text: result.isEmpty ? nil : result, wasCleaned: wasCleaned)
  }

  private init(text: String?, wasCleaned: Bool) {
    self.text = text
    self.wasCleaned = wasCleaned
  }

  /// With `lineBreak` for each line break, and no control characters.
  private static func tidied(
    _ text: String, lineBreak: UInt8
  ) -> (text: String, wasCleaned: Bool) {
    let source = text.utf8.span
    var wasCleaned = false
    var bytes: [UInt8] = []
    bytes.append(addingCapacity: source.count + OutputSpan<UInt8>.slack) { output in
      var index = 0
      while true {
        index = output.append(source, from: index, until: mayNeedWork)
        if index == source.count { return }
        let byte = source[index]
        index += 1
        switch byte {
        case 0x0A...0x0D:
          output.append(lineBreak)
          if byte == 0x0D, index < source.count, source[index] == 0x0A { index += 1 }
        case 0x09: output.append(byte)
        case ..<0x20, 0x7F: wasCleaned = true
        case 0xC2 where source[index] < 0xA0:
          // NEL is a line break, its neighbours are control characters.
          if source[index] == 0x85 { output.append(lineBreak) } else { wasCleaned = true }
          index += 1
        case 0xE2 where source[index] == 0x80 && source[index + 1] | 1 == 0xA9:
          // U+2028 and U+2029.
          output.append(lineBreak)
          index += 2
        default: output.append(byte)
        }
      }
    }
    // Whole characters were taken out or replaced. Validating them takes longer than all the rest.
    return (String(copying: unsafe UTF8Span(unchecked: bytes.span)), wasCleaned)
  }

  /// Whether anything but plain text is there: most values of one line need no copy.
  private static func needsWork(_ text: String) -> Bool {
    let bytes = text.utf8.span
    guard !bytes.isEmpty else { return false }
    // White space at both ends goes.
    if bytes.mayBeSpace(at: 0) || mayEndInSpace(bytes) { return true }
    return bytes.contains(mayNeedWork)
  }

  /// Control characters, line breaks, and the first bytes of those beyond ASCII: the C1 controls, NEL
  /// among them, begin with C2; the separators are E2 80 A8 and E2 80 A9.
  @inline(__always)
  private static func mayNeedWork(_ bytes: SixteenBytes) -> SixteenBytes.Mask {
    (bytes < 0x20) .| (bytes == 0x7F) .| (bytes == 0xC2) .| (bytes == 0xE2)
  }

  private static func mayEndInSpace(_ bytes: Span<UInt8>) -> Bool {
    var last = bytes.count - 1
    while last > 0, bytes[last] & 0xC0 == 0x80 { last -= 1 }
    return bytes.mayBeSpace(at: last)
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
