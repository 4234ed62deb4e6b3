import Digests
package import WBXML

/// The item of a mailbox as the state keeps it: ApplicationData as a WBXML document of its own.
package enum ApplicationData {
  package static func encode(_ element: Element) -> [UInt8] {
    Encoder.encode(element)
  }

  /// - Throws: ``DecodingError`` where the state's bytes are damaged.
  package static func decode(_ bytes: [UInt8]) throws(DecodingError) -> Element {
    try Decoder.decode(bytes)
  }

  /// What a contact says, as a number that is the same however the server spelt it: in another
  /// order, with empty elements for absent ones, with another guess of the note's size.
  package static func content(of element: Element) -> Int64 {
    SHA256.number(encode(normalised(element)))
  }

  /// The same of a document; one that is damaged says something of its own.
  package static func content(of bytes: [UInt8]) -> Int64 {
    guard let element = try? decode(bytes) else { return SHA256.number(bytes) }
    return content(of: element)
  }

  /// What a change may leave out without a word on it: the note and the photo.
  package static let noteAndPhoto = [Tag.AirSyncBase.body, Tag.Contacts.body, Tag.Contacts.picture]

  /// Whether a note or a photo holds nothing.
  package static func isEmpty(_ noteOrPhoto: Element) -> Bool {
    let content =
      noteOrPhoto.tag == Tag.AirSyncBase.body
      ? noteOrPhoto.first(Tag.AirSyncBase.data) : noteOrPhoto
    return content?.isEmpty ?? true
  }

  /// Whether the server cut the note (MS-ASAIRS section 2.2.2.45.1, Truncated; MS-ASCNTC section
  /// 2.2.2.13, BodyTruncated).
  package static func hasCutNote(_ data: Element) -> Bool {
    let marks = [
      data.first(Tag.AirSyncBase.body)?.first(Tag.AirSyncBase.truncated),
      data.first(Tag.Contacts.bodyTruncated),
    ]
    return marks.contains { $0.map { $0.text == nil || $0.text == "1" } ?? false }
  }

  private static func normalised(_ element: Element) -> Element {
    let children = element.children.filter { !isVolatile($0) }
    guard !children.isEmpty else { return element }
    var sorted: [Element] = []
    for child in children.map(normalised) where !child.isEmpty { sorted.append(child) }
    sorted.sort { ($0.tag.page, $0.tag.token) < ($1.tag.page, $1.tag.token) }
    return Element(element.tag, .elements(sorted))
  }

  private static func isVolatile(_ element: Element) -> Bool {
    switch element.tag {
    case Tag.AirSyncBase.estimatedDataSize, Tag.AirSyncBase.nativeBodyType,
      Tag.AirSyncBase.preview, Tag.Contacts.bodySize:
      true
    default: false
    }
  }
}
