import Testing
import WBXML

@Suite struct CaptureTests {
  @Test func `the captures are there`() {
    #expect(Capture.all.count == 40)
  }

  /// All of them are as canonical as the encoder: no string table, no SWITCH_PAGE that changes
  /// nothing, strings inline.
  @Test(arguments: Capture.all)
  func `a real message is encoded to the same bytes`(_ capture: Capture) throws {
    let decoded = try Decoder.decode(capture.bytes)
    #expect(Encoder.encode(decoded) == capture.bytes)
  }

  @Test(arguments: Capture.all)
  func `a real message has names for all its elements`(_ capture: Capture) throws {
    func check(_ element: Element) {
      #expect(CodePage[element.tag.page]?.name(of: element.tag.token) != nil, "\(element.tag)")
      for child in element.children { check(child) }
    }
    check(try Decoder.decode(capture.bytes))
  }

  @Test func `a page of contacts has its values`() throws {
    let capture = try #require(Capture.all.first { $0.name == "horde-h03-page1.resp.wbxml" })
    let collection = try Decoder.decode(capture.bytes)
      .first(.AirSync.collections)?.first(.AirSync.collection)
    #expect(
      collection?.first(.AirSync.syncKey)?.text == "{6b0353d9-1018-4533-bbc1-55b75def93fa}2")
    #expect(collection?.first(.AirSync.moreAvailable)?.content == .empty)
    let data = collection?.first(.AirSync.commands)?.first(.AirSync.add)?
      .first(.AirSync.applicationData)
    #expect(data?.first(.Contacts.lastName)?.text == "Läst1")
    #expect(
      data?.first(.Contacts.categories)?.children
        == [Element(.Contacts.category, "A"), Element(.Contacts.category, "B & C")])
    #expect(
      data?.first(.AirSyncBase.body)?.first(.AirSyncBase.data)?.text == "n1\nn2 日本")
  }

  /// Whatever a broken or hostile server makes of a message, the decoder throws or decodes; what
  /// it decodes is a tree that the encoder writes and the decoder reads again.
  @Test(arguments: Capture.all.filter { $0.bytes.count < 4_000 })
  func `a damaged message never crashes`(_ capture: Capture) {
    let seed = SplitMix64.seed(for: capture.name)
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let bytes = damaged(capture.bytes, using: &random)
      guard let decoded = try? Decoder.decode(bytes) else { continue }
      let again = try? Decoder.decode(Encoder.encode(decoded))
      #expect(again == decoded, "CARDFERRY_SEED=\(seed): \(bytes)")
    }
  }

  private func damaged(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let index = bytes.indices.randomElement(using: &random) ?? 0
      // Half of the new bytes are those that mean something.
      let tokens: [UInt8] = [0x00, 0x01, 0x02, 0x03, 0x83, 0xC3, 0x45, 0x05]
      let byte =
        Bool.random(using: &random)
        ? tokens.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[index] = byte
      case 1: bytes.insert(byte, at: index)
      case 2: bytes.remove(at: index)
      case 3: bytes.removeSubrange(index...)
      default:
        let end = Int.random(in: index..<bytes.count, using: &random)
        bytes.insert(contentsOf: bytes[index...end], at: index)
      }
    }
    return bytes
  }
}
