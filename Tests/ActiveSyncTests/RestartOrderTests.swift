import ActiveSync
import HTTPTransport
import Testing
import WBXML

private let folderSync = FolderSync(syncKey: SyncKey("6"))

private func sync(_ key: String = "5") -> Sync {
  Sync(syncKey: SyncKey(key), collectionID: ServerID("2"), supported: nil, windowSize: 100)
}

@Suite struct `An order to start over` {
  private static let order: HTTPHeaders = ["X-MS-RP": "2.0,2.1,2.5,12.0"]

  @Test(arguments: [200, 403, 500])
  func `is heard whatever comes with it, once`(status: Int) async throws {
    let ordered = HTTPResponse(status: status, headers: Self.order)
    let transport = ScriptedTransport([ordered, .options, ordered, .folders])
    var client = try client(transport, version: .v14_0, isProvisioned: true)
    await #expect(throws: ActiveSyncError.startOver) { try await client.send(folderSync) }
    #expect(client.version == nil, "the versions may be others as well")
    await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(client.version == .v16_1)
    _ = try await client.send(folderSync)
  }

  @Test func `says nothing new with the first list of folders, nor behind it`() async throws {
    var folders = HTTPResponse.folders
    folders.headers = Self.order
    let transport = ScriptedTransport([folders, folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(client.heardOrder == nil)
    _ = try await client.send(folderSync)
    #expect(transport.commands == ["FolderSync", "FolderSync"])
    #expect(client.heardOrder != nil)
  }

  @Test func `that an earlier run has obeyed is obeyed again in other words alone`() async throws {
    var (folders, upgraded) = (HTTPResponse.folders, HTTPResponse.folders)
    folders.headers = Self.order
    upgraded.headers = ["X-MS-RP": "2.5,12.0,14.1"]
    let transport = ScriptedTransport([folders, upgraded])
    var client = try client(
      transport, version: .v16_1, isProvisioned: true, order: "2.0,2.1,2.5,12.0")
    _ = try await client.send(folderSync)
    await #expect(throws: ActiveSyncError.startOver) { try await client.send(folderSync) }
    #expect(client.heardOrder == "2.5,12.0,14.1")
  }

  @Test func `that comes with the policy waits until the policy is taken`() async throws {
    var policy = HTTPResponse.noPolicy
    policy.headers = Self.order
    let transport = ScriptedTransport([policy])
    var client = try client(transport, version: .v16_1)
    await #expect(throws: ActiveSyncError.startOver) { try await client.send(folderSync) }
    #expect(client.isProvisioned)
    #expect(transport.commands == ["Provision"])
  }

  @Test func `that comes with the first policy says nothing new`() async throws {
    var policy = HTTPResponse.noPolicy
    policy.headers = Self.order
    let transport = ScriptedTransport([policy, .folders])
    var client = try client(transport, version: .v16_1)
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(transport.commands == ["Provision", "FolderSync"])
  }

  /// Nothing was fetched yet, so there is nothing to fetch anew.
  @Test func `that comes in a first run, with whatever, costs no request`() async throws {
    var (policy, folders, first) = (HTTPResponse.noPolicy, HTTPResponse.folders, Self.key)
    for ordered in [[0], [1], [2], [0, 1, 2]] {
      policy.headers = ordered.contains(0) ? Self.order : [:]
      folders.headers = ordered.contains(1) ? Self.order : [:]
      first.headers = ordered.contains(2) ? Self.order : [:]
      let transport = ScriptedTransport([.options, policy, folders, first, .folders])
      var client = try client(transport)
      _ = try await client.send(FolderSync(syncKey: .initial))
      _ = try await client.send(sync("0"))
      #expect(client.heardOrder == nil, "the next run may obey the same words")
      _ = try await client.send(FolderSync(syncKey: SyncKey("7")))
      #expect(
        transport.commands == ["OPTIONS", "Provision", "FolderSync", "Sync", "FolderSync"],
        "\(ordered)")
    }
  }

  private static let key = HTTPResponse.wbxml(
    Element(
      WBXML.Tag.AirSync.sync,
      [
        Element(
          WBXML.Tag.AirSync.collections,
          [
            Element(
              WBXML.Tag.AirSync.collection,
              [
                Element(WBXML.Tag.AirSync.syncKey, "1"),
                Element(WBXML.Tag.AirSync.collectionId, "2"),
                Element(WBXML.Tag.AirSync.status, "1"),
              ])
          ])
      ]))

  @Test func `that comes with a new folder concerns the others`() async throws {
    var first = Self.key
    first.headers = Self.order
    let transport = ScriptedTransport([.folders, first])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    _ = try await client.send(folderSync)
    await #expect(throws: ActiveSyncError.startOver) { try await client.send(sync("0")) }
  }

  @Test func `that comes with a policy which isn't taken is kept`() async throws {
    var policy = HTTPResponse.provision(policyStatus: "4")
    policy.headers = Self.order
    let transport = ScriptedTransport([HTTPResponse(status: 449), policy])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(error?.kind == .policy)
    #expect(client.isOrderHeld)
  }

  @Test func `is one line`() {
    #expect(
      ActiveSyncError.startOver.description
        == "the server orders that everything be fetched anew (X-MS-RP)")
  }
}
