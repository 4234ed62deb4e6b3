import FakeExchange
import HTTPTransport
import Testing
import WBXML

@Suite struct SyncShapeTests {
  struct Wrong: CustomTestStringConvertible {
    var testDescription: String
    var version = "14.1"
    var fields: @Sendable (_ key: String) -> [Element]
  }

  private static func fields(_ key: String, _ extra: Element...) -> [Element] {
    [Element(.AirSync.syncKey, key), Element(.AirSync.collectionId, "2")] + extra
  }

  static let wrong = [
    Wrong(testDescription: "CollectionId before SyncKey") { key in
      [Element(.AirSync.collectionId, "2"), Element(.AirSync.syncKey, key)]
    },
    Wrong(testDescription: "WindowSize before GetChanges") {
      fields($0, .window(10), Element(.AirSync.getChanges))
    },
    Wrong(testDescription: "GetChanges before DeletesAsMoves") {
      fields($0, Element(.AirSync.getChanges), Element(.AirSync.deletesAsMoves))
    },
    Wrong(testDescription: "Options before WindowSize") {
      fields($0, .preference(), .window(10))
    },
    Wrong(testDescription: "SyncKey twice") { key in
      [Element(.AirSync.syncKey, key)] + fields(key)
    },
    Wrong(testDescription: "no CollectionId") { [Element(.AirSync.syncKey, $0)] },
    Wrong(testDescription: "no SyncKey") { _ in [Element(.AirSync.collectionId, "2")] },
    Wrong(testDescription: "a SyncKey of 65 bytes") { _ in
      fields(String(repeating: "1", count: 65))
    },
    Wrong(testDescription: "Class in 14.1") { key in
      [Element(.AirSync.class, "Contacts")] + fields(key)
    },
    Wrong(testDescription: "ConversationMode in 12.1", version: "12.1") {
      fields($0, Element(.AirSync.conversationMode))
    },
    Wrong(testDescription: "BodyPreference in 2.5", version: "2.5") { fields($0, .preference()) },
    Wrong(testDescription: "Supported with a later key") {
      fields($0, Element(.AirSync.supported, [Element(.Contacts.jobTitle)]))
    },
    Wrong(testDescription: "GetChanges with key 0") { _ in
      fields("0", Element(.AirSync.getChanges))
    },
    Wrong(testDescription: "GetChanges 1 with key 0") { _ in
      fields("0", Element(.AirSync.getChanges, "1"))
    },
    Wrong(testDescription: "GetChanges maybe") {
      fields($0, Element(.AirSync.getChanges, "maybe"))
    },
    Wrong(testDescription: "a WindowSize that is no number") {
      fields($0, Element(.AirSync.windowSize, "many"))
    },
    Wrong(testDescription: "a filter on contacts") {
      fields($0, Element(.AirSync.options, [Element(.AirSync.filterType, "3")]))
    },
    Wrong(testDescription: "BodyPreference without Type") {
      fields(
        $0,
        Element(
          .AirSync.options,
          [Element(.AirSyncBase.bodyPreference, [Element(.AirSyncBase.truncationSize, "1")])]))
    },
    Wrong(testDescription: "an element of another command") {
      fields($0, Element(.FolderHierarchy.displayName, "x"))
    },
  ]

  @Test(arguments: wrong)
  func `a request that breaks the schema is status 4 and changes nothing`(
    _ wrong: Wrong
  ) async throws {
    try await withServer { server in
      let client = Client(server, version: wrong.version)
      let key = try await client.primed()
      #expect(try await client.sync(fields: wrong.fields(key)).status == "4")
      #expect(try await client.sync(key).serverIDs(.AirSync.add) == ["2:1"])
    }
  }

  @Test func `GetChanges 0 brings nothing, and with key 0 it is allowed`() async throws {
    try await withServer { server in
      let client = Client(server)
      let no = Element(.AirSync.getChanges, "0")
      try await client.folderSync()
      let key = try await client.sync("0", "2", [no]).key
      #expect(try await client.sync(key, "2", [no]).response.body.isEmpty)
      #expect(try await client.sync(key).commands.count == 1)
    }
  }

