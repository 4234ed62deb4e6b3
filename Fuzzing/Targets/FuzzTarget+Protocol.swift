import ActiveSync
import ExportPipeline
import Foundation
import OAuth
import SafeXML
import WBXML

private let captures = "Tests/WBXMLTests/Fixtures/captures"

/// What a server sends.
extension FuzzTarget {
  /// What was decoded is the same once it was encoded and decoded again.
  static let wbxml = FuzzTarget(name: "wbxml", maximumLength: 4096, seeds: [captures]) { bytes in
    guard let element = try? Decoder.decode(bytes) else { return }
    let encoded = Encoder.encode(element)
    let again = try Decoder.decode(encoded)
    try require(again == element, "decoding what was encoded gives something else")
    try require(Encoder.encode(again) == encoded, "encoding again gives other bytes")
  }

  /// The answer of every command is read or refused in one line, and every item of a Sync can be
  /// made a contact.
  static let responses = FuzzTarget(
    name: "responses", maximumLength: 4096, seeds: [captures]
  ) { bytes in
    guard let element = try? Decoder.decode(bytes) else { return }
    let folder = ServerID("2")
    _ = try answer(to: FolderSync(syncKey: .initial), element)
    for key in [SyncKey.initial, SyncKey("1")] {
      let sync = Sync(syncKey: key, collectionID: folder, supported: nil, windowSize: 100)
      for change in try answer(to: sync, element)?.changes ?? [] {
        switch change {
        case .add(_, let data), .change(_, let data): try checkContact(of: data)
        case .listed, .delete: break
        }
      }
    }
    let fetch = ItemOperations(collectionID: folder, serverIDs: [ServerID("2:1")])
    for data in try answer(to: fetch, element)?.items.values.map(\.self) ?? [] {
      try checkContact(of: data)
    }
    for phase in [
      Provision.Phase.fetch, .acknowledge(policyKey: "1", isMet: true), .acknowledgeWipe(.device),
    ] {
      _ = try answer(to: Provision(phase: phase), element)
    }
    try answer(to: Settings(), element)
  }

  @discardableResult
  private static func answer<C: Command>(
    to command: C, _ element: Element
  ) throws -> C.Response? {
    do throws(ActiveSyncError) { return try command.response(from: element) } catch {
      try requireOneLine("\(error)", "the error of \(C.name)")
      return nil
    }
  }

  /// XML is read, or refused in one line; what was read is the same once it was written and read
  /// again. As an Autodiscover answer it says something.
  static let xml = FuzzTarget(
    name: "xml", maximumLength: 4096, seeds: ["Tests/CardferryTests/Fixtures/article"]
  ) { bytes in
    _ = AutodiscoverPOX.read(bytes)
    let policy = Element(
      Tag.Provision.data, .text(String(decoding: bytes.filter { $0 != 0 }, as: UTF8.self)))
    _ = Policy(data: policy).requirements
    let element: XMLElement
    do throws(XMLError) { element = try XMLReader.read(bytes) } catch {
      try requireOneLine("\(error)", "the error")
      return
    }
    let written: [UInt8]
    do throws(XMLError) { written = try XMLWriter.write(element) } catch {
      // libxml2 reads names by the fifth edition of XML 1.0 and checks them by the fourth.
      try require(error == XMLError(.invalidName), "what was read can't be written")
      return
    }
    let again = try XMLReader.read(written, limits: XMLLimits(document: 1 << 20, depth: 64))
    try require(try XMLWriter.write(again) == written, "writing again gives other bytes")
  }

  /// The JSON of Autodiscover and of authorization servers.
  static let json = FuzzTarget(name: "json", maximumLength: 4096, seeds: []) { bytes in
    if case .error(let code) = AutodiscoverJSON.read(bytes) { _ = ErrorCode(code) }
    let data = Data(bytes)
    if let token = try? JSONDecoder().decode(TokenResponse.self, from: data) {
      try require(token.expiresIn ?? 0 >= 0, "a token that is good for less than nothing")
      try require(!"\(token)".contains(token.accessToken), "a token prints itself")
    }
    if let token = TokenResponse.refreshToken(inBroken: bytes) {
      try requireOneLine(token, "a refresh token")
    }
    if let device = try? JSONDecoder().decode(DeviceAuthorization.self, from: data) {
      try require(device.interval > 0, "no time between two requests")
      try requireOneLine(device.userCode, "the code")
      try requireOneLine(device.verificationURI, "the address")
    }
  }
}
