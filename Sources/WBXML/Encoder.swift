/// Writes a tree of elements as a WBXML 1.3 document, as MS-ASWBXML section 2.1 sets out: public
/// identifier 1, UTF-8, no string table, inline strings only.
package struct Encoder {
  private typealias Token = GlobalToken

  private var bytes: [UInt8] = [0x03, 0x01, 0x6A, 0x00]
  private var page: UInt8 = 0

  /// The whole document.
  package static func encode(_ root: Element) -> [UInt8] {
    var encoder = Encoder()
    encoder.append(root)
    return encoder.bytes
  }

  private mutating func append(_ element: Element) {
    if let document = element.document {
      append(document, node: element.node)
    } else {
      append(element.tag, element.built)
    }
  }

  private mutating func append(_ tag: Tag, _ content: Element.Content) {
    switch content {
    case .empty:
      begin(tag, hasContent: false)
      return
    case .text(let text):
      begin(tag)
      append(text: text)
    case .string(let text):
      begin(tag)
      append(string: text[...])
    case .opaque(let block):
      begin(tag)
      append(opaque: block[...])
    case .elements(let children):
      begin(tag)
      for child in children { append(child) }
    }
    bytes.append(Token.end)
  }

  /// As it was read, but for what the document has in pieces, in a table or on pages without need.
  private mutating func append(_ document: Document, node index: Int) {
    let node = document.nodes[index]
    begin(node.tag, hasContent: node.kind != .empty)
    switch node.kind {
    case .empty: return
    case .plain, .utf8, .string:
      // No such text has a NUL.
      bytes.append(Token.inlineString)
      bytes.append(contentsOf: document.bytes[document.range(of: index)])
      bytes.append(0x00)
    case .opaque: append(opaque: document.bytes[document.range(of: index)])
    case .elements:
      var child = index + 1
      while child < node.end {
        append(document, node: child)
        child = document.next(after: child)
      }
    }
    bytes.append(Token.end)
  }

  private mutating func begin(_ tag: Tag, hasContent: Bool = true) {
    if tag.page != page {
      page = tag.page
      bytes.append(Token.switchPage)
      bytes.append(page)
    }
    bytes.append(hasContent ? tag.token | Token.contentBit : tag.token)
  }

  /// STR_I ends at a NUL, so text that holds one goes as an opaque block.
  private mutating func append(text: String) {
    if Self.hasNUL(text.utf8.span) {
      append(opaque: Array(text.utf8)[...])
    } else {
      bytes.append(Token.inlineString)
      bytes.append(contentsOf: text.utf8)
      bytes.append(0x00)
    }
  }

  private mutating func append(string text: ArraySlice<UInt8>) {
    if Self.hasNUL(text.span) {
      append(opaque: text)
    } else {
      bytes.append(Token.inlineString)
      bytes.append(contentsOf: text)
      bytes.append(0x00)
    }
  }

  /// Looks at all of them: without a way out of the loop the compiler takes many at a time.
  private static func hasNUL(_ bytes: Span<UInt8>) -> Bool {
    var least = UInt8.max
    for index in bytes.indices { least = min(least, bytes[index]) }
    return least == 0
  }

  private mutating func append(opaque block: ArraySlice<UInt8>) {
    bytes.append(Token.opaque)
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
