import ContactModel
import SafeXML

/// Spells properties as xCard (RFC 6351), one element each:
///
///     <tel>
///       <parameters>
///         <type>
///           <text>fax</text>
///           <text>work</text>
///         </type>
///       </parameters>
///       <text>+49 30 123</text>
///     </tel>
struct XCardSerializer: VCardSerializer {
  private static let namespace = "urn:ietf:params:xml:ns:vcard-4.0"
  private static let declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
  /// Before the first card of a document and after the last; the cards need nothing between them.
  static let opening = Array((declaration + "<vcards xmlns=\"\(namespace)\">").utf8)
  static let closing = Array("\n</vcards>\n".utf8)

  private var nodes: [XMLElement.Node] = []
  /// The names of the properties whose text held control characters.
  private(set) var cleaned: [String] = []

  mutating func append(_ property: VCardProperty) {
    var text = CleanText(isXML: true)
    let parameters = Self.parameters(of: property, &text)
    let values = Self.values(of: property.value, &text)
    if text.isCleaned { cleaned.append(property.name) }
    if values.isEmpty { return }
    var children = values
    if !parameters.isEmpty {
      children.insert(Self.element("parameters", parameters.map { .element($0) }), at: 0)
    }
    let element = Self.element(property.name.lowercased(), children.map { .element($0) })
    if let group = property.group {
      append(element, to: group)
    } else {
      nodes.append(.element(element))
    }
  }

  /// The properties of a group are in an element of that name (section 5, rule 8).
  private mutating func append(_ element: XMLElement, to group: String) {
    if case .element(var last)? = nodes.last, last.attribute("name") == group {
      last.nodes.append(.element(element))
      nodes[nodes.count - 1] = .element(last)
    } else {
      nodes.append(
        .element(
          Self.element("group", [.element(element)], attributes: [XMLAttribute("name", group)])))
    }
  }

  consuming func finished() -> [UInt8] {
    let root = Self.element("vcards", [.element(Self.element("vcard", nodes))])
    do {
      let document = try XMLWriter.write(root)
      return Array(document[Self.opening.count..<(document.count - Self.closing.count)])
    } catch {
      preconditionFailure("clean texts and names are XML: \(error)")
    }
  }

  /// VALUE is none: the element of the value is named by its type (section 5, rule 3).
  private static func parameters(
    of property: VCardProperty, _ text: inout CleanText
  ) -> [XMLElement] {
    property.parameters.filter { $0.name != "VALUE" }.map { parameter in
      let type = parameter.name == "PREF" ? "integer" : "text"
      return element(
        parameter.name.lowercased(),
        parameter.values.texts.map { .element(leaf(type, text.clean($0))) })
    }
  }

  /// No values where nothing but control characters was there.
  private static func values(
    of value: VCardProperty.Value, _ text: inout CleanText
  ) -> [XMLElement] {
    switch value {
    case .text(let value): texts([value], &text)
    case .list(let values): texts(values, &text)
    case .name(let name):
      leaves(["surname", "given", "additional", "prefix", "suffix"], name.components, &text)
    case .address(let address):
      leaves(
        ["pobox", "ext", "street", "locality", "region", "code", "country"], address.components,
        &text)
    case .parts(let parts): parts.map { leaf("text", text.clean($0)) }
    case .organization(let name, let unit):
      if let unit {
        [name ?? "", unit].map { leaf("text", text.clean($0)) }
      } else {
        texts([name ?? ""], &text)
      }
    case .uri(let uri): [leaf("uri", uri)]
    case .date(let date): [leaf("date", date.basic)]
    case .timestamp(let timestamp): [leaf("timestamp", timestamp)]
    case .image(let photo): [leaf("uri", photo.dataURI)]
    }
  }

  private static func leaves(
    _ names: [String], _ texts: [String], _ text: inout CleanText
  ) -> [XMLElement] {
    zip(names, texts).map { leaf($0, text.clean($1)) }
  }

  private static func texts(_ texts: [String], _ text: inout CleanText) -> [XMLElement] {
    texts.map { text.clean($0) }.filter { !$0.isEmpty }.map { leaf("text", $0) }
  }

  private static func leaf(_ name: String, _ text: String) -> XMLElement {
    element(name, text.isEmpty ? [] : [.text(text)])
  }

  private static func element(
    _ name: String, _ nodes: [XMLElement.Node], attributes: [XMLAttribute] = []
  ) -> XMLElement {
    XMLElement(name, namespace: namespace, attributes: attributes, nodes: nodes)
  }
}
