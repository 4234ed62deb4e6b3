import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

/// `cardferry wbxml`, run as a program.
@Suite struct `WBXML as XML and back` {
  private func run(
    _ arguments: String..., input: [UInt8] = []
  ) async throws -> Program.Outcome {
    try await Program(product: "cardferry").run(["wbxml"] + arguments, input: input)
  }

  /// What decoding makes of a tree, and encoding of that.
  private func roundTrip(_ element: Element) async throws -> (xml: String, bytes: [UInt8]) {
    let decoded = try await run("decode", input: Encoder.encode(element))
    #expect(decoded.status == 0 && decoded.errors.isEmpty)
    let encoded = try await run("encode", "-", input: decoded.outputBytes)
    #expect(encoded.status == 0 && encoded.errors.isEmpty)
    return (decoded.output, encoded.outputBytes)
  }

  // MARK: - The article

  /// A document of "ActiveSync III" as the author printed it, stray signs and all.
  struct Printed: Sendable, CustomTestStringConvertible {
    var name: String
    /// Bytes of WBXML.
    var length: Int
    /// The lines with a stray `>`.
    var strayLines: [Int]

    init(_ name: String, length: Int, strayLines: [Int] = []) {
      self.name = name
      self.length = length
      self.strayLines = strayLines
    }

    var testDescription: String { name }

    var path: String {
      Bundle.module.resourceURL?.appending(path: "Fixtures/article/\(name).xml").path() ?? ""
    }
  }

  @Test(arguments: [
    Printed("foldersync-request", length: 13),
    Printed("foldersync-response", length: 346),
    Printed("sync-initial-response", length: 33),
    // 20 as printed without Supported, which the article asks for in the same breath.
    Printed("sync-initial-request", length: 26, strayLines: [8, 9]),
    // The article repeats the 20 of the request before, whose key was shorter by 8.
    Printed("sync-request", length: 30, strayLines: [7, 8]),
    // The article says 448; see below.
    Printed("sync-response", length: 450),
  ])
  func `the article's documents are encoded as printed`(_ document: Printed) async throws {
    let outcome = try await run("encode", document.path)
    #expect(outcome.status == 0)
    #expect(outcome.outputBytes.count == document.length)
    let warnings = document.strayLines.map {
      "cardferry: warning: \(document.path): line \($0): ignored a '>' between elements\n"
    }
    #expect(outcome.errors == warnings.joined())
  }

  @Test func `the first Sync request has 20 bytes without Supported`() async throws {
    let path = Printed("sync-initial-request", length: 0).path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let start = try #require(text.firstRange(of: "<Supported>")?.lowerBound)
    let end = try #require(text.firstRange(of: "</Supported>")?.upperBound)
    let without = text[..<start] + text[end...]
    #expect(try await run("encode", input: Array(without.utf8)).outputBytes.count == 20)
  }

  /// The two bytes by which the article's 448 differs are one SWITCH_PAGE: NativeBodyType, which
  /// is printed last, is on the page of Body, and Exchange wrote it right behind.
  @Test func `the big Sync response has 448 bytes in another order`() async throws {
    let path = Printed("sync-response", length: 0).path
    var lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
    let last = try #require(lines.firstIndex { $0.contains("NativeBodyType") })
    let line = lines.remove(at: last)
    let body = try #require(lines.firstIndex { $0.contains("</A17:Body>") })
    lines.insert(line, at: body + 1)
    let outcome = try await run("encode", input: Array(lines.joined(separator: "\n").utf8))
    #expect(outcome.outputBytes.count == 448)
  }

  // MARK: - Decoding

