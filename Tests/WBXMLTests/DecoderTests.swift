import Testing
import WBXML

/// What MS-ASWBXML section 2.1 leaves of WBXML.
@Suite struct DecoderTests {
  private func decode(body: [UInt8], table: [UInt8] = []) throws -> Element {
    try Decoder.decode([0x03, 0x01, 0x6A, UInt8(table.count)] + table + body)
  }

  @Test(
    arguments: [
      [0x01, 0x01, 0x6A, 0x00], [0x02, 0x01, 0x6A, 0x00], [0x03, 0x01, 0x6A, 0x00],
      // A public identifier of two bytes, one from the string table, and US-ASCII.
      [0x03, 0x9F, 0x51, 0x6A, 0x00], [0x03, 0x00, 0x00, 0x6A, 0x02, 0x41, 0x00],
      [0x03, 0x01, 0x03, 0x00],
    ])
  func `the header may be any of these`(header: [UInt8]) throws {
    #expect(try Decoder.decode(header + [0x05]) == Element(.AirSync.sync))
  }

  @Test func `an element may be empty, without content, or hold an empty string`() throws {
    #expect(try decode(body: [0x05]).content == .empty)
    #expect(try decode(body: [0x45, 0x01]).content == .elements([]))
    #expect(try decode(body: [0x45, 0x03, 0x00, 0x01]).content == .text(""))
    #expect(try decode(body: [0x45, 0xC3, 0x00, 0x01]).content == .opaque([]))
    for content in [Element.Content.empty, .elements([]), .text(""), .opaque([])] {
      let element = Element(.AirSync.sync, content)
      #expect(element.isEmpty)
      #expect(try Decoder.decode(Encoder.encode(element)).isEmpty)
    }
    for content in [
      Element.Content.elements([Element(.AirSync.syncKey)]), .text("a"), .opaque([0]),
    ] {
      let element = Element(.AirSync.sync, content)
      #expect(!element.isEmpty)
      #expect(try !Decoder.decode(Encoder.encode(element)).isEmpty)
    }
  }

