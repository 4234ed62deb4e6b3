import ContactModel
import Foundation

/// What a Picture holds: an image in base64, by MS-ASCNTC, or what a server's contact had in its place.
///
/// SOGo hands through the value of a card's photo, which may be a data URI (RFC 2397) or the head of one;
/// Z-Push puts such a value, or the address of an image, into base64 once more.
enum Picture {
  case image(Contact.Photo)
  /// The address of an image that is elsewhere.
  case address(String)
  /// Neither, or an image of a kind that isn't known.
  case unknown

  init(_ text: String) {
    if let content = DataURI(text) {
      self = Self.image(of: content.bytes) ?? .unknown
      return
    }
    guard let data = Base64Text.bytes(of: text) else {
      self = Self.isAddress(text.utf8) ? .address(text) : .unknown
      return
    }
    if let image = Self.image(of: data) {
      self = image
      return
    }
    guard let inner = String(validating: data, as: UTF8.self) else {
      self = .unknown
      return
    }
    if let content = DataURI(inner) {
      self = Self.image(of: content.bytes) ?? .unknown
    } else {
      self = Self.isAddress(inner.utf8) ? .address(inner) : .unknown
    }
  }

  private static func image(of data: Data) -> Picture? {
    Contact.Photo.mediaType(of: data).map {
      .image(Contact.Photo(mediaType: $0, bytes: Array(data)))
    }
  }

  /// Whether it looks like a URI: a scheme of several letters, and nothing that can't be seen. One that
  /// was to hold its content has none.
  private static func isAddress(_ text: some Collection<UInt8>) -> Bool {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let scheme = text[..<colon]
    return 2...16 ~= scheme.count && !scheme.elementsEqual("data".utf8)
      && text.index(after: colon) != text.endIndex
      && scheme.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
      && text.allSatisfy { 0x21...0x7E ~= $0 }
  }
}

/// A URI that holds its own content: `data:image/jpeg;base64,/9j/4AAQ…`
private struct DataURI {
  let bytes: Data

  /// `nil` where the text is none, or has no content.
  init?(_ text: String) {
    let text = text.drop { $0.isWhitespace }
    guard text.prefix(5).lowercased() == "data:", let comma = text.utf8.firstIndex(of: 0x2C) else {
      return nil
    }
    // Cards of version 3.0 have a backslash before the comma.
    var head = text.utf8[..<comma]
    if head.last == UInt8(ascii: "\\") { head.removeLast() }
    let content = text.utf8[comma...].dropFirst()
    let plain = content.contains(UInt8(ascii: "%")) ? Self.unescaped(content) : Data(content)
    let parameters = String(decoding: head, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
    guard parameters.hasSuffix(";base64") else {
      bytes = plain
      return
    }
    guard let data = Base64Text.bytes(of: plain, isForAddresses: true) else { return nil }
    bytes = data
  }

  /// Percent-decoding, of bytes that are no text.
  private static func unescaped(_ text: some Collection<UInt8>) -> Data {
    let bytes = Array(text)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
      {
        result.append(UInt8(high << 4 | low))
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return Data(result)
  }
}

/// Base64 as it arrives: in lines, without its padding.
private enum Base64Text {
  static func bytes(of text: String) -> Data? {
    Data(base64Encoded: text) ?? bytes(of: text.utf8)
  }

  /// Unknown characters are white space at most, so that no URL passes for base64.
  ///
  /// `isForAddresses`: whether `-` and `_` may stand for `+` and `/` (RFC 4648 section 5).
  static func bytes(of text: some Collection<UInt8>, isForAddresses: Bool = false) -> Data? {
    var digits = Data()
    var padding = 0
    for byte in text {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        // Something follows what ends it.
        guard padding == 0 else { return nil }
        digits.append(byte)
      case UInt8(ascii: "-") where isForAddresses: digits.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_") where isForAddresses: digits.append(UInt8(ascii: "/"))
      case UInt8(ascii: "="): padding += 1
      case 0x0A, 0x0D, 0x20, 0x09: break
      default: return nil
      }
    }
    digits.append(contentsOf: repeatElement(UInt8(ascii: "="), count: -digits.count & 3))
    return Data(base64Encoded: digits)
  }
}

extension Contact.Photo {
  private static let signatures: [(prefix: [UInt8], mediaType: String)] = [
    ([0xFF, 0xD8, 0xFF], "image/jpeg"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
    (Array("GIF87a".utf8), "image/gif"),
    (Array("GIF89a".utf8), "image/gif"),
    (Array("BM".utf8), "image/bmp"),
    ([0x49, 0x49, 0x2A, 0x00], "image/tiff"),
    ([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
  ]

  /// What kind of image begins like this; `nil` for none that is known.
  fileprivate static func mediaType(of data: Data) -> String? {
    if data.starts(with: Array("RIFF".utf8)), data.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return "image/webp"
    }
    return signatures.first { data.starts(with: $0.prefix) }?.mediaType
  }
}
