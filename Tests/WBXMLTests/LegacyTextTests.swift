import Testing
import WBXML

@Suite struct `Text of bytes` {
  @Test(arguments: [
    ([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72], "Müller"), ([0x80], "€"), ([0xFF], "ÿ"),
    ([0x93, 0x9C, 0x9F, 0x94], "“œŸ”"), ([0xA0, 0xE9], "\u{A0}é"),
    // UTF-8 beside what isn't: all of it is read as one encoding.
    ([0xC3, 0xBC, 0xFC], "Ã¼ü"), ([0xED, 0xA0, 0x80], "í\u{A0}€"), ([0x4D, 0xC3], "MÃ"),
  ])
  func `that aren't UTF-8 is windows-1252`(bytes: [UInt8], text: String) {
    #expect(LegacyText(bytes).text == text)
    #expect(LegacyText(bytes).encoding == .windows1252)
    #expect(Element(.AirSync.sync, .string(bytes)).text == text)
    #expect(!Element(.AirSync.sync, .opaque(bytes)).isUTF8)
  }

  @Test
  func `has U+FFFD for what windows-1252 doesn't define, and a character for every other byte`() {
    for byte in UInt8(0x80)...0xFF {
      let text = LegacyText([0x61, byte, 0x62]).text
      let isUndefined = [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte)
      #expect(text.unicodeScalars.count == 3)
      #expect((text == "a\u{FFFD}b") == isUndefined, "\(byte)")
      if byte >= 0xA0 { #expect(text.unicodeScalars.dropFirst().first?.value == UInt32(byte)) }
    }
  }

  @Test func `that are UTF-8 is just that`() {
    for text in ["", "Müller", "山田", "👩‍👩‍👧", "\u{FFFD}"] {
      #expect(LegacyText(text.utf8) == LegacyText(Array(text.utf8)))
      #expect(LegacyText(text.utf8).text == text)
      #expect(LegacyText(text.utf8).encoding == .utf8)
    }
  }

  /// A server that counts bytes cuts a note within a character.
  @Test func `that were cut within a character of UTF-8 stays UTF-8`() {
    for cut in 1...3 {
      let bytes = Array("Grüße 😀".utf8).dropLast(cut)
      #expect(LegacyText(bytes).text == "Grüße \u{FFFD}")
      #expect(LegacyText(bytes).encoding == .cutUTF8)
    }
  }
}

@Suite struct `An id` {
  @Test func `goes back in the bytes in which it came, whatever they are`() throws {
    let seed = SplitMix64.seed(for: "any id")
    var random = SplitMix64(seed: seed)
    var texts: Set<[UInt8]> = []
    var ids: Set<[UInt8]> = []
    for _ in 0..<5_000 {
      let bytes = id(using: &random)
      let element = Element(.AirSync.serverId, .string(bytes))
      let text = try #require(element.identifier)
      #expect(Identifier.bytes(of: text) == bytes, "CARDFERRY_SEED=\(seed)")
      ids.insert(bytes)
      texts.insert(Array(text.utf8))
      let sent = try Decoder.decode(Encoder.encode(Element(.AirSync.serverId, identifier: text)))
      #expect(
        Array(sent.identifier?.utf8 ?? "-".utf8) == Array(text.utf8), "CARDFERRY_SEED=\(seed)")
    }
    #expect(texts.count == ids.count, "no two have the same text")
  }

  /// Pieces that are UTF-8, that aren't, and that are what stands for what isn't.
  private func id(using random: inout SplitMix64) -> [UInt8] {
    let pieces: [[UInt8]] = [
      Array("2:1".utf8), Array("ü".utf8), Array("\u{10FEFC}".utf8), Array("\u{10FE80}".utf8),
      Array("😀".utf8), Array("\u{10FFFF}".utf8), [0xFC], [0xF4], [0xF4, 0x8F], [0xC3],
      [0xED, 0xA0],
    ]
    return (0..<Int.random(in: 0...4, using: &random)).flatMap { _ in
      pieces.randomElement(using: &random) ?? []
    }
  }

  @Test func `is a string on the wire, as it came`() {
    let text = Identifier.text(of: [0x6D, 0xFC])
    #expect(
      Encoder.encode(Element(.AirSync.serverId, identifier: text)).dropFirst(4)
        == [0x4D, 0x03, 0x6D, 0xFC, 0x00, 0x01])
  }

  @Test func `that is UTF-8 is the text that it looks like`() {
    #expect(Element(.AirSync.serverId, "2:ü").identifier == "2:ü")
    #expect(Element(.AirSync.serverId).identifier?.isEmpty == true)
    #expect(Element(.AirSync.serverId, [Element(.AirSync.sync)]).identifier == nil)
    #expect(Element(.AirSync.serverId, identifier: "2:ü") == Element(.AirSync.serverId, "2:ü"))
  }
}