  @Test func `SWITCH_PAGE holds beyond the end of the element it stands in`() throws {
    let body: [UInt8] = [
      0x45, 0x00, 0x11, 0x4A, 0x46, 0x03, 0x31, 0x00, 0x01, 0x01,  // AirSyncBase:Body, Type
      0x05,  // still AirSyncBase
      0x00, 0x00, 0x0B, 0x01,  // AirSync:SyncKey
    ]
    #expect(
      try decode(body: body)
        == Element(
          .AirSync.sync,
          [
            Element(.AirSyncBase.body, [Element(.AirSyncBase.type, "1")]),
            Element(WBXML.Tag(page: 17, token: 0x05)), Element(.AirSync.syncKey),
          ]))
  }

  @Test func `SWITCH_PAGE may come twice, and where it changes nothing`() throws {
    let body: [UInt8] = [
      0x00, 0x07, 0x00, 0x00, 0x45, 0x00, 0x01, 0x00, 0x00, 0x4B, 0x00, 0x05, 0x03, 0x30, 0x00,
      0x00, 0x06, 0x01, 0x00, 0x00, 0x01,
    ]
    #expect(
      try decode(body: body) == Element(.AirSync.sync, [Element(.AirSync.syncKey, "0")]))
  }

  @Test func `a string may come from the table`() throws {
    let table = Array("ab\u{0}çd\u{0}".utf8)
    #expect(try decode(body: [0x45, 0x83, 0x00, 0x01], table: table).text == "ab")
    #expect(try decode(body: [0x45, 0x83, 0x01, 0x01], table: table).text == "b")
    #expect(try decode(body: [0x45, 0x83, 0x03, 0x01], table: table).text == "çd")
    #expect(try decode(body: [0x45, 0x83, 0x02, 0x01], table: table).text == "")
  }

  /// Eight bytes are looked at at once, so every place in three times eight is tried.
  @Test func `a text is plain without a space at its ends and anything but printable ASCII`() throws
  {
    for count in 0...24 {
      let plain = [UInt8](repeating: 0x41, count: count)
      #expect(try plainText(plain) == (count == 0 ? nil : String(decoding: plain, as: UTF8.self)))
      for place in 0..<count {
        for byte in UInt8(1)...0xFF {
          var bytes = plain
          bytes[place] = byte
          let isPlain =
            0x21...0x7E ~= byte || (byte == 0x20 && place > 0 && place < count - 1)
          #expect(
            try plainText(bytes) == (isPlain ? String(decoding: bytes, as: UTF8.self) : nil),
            "\(byte) at \(place) of \(count)")
        }
      }
    }
  }

  private func plainText(_ bytes: [UInt8]) throws -> String? {
    // What stands behind the string must not matter.
    let element = try decode(
      body: [0x45, 0x46, 0x03] + bytes + [0x00, 0x01, 0x47, 0x03, 0xFF, 0x09, 0x00, 0x01, 0x01])
    return element.children.first?.plainText
  }

  @Test func `an entity is a character`() throws {
    // U+20AC and U+1F600 as numbers of seven bits a byte.
    let body: [UInt8] = [0x45, 0x02, 0xC1, 0x2C, 0x02, 0x87, 0xEC, 0x00, 0x01]
    #expect(try decode(body: body).content == .text("€😀"))
  }

  @Test func `strings, entities and table strings of one element are one text`() throws {
    let body: [UInt8] = [
      0x45, 0x03, 0x61, 0x00, 0x02, 0x26, 0x83, 0x00, 0x00, 0x00, 0x03, 0x62, 0x00, 0x01,
    ]
    #expect(try decode(body: body, table: [0x78, 0x00]).content == .text("a&xb"))
  }

  @Test func `an opaque block is kept as bytes`() throws {
    let body: [UInt8] = [0x45, 0xC3, 0x05, 0x00, 0x01, 0x03, 0xFF, 0x61, 0x01]
    #expect(try decode(body: body).content == .opaque([0x00, 0x01, 0x03, 0xFF, 0x61]))
    #expect(try decode(body: [0x45, 0xC3, 0x02, 0xC3, 0xA4, 0x01]).text == "ä")
  }

  @Test func `opaque blocks in a row are one, and beside a string they are text`() throws {
    let blocks: [UInt8] = [0x45, 0xC3, 0x01, 0x61, 0xC3, 0x01, 0x62, 0x01]
    #expect(try decode(body: blocks).content == .opaque([0x61, 0x62]))
    let mixed: [UInt8] = [0x45, 0xC3, 0x01, 0x61, 0x03, 0x62, 0x00, 0x01]
    #expect(try decode(body: mixed).content == .text("ab"))
  }

  /// So that what is decoded can be encoded to the same again.
  @Test func `text with a NUL is kept as bytes`() throws {
    #expect(try decode(body: [0x45, 0x02, 0x00, 0x01]).content == .opaque([0x00]))
    let mixed: [UInt8] = [0x45, 0xC3, 0x01, 0x00, 0x03, 0x62, 0x00, 0x01]
    #expect(try decode(body: mixed).content == .opaque([0x00, 0x62]))
  }

  @Test func `a string that is not UTF-8 is kept as bytes`() throws {
    let element = try decode(body: [0x45, 0x03, 0xFC, 0x62, 0x00, 0x01])
    #expect(element.content == .string([0xFC, 0x62]))
    #expect(element.text == "üb")
    let joined: [UInt8] = [0x45, 0x03, 0xFC, 0x00, 0xC3, 0x01, 0x62, 0x01]
    #expect(try decode(body: joined).content == .string([0xFC, 0x62]))
  }

  @Test(arguments: [
    WBXML.Tag(page: 27, token: 0x11), WBXML.Tag(page: 255, token: 0x3F),
    WBXML.Tag(page: 0, token: 0x3A),
  ])
  func `an unknown token is kept with its page and number`(tag: WBXML.Tag) throws {
    let tree = Element(.AirSync.sync, [Element(tag, "x"), Element(tag)])
    #expect(try Decoder.decode(Encoder.encode(tree)) == tree)
  }

  @Test func `a tag prints with the names of the specification, or with its numbers`() {
    #expect(WBXML.Tag.Contacts.homeAddressCity.description == "Contacts:HomeAddressCity")
    #expect(WBXML.Tag(page: 0, token: 0x3A).description == "AirSync:0x3A")
    #expect(WBXML.Tag(page: 27, token: 0x07).description == "Page27:0x07")
  }
}
