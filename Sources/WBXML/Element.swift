/// An element of a WBXML document.
///
///     <SyncKey>0</SyncKey>        4B 03 30 00 01       Element(.syncKey, .text("0"))
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

  package var tag: Tag
  package var content: Content

  package init(_ tag: Tag, _ content: Content = .empty) {
    self.tag = tag
    self.content = content
  }

  /// An element that holds text.
  package init(_ tag: Tag, _ text: String) {
    self.init(tag, .text(text))
  }

  /// An element that holds other elements.
  package init(_ tag: Tag, _ children: [Element]) {
    self.init(tag, .elements(children))
  }

  /// The child elements; none where the element holds something else.
  package var children: [Element] {
    if case .elements(let children) = content { children } else { [] }
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

  /// The first child with this tag.
  package func first(_ tag: Tag) -> Element? {
    children.first { $0.tag == tag }
  }
}
