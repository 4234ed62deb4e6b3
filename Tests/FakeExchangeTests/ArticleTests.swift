import FakeExchange
import HTTPTransport
import Testing
import WBXML

@Suite struct ArticleTests {
  @Test func `the folders of the article come in 346 bytes for 13`() async throws {
    try await withServer { server in
      let client = Client(server, version: "14.0")
      let request = Encoder.encode(
        Element(.FolderHierarchy.folderSync, [Element(.FolderHierarchy.syncKey, "0")]))
      #expect(request.count == 13)
      let response = try await client.post("FolderSync", bytes: request)
      #expect(response.status == 200)
      #expect(response.body.count == 346)
      #expect(response.headers["X-MS-RP"] == "2.5,12.0,12.1,14.0,14.1,16.0,16.1")
      let root = try Decoder.decode(response.body)
      let folders = root.first(.FolderHierarchy.changes)?.children.dropFirst() ?? []
      #expect(folders.count == 11)
      #expect(root.first(.FolderHierarchy.changes)?.first(.FolderHierarchy.count)?.text == "11")
      #expect(folders.dropFirst().first?.first(.FolderHierarchy.displayName)?.text == "Contacts")
    }
  }

  @Test func `the first Sync is answered in 33 bytes for 20`() async throws {
    try await withServer { server in
      let client = Client(server, version: "14.0")
      try await client.folderSync()
      let collection = Element(
        .AirSync.collection,
        [Element(.AirSync.syncKey, "0"), Element(.AirSync.collectionId, "2")])
      let request = Encoder.encode(
        Element(.AirSync.sync, [Element(.AirSync.collections, [collection])]))
      #expect(request.count == 20)
      let response = try await client.post("Sync", bytes: request)
      #expect(response.body.count == 33)
      #expect(try SyncAnswer(response).key.count == "878266863".count)
    }
  }

  @Test func `the second Sync brings Mark Hassall as printed`() async throws {
    try await withServer { server in
      let client = Client(server, version: "14.0")
      try await client.folderSync()
      let supported = Element(
        .AirSync.supported, [Element(.Contacts.jobTitle), Element(.Contacts.department)])
      let key = try await client.sync("0", "2", [supported]).key
      let answer = try await client.sync(
        key, "2", [Element(.AirSync.deletesAsMoves), Element(.AirSync.getChanges)])
      #expect(answer.status == "1")
      #expect(answer.serverIDs(.AirSync.add) == ["2:1"])
      let body = Element(
        .AirSyncBase.body,
        [
          Element(.AirSyncBase.type, "1"), Element(.AirSyncBase.estimatedDataSize, "0"),
          Element(.AirSyncBase.truncated, "1"),
        ])
      #expect(
        answer.firstItem?.children
          == [body] + Mailbox.markHassall.elements + [Element(.AirSyncBase.nativeBodyType, "1")])
      #expect(
        answer.firstItem?.first(.Contacts.email1Address)?.text
          == "\"president@contoso.com\" <president@contoso.com>")
    }
  }
}
