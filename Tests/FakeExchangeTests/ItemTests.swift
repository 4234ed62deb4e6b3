import FakeExchange
import HTTPTransport
import Testing
import WBXML

@Suite struct ItemTests {
  private func fetch(
    _ client: Client, _ serverID: String, store: String = "Mailbox"
  ) async throws -> Element? {
    let options = Element(
      .ItemOperations.options,
      [Element(.AirSyncBase.bodyPreference, [Element(.AirSyncBase.type, "1")])])
    let fetch = Element(
      .ItemOperations.fetch,
      [
        Element(.ItemOperations.store, store), Element(.AirSync.collectionId, "2"),
        Element(.AirSync.serverId, serverID), options,
      ])
    let root = try Decoder.decode(
      try await client.post(
        "ItemOperations", Element(.ItemOperations.itemOperations, [fetch])
      ).body)
    #expect(root.first(.ItemOperations.status)?.text == "1")
    return root.first(.ItemOperations.response)?.first(.ItemOperations.fetch)
  }

  @Test func `a contact can be fetched by itself`() async throws {
    var mailbox = Mailbox.article
    try mailbox.update("2:1") { $0.body = "Note" }
    try await withServer(mailbox: mailbox) { server in
      let client = Client(server)
      let item = try await fetch(client, "2:1")
      #expect(item?.first(.ItemOperations.status)?.text == "1")
      let properties = item?.first(.ItemOperations.properties)
      #expect(properties?.first(.Contacts.lastName)?.text == "Hassall")
      #expect(properties?.first(.AirSyncBase.body)?.first(.AirSyncBase.data)?.text == "Note")
      #expect(try await fetch(client, "2:9")?.first(.ItemOperations.status)?.text == "6")
      let other = try await fetch(client, "2:1", store: "DocumentLibrary")
      #expect(other?.first(.ItemOperations.status)?.text == "9")
      server.add(Fault(.status(14, scope: .item), command: "ItemOperations"))
      #expect(try await fetch(client, "2:1")?.first(.ItemOperations.status)?.text == "14")
    }
  }

  private func estimate(
    _ client: Client, _ key: String, _ collection: String = "2"
  ) async throws -> (status: String?, count: String?) {
    let syncKey = Element(.AirSync.syncKey, key)
    // Page 6: Collections 07, Collection 08, CollectionId 0A, Estimate 0C, Response 0D, Status 0E.
    func tag(_ token: UInt8) -> WBXML.Tag { WBXML.Tag(page: 6, token: token) }
    let id = Element(tag(0x0A), collection)
    let fields = client.version < "14" ? [id, syncKey] : [syncKey, id]
    let root = Element(tag(0x05), [Element(tag(0x07), [Element(tag(0x08), fields)])])
    let answer = try Decoder.decode(try await client.post("GetItemEstimate", root).body)
    let response = answer.first(tag(0x0D))
    return (
      response?.first(tag(0x0E))?.text, response?.first(tag(0x08))?.first(tag(0x0C))?.text
    )
  }

  @Test(arguments: ["12.1", "14.1"])
  func `the estimate counts what a Sync would bring`(_ version: String) async throws {
    try await withServer(mailbox: .generated(7)) { server in
      let client = Client(server, version: version)
      try await client.folderSync()
      #expect(try await estimate(client, "0").status == "3")
      let key = try await client.sync("0").key
      #expect(try await estimate(client, key) == ("1", "7"))
      let next = try await client.sync(key, "2", [.window(5)]).key
      #expect(try await estimate(client, next) == ("1", "2"))
      #expect(try await estimate(client, "1").status == "4")
      #expect(try await estimate(client, next, "99").status == "2")
    }
  }
}
