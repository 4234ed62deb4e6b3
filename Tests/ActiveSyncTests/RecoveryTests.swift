import ActiveSync
import HTTPTransport
import Testing
import WBXML

private typealias Tags = WBXML.Tag.Provision

private let folderSync = FolderSync(syncKey: SyncKey("6"))

private func status(_ code: String) -> HTTPResponse {
  .wbxml(
    Element(
      WBXML.Tag.FolderHierarchy.folderSync, [Element(WBXML.Tag.FolderHierarchy.status, code)]))
}

private func provision(status code: String) -> HTTPResponse {
  .wbxml(Element(Tags.provision, [Element(Tags.status, code)]))
}

private let offer = HTTPResponse.provision(policyStatus: "1", key: "11")
private let final = HTTPResponse.provision(policyStatus: "1", key: "22")

/// A server that speaks this version alone.
private func options(_ version: String) -> HTTPResponse {
  HTTPResponse(status: 200, headers: ["MS-ASProtocolVersions": version])
}

@Suite struct `Two failures of one command` {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let answers: [HTTPResponse]
    let commands: [String]
  }

  @Test(arguments: [
    Case(
      testDescription: "138, then 144",
      answers: [status("138"), options("14.1"), status("144"), offer, final, .folders],
      commands: ["FolderSync", "OPTIONS", "FolderSync", "Provision", "Provision", "FolderSync"]),
    Case(
      testDescription: "144, then 138",
      answers: [status("144"), offer, final, status("138"), options("14.1"), .folders],
      commands: ["FolderSync", "Provision", "Provision", "FolderSync", "OPTIONS", "FolderSync"]),
    Case(
      testDescription: "400, then 449",
      answers: [
        HTTPResponse(status: 400), options("14.1"), HTTPResponse(status: 449), offer, final,
        .folders,
      ],
      commands: ["FolderSync", "OPTIONS", "FolderSync", "Provision", "Provision", "FolderSync"]),
    Case(
      testDescription: "142, and 138 of the Provision that helps",
      answers: [
        status("142"), provision(status: "138"), options("14.1"), offer, final, .folders,
      ],
      commands: ["FolderSync", "Provision", "OPTIONS", "Provision", "Provision", "FolderSync"]),
  ])
  func `heal in the same run`(row: Case) async throws {
    let transport = ScriptedTransport(row.answers)
    var client = try client(transport, version: .v16_1, policyKey: "5", isProvisioned: true)
    _ = try await client.send(folderSync)
    #expect(transport.commands == row.commands)
    #expect(client.version == .v14_1)
    #expect(client.policyKey == "22")
  }

  @Test func `heal where the policy was never asked for`() async throws {
    let transport = ScriptedTransport([
      provision(status: "138"), options("14.1"), offer, final, .folders,
    ])
    var client = try client(transport, version: .v16_1)
    _ = try await client.send(folderSync)
    #expect(
      transport.commands == ["Provision", "OPTIONS", "Provision", "Provision", "FolderSync"])
  }

  @Test func `of the same kind are not healed twice`() async throws {
    let twice = ScriptedTransport([
      status("144"), offer, final, status("138"), options("14.1"), status("144"), offer, final,
      .folders,
    ])
    var client = try client(twice, version: .v16_1, policyKey: "5", isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "FolderSync failed with status 144: the server's policy changed; trying that did not help"
    )
    #expect(twice.requests.count == 6)

    let versions = ScriptedTransport([
      status("138"), options("14.1"), status("138"), options("12.1"), .folders,
    ])
    var other = try ActiveSyncTests.client(versions, version: .v16_1, isProvisioned: true)
    await #expect(throws: ActiveSyncError.self) { try await other.send(folderSync) }
    #expect(versions.requests.count == 3)
  }

  @Test func `of the next command heal again`() async throws {
    let transport = ScriptedTransport([
      status("144"), offer, final, .folders, status("144"), offer, final, .folders,
    ])
    var client = try client(transport, version: .v16_1, policyKey: "5", isProvisioned: true)
    _ = try await client.send(folderSync)
    _ = try await client.send(folderSync)
    #expect(transport.requests.count == 8)
  }

  @Test func `don't keep a wipe from being heard`() async throws {
    let wipe = HTTPResponse.wbxml(Element(Tags.provision, [Element(Tags.remoteWipe)]))
    let transport = ScriptedTransport([provision(status: "138"), options("14.1"), wipe])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    #expect(try await client.wipeOrder() == .device)
    #expect(transport.commands == ["Provision", "OPTIONS", "Provision"])
  }
}

@Suite struct `HTTP 403 before 14.0` {
  private static let forbidden = HTTPResponse(status: 403)

  @Test(arguments: [ProtocolVersion.v2_5, .v12_0, .v12_1])
  func `to a device without a policy key may ask for a policy`(
    version: ProtocolVersion
  ) async throws {
    let described = version == .v2_5 ? [] : [HTTPResponse.settings()]
    let transport = ScriptedTransport([Self.forbidden, offer, final] + described + [.folders])
    var client = try client(transport, version: version, isProvisioned: true)
    _ = try await client.send(folderSync)
    #expect(client.policyKey == "22")
    #expect(transport.commands.filter { $0 != "Settings" }.count == 4)
  }

  @Test func `is believed where there is no policy`() async throws {
    for provision in [HTTPResponse.noPolicy, Self.forbidden, HTTPResponse(status: 500)] {
      let transport = ScriptedTransport([Self.forbidden, provision, .folders])
      var client = try client(transport, version: .v12_1, isProvisioned: true)
      let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
      #expect(error?.kind == .blocked)
      #expect(transport.commands == ["FolderSync", "Provision"])
    }
  }

  @Test func `is believed where the policy didn't help`() async throws {
    let transport = ScriptedTransport([
      Self.forbidden, offer, final, .settings(), Self.forbidden, .folders,
    ])
    var client = try client(transport, version: .v12_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(error?.kind == .blocked)
    #expect(
      transport.commands == ["FolderSync", "Provision", "Provision", "Settings", "FolderSync"])
    #expect(client.policyKey == "22", "which is in force")
  }

  @Test func `names the policy where that needs the administrator's word`() async throws {
    let demand = HTTPResponse.provision(
      policyStatus: "1", key: "11", rules: [Element(Tags.devicePasswordEnabled, "1")])
    let transport = ScriptedTransport([Self.forbidden, demand, provision(status: "139")])
    var client = try client(transport, version: .v12_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(error == .policyNotAccepted(requirements: ["DevicePasswordEnabled"]))
  }

  @Test func `asks no device of 14.0 and later for anything`() async throws {
    let transport = ScriptedTransport([Self.forbidden, offer, final, .folders])
    var client = try client(transport, version: .v14_0, isProvisioned: true)
    await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(transport.commands == ["FolderSync"])
  }
}
