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
    /// An OPAQUE block.
    case opaque([UInt8])
    /// A string that is not valid UTF-8, as received.
    case string([UInt8])
    /// Child elements; none, where the content bit is set and END follows at once.
    case elements([Element])
  }

  package let tag: Tag
  /// What one holds that was built.
  let built: Content
  /// The document of one that was read, and its place in there. Not together in an `enum` with the
  /// other: to look into that is to count another reference to the document.
  let document: Document?
  let node: Int

  package init(_ tag: Tag, _ content: Content = .empty) {
    self.tag = tag
    built = content
    document = nil
    node = 0
  }

  /// An element of a document.
  init(_ document: Document, node: Int) {
    tag = document.nodes[node].tag
    built = .empty
    self.document = document
    self.node = node
  }

  /// An element that holds text.
  package init(_ tag: Tag, _ text: String) {
    self.init(tag, .text(text))
  }

  /// An element that holds other elements.
  package init(_ tag: Tag, _ children: [Element]) {
    self.init(tag, .elements(children))
  }

  package var content: Content { document?.content(of: node) ?? built }

  package static func == (left: Element, right: Element) -> Bool {
    left.tag == right.tag && left.content == right.content
  }

  /// The child elements; none where the element holds something else.
  package var children: [Element] {
    if let document { return document.children(of: node) }
    if case .elements(let children) = built { return children }
    return []
  }

  /// Calls `body` for each child, with no array for all of them.
  package func forEachChild(_ body: (Element) -> Void) {
    if let document {
      document.forEachChild(of: node, body)
    } else {
      children.forEach(body)
    }
  }

  /// The content as text: empty for an element without content, ``LegacyText`` of bytes, and `nil`
  /// where there are child elements.
  package var text: String? {
    switch content {
    case .empty: ""
    case .text(let text): text
    case .opaque(let bytes), .string(let bytes): LegacyText(bytes).text
    case .elements(let children): children.isEmpty ? "" : nil
    }
  }

  /// Whether the content is UTF-8, if cut, or no text at all.
  package var isUTF8: Bool {
    switch content {
    case .opaque(let bytes), .string(let bytes): LegacyText(bytes).encoding != .windows1252
    case .empty, .text, .elements: true
    }
  }

  /// Whether it holds nothing: no content, or one without a byte or a child.
  package var isEmpty: Bool {
    if let document { return document.isEmpty(node) }
    return switch built {
    case .empty: true
    case .text(let text): text.isEmpty
    case .opaque(let bytes), .string(let bytes): bytes.isEmpty
    case .elements(let children): children.isEmpty
    }
  }

  /// The text of an element that was read, where it is printable ASCII, 20 to 7E, with no space at
  /// either end; else `nil`. Most texts are, and the decoder has seen it by the way.
  package var plainText: String? { document?.plainText(of: node) }

  /// The first child with this tag.
  package func first(_ tag: Tag) -> Element? {
    if let document { return document.first(tag, in: node) }
    return children.first { $0.tag == tag }
  }
}
