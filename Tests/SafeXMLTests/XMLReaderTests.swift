import SafeXML
import Testing

@Suite struct XMLReaderTests {
  private func read(_ text: String, _ limits: XMLLimits = XMLLimits()) throws -> XMLElement {
    try XMLReader.read(Array(text.utf8), limits: limits)
  }

  @Test func `namespaces, attributes, text and lines are kept`() throws {
    let root = try read(
      """
      <?xml version="1.0" encoding="utf-8"?>
      <!-- a comment -->
      <Sync xmlns="AirSync:" xmlns:A1="POOMCONTACTS:">
        <A1:JobTitle A1:kind="x" plain="a &lt; b"/>
        <Note xmlns="">Zoë &amp; 赵<![CDATA[ <raw> ]]>&#x1F600;</Note>
      </Sync>
      """)
    #expect(
      root
        == XMLElement(
          "Sync", namespace: "AirSync:",
          nodes: [
            .text("\n  "),
            .element(
              XMLElement(
                "JobTitle", namespace: "POOMCONTACTS:",
                attributes: [
                  XMLAttribute("kind", namespace: "POOMCONTACTS:", "x"),
                  XMLAttribute("plain", "a < b"),
                ], line: 4)),
            .text("\n  "),
            .element(XMLElement("Note", nodes: [.text("Zoë & 赵 <raw> 😀")], line: 5)),
            .text("\n"),
          ], line: 3))
    #expect(root.children.map(\.name) == ["JobTitle", "Note"])
    #expect(root.children[0].attribute("kind", namespace: "POOMCONTACTS:") == "x")
    #expect(root.children[0].attribute("kind") == nil)
    #expect(root.text == "\n  \n  \n")
  }

  @Test func `UTF-16 and Latin-1 are read as they declare`() throws {
    let units = [0xFEFF] + Array("<a>赵ö</a>".utf16)
    let utf16: [UInt8] = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    #expect(try XMLReader.read(utf16).text == "赵ö")
    let latin1 = Array("<?xml version='1.0' encoding='iso-8859-1'?><a>".utf8) + [0xF6]
    #expect(try XMLReader.read(latin1 + Array("</a>".utf8)).text == "ö")
  }

  /// More than the pieces it is parsed in, and more than libxml2 takes in one.
  @Test func `a long text is read whole`() throws {
    let text = String(repeating: "0123456789äöü赵😀", count: 600_000)
    let root = try read("<a><b>\(text)</b></a>", XMLLimits(document: 32 << 20))
    #expect(root.children.first?.text == text)
  }

  struct BadInput: Sendable, CustomTestStringConvertible {
    var xml: String
    var description: String
    var testDescription: String { description }

    init(_ xml: String, _ description: String) {
      self.xml = xml
      self.description = description
    }
  }

  @Test(
    arguments: [
      BadInput("", "the document is empty"),
      BadInput(" \n\t", "the document is empty"),
      BadInput(
        "hello",
        "line 1: not well-formed XML: it doesn't begin with an element"),
      BadInput(
        "<a>\n<b></a>",
        "line 2: not well-formed XML: Opening and ending tag mismatch: b line 2 and a"),
      BadInput(
        "<a>\n<b>\n<c/>",
        "line 3: not well-formed XML: the document ends inside of the element that begins on "
          + "line 2"),
      BadInput(
        "<a/>\n<b/>", "line 2: not well-formed XML: Extra content at the end of the document"),
      BadInput(
        "<a>\n<x:b/></a>",
        "line 2: not well-formed XML: Namespace prefix x on b is not defined"),
      BadInput("<a>&nbsp;</a>", "line 1: not well-formed XML: Entity 'nbsp' not defined"),
      BadInput(
        "<a b='1' b='2'/>", "line 1: not well-formed XML: Attribute b redefined"),
      BadInput("<a>\u{1}</a>", "line 1: not well-formed XML: PCDATA invalid Char value 1"),
      BadInput(
        "<a>&#0;</a>", "line 1: not well-formed XML: xmlParseCharRef: invalid xmlChar value 0"),
      BadInput(
        "<?xml version='1.0'?>\n<!DOCTYPE a>\n<a/>",
        "line 2: a DOCTYPE is not accepted; remove it, and the entities it declares"),
      BadInput(
        "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;</a>",
        "line 1: a DOCTYPE is not accepted; remove it, and the entities it declares"),
      BadInput(
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "line 1: a DOCTYPE is not accepted; remove it, and the entities it declares"),
      BadInput(
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "line 1: a DOCTYPE is not accepted; remove it, and the entities it declares"),
    ])
  func `what is not accepted is named with its line`(_ input: BadInput) {
    let error = #expect(throws: XMLError.self) { try read(input.xml) }
    #expect(error?.description == input.description)
  }

  /// libxml2's message goes on with the bytes around the error.
  @Test func `an error repeats nothing of the text`() {
    let bytes = Array("<a>\nsecret ".utf8) + [0xFC, 0x72, 0x67] + Array("</a>".utf8)
    let error = #expect(throws: XMLError.self) { try XMLReader.read(bytes) }
    let description = error?.description ?? ""
    #expect(description.hasPrefix("line 2: not well-formed XML: Input is not proper UTF-8"))
    #expect(!description.contains("secret") && !description.contains("0xFC"))
    #expect(!description.contains("\n"))
  }

  @Test func `XInclude is an element like any other`() throws {
    let xml =
      "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/passwd'/></a>"
    let root = try read(xml)
    #expect(root.children.map(\.name) == ["include"])
    #expect(root.children.first?.nodes.isEmpty == true)
  }

  @Test func `the limits hold`() throws {
    let deep = String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64)
    #expect(throws: Never.self) { try read(deep) }
    #expect(throws: XMLError(.limitExceeded("depth", 63), line: 1)) {
      try read(deep, XMLLimits(depth: 63))
    }
    #expect(throws: Never.self) { try read(deep, XMLLimits(document: 448)) }
    #expect(throws: XMLError(.limitExceeded("document", 447))) {
      try read(deep, XMLLimits(document: 447))
    }
    let long = "<a b='\(String(repeating: ">", count: 93))'/>"
    #expect(throws: Never.self) { try read("<!-- > --><r>\(long)</r>", XMLLimits(tag: 101)) }
    #expect(throws: XMLError(.limitExceeded("tag", 100))) { try read(long, XMLLimits(tag: 100)) }
    #expect(throws: Never.self) {
      try read("<a>\(String(repeating: "x", count: 100))</a>", XMLLimits(tag: 99))
    }
    #expect(
      XMLError(.limitExceeded("depth", 63), line: 1).description
        == "line 1: more than the limit 'depth' of 63")
  }
}
