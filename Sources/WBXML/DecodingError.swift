/// A document that is not well-formed WBXML, or that is larger than the limits allow.
///
/// The offset counts bytes from the start of the document. The description holds no content.
package struct DecodingError: Error, Equatable, Sendable {
  package enum Reason: Equatable, Sendable {
    /// No bytes at all.
    case empty
    /// The first byte is no WBXML version; 0x3C (`<`) tells of HTML or XML.
    case notWBXML(firstByte: UInt8)
    /// The charset is neither UTF-8 (106) nor US-ASCII (3).
    case unsupportedCharset(UInt32)
    /// The document ends inside an element, a string or a number.
    case truncated
    /// A number longer than five bytes, or above 4,294,967,295.
    case numberTooLarge
    /// A token that MS-ASWBXML doesn't use: attributes, literals, extensions, processing
    /// instructions.
    case unsupportedToken(UInt8)
    /// A STR_T whose offset lies outside of the string table.
    case stringTableOffset(UInt32)
    /// An ENTITY that is no Unicode scalar.
    case invalidEntity(UInt32)
    /// Text beside child elements.
    case mixedContent
    /// Text or END where the root element should begin.
    case noRoot
    /// Bytes behind the end of the root element.
    case trailingBytes(Int)
    /// A limit of ``Limits`` is exceeded; named as there.
    case limitExceeded(String, Int)
  }

  package let reason: Reason
  package let offset: Int

  package init(_ reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension DecodingError: CustomStringConvertible {
  package var description: String {
    "byte \(offset): " + reason.description
  }
}

extension DecodingError.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty: "the document is empty"
    case .notWBXML(0x3C): "not WBXML but HTML or XML (it begins with '<')"
    case .notWBXML(let byte): "not WBXML (it begins with 0x\(hex(byte)), not with a version)"
    case .unsupportedCharset(let charset): "charset \(charset) is neither UTF-8 nor US-ASCII"
    case .truncated: "the document ends too early"
    case .numberTooLarge: "a number exceeds 32 bits"
    case .unsupportedToken(let token):
      "token 0x\(hex(token)) (attribute, literal or extension) has no place in ActiveSync"
    case .stringTableOffset(let offset): "offset \(offset) lies outside of the string table"
    case .invalidEntity(let code): "entity \(code) is no Unicode character"
    case .mixedContent: "text beside child elements"
    case .noRoot: "no root element"
    case .trailingBytes(let count): "\(count) bytes behind the end of the root element"
    case .limitExceeded(let name, let limit): "more than the limit '\(name)' of \(limit)"
    }
  }

  private func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count < 2 ? "0" + digits : digits
  }
}
