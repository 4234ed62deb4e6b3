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

  /// Whether two documents hold the same contact, however the server spelt it: in another order,
  /// with empty elements for absent ones, with another guess of the note's size.
  static func isSame(_ old: [UInt8], _ new: [UInt8]) -> Bool {
    guard let old = try? decode(old), let new = try? decode(new) else { return false }
    return normalised(old) == normalised(new)
  }

  private static func normalised(_ element: Element) -> Element {
    let children = element.children.filter { !isVolatile($0) }
    guard !children.isEmpty else { return element }
    var sorted: [Element] = []
    for child in children.map(normalised) where child.text != "" { sorted.append(child) }
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
