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

  /// Nothing is written where `values` has none, as nothing but control characters was there.
  private mutating func append(
    _ head: VCardHead, _ values: (inout CleanText) -> [XMLElement]
  ) {
    var text = CleanText(isXML: true)
    let parameters = Self.parameters(of: head, &text)
    var children = values(&text)
    if text.isCleaned { cleaned.append(head.name) }
    if children.isEmpty { return }
    if !parameters.isEmpty {
      children.insert(Self.element("parameters", parameters.map { .element($0) }), at: 0)
    }
    let element = Self.element(head.name.lowercased(), children.map { .element($0) })
    if let group = head.group {
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

  mutating func start(after bytes: inout [UInt8]) {}

  mutating func finish(after bytes: inout [UInt8]) {
    let root = Self.element("vcards", [.element(Self.element("vcard", nodes))])
    do {
      let document = try XMLWriter.write(root)
      bytes += document[Self.opening.count..<(document.count - Self.closing.count)]
    } catch {
      preconditionFailure("clean texts and names are XML: \(error)")
    }
  }

  /// VALUE is none: the element of the value is named by its type (section 5, rule 3).
  private static func parameters(
    of head: VCardHead, _ text: inout CleanText
  ) -> [XMLElement] {
    head.parameters.filter { $0.name != "VALUE" }.map { parameter in
      let type = parameter.name == "PREF" ? "integer" : "text"
      return element(
        parameter.name.lowercased(),
        parameter.values.texts.map { .element(leaf(type, text.clean($0))) })
    }
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

// MARK: - Values

extension XCardSerializer {
  mutating func append(_ head: VCardHead, text: String) { append(head, list: [text]) }

  mutating func append(_ head: VCardHead, list: [String]) {
    append(head) { text in
      list.map { text.clean($0) }.filter { !$0.isEmpty }.map { Self.leaf("text", $0) }
    }
  }

  mutating func append(_ head: VCardHead, name: Contact.Name) {
    append(head, name.components, as: ["surname", "given", "additional", "prefix", "suffix"])
  }

  mutating func append(_ head: VCardHead, address: Contact.PostalAddress) {
    append(
      head, address.components,
      as: ["pobox", "ext", "street", "locality", "region", "code", "country"])
  }

  mutating func append(_ head: VCardHead, parts: [String]) {
    append(head, parts, as: parts.map { _ in "text" })
  }

  private mutating func append(_ head: VCardHead, _ parts: [String], as names: [String]) {
    append(head) { text in zip(names, parts).map { Self.leaf($0, text.clean($1)) } }
  }

  mutating func append(_ head: VCardHead, uri: String) {
    append(head) { _ in [Self.leaf("uri", uri)] }
  }

  mutating func append(_ head: VCardHead, uuid: String) { append(head, uri: "urn:uuid:" + uuid) }

  mutating func append(_ head: VCardHead, date: ContactDate) {
    append(head) { _ in [Self.leaf("date", date.basic)] }
  }

  mutating func append(_ head: VCardHead, timestamp: String) {
    append(head) { _ in [Self.leaf("timestamp", timestamp)] }
  }

  mutating func append(_ head: VCardHead, image: Contact.Photo) {
    append(head, uri: image.dataURI)
  }
}
