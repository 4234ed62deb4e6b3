import ActiveSync
import Foundation
import HTTPTransport
import Testing

/// Answers to Provision as real servers gave them.
private struct Recording: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let version: ProtocolVersion
  /// The policy with its temporary key, and the answer to its acknowledgement.
  let offer: HTTPResponse
  let final: HTTPResponse
  let requirements: [String]
  let key: String

  init(
    _ server: String, _ version: ProtocolVersion, _ offer: String, headers: HTTPHeaders = [:],
    final: String = Recording.zpushFinal, requirements: [String] = [], key: String = "542131175"
  ) {
    testDescription = server
    self.version = version
    self.offer = Self.response(offer, headers)
    self.final = Self.response(final)
    self.requirements = requirements
    self.key = key
  }

  private static func response(_ text: String, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
    HTTPResponse(
      status: 200, headers: headers, body: Array(Data(base64Encoded: text) ?? Data()))
  }

  static let zpushFinal =
    "AwFqAAAORUsDMQABRkdIA01TLUVBUy1Qcm92aXNpb25pbmctV0JYTUwAAUsDMQABSQM1NDIxMzExNzUAAQEBAQ=="

  static let all = [
    Recording(
      "Z-Push 2.7.1, 12.1", .v12_1,
      "AwFqAAAORUsDMQABRkdIA01TLUVBUy1Qcm92aXNpb25pbmctV0JYTUwAAUsDMQABSQM3MzE2MjM5MjYAAUpNTgMwAAFP"
        + "AzAAAVEDMAABUAMwAAFTAzEAAVQDNAABVQM5MDAAAVYDOAABVwMtMQABWAMxAAFZAzAAAVoDMAABWwMxAAFcAzEA"
        + "AV0DMAABXgMxAAFfAzEAAWADMwABYQMxAAFiAzEAAWMDMQABZAMyAAFlAzEAAWYDMAABZwMxAAFoAzAAAWkDMQAB"
        + "agMwAAFrAy0xAAFsAy0xAAFtAzAAAW4DMAABbwMwAAFwAzAAAXEDMgABcgMxAAFzAzEAAXQDMQABdQMxAAF2AzEA"
        + "ATc5AQEBAQE=",
      headers: ["X-MS-RP": "12.0,12.1,14.0,14.1"]),
    Recording(
      "Z-Push 2.7.1, 2.5", .v2_5,
      "AwFqAAAORUsDMQABRkdIA01TLVdBUC1Qcm92aXNpb25pbmctWE1MAAFLAzEAAUkDNTYzMzYyNDk3AAFKAzx3YXAtcHJv"
        + "dmlzaW9uaW5nZG9jPjxjaGFyYWN0ZXJpc3RpYyB0eXBlPSJTZWN1cml0eVBvbGljeSI+PHBhcm0gbmFtZT0iNDEz"
        + "MSIgdmFsdWU9IjEiLz48cGFybSBuYW1lPSI0MTMzIiB2YWx1ZT0iMSIvPjwvY2hhcmFjdGVyaXN0aWM+PC93YXAt"
        + "cHJvdmlzaW9uaW5nZG9jPgABAQEB",
      headers: ["X-MS-RP": "2.5"]),
    Recording(
      "Z-Push 2.7.3 with a policy, 16.1", .v16_1,
      "AwFqAAAORUsDMQABABJWRgMxAAEBAA5GR0gDTVMtRUFTLVByb3Zpc2lvbmluZy1XQlhNTAABSwMxAAFJAzQ4MTcyMjA4"
        + "NgABSk1OAzEAAU8DMQABUQMwAAFQAzAAAVMDMQABVAM0AAFVAzkwMAABVgM4AAFXAy0xAAFYAzEAAVkDMAABWgMw"
        + "AAFbAzEAAVwDMQABXQMwAAFeAzEAAV8DMQABYAMzAAFhAzEAAWIDMQABYwMxAAFkAzIAAWUDMQABZgMwAAFnAzEA"
        + "AWgDMAABaQMxAAFqAzAAAWsDLTEAAWwDLTEAAW0DMAABbgMwAAFvAzAAAXADMAABcQMyAAFyAzEAAXMDMQABdAMx"
        + "AAF1AzEAAXYDMQABNzkBAQEBAQ==",
      headers: ["X-MS-RP": "12.0,12.1,14.0,14.1,16.0,16.1"],
      requirements: [
        "DevicePasswordEnabled", "AlphanumericDevicePasswordRequired", "MinDevicePasswordLength 4",
        "MaxInactivityTimeDeviceLock 900", "MaxDevicePasswordFailedAttempts 8",
        "MinDevicePasswordComplexCharacters 3",
      ]),
    Recording(
      "Syncroton with a policy, 12.1", .v12_1,
      "AwFqAAAORUsDMQABRkdIA01TLUVBUy1Qcm92aXNpb25pbmctV0JYTUwAAUsDMQABSQMxMzk5OTQ3ODYyAAFKTU4DMQAB"
        + "VAM2AAEBAQEBAQ==",
      final:
        "AwFqAAAORUsDMQABRkdIA01TLUVBUy1Qcm92aXNpb25pbmctV0JYTUwAAUsDMQABSQM5NDY1Mjk1MTYAAQEBAQ==",
      requirements: ["DevicePasswordEnabled", "MinDevicePasswordLength 6"], key: "946529516"),
  ]
}

@Suite struct `A recorded policy` {
  @Test(arguments: Recording.all)
  private func `is taken to its end, and what it asks for is known`(
    recording: Recording
  ) async throws {
    var standing = Client.Standing.known
    standing.isDescribed = false
    let isOld = recording.version > .v2_5 && recording.version < .v14_1
    let transport = ScriptedTransport(
      [recording.offer, recording.final] + (isOld ? [.settings()] : []) + [.folders])
    var client = try client(transport, version: recording.version, standing: standing)
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(client.policyKey == recording.key)
    #expect(client.policyRequirements == recording.requirements)
    #expect(acknowledgement(transport.requests[1]) == (recording.requirements.isEmpty ? "1" : "2"))
    #expect(
      transport.commands
        == ["Provision", "Provision"] + (isOld ? ["Settings"] : []) + ["FolderSync"])
    #expect(client.heardOrder == nil)
  }
}
