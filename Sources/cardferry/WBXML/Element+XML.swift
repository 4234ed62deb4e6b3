import Foundation
import SafeXML
import WBXML

/// WBXML as XML, in the form of Exchange's own logs:
///
///     <Sync xmlns="AirSync:" xmlns:contacts="POOMCONTACTS:">
///       <Collections>
extension Element {
  /// The namespace of the attribute that says what XML doesn't show.
  static let attributeNamespace = "urn:cardferry:wbxml"
  static let attributeName = "content"

  /// The values of the attribute `wbxml:content`.
  enum Marking: String, CaseIterable {
    /// An OPAQUE block whose bytes are the text, in UTF-8.
    case opaque
    /// An OPAQUE block.
    case opaqueBase64 = "opaque-base64"
    /// A string with characters that XML can't hold, or that a terminal could obey, or one that is no
    /// UTF-8.
    case textBase64 = "text-base64"
    /// A string; said only of one without characters.
    case text
    /// Child elements; said only where there are none, though the content bit is set.
    case elements
  }

  /// The prefixes of all namespaces: the lower-case name of the code page.
  static let prefixes: [String: String] = {
    var prefixes = [attributeNamespace: "wbxml"]
    for page in UInt8.min...UInt8.max {
      prefixes[xmlNamespace(page: page)] = CodePage[page]?.namespace.lowercased() ?? "page\(page)"
    }
    return prefixes
  }()

  /// `POOMCONTACTS:`, or `Page27:` for a code page without a name.
  static func xmlNamespace(page: UInt8) -> String {
    (CodePage[page].map { $0.alias ?? $0.namespace } ?? "Page\(page)") + ":"
  }

  /// The same as XML; every tree has such a form, and ``ElementReader`` makes the tree of it.
  var xml: XMLElement {
    let name = CodePage[tag.page]?.name(of: tag.token) ?? Self.unknownName(tag.token)
    var element = XMLElement(name, namespace: Self.xmlNamespace(page: tag.page))
    switch content {
    case .empty: break
    case .elements(let children):
      if children.isEmpty { element.mark(.elements) }
      element.nodes = children.map { .element($0.xml) }
    case .text(let text):
      if text.isEmpty { element.mark(.text) }
      if Self.isPlain(text) {
        element.append(text)
      } else {
        element.mark(.textBase64)
        element.append(Data(text.utf8).base64EncodedString())
      }
    case .string(let bytes):
      element.mark(.textBase64)
      element.append(Data(bytes).base64EncodedString())
    case .opaque(let bytes):
      if let text = String(validating: bytes, as: UTF8.self), Self.isPlain(text) {
        element.mark(.opaque)
        element.append(text)
      } else {
        element.mark(.opaqueBase64)
        element.append(Data(bytes).base64EncodedString())
      }
    }
    return element
  }

  /// `Token0x11`.
  private static func unknownName(_ token: UInt8) -> String {
    "Token0x" + (token < 0x10 ? "0" : "") + String(token, radix: 16, uppercase: true)
  }

  /// Whether text can stand in a document that may be printed on a terminal; XML itself allows
  /// the control characters from U+0080 on.
  private static func isPlain(_ text: String) -> Bool {
    XMLWriter.firstIllegalCharacter(of: text) == nil
      && !text.unicodeScalars.contains { (0x7F...0x9F).contains($0.value) }
  }
}

extension XMLElement {
  fileprivate mutating func mark(_ marking: Element.Marking) {
    attributes.append(
      XMLAttribute(
        Element.attributeName, namespace: Element.attributeNamespace, marking.rawValue))
  }

  fileprivate mutating func append(_ text: String) {
    if !text.isEmpty { nodes.append(.text(text)) }
  }
}
