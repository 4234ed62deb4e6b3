/// A document as it was received, and where in its bytes each element stands.
///
/// Elements point into it: most of what a server sends is copied into the state as it is, so a string
/// is made of a text when somebody asks for it, not before.
final class Document: Sendable {
  /// One element; its children, if it has any, follow it.
  struct Node {
    enum Kind: UInt8 {
      case empty
      /// Text of printable ASCII alone, 20 to 7E.
      case plain
      /// Any other text.
      case utf8
      /// A string that is no UTF-8.
      case string
      case opaque, elements
    }

    let tag: Tag
    let kind: Kind
    /// Where the content begins in the bytes; of no meaning for ``Kind/elements``.
    let start: UInt32
    /// Where the content ends in the bytes; for ``Kind/elements``, the node behind the last child.
    var end: UInt32
  }

  /// The document, and behind it the texts that came in pieces, each joined.
  let bytes: [UInt8]
  let nodes: [Node]

  init(bytes: [UInt8], nodes: [Node]) {
    self.bytes = bytes
    self.nodes = nodes
  }

  /// The node behind one and all within it.
  func next(after node: Int) -> Int {
    nodes[node].kind == .elements ? Int(nodes[node].end) : node + 1
  }

  func range(of node: Int) -> Range<Int> {
    Int(nodes[node].start)..<Int(nodes[node].end)
  }

  func isEmpty(_ node: Int) -> Bool {
    nodes[node].kind == .elements ? next(after: node) == node + 1 : range(of: node).isEmpty
  }

  func content(of node: Int) -> Element.Content {
    switch nodes[node].kind {
    case .empty: .empty
    case .plain, .utf8: .text(text(of: node))
    case .opaque: .opaque(Array(bytes[range(of: node)]))
    case .string: .string(Array(bytes[range(of: node)]))
    case .elements: .elements(children(of: node))
    }
  }

  func forEachChild(of node: Int, _ body: (Element) -> Void) {
    guard nodes[node].kind == .elements else { return }
    var child = node + 1
    while child < nodes[node].end {
      body(Element(self, node: child))
      child = next(after: child)
    }
  }

  func children(of node: Int) -> [Element] {
    var children: [Element] = []
    forEachChild(of: node) { children.append($0) }
    return children
  }

  func first(_ tag: Tag, in node: Int) -> Element? {
    guard nodes[node].kind == .elements else { return nil }
    var child = node + 1
    while child < nodes[node].end {
      if nodes[child].tag == tag { return Element(self, node: child) }
      child = next(after: child)
    }
    return nil
  }

  /// The text of an element that has one.
  func text(of node: Int) -> String {
    Self.text(in: bytes, range(of: node), isASCII: nodes[node].kind == .plain)
  }

  /// The text of printable ASCII with no space at either end; else `nil`.
  func plainText(of index: Int) -> String? {
    let node = nodes[index]
    guard node.kind == .plain, node.start < node.end, bytes[Int(node.start)] != 0x20,
      bytes[Int(node.end) - 1] != 0x20
    else { return nil }
    return Self.text(in: bytes, Int(node.start)..<Int(node.end), isASCII: true)
  }

  @inline(__always)
  private static func text(
    in bytes: [UInt8], _ range: Range<Int>, isASCII: Bool
  ) -> String {
    // The decoder has validated it; looking at it again would be most of the work.
    let utf8 = unsafe UTF8Span(unchecked: bytes.span.extracting(range), isKnownASCII: isASCII)
    return String(copying: utf8)
  }
}
