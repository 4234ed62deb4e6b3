import ContactModel
import TextBytes

/// Values that can stand as they are, as nearly all do: what ``AttributeSyntax/encode(_:length:)``
/// does with them, without an array for each.
extension AttributeSyntax {
  /// Appends a value, if it surely needs no mending.
  ///
  /// - Precondition: There is room for ``bound(of:)``.
  /// - Returns: Whether it is a safe string, as `LDIFLine` has it, or `nil` for one that may need
  ///   mending, of which nothing that was appended counts.
  @inline(__always)
  func append(plain text: Span<UInt8>, to output: inout OutputSpan<UInt8>) -> Bool? {
    if text.isEmpty || text[0] <= Byte.space || text[0] == Byte.delete { return nil }
    let isVisible = output.append(visible: text)
    switch self {
    case .directoryString where isVisible || Self.isPlain(text): break
    case .ia5 where isVisible,
      .telephone where isVisible && Self.isPrintable(text) && Self.isDialled(text),
      .uri where isVisible && URIText.isWebPage(text):
      break
    default: return nil
    }
    return isVisible && text[0] != Byte.colon && text[0] != Byte.lessThan
      && text[text.count - 1] != Byte.space
  }

  static func bound(of text: Span<UInt8>) -> Int { text.count + OutputSpan<UInt8>.slack }
}
