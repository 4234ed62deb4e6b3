import SafeXML
import Testing

@Suite struct XMLWriterTests {
  private func write(
    _ root: XMLElement, prefixes: [String: String] = [:]
  ) throws -> String {
    String(decoding: try XMLWriter.write(root, prefixes: prefixes), as: UTF8.self)
  }

  @Test func `elements are indented and namespaces declared on the root`() throws {
    let root = XMLElement(
      "Sync", namespace: "AirSync:",
      nodes: [
        .element(
          XMLElement(
            "Supported", namespace: "AirSync:",
            nodes: [.element(XMLElement("JobTitle", namespace: "POOMCONTACTS:"))])),
        .element(XMLElement("SyncKey", namespace: "AirSync:", nodes: [.text("0")])),
        .element(XMLElement("Body", namespace: "AirSyncBase:")),
      ])
    #expect(
      try write(root, prefixes: ["POOMCONTACTS:": "contacts"]) == """
        <?xml version="1.0" encoding="utf-8"?>
        <Sync xmlns="AirSync:" xmlns:contacts="POOMCONTACTS:" xmlns:ns1="AirSyncBase:">
          <Supported>
            <contacts:JobTitle/>
          </Supported>
          <SyncKey>0</SyncKey>
          <ns1:Body/>
        </Sync>

        """)
  }

  @Test func `a document without namespaces declares none`() throws {
    let root = XMLElement(
      "a", attributes: [XMLAttribute("b", "<\"&'\n>")], nodes: [.text("]]> & <x>\r\n")])
    #expect(
      try write(root) == """
        <?xml version="1.0" encoding="utf-8"?>
        <a b="&lt;&quot;&amp;'&#10;&gt;">]]&gt; &amp; &lt;x&gt;&#13;
        </a>

        """)
  }

  struct Document: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var root: XMLElement

    init(_ name: String, _ root: XMLElement) {
      testDescription = name
      self.root = root
    }
  }

  @Test(
    arguments: [
      Document(
        "mixed content",
        XMLElement(
          "a",
          nodes: [
            .text(" x "), .element(XMLElement("b", nodes: [.element(XMLElement("c"))])),
            .text("\n"),
          ])),
      Document(
        "white space and line breaks", XMLElement("a", nodes: [.text("\r\n \t\r")])),
      Document(
        "attribute of the root's namespace",
        XMLElement(
          "a", namespace: "urn:x", attributes: [XMLAttribute("b", namespace: "urn:x", "1")])),
      Document(
        "a child in no namespace",
        XMLElement(
          "a", namespace: "urn:x", nodes: [.element(XMLElement("b"))])),
      Document(
        "a made up prefix beside a given one",
        XMLElement(
          "a", namespace: "urn:x",
          nodes: [
            .element(XMLElement("b", namespace: "urn:y")),
            .element(XMLElement("b", namespace: "urn:given")),
          ])),
      Document(
        "xml:lang",
        XMLElement(
          "a",
          attributes: [
            XMLAttribute("lang", namespace: "http://www.w3.org/XML/1998/namespace", "de")
          ])),
      Document("beyond the basic plane", XMLElement("ä", nodes: [.text("😀\u{FFFD}\u{10FFFF}")])),
    ])
  func `what is written is read again`(_ document: Document) throws {
    let bytes = try XMLWriter.write(
      document.root, prefixes: ["urn:given": "ns1", "urn:other": "xml"])
    #expect(try XMLReader.read(bytes).withoutLinesAndIndentation == document.root)
  }

  @Test(
    arguments: [
      ("\u{1}", "the character U+0001 has no place in XML"),
      ("a\u{0}b", "the character U+0000 has no place in XML"),
      ("\u{FFFE}", "the character U+FFFE has no place in XML"),
    ])
  func `a character that XML can't hold is refused`(text: String, description: String) {
    let inText = #expect(throws: XMLError.self) {
      try write(XMLElement("a", nodes: [.text(text)]))
    }
    #expect(inText?.description == description)
    let inAttribute = #expect(throws: XMLError.self) {
      try write(XMLElement("a", attributes: [XMLAttribute("b", text)]))
    }
    #expect(inAttribute == inText)
  }

  @Test(arguments: ["", "a b", "1a", "a:b", "a>", "<", "a\u{0}"])
  func `a name that XML doesn't allow is refused`(name: String) {
    #expect(throws: XMLError(.invalidName)) { try write(XMLElement(name)) }
    #expect(throws: XMLError(.invalidName)) {
      try write(XMLElement("a", attributes: [XMLAttribute(name, "")]))
    }
    #expect(XMLError(.invalidName).description == "a name that XML doesn't allow")
  }
}

extension XMLElement {
  /// To compare what was read with what was written.
  var withoutLinesAndIndentation: XMLElement {
    var copy = self
    copy.line = 0
    let hasOnlyBlanks = nodes.allSatisfy { node in
      if case .text(let text) = node { text.allSatisfy { $0 == " " || $0 == "\n" } } else { true }
    }
    copy.nodes = nodes.compactMap { node in
      switch node {
      case .element(let child): .element(child.withoutLinesAndIndentation)
      case .text: hasOnlyBlanks && !children.isEmpty ? nil : node
      }
    }
    return copy
  }
}
