import ContactModel

/// Values that can stand as they are, as nearly all do: what ``AttributeSyntax/encode(_:length:)``
/// does with them, without an array for each.
extension AttributeSyntax {
  /// Appends a value, if it surely needs no mending.
  ///
  /// - Precondition: There is room for ``bound(of:)``.
  /// - Returns: Whether it is all there. If not, nothing of what was appended counts.
  @inline(__always)
  func append(plain text: String, to output: inout OutputSpan<UInt8>) -> Bool {
    switch self {
    case .directoryString: return Self.append(directoryString: text, to: &output)
    case .ia5 where Self.isASCII(text), .telephone where Self.isNumber(text),
      .uri where URIText.isWebPage(text):
      output.append(copying: text.utf8.span)
      return true
    default: return false
    }
  }

  static func bound(of text: String) -> Int { text.utf8.count + OutputSpan<UInt8>.slack }

  private static func append(
    directoryString text: String, to output: inout OutputSpan<UInt8>
  ) -> Bool {
    let bytes = text.utf8.span
    guard !bytes.isEmpty, bytes[0] > Byte.space, bytes[0] != Byte.delete else { return false }
    var index = 0
    while true {
      index = output.append(bytes, from: index)
      if index == bytes.count { return true }
      let byte = bytes[index]
      switch byte {
      // Of these, cards alone take care.
      case Byte.comma, Byte.semicolon, Byte.backslash, 0xE2, Byte.lineFeed, Byte.tab:
        output.append(byte)
        index += 1
      default: return false
      }
    }
  }

  /// Nothing but what can be seen, and spaces after it.
  private static func isASCII(_ text: String) -> Bool {
    let bytes = text.utf8.span
    guard !bytes.isEmpty, bytes[0] > Byte.space else { return false }
    return bytes.indices.allSatisfy { 0x20..<0x7F ~= bytes[$0] }
  }

  private static func isNumber(_ text: String) -> Bool {
    let bytes = text.utf8.span
    return bytes.indices.allSatisfy { isPrintable(bytes[$0]) }
      && bytes.indices.contains { isDialled(bytes[$0]) }
  }
}
