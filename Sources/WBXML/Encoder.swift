/// Writes a tree of elements as a WBXML 1.3 document, as MS-ASWBXML section 2.1 sets out: public
/// identifier 1, UTF-8, no string table, inline strings only.
package struct Encoder {
  private var bytes: [UInt8] = [0x03, 0x01, 0x6A, 0x00]
  private var page: UInt8 = 0

  /// The whole document.
  package static func encode(_ root: Element) -> [UInt8] {
    var encoder = Encoder()
    encoder.append(root)
    return encoder.bytes
  }

  private mutating func append(_ element: Element) {
    if element.tag.page != page {
      page = element.tag.page
      bytes.append(0x00)
      bytes.append(page)
    }
    switch element.content {
    case .empty:
      bytes.append(element.tag.token)
      return
    case .text(let text):
      bytes.append(element.tag.token | 0x40)
      append(text: text)
    case .opaque(let block):
      bytes.append(element.tag.token | 0x40)
      append(opaque: block)
    case .elements(let children):
      bytes.append(element.tag.token | 0x40)
      for child in children { append(child) }
    }
    bytes.append(0x01)
  }

  /// STR_I ends at a NUL, so text that holds one goes as an opaque block.
  private mutating func append(text: String) {
    if Self.hasNUL(text.utf8.span) {
      append(opaque: Array(text.utf8))
    } else {
      bytes.append(0x03)
      bytes.append(contentsOf: text.utf8)
      bytes.append(0x00)
    }
  }

  /// Looks at all of them: without a way out of the loop the compiler takes many at a time.
  private static func hasNUL(_ bytes: Span<UInt8>) -> Bool {
    var least = UInt8.max
    for index in bytes.indices { least = min(least, bytes[index]) }
    return least == 0
  }

  private mutating func append(opaque block: [UInt8]) {
    bytes.append(0xC3)
    var groups = [UInt8(block.count & 0x7F)]
    var rest = block.count >> 7
    while rest > 0 {
      groups.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(contentsOf: groups.reversed())
    bytes.append(contentsOf: block)
  }
}