  @Test(arguments: ["2.5", "12.0", "12.1"])
  func `Class is taken up to 12.1 and comes back first`(_ version: String) async throws {
    try await withServer { server in
      let client = Client(server, version: version)
      try await client.folderSync()
      let answer = try await client.sync(fields: [
        Element(.AirSync.class, "Contacts"), Element(.AirSync.syncKey, "0"),
        Element(.AirSync.collectionId, "2"),
      ])
      #expect(answer.collection?.children.first == Element(.AirSync.class, "Contacts"))
    }
  }

  // MARK: - Notes

  private static let note = "Grüße 🎂\r\nZeile 2"

  private func body(version: String, _ extra: [Element]) async throws -> [Element] {
    var mailbox = Mailbox.article
    try mailbox.update("2:1") { $0.body = Self.note }
    var fields: [Element] = []
    try await withServer(mailbox: mailbox) { server in
      let client = Client(server, version: version)
      let answer = try await client.sync(try await client.primed(), "2", extra)
      fields = answer.firstItem?.children ?? []
    }
    return fields
  }

  @Test func `2.5 has the note in the page of contacts`() async throws {
    let fields = try await body(version: "2.5", [])
    #expect(fields.first { $0.tag == .Contacts.body }?.text == Self.note)
    #expect(
      fields.first { $0.tag == .Contacts.bodySize }?.text == String(Self.note.utf8.count))
    #expect(!fields.contains { $0.tag.page == 17 })
  }

  @Test func `with BodyPreference the whole note comes`() async throws {
    let fields = try await body(version: "12.0", [.preference()])
    #expect(
      fields.first
        == Element(
          .AirSyncBase.body,
          [
            Element(.AirSyncBase.type, "1"),
            Element(.AirSyncBase.estimatedDataSize, String(Self.note.utf8.count)),
            Element(.AirSyncBase.data, Self.note),
          ]))
  }

  @Test func `TruncationSize cuts between characters`() async throws {
    let fields = try await body(version: "14.1", [.preference(truncationSize: 11)])
    #expect(fields.first?.first(.AirSyncBase.data)?.text == "Grüße ")
    #expect(fields.first?.first(.AirSyncBase.truncated)?.text == "1")
    let all = try await body(
      version: "14.1", [.preference(truncationSize: 11, allOrNone: true)])
    #expect(all.first?.first(.AirSyncBase.data) == nil)
  }

  @Test func `options stay in force until others are sent`() async throws {
    var mailbox = Mailbox.article
    try mailbox.update("2:1") { $0.body = Self.note }
    try await withServer(mailbox: mailbox) { server in
      let client = Client(server)
      var key = try await client.sync(try await client.primed(), "2", [.preference()]).key
      let change: @Sendable (inout Mailbox) throws -> Void = { mailbox in
        try mailbox.update("2:1") { $0[.Contacts.jobTitle] = "CEO" }
      }
      try server.changeMailbox(change)
      let kept = try await client.sync(key)
      #expect(kept.firstItem?.first(.AirSyncBase.body)?.first(.AirSyncBase.data) != nil)
      key = kept.key
      try server.changeMailbox(change)
      let dropped = try await client.sync(key, "2", [Element(.AirSync.options, [])])
      #expect(dropped.firstItem?.first(.AirSyncBase.body)?.first(.AirSyncBase.data) == nil)
    }
  }

  @Test(arguments: [("12.1", false), ("14.0", true)])
  func `Alias goes to versions that know it`(_ version: String, _ isSent: Bool) async throws {
    var mailbox = Mailbox.article
    try mailbox.update("2:1") { $0[.Contacts.alias] = "mark" }
    try await withServer(mailbox: mailbox) { server in
      let client = Client(server, version: version)
      let answer = try await client.sync(try await client.primed())
      #expect((answer.firstItem?.first(.Contacts.alias) != nil) == isSent)
    }
  }
}
