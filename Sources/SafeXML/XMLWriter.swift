import CLibXML2

/// Writes a tree as an XML 1.0 document in UTF-8.
///
///     <?xml version="1.0" encoding="utf-8"?>
///     <Sync xmlns="AirSync:" xmlns:contacts="POOMCONTACTS:">
///       <Supported>
///         <contacts:JobTitle/>
///       </Supported>
///     </Sync>
///
/// Elements that hold only elements are indented; wherever there is text, white space is left as
/// it is. All namespaces are declared on the root, whose own is the default.
package struct XMLWriter: ~Copyable {
  private let writer: xmlTextWriterPtr
  /// Of every namespace in the document; the empty prefix is the default.
  private let prefixes: [String: String]
  private let indentation: Int

  /// Writes the whole document.
  ///
  /// - Parameters:
  ///   - root: The tree.
  ///   - prefixes: URI to prefix, for namespaces that are not the root's; where the table has
  ///     none, `ns1` and so on are made up.
  ///   - indentation: Blanks a level.
  /// - Returns: The document with a line break at its end.
  /// - Throws: ``XMLError`` where a name or a character has no place in XML.
  package static func write(
    _ root: XMLElement, prefixes: [String: String] = [:], indentation: Int = 2
  ) throws(XMLError) -> [UInt8] {
    guard let buffer = xmlBufferCreate() else { throw XMLError(.outOfMemory) }
    defer { xmlBufferFree(buffer) }
    guard let writer = xmlNewTextWriterMemory(buffer, 0) else { throw XMLError(.outOfMemory) }
    try XMLWriter(writer, root: root, prefixes, indentation).document(root)
    guard let content = xmlBufferContent(buffer) else { throw XMLError(.outOfMemory) }
    return Array(UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(buffer))))
  }

  private init(
    _ writer: xmlTextWriterPtr, root: XMLElement, _ given: [String: String], _ indentation: Int
  ) {
    self.writer = writer
    self.indentation = indentation
    var used = NamespaceList()
    used.collect(root)
    var prefixes: [String: String] = [:]
    var taken: Set<String> = ["", "xml", "xmlns"]
    for uri in used.uris {
      if uri == root.namespace, !used.hasElementsWithout, !used.ofAttributes.contains(uri) {
        prefixes[uri] = ""
      } else if let prefix = given[uri], !taken.contains(prefix) {
        prefixes[uri] = prefix
      } else {
        var number = 1
        while taken.contains("ns\(number)") || given.values.contains("ns\(number)") { number += 1 }
        prefixes[uri] = "ns\(number)"
      }
      taken.insert(prefixes[uri] ?? "")
    }
    self.prefixes = prefixes
  }

  deinit {
    xmlFreeTextWriter(writer)
  }

  private consuming func document(_ root: XMLElement) throws(XMLError) {
    // libxml2's own declaration would spell the charset in capitals.
    try check(xmlTextWriterWriteRaw(writer, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
    try element(root, depth: 0)
    try check(xmlTextWriterWriteRaw(writer, "\n"))
    try check(xmlTextWriterFlush(writer))
  }

  private borrowing func element(_ element: XMLElement, depth: Int) throws(XMLError) {
    try check(xmlTextWriterStartElement(writer, try name(element.name, element.namespace)))
    if depth == 0 { try declarations() }
    for attribute in element.attributes {
      let name = try name(attribute.name, attribute.namespace)
      try check(xmlTextWriterWriteAttribute(writer, name, try legal(attribute.value)))
    }
    let isIndented = !element.nodes.contains { if case .text = $0 { true } else { false } }
    for node in element.nodes {
      switch node {
      case .text(let text): try check(xmlTextWriterWriteString(writer, try legal(text)))
      case .element(let child):
        if isIndented { try newLine(depth: depth + 1) }
        try self.element(child, depth: depth + 1)
      }
    }
    if isIndented, !element.nodes.isEmpty { try newLine(depth: depth) }
    try check(xmlTextWriterEndElement(writer))
  }

  private borrowing func declarations() throws(XMLError) {
    let declared = prefixes.filter { $0.key != NamespaceList.xml }
    for (uri, prefix) in declared.sorted(by: { $0.value < $1.value }) {
      let name = prefix.isEmpty ? "xmlns" : "xmlns:" + prefix
      try check(xmlTextWriterWriteAttribute(writer, name, try legal(uri)))
    }
  }

  private borrowing func newLine(depth: Int) throws(XMLError) {
    let blanks = String(repeating: " ", count: indentation * depth)
    try check(xmlTextWriterWriteString(writer, "\n" + blanks))
  }

  /// The name with its prefix.
  private borrowing func name(
    _ name: String, _ namespace: String?
  ) throws(XMLError) -> String {
    // A NUL would end the name early.
    guard !name.utf8.contains(0), xmlValidateNCName(name, 0) == 0 else {
      throw XMLError(.invalidName)
    }
    guard let namespace else { return name }
    let prefix = namespace == NamespaceList.xml ? "xml" : prefixes[namespace] ?? ""
    return prefix.isEmpty ? name : prefix + ":" + name
  }

  /// The text itself, once it holds nothing but the characters of XML 1.0 section 2.2.
  private borrowing func legal(_ text: String) throws(XMLError) -> String {
    if let scalar = XMLWriter.firstIllegalCharacter(of: text) {
      throw XMLError(.invalidCharacter(scalar))
    }
    return text
  }

  /// The first character that no XML document can hold, `nil` where all may be written.
  package static func firstIllegalCharacter(of text: String) -> Unicode.Scalar? {
    text.unicodeScalars.first { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x20...0xFFFD, 0x10000...: false
      default: true
      }
    }
  }

  private borrowing func check(_ result: Int32) throws(XMLError) {
    guard result >= 0 else { throw XMLError(.outOfMemory) }
  }
}

/// The namespaces of a tree in the order they come.
private struct NamespaceList {
  /// Always bound to the prefix `xml`, and not to be declared.
  static let xml = "http://www.w3.org/XML/1998/namespace"

  private(set) var uris: [String] = []
  private(set) var ofAttributes: Set<String> = []
  /// Whether an element is in no namespace, so that there can be no default.
  private(set) var hasElementsWithout = false
  private var seen: Set<String> = []

  mutating func collect(_ element: XMLElement) {
    if element.namespace == nil { hasElementsWithout = true }
    note(element.namespace)
    for attribute in element.attributes {
      note(attribute.namespace)
      if let uri = attribute.namespace { ofAttributes.insert(uri) }
    }
    for case .element(let child) in element.nodes { collect(child) }
  }

  private mutating func note(_ uri: String?) {
    if let uri, seen.insert(uri).inserted { uris.append(uri) }
  }
}
