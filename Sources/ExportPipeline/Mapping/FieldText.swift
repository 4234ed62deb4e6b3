import ContactModel
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
    let (tidied, wasCleaned) = Self.tidied(Array(text.utf8), lineBreak: isMultiline ? 0x0A : 0x20)
    let result = Self.trimmed(tidied, keepsInner: isMultiline)
    self.init(text: result.isEmpty ? nil : result, wasCleaned: wasCleaned)
  }

  private init(text: String?, wasCleaned: Bool) {
    self.text = text
    self.wasCleaned = wasCleaned
  }

  /// With `lineBreak` for each line break, and no control characters.
  private static func tidied(
    _ text: [UInt8], lineBreak: UInt8
  ) -> (text: String, wasCleaned: Bool) {
    var text = text
    var bytes = text.mutableSpan
    let (count, wasCleaned) = tidy(&bytes, lineBreak: lineBreak)
    return (String(decoding: text[..<count], as: UTF8.self), wasCleaned)
  }

  /// Nothing becomes longer than it was, so what is done is written over what has been read.
  private static func tidy(
    _ bytes: inout MutableSpan<UInt8>, lineBreak: UInt8
  ) -> (count: Int, wasCleaned: Bool) {
    var wasCleaned = false
    var (index, end) = (0, 0)
    while index < bytes.count {
      while bytes.count - index >= 8 {
        let eight = EightBytes(bytes.span, at: index)
        guard eight.arePrintable else { break }
        eight.store(in: &bytes, at: end)
        index += 8
        end += 8
      }
      guard index < bytes.count else { break }
      let byte = bytes[index]
      index += 1
      switch byte {
      case 0x0D where index < bytes.count && bytes[index] == 0x0A: continue
      case 0x0A...0x0D: bytes[end] = lineBreak
      case 0x09: bytes[end] = byte
      case ..<0x20, 0x7F:
        wasCleaned = true
        continue
      case 0xC2 where bytes[index] < 0xA0:
        // NEL is a line break, its neighbours are control characters.
        index += 1
        guard bytes[index - 1] == 0x85 else {
          wasCleaned = true
          continue
        }
        bytes[end] = lineBreak
      case 0xE2 where bytes[index] == 0x80 && bytes[index + 1] | 1 == 0xA9:
        // U+2028 and U+2029.
        index += 2
        bytes[end] = lineBreak
      default: bytes[end] = byte
      }
      end += 1
    }
    return (end, wasCleaned)
  }

  /// Whether anything but plain text is there: most values need no copy.
  private static func needsWork(_ text: String, isMultiline: Bool) -> Bool {
    let bytes = text.utf8.span
    guard !bytes.isEmpty else { return false }
    // White space at the ends of a line goes; of a note only a blank one does.
    if bytes.mayBeSpace(at: 0) || (!isMultiline && mayEndInSpace(bytes)) { return true }
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
