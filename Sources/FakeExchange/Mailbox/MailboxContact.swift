import FoundationEssentials
package import WBXML

/// A contact as the server holds it: the elements of MS-ASCNTC in the order they are sent, and the
/// note apart, because a request's version and BodyPreference decide how that one is sent.
///
///     let contact: MailboxContact = [
///       Tag.Contacts.firstName: "Mark", Tag.Contacts.lastName: "Hassall",
///     ]
package struct MailboxContact: Equatable, Sendable {
  /// The children of ApplicationData but for the note. Anything may stand here: unknown tokens,
  /// empty elements, opaque blocks, an element twice.
  package var elements: [Element]
  /// The note as plain text, or `nil` for none.
  package var body: String?

  package init(elements: [Element] = [], body: String? = nil) {
    self.elements = elements
    self.body = body
  }

  /// The text of the first element with this tag; setting `nil` removes the element, setting the
  /// empty string leaves an element without content, as SOGo sends it.
  package subscript(tag: Tag) -> String? {
    get { elements.first { $0.tag == tag }?.text }
    set {
      guard let newValue else {
        elements.removeAll { $0.tag == tag }
        return
      }
      put(Element(tag, newValue.isEmpty ? .empty : .text(newValue)))
    }
  }

  /// `Categories` with a `Category` each; empty where there is none.
  package var categories: [String] {
    get { list(.Contacts.categories) }
    set { setList(.Contacts.categories, of: .Contacts.category, newValue) }
  }

  /// `Children` with a `Child` each; empty where there is none.
  package var children: [String] {
    get { list(.Contacts.children) }
    set { setList(.Contacts.children, of: .Contacts.child, newValue) }
  }

  /// Puts the bytes of an image into `Picture`, which MS-ASCNTC carries as base64 text.
  package mutating func setPicture(_ bytes: [UInt8]) {
    self[.Contacts.picture] = Data(bytes).base64EncodedString()
  }

  private func list(_ tag: Tag) -> [String] {
    elements.first { $0.tag == tag }?.children.compactMap(\.text) ?? []
  }

  private mutating func setList(_ tag: Tag, of item: Tag, _ values: [String]) {
    guard !values.isEmpty else {
      elements.removeAll { $0.tag == tag }
      return
    }
    put(Element(tag, values.map { Element(item, $0) }))
  }

  private mutating func put(_ element: Element) {
    if let index = elements.firstIndex(where: { $0.tag == element.tag }) {
      elements[index] = element
    } else {
      elements.append(element)
    }
  }
}

extension MailboxContact: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral fields: (Tag, String)...) {
    self.init(elements: [])
    for (tag, value) in fields { self[tag] = value }
  }
}
