import Foundation
import SafeXML
import WBXML

/// XML that is no message of ActiveSync.
struct ElementError: Error, CustomStringConvertible {
  /// Where the element begins that is wrong, or the one before the text that is.
  let line: Int
  let message: String

  var description: String { "line \(line): \(message)" }
}

/// Makes WBXML's elements of XML as ``WBXML/Element/xml`` writes it, as Exchange logs it, or as
/// people print it.
struct ElementReader {
  /// What was left out, each with its line.
  private(set) var warnings: [String] = []

  /// The element with all in it.
  mutating func element(_ xml: XMLElement) throws(ElementError) -> Element {
    let tag = try tag(of: xml)
    let marking = try marking(of: xml)
    guard xml.children.isEmpty else {
      guard marking == nil || marking == .elements else {
        throw ElementError(
          line: xml.line,
          message: "\(xml.name) can't hold elements and be marked as something else; remove one")
      }
      return Element(tag, try children(of: xml))
    }
    let text = xml.text
    switch marking {
    case nil: return text.isEmpty ? Element(tag) : Element(tag, text)
    case .text: return Element(tag, text)
    case .opaque: return Element(tag, .opaque(Array(text.utf8)))
    case .opaqueBase64: return Element(tag, .opaque(try base64(text, in: xml)))
    case .textBase64: return Element(tag, try stringOfBase64(text, in: xml))
    case .elements:
      guard text.allSatisfy(\.isWhitespace) else {
        throw ElementError(
          line: xml.line, message: "\(xml.name) is marked to hold elements and holds text")
      }
      return Element(tag, [])
    }
  }

  /// Blanks between elements are layout; a `>` there is a slip of the pen that is in print:
  /// `<A1:JobTitle/>>`.
  private mutating func children(of xml: XMLElement) throws(ElementError) -> [Element] {
    var children: [Element] = []
    var line = xml.line
    for node in xml.nodes {
      switch node {
      case .element(let child):
        children.append(try element(child))
        line = child.line
      case .text(let text):
        let rest = text.filter { !$0.isWhitespace }
        if rest.isEmpty { continue }
        guard rest.allSatisfy({ $0 == ">" }) else {
          throw ElementError(
            line: line,
            message: "text beside the child elements of \(xml.name); WBXML of ActiveSync holds "
              + "one or the other")
        }
        warnings.append("line \(line): ignored a '>' between elements")
      }
    }
    return children
  }

  // MARK: - Names

  private func tag(of xml: XMLElement) throws(ElementError) -> WBXML.Tag {
    guard let namespace = xml.namespace else {
      throw ElementError(
        line: xml.line,
        message: "\(xml.name) has no namespace; write one such as xmlns=\"AirSync:\" on the root")
    }
    guard let page = Self.page(of: namespace) else {
      throw ElementError(
        line: xml.line,
        message: "\(xml.name) is in a namespace that ActiveSync doesn't have; its own are like "
          + "\"AirSync:\", and \"Page27:\" is the code page of that number")
    }
    if let token = CodePage[page]?.token(of: xml.name) ?? Self.unknownToken(xml.name) {
      return WBXML.Tag(page: page, token: token)
    }
    let home = Element.xmlNamespace(page: page)
    let others = (UInt8.min...UInt8.max).filter { CodePage[$0]?.token(of: xml.name) != nil }
      .map { Element.xmlNamespace(page: $0) }
    throw ElementError(
      line: xml.line,
      message: others.isEmpty
        ? "\(home) has no element \(xml.name); is it spelled as in MS-ASWBXML? Token0x11 is the "
          + "token of that number"
        : "\(home) has no element \(xml.name); " + others.joined(separator: " and ")
          + (others.count == 1 ? " has" : " have"))
  }

  /// The number of `POOMCONTACTS:`, `Contacts` or `Page27:`.
  private static func page(of namespace: String) -> UInt8? {
    if let page = CodePage.named(namespace) { return page.number }
    let name = namespace.hasSuffix(":") ? String(namespace.dropLast()) : namespace
    guard name.hasPrefix("Page") else { return nil }
    let digits = name.dropFirst("Page".count)
    return digits.allSatisfy(\.isNumber) ? UInt8(digits) : nil
  }

  /// The number of `Token0x11`.
  private static func unknownToken(_ name: String) -> UInt8? {
    guard name.hasPrefix("Token0x"), name.count == "Token0x11".count,
      let token = UInt8(name.suffix(2), radix: 16), (0x05...0x3F).contains(token)
    else { return nil }
    return token
  }

  // MARK: - Markings

  /// - Throws: ``ElementError`` also for every other attribute.
  private func marking(of xml: XMLElement) throws(ElementError) -> Element.Marking? {
    var marking: Element.Marking?
    for attribute in xml.attributes {
      guard attribute.name == Element.attributeName,
        attribute.namespace == Element.attributeNamespace
      else {
        throw ElementError(
          line: xml.line,
          message: "\(xml.name) has an attribute \(attribute.name); WBXML of ActiveSync has none")
      }
      marking = Element.Marking(rawValue: attribute.value)
      guard marking != nil else {
        let values = Element.Marking.allCases.map(\.rawValue).joined(separator: ", ")
        throw ElementError(
          line: xml.line,
          message: "\(xml.name) is marked as something unknown; known are \(values)")
      }
    }
    return marking
  }

  private func base64(_ text: String, in xml: XMLElement) throws(ElementError) -> [UInt8] {
    guard let data = Data(base64Encoded: text.filter { !$0.isWhitespace }) else {
      throw ElementError(line: xml.line, message: "\(xml.name) is marked as base64 and isn't")
    }
    return Array(data)
  }

  private func stringOfBase64(
    _ text: String, in xml: XMLElement
  ) throws(ElementError) -> Element.Content {
    let bytes = try base64(text, in: xml)
    guard !bytes.contains(0) else {
      throw ElementError(
        line: xml.line,
        message: "\(xml.name) holds bytes that are no text; mark it as opaque-base64")
    }
    return String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .string(bytes)
  }
}
