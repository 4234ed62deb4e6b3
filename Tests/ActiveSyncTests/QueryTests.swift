import ActiveSync
import Foundation
import HTTPTransport
import Testing

@Suite struct `A query` {
  private func query(
    _ form: Query.Form, version: ProtocolVersion = .v14_1, policyKey: String? = nil,
    device: String? = nil
  ) async throws -> (query: String, headers: [String]) {
    let transport = ScriptedTransport([.folders])
    var client = try client(
      transport, device: device, version: version, policyKey: policyKey, isProvisioned: true,
      standing: .known(by: version < .v12_1 ? .plain : form)
    ) { $0.query = form }
    _ = try await client.send(FolderSync(syncKey: SyncKey("6")))
    let request = try #require(transport.requests.first)
    return (
      String(request.url.drop { $0 != "?" }.dropFirst()), request.headers.map(\.name).sorted()
    )
  }

  @Test func `in plain form names the command, the user and the device`() async throws {
    let (query, headers) = try await query(.plain, policyKey: "1173697270")
    #expect(
      query == "Cmd=FolderSync&User=anna%40contoso.com"
        + "&DeviceId=0123456789abcdef0123456789abcdef&DeviceType=cardferry")
    #expect(headers == ["Content-Type", "MS-ASProtocolVersion", "User-Agent", "X-MS-PolicyKey"])
  }

  private static let bytes: [UInt8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]

  /// The bytes of the table in MS-ASHTTP section 2.2.1.1.1.1, one after another.
  @Test func `in base64 form says the same in bytes, and the version and the key with it`()
    async throws
  {
    let (query, headers) = try await query(.base64, policyKey: "1173697270")
    #expect(headers == ["Content-Type", "User-Agent"])
    let expected: [UInt8] =
      [141, 9, 0x09, 0x04, 16] + Self.bytes + Self.bytes
      + [4, 0xF6, 0x32, 0xF5, 0x45, 9] + Array("cardferry".utf8)
      + [8, 16] + Array("anna@contoso.com".utf8)
    #expect(Data(base64Encoded: query).map(Array.init) == expected)
  }

  @Test(arguments: ["v140Device", "0123456789abcdef0123456789abcde+", "0123456789abcdef"])
  func `in base64 form has an id that is not of sixteen bytes as its text`(id: String) async throws
  {
    let query = try await query(.base64, device: id).query
    let bytes = try #require(Data(base64Encoded: query).map(Array.init))
    #expect(Array(bytes[4...].prefix(id.utf8.count + 1)) == [UInt8(id.utf8.count)] + Array(id.utf8))
  }

  @Test(arguments: [ProtocolVersion.v2_5, .v12_0])
  func `has the plain form alone before 12.1`(version: ProtocolVersion) async throws {
    let (query, headers) = try await query(.base64, version: version)
    #expect(query.hasPrefix("Cmd=FolderSync&"))
    #expect(headers.contains("MS-ASProtocolVersion"))
  }

  @Test(
    arguments: zip(
      ProtocolVersion.allCases.filter { $0 >= .v12_1 }, [121, 140, 141, 160, 161] as [UInt8]))
  func `in base64 form has a byte for each version, and none for a key that isn't there`(
    version: ProtocolVersion, byte: UInt8
  ) async throws {
    let query = try await query(.base64, version: version).query
    let bytes = try #require(Data(base64Encoded: query).map(Array.init))
    #expect(bytes[0] == byte)
    #expect(bytes[5 + 16] == 0)
  }
}
