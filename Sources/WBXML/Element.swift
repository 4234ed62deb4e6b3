/// An element of a WBXML document.
///
///     <SyncKey>0</SyncKey>        4B 03 30 00 01       Element(.syncKey, .text("0"))
///
/// One that was read points into its document and keeps it, so nobody keeps it beyond a window.
package struct Element: Equatable, Sendable {
  /// What stands between an element's start and its END.
  ///
  /// Exchange ActiveSync has no mixed content, so an element holds one kind only.
  package enum Content: Equatable, Sendable {
    /// No content bit in the token: `<GetChanges/>`.
    case empty
    /// STR_I, STR_T and ENTITY joined into one string.
    case text(String)
    /// An OPAQUE block, or a string that is not valid UTF-8, as received.
    case opaque([UInt8])
    /// Child elements; none, where the content bit is set and END follows at once.
    case elements([Element])
  }

  enum Source: Sendable {
    case built(Content)
    case read(Document, node: Int)
  }

  package let tag: Tag
  let source: Source

  package init(_ tag: Tag, _ content: Content = .empty) {
    self.tag = tag
    source = .built(content)
  }

  /// An element of a document.
  init(_ document: Document, node: Int) {
    tag = document.nodes[node].tag
    source = .read(document, node: node)
  }

  /// An element that holds text.
  package init(_ tag: Tag, _ text: String) {
    self.init(tag, .text(text))
  }

  /// An element that holds other elements.
  package init(_ tag: Tag, _ children: [Element]) {
    self.init(tag, .elements(children))
  }

  package var content: Content {
    switch source {
    case .built(let content): content
    case .read(let document, let node): document.content(of: node)
    }
  }

  package static func == (left: Element, right: Element) -> Bool {
    left.tag == right.tag && left.content == right.content
  }

  /// The child elements; none where the element holds something else.
  package var children: [Element] {
    switch source {
    case .built(.elements(let children)): children
    case .built: []
    case .read(let document, let node):
      document.nodes[node].kind == .elements ? document.children(of: node) : []
    }
  }

  /// Calls `body` for each child, with no array for all of them.
  package func forEachChild(_ body: (Element) -> Void) {
    switch source {
    case .built: children.forEach(body)
    case .read(let document, let node): document.forEachChild(of: node, body)
    }
  }

  /// The content as text: empty for an element without content, an opaque block read as UTF-8
  /// with the replacement character for what isn't, and `nil` where there are child elements.
  package var text: String? {
    switch content {
    case .empty: ""
    case .text(let text): text
    case .opaque(let bytes): String(decoding: bytes, as: UTF8.self)
    case .elements(let children): children.isEmpty ? "" : nil
    }
  }

  /// Whether it holds nothing: no content, or one without a byte or a child.
  package var isEmpty: Bool {
    switch source {
    case .built(.empty): true
    case .built(.text(let text)): text.isEmpty
    case .built(.opaque(let bytes)): bytes.isEmpty
    case .built(.elements(let children)): children.isEmpty
    case .read(let document, let node): document.isEmpty(node)
    }
  }

  /// The text of an element that was read, where it is printable ASCII, 20 to 7E, with no space at
  /// either end; else `nil`. Most texts are, and the decoder has seen it by the way.
  package var plainText: String? {
    guard case .read(let document, let node) = source else { return nil }
    return document.plainText(of: node)
  }

  /// The first child with this tag.
  package func first(_ tag: Tag) -> Element? {
    switch source {
    case .built: children.first { $0.tag == tag }
    case .read(let document, let node): document.first(tag, in: node)
    }
  }
}