  @Test func `a message is printed in the names of Exchange's logs`() async throws {
    let tree = Element(
      .AirSync.sync,
      [
        Element(.AirSync.syncKey, "a & b"), Element(.AirSync.getChanges),
        Element(
          .AirSync.applicationData,
          [
            Element(.Contacts.homeAddressCity, "München\r\n<赵> "),
            Element(.Contacts2.managerName, "😀"),
            Element(.AirSyncBase.body, [Element(.AirSyncBase.type, "1")]),
          ]),
      ])
    let (xml, bytes) = try await roundTrip(tree)
    #expect(
      xml == """
        <?xml version="1.0" encoding="utf-8"?>
        <Sync xmlns="AirSync:" xmlns:airsyncbase="AirSyncBase:" \
        xmlns:contacts="POOMCONTACTS:" xmlns:contacts2="POOMCONTACTS2:">
          <SyncKey>a &amp; b</SyncKey>
          <GetChanges/>
          <ApplicationData>
            <contacts:HomeAddressCity>München&#13;
        &lt;赵&gt; </contacts:HomeAddressCity>
            <contacts2:ManagerName>😀</contacts2:ManagerName>
            <airsyncbase:Body>
              <airsyncbase:Type>1</airsyncbase:Type>
            </airsyncbase:Body>
          </ApplicationData>
        </Sync>

        """)
    #expect(bytes == Encoder.encode(tree))
  }

  struct Special: Sendable, CustomTestStringConvertible {
    var element: Element
    var line: String
    var testDescription: String { line }

    init(_ content: Element.Content, _ line: String) {
      self.init(Element(.AirSync.syncKey, content), line)
    }

    init(_ element: Element, _ line: String) {
      self.element = element
      self.line = line
    }
  }

  @Test(arguments: [
    Special(.empty, "<SyncKey/>"),
    Special(.text(""), "<SyncKey wbxml:content=\"text\"/>"),
    Special(.elements([]), "<SyncKey wbxml:content=\"elements\"/>"),
    Special(.text(" \t\n"), "<SyncKey> \t\n</SyncKey>"),
    Special(.text(">"), "<SyncKey>&gt;</SyncKey>"),
    Special(.text("]]>"), "<SyncKey>]]&gt;</SyncKey>"),
    Special(.text("a\u{1}"), "<SyncKey wbxml:content=\"text-base64\">YQE=</SyncKey>"),
    Special(.text("\u{FFFF}"), "<SyncKey wbxml:content=\"text-base64\">77+/</SyncKey>"),
    // CSI: a terminal obeys it, though XML has it.
    Special(.text("\u{9B}2J"), "<SyncKey wbxml:content=\"text-base64\">wpsySg==</SyncKey>"),
    Special(.string([0x4D, 0xFC]), "<SyncKey wbxml:content=\"text-base64\">Tfw=</SyncKey>"),
    Special(.opaque(Array("MIME".utf8)), "<SyncKey wbxml:content=\"opaque\">MIME</SyncKey>"),
    Special(.opaque([]), "<SyncKey wbxml:content=\"opaque\"/>"),
    Special(
      .opaque([0, 1, 0xFF]), "<SyncKey wbxml:content=\"opaque-base64\">AAH/</SyncKey>"),
    Special(Element(WBXML.Tag(page: 0, token: 0x3A), "x"), "<Token0x3A>x</Token0x3A>"),
    Special(
      Element(WBXML.Tag(page: 27, token: 0x05), "x"), "<page27:Token0x05>x</page27:Token0x05>"),
    Special(Element(WBXML.Tag(page: 255, token: 0x3F)), "<page255:Token0x3F/>"),
  ])
  func `what XML doesn't show has a form that is read again`(_ special: Special) async throws {
    let tree = Element(.AirSync.sync, [special.element])
    let (xml, bytes) = try await roundTrip(tree)
    #expect(xml.contains("\n  \(special.line)\n"))
    #expect(bytes == Encoder.encode(tree))
  }

  @Test func `any message comes back as it was`() async throws {
    let generator = ContactGenerator(seed: 3, photoBytes: 1_000)
    let contacts = (0..<50).map {
      Element(.AirSync.applicationData, generator.contact($0).elements)
    }
    let tree = Element(.AirSync.sync, contacts)
    #expect(try await roundTrip(tree).bytes == Encoder.encode(tree))
  }

  // MARK: - Encoding

  @Test(arguments: ["AirSync", "AirSync:", "Page0:", "Page0"])
  func `a namespace may be written in any of its forms`(namespace: String) async throws {
    let xml = "<x:Sync xmlns:x='\(namespace)'/>"
    let outcome = try await run("encode", input: Array(xml.utf8))
    #expect(outcome.outputBytes == [0x03, 0x01, 0x6A, 0x00, 0x05])
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var xml: String
    var message: String
    var testDescription: String { message }

    init(_ xml: String, _ message: String) {
      self.xml = xml
      self.message = message
    }
  }

  @Test(arguments: [
    Wrong(
      "<Sync>\n</Sync>",
      "line 1: Sync has no namespace; write one such as xmlns=\"AirSync:\" on the root"),
    Wrong(
      "<Sync xmlns='AirSync:'>\n<a:b xmlns:a='urn:x'/></Sync>",
      "line 2: b is in a namespace that ActiveSync doesn't have; its own are like "
        + "\"AirSync:\", and \"Page27:\" is the code page of that number"),
    Wrong(
      "<Sync xmlns='AirSync:'>\n\n<JobTitle/></Sync>",
      "line 3: AirSync: has no element JobTitle; POOMCONTACTS: has"),
    Wrong(
      "<Sync xmlns='AirSync:'><Sink/></Sync>",
      "line 1: AirSync: has no element Sink; is it spelled as in MS-ASWBXML? Token0x11 is the "
        + "token of that number"),
    Wrong(
      "<Sync xmlns='AirSync:'><Token0x40/></Sync>",
      "line 1: AirSync: has no element Token0x40; is it spelled as in MS-ASWBXML? Token0x11 is "
        + "the token of that number"),
    Wrong(
      "<Sync xmlns='AirSync:'>\n<SyncKey/>\nsecret<Status/></Sync>",
      "line 2: text beside the child elements of Sync; WBXML of ActiveSync holds one or the "
        + "other"),
    Wrong(
      "<Sync xmlns='AirSync:' id='1'/>",
      "line 1: Sync has an attribute id; WBXML of ActiveSync has none"),
    Wrong(
      "<Sync xmlns='AirSync:' xmlns:w='urn:cardferry:wbxml' w:content='x'/>",
      "line 1: Sync is marked as something unknown; known are opaque, opaque-base64, "
        + "text-base64, text, elements"),
    Wrong(
      "<Sync xmlns='AirSync:' xmlns:w='urn:cardferry:wbxml' w:content='opaque-base64'>?</Sync>",
      "line 1: Sync is marked as base64 and isn't"),
    Wrong(
      "<Sync xmlns='AirSync:' xmlns:w='urn:cardferry:wbxml' w:content='text-base64'>AAE=</Sync>",
      "line 1: Sync holds bytes that are no text; mark it as opaque-base64"),
    Wrong(
      "<Sync xmlns='AirSync:' xmlns:w='urn:cardferry:wbxml' w:content='elements'>x</Sync>",
      "line 1: Sync is marked to hold elements and holds text"),
    Wrong(
      "<Sync xmlns='AirSync:' xmlns:w='urn:cardferry:wbxml' w:content='text'><Add/></Sync>",
      "line 1: Sync can't hold elements and be marked as something else; remove one"),
    Wrong("", "the document is empty"),
    Wrong(
      "<!DOCTYPE a><a/>",
      "line 1: a DOCTYPE is not accepted; remove it, and the entities it declares"),
    Wrong(
      "<a>\n<b></a>",
      "line 2: not well-formed XML: Opening and ending tag mismatch: b line 2 and a"),
  ])
  func `wrong XML is one line and exit 5`(_ wrong: Wrong) async throws {
    let outcome = try await run("encode", input: Array(wrong.xml.utf8))
    #expect(outcome.status == 5)
    #expect(outcome.outputBytes.isEmpty)
    #expect(outcome.errors == "cardferry: standard input: \(wrong.message)\n")
  }

  @Test func `wrong WBXML is one line and exit 5`() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("<html>", to: "answer.wbxml")
    let path = folder.path("answer.wbxml")
    let outcome = try await run("decode", path)
    #expect(outcome.status == 5)
    #expect(outcome.outputBytes.isEmpty)
    #expect(
      outcome.errors
        == "cardferry: \(path): byte 0: not WBXML but HTML or XML (it begins with '<')\n")
  }

  @Test(arguments: ["decode", "encode"])
  func `a file that can't be read is one line and exit 2`(subcommand: String) async throws {
    let missing = try await run(subcommand, "/nonexistent/file")
    #expect(missing.status == 2)
    #expect(
      missing.errors
        == "cardferry: /nonexistent/file: can't be read: No such file or directory\n")
    let directory = try await run(subcommand, "/")
    #expect(directory.status == 2)
    #expect(directory.errors == "cardferry: /: can't be read: Is a directory\n")
  }

  @Test(arguments: [["sideways"], ["decode", "a", "b"], ["encode", "--loud"]])
  func `bad usage is exit 2`(arguments: [String]) async throws {
    let outcome = try await Program(product: "cardferry").run(["wbxml"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("cardferry: "))
    #expect(outcome.output.isEmpty)
  }
}
