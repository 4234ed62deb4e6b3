import Testing
import WBXML

/// Every way a document can be wrong, with the byte and the words.
@Suite struct DecoderErrorTests {
  struct Malformed: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var reason: DecodingError.Reason
    var offset: Int
    var description: String

    /// The body follows the header `03 01 6A 00`.
    init(
      body: [UInt8], _ reason: DecodingError.Reason, at offset: Int, _ description: String
    ) {
      self.init([0x03, 0x01, 0x6A, 0x00] + body, reason, at: offset, description)
    }

    init(
      _ bytes: [UInt8], _ reason: DecodingError.Reason, at offset: Int, _ description: String
    ) {
      self.bytes = bytes
      self.reason = reason
      self.offset = offset
      self.description = description
    }

    var testDescription: String { description }
  }

  @Test(
    arguments: [
      Malformed([], .empty, at: 0, "byte 0: the document is empty"),
      Malformed(
        Array("<html>".utf8), .notWBXML(firstByte: 0x3C), at: 0,
        "byte 0: not WBXML but HTML or XML (it begins with '<')"),
      Malformed(
        Array("Unauthorized".utf8), .notWBXML(firstByte: 0x55), at: 0,
        "byte 0: not WBXML (it begins with 0x55, not with a version)"),
      Malformed(
        [0x04, 0x01, 0x6A, 0x00, 0x05], .notWBXML(firstByte: 4), at: 0,
        "byte 0: not WBXML (it begins with 0x04, not with a version)"),
      Malformed(
        [0x03, 0x01, 0x04, 0x00, 0x05], .unsupportedCharset(4), at: 2,
        "byte 2: charset 4 is neither UTF-8 nor US-ASCII"),
      Malformed([0x03], .truncated, at: 1, "byte 1: the document ends too early"),
      Malformed([0x03, 0x01, 0x6A], .truncated, at: 3, "byte 3: the document ends too early"),
      Malformed(
        [0x03, 0x01, 0x6A, 0x05, 0x61], .truncated, at: 5, "byte 5: the document ends too early"),
      Malformed(body: [], .truncated, at: 4, "byte 4: the document ends too early"),
      Malformed(body: [0x00], .truncated, at: 5, "byte 5: the document ends too early"),
      Malformed(body: [0x45], .truncated, at: 5, "byte 5: the document ends too early"),
      Malformed(
        body: [0x45, 0x03, 0x61], .truncated, at: 7, "byte 7: the document ends too early"),
      Malformed(
        body: [0x45, 0x03, 0x61, 0x00], .truncated, at: 8, "byte 8: the document ends too early"),
      Malformed(
        body: [0x45, 0xC3, 0x02, 0x61], .truncated, at: 8, "byte 8: the document ends too early"),
      Malformed(
        body: [0x45, 0x46, 0x01], .truncated, at: 7, "byte 7: the document ends too early"),
      // A string of the table that has no end in it, though a zero follows in the document.
      Malformed(
        [0x03, 0x01, 0x6A, 0x01, 0x61, 0x45, 0x83, 0x00, 0x01], .truncated, at: 5,
        "byte 5: the document ends too early"),
      Malformed(
        [0x03, 0x90, 0x80, 0x80, 0x80, 0x00], .numberTooLarge, at: 1,
        "byte 1: a number exceeds 32 bits"),
      Malformed(
        body: [0x45, 0xC3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], .numberTooLarge, at: 6,
        "byte 6: a number exceeds 32 bits"),
      Malformed(
        body: [0x85], .unsupportedToken(0x85), at: 4,
        "byte 4: token 0x85 (attribute, literal or extension) has no place in ActiveSync"),
      Malformed(
        body: [0x45, 0x04, 0x00, 0x01], .unsupportedToken(0x04), at: 5,
        "byte 5: token 0x04 (attribute, literal or extension) has no place in ActiveSync"),
      Malformed(
        [0x03, 0x01, 0x6A, 0x02, 0x61, 0x00, 0x45, 0x83, 0x02, 0x01], .stringTableOffset(2), at: 8,
        "byte 8: offset 2 lies outside of the string table"),
      Malformed(
        body: [0x45, 0x83, 0x00, 0x01], .stringTableOffset(0), at: 6,
        "byte 6: offset 0 lies outside of the string table"),
      // 0xD800, half of a surrogate pair.
      Malformed(
        body: [0x45, 0x02, 0x83, 0xB0, 0x00, 0x01], .invalidEntity(0xD800), at: 6,
        "byte 6: entity 55296 is no Unicode character"),
      Malformed(
        body: [0x45, 0x06, 0x03, 0x61, 0x00, 0x01], .mixedContent, at: 6,
        "byte 6: text beside child elements"),
      Malformed(
        body: [0x45, 0x03, 0x61, 0x00, 0x06, 0x01], .mixedContent, at: 8,
        "byte 8: text beside child elements"),
      Malformed(body: [0x01], .noRoot, at: 4, "byte 4: no root element"),
      Malformed(
        body: [0x00, 0x07, 0x03, 0x61, 0x00], .noRoot, at: 6, "byte 6: no root element"),
      Malformed(
        body: [0x05, 0x01, 0x00], .trailingBytes(2), at: 5,
        "byte 5: 2 bytes behind the end of the root element"),
      // What SOGo was sent to see what it says.
      Malformed(
        body: [0x45, 0x5C, 0xFF], .unsupportedToken(0xFF), at: 6,
        "byte 6: token 0xFF (attribute, literal or extension) has no place in ActiveSync"),
    ])
  func `a malformed document is an error with its offset`(_ fixture: Malformed) {
    let error = #expect(throws: DecodingError.self) { try Decoder.decode(fixture.bytes) }
    #expect(error == DecodingError(fixture.reason, offset: fixture.offset))
    #expect(error?.description == fixture.description)
  }

  /// Attributes, literals, extensions, processing instructions: all that WBXML has and
  /// MS-ASWBXML has not. Those that are text or an element are left out.
  @Test func `every token that is none of ActiveSync's is refused`() {
    for token in UInt8.min...UInt8.max {
      let isElement = token & 0x80 == 0 && token & 0x3F >= 0x05
      guard !isElement, ![0x00, 0x01, 0x02, 0x03, 0x83, 0xC3].contains(token) else { continue }
      #expect(throws: DecodingError(.unsupportedToken(token), offset: 5)) {
        try Decoder.decode([0x03, 0x01, 0x6A, 0x00, 0x45, token, 0x01, 0x01])
      }
    }
  }

  // MARK: - Limits

  private static let text: [UInt8] = [0x45, 0x03, 0x61, 0x62, 0x63, 0x00, 0x01]

  struct Limited: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var allowed: Limits
    var refused: Limits
    var error: DecodingError

    init(
      _ name: String, body: [UInt8], allowed: Limits, refused: Limits, _ error: DecodingError
    ) {
      testDescription = name
      bytes = [0x03, 0x01, 0x6A, 0x00] + body
      self.allowed = allowed
      self.refused = refused
      self.error = error
    }
  }

  @Test(
    arguments: [
      Limited(
        "document", body: text, allowed: Limits(document: 11), refused: Limits(document: 10),
        DecodingError(.limitExceeded("document", 10), offset: 10)),
      Limited(
        "depth", body: [0x45, 0x46, 0x07, 0x01, 0x01], allowed: Limits(depth: 3),
        refused: Limits(depth: 2), DecodingError(.limitExceeded("depth", 2), offset: 6)),
      Limited(
        "elements", body: [0x45, 0x06, 0x06, 0x01], allowed: Limits(elements: 3),
        refused: Limits(elements: 2), DecodingError(.limitExceeded("elements", 2), offset: 6)),
      Limited(
        "string", body: text, allowed: Limits(string: 3), refused: Limits(string: 2),
        DecodingError(.limitExceeded("string", 2), offset: 6)),
      Limited(
        "string in pieces", body: [0x45, 0x03, 0x61, 0x00, 0x03, 0x62, 0x00, 0x01],
        allowed: Limits(string: 2), refused: Limits(string: 1),
        DecodingError(.limitExceeded("string", 1), offset: 8)),
      Limited(
        "string of entities", body: [0x45, 0x02, 0x20, 0x02, 0x20, 0x01],
        allowed: Limits(string: 2), refused: Limits(string: 1),
        DecodingError(.limitExceeded("string", 1), offset: 7)),
      Limited(
        "opaque", body: [0x45, 0xC3, 0x03, 0x61, 0x62, 0x63, 0x01], allowed: Limits(string: 3),
        refused: Limits(string: 2), DecodingError(.limitExceeded("string", 2), offset: 6)),
    ])
  func `a limit holds to the byte`(_ fixture: Limited) {
    #expect(throws: Never.self) { try Decoder.decode(fixture.bytes, limits: fixture.allowed) }
    #expect(throws: fixture.error) {
      try Decoder.decode(fixture.bytes, limits: fixture.refused)
    }
  }

  @Test func `a limit is named in the error`() {
    let error = DecodingError(.limitExceeded("depth", 64), offset: 12)
    #expect(error.description == "byte 12: more than the limit 'depth' of 64")
  }

  /// Otherwise a document of a few megabytes could stand for gigabytes.
  @Test func `strings of the table count each time they are used`() {
    let table: [UInt8] = [0x61, 0x62, 0x63, 0x64, 0x00]
    let use: [UInt8] = [0x46, 0x83, 0x00, 0x01]
    let bytes: [UInt8] = [0x03, 0x01, 0x6A, 0x05] + table + [0x45] + use + use + [0x01]
    #expect(throws: Never.self) { try Decoder.decode(bytes, limits: Limits(string: 8)) }
    #expect(throws: DecodingError(.limitExceeded("string", 7), offset: 16)) {
      try Decoder.decode(bytes, limits: Limits(string: 7))
    }
  }

  /// The longest number WBXML has is no reason to set memory aside.
  @Test func `a length beyond the document is an error and no allocation`() {
    #expect(throws: DecodingError(.limitExceeded("string", 32 << 20), offset: 6)) {
      try Decoder.decode(
        [0x03, 0x01, 0x6A, 0x00, 0x45, 0xC3, 0x8F, 0xFF, 0xFF, 0xFF, 0x7F, 0x01])
    }
  }

  @Test func `an element nested as deep as a document can be long is an error`() {
    let bytes = [0x03, 0x01, 0x6A, 0x00] + [UInt8](repeating: 0x45, count: 1 << 20)
    #expect(throws: DecodingError(.limitExceeded("depth", 64), offset: 68)) {
      try Decoder.decode(bytes)
    }
  }
}
