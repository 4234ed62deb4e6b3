import Testing
import WBXML

@Suite struct EncoderTests {
  private func body(_ element: Element) -> [UInt8] {
    let bytes = Encoder.encode(element)
    #expect(bytes.prefix(4) == [0x03, 0x01, 0x6A, 0x00])
    return Array(bytes.dropFirst(4))
  }

  @Test func `each kind of content has its bytes`() {
    #expect(body(Element(.AirSync.sync)) == [0x05])
    #expect(body(Element(.AirSync.sync, [])) == [0x45, 0x01])
    #expect(body(Element(.AirSync.sync, "")) == [0x45, 0x03, 0x00, 0x01])
    #expect(body(Element(.AirSync.sync, "ä")) == [0x45, 0x03, 0xC3, 0xA4, 0x00, 0x01])
    #expect(body(Element(.AirSync.sync, .opaque([0x00]))) == [0x45, 0xC3, 0x01, 0x00, 0x01])
    #expect(body(Element(.AirSync.sync, .string([0xFC]))) == [0x45, 0x03, 0xFC, 0x00, 0x01])
    #expect(
      body(Element(.AirSync.sync, .string([0xFC, 0x00]))) == [0x45, 0xC3, 0x02, 0xFC, 0x00, 0x01])
  }

  @Test func `a page is switched to only when it is another one`() {
    let tree = Element(
      .FolderHierarchy.folderSync,
      [
        Element(.FolderHierarchy.syncKey), Element(.AirSync.status), Element(.AirSync.status),
        Element(.FolderHierarchy.syncKey),
      ])
    #expect(
      body(tree) == [0x00, 0x07, 0x56, 0x12, 0x00, 0x00, 0x0E, 0x0E, 0x00, 0x07, 0x12, 0x01])
  }

  /// A string would end at the NUL.
  @Test func `text with a NUL goes as an opaque block`() {
    #expect(body(Element(.AirSync.sync, "a\u{0}b")) == [0x45, 0xC3, 0x03, 0x61, 0x00, 0x62, 0x01])
  }

  @Test(arguments: [(0x7F, [0x7F]), (0x80, [0x81, 0x00]), (0x4000, [0x81, 0x80, 0x00])])
  func `a length is a number of seven bits a byte`(count: Int, length: [UInt8]) throws {
    let element = Element(.AirSync.sync, .opaque([UInt8](repeating: 0x20, count: count)))
    #expect(body(element).dropFirst(2).prefix(length.count) == length[...])
    #expect(try Decoder.decode(Encoder.encode(element)) == element)
  }

  @Test func `any tree is decoded to itself`() throws {
    let seed = SplitMix64.seed(for: "any tree")
    var random = SplitMix64(seed: seed)
    for _ in 0..<500 {
      let tree = tree(depth: 1, using: &random)
      let bytes = Encoder.encode(tree)
      let read = try Decoder.decode(bytes)
      #expect(read == tree, "CARDFERRY_SEED=\(seed)")
      #expect(Encoder.encode(read) == bytes, "CARDFERRY_SEED=\(seed)")
    }
  }

  private func tree(depth: Int, using random: inout SplitMix64) -> Element {
    let pages: [UInt8] = [0, 0, 0, 1, 7, 17, 25, 26, 255]
    let tag = WBXML.Tag(
      page: pages.randomElement(using: &random) ?? 0,
      token: UInt8.random(in: 0x05...0x3F, using: &random))
    switch Int.random(in: 0..<(depth < 6 ? 9 : 5), using: &random) {
    case 0: return Element(tag)
    case 1: return Element(tag, .opaque(bytes(using: &random)))
    // Never UTF-8, and never a NUL.
    case 2: return Element(tag, .string(bytes(using: &random).filter { $0 != 0 } + [0xFF]))
    case 3, 4: return Element(tag, text(using: &random))
    default:
      let count = Int.random(in: 0...4, using: &random)
      return Element(tag, (0..<count).map { _ in tree(depth: depth + 1, using: &random) })
    }
  }

  private func bytes(using random: inout SplitMix64) -> [UInt8] {
    let count = Int.random(in: 0...300, using: &random)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// Any characters but NUL, those outside of the basic plane among them.
  private func text(using random: inout SplitMix64) -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      let limits: [UInt32] = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF]
      let code = UInt32.random(in: 1...(limits.randomElement(using: &random) ?? 1), using: &random)
      if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
    }
    return String(scalars)
  }
}
