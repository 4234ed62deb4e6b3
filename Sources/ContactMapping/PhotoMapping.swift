import ContactModel
import Foundation

extension Contact.Photo {
  /// Reads a Picture: base64 of an image, whose kind its first bytes tell.
  ///
  /// SOGo hands through whatever its contact holds, a URL or the head of a data URI included.
  ///
  /// `nil` where the text isn't base64 or the bytes aren't an image of a known kind.
  init?(base64 text: String) {
    guard let data = Data(base64Encoded: text) ?? Self.brokenLines(text),
      let mediaType = Self.mediaType(of: data)
    else { return nil }
    self.init(mediaType: mediaType, bytes: Array(data))
  }

  /// Unknown characters are line breaks at most, so that no URL passes for base64.
  private static func brokenLines(_ text: String) -> Data? {
    guard text.utf8.allSatisfy(isBase64) else { return nil }
    return Data(base64Encoded: text, options: .ignoreUnknownCharacters)
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "="), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "),
      UInt8(ascii: "\t"):
      true
    default: false
    }
  }

  private static let signatures: [(prefix: [UInt8], mediaType: String)] = [
    ([0xFF, 0xD8, 0xFF], "image/jpeg"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
    (Array("GIF87a".utf8), "image/gif"),
    (Array("GIF89a".utf8), "image/gif"),
    (Array("BM".utf8), "image/bmp"),
    ([0x49, 0x49, 0x2A, 0x00], "image/tiff"),
    ([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
  ]

  private static func mediaType(of data: Data) -> String? {
    if data.starts(with: Array("RIFF".utf8)), data.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return "image/webp"
    }
    return signatures.first { data.starts(with: $0.prefix) }?.mediaType
  }
}
