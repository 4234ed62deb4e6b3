import ActiveSync
import HTTPTransport
import Testing
import WBXML

@Suite struct `A Sync request` {
  private func children(_ sync: Sync, _ version: ProtocolVersion) -> [WBXML.Tag] {
    sync.element(version: version).first(WBXML.Tag.AirSync.collections)?
      .first(WBXML.Tag.AirSync.collection)?.children.map(\.tag) ?? []
  }

  @Test func `of key 0 without Supported is the article's 20 bytes`() {
    let sync = Sync(
      syncKey: .initial, collectionID: ServerID("2"), supported: nil, windowSize: 100)
    #expect(Encoder.encode(sync.element(version: .v14_0)).count == 20)
  }

  @Test func `names what the client supports in the first request alone`() {
    let tags = [WBXML.Tag.Contacts.jobTitle, WBXML.Tag.Contacts.department]
    let first = Sync(
      syncKey: .initial, collectionID: ServerID("2"), supported: tags, windowSize: 100)
    #expect(
      children(first, .v14_0)
        == [WBXML.Tag.AirSync.syncKey, WBXML.Tag.AirSync.collectionId, WBXML.Tag.AirSync.supported])
    let second = Sync(
      syncKey: SyncKey("5"), collectionID: ServerID("2"), supported: tags, windowSize: 100)
    #expect(
      children(second, .v14_0)
        == [
          WBXML.Tag.AirSync.syncKey, WBXML.Tag.AirSync.collectionId,
          WBXML.Tag.AirSync.deletesAsMoves,
          WBXML.Tag.AirSync.getChanges, WBXML.Tag.AirSync.windowSize, WBXML.Tag.AirSync.options,
        ])
  }

  @Test func `has a Class before 12.1 and never after`() {
    let sync = Sync(
      syncKey: SyncKey("5"), collectionID: ServerID("2"), supported: nil, windowSize: 1)
    for version in ProtocolVersion.allCases {
      #expect((children(sync, version).first == WBXML.Tag.AirSync.class) == (version < .v12_1))
    }
  }
}

@Suite struct `A Sync answer` {
  private let sync = Sync(
    syncKey: SyncKey("5"), collectionID: ServerID("2"), supported: nil, windowSize: 100)

  private func answer(_ collection: [Element], top: [Element] = []) -> Element {
    Element(
      WBXML.Tag.AirSync.sync,
      top + [
        Element(WBXML.Tag.AirSync.collections, [Element(WBXML.Tag.AirSync.collection, collection)])
      ])
  }

  @Test func `that is empty says that nothing changed`() throws {
    let response = try sync.response(from: nil)
    #expect(response.syncKey == nil)
    #expect(response.changes.isEmpty)
    #expect(!response.moreAvailable)
  }

  /// A folder without changes may be left out (MS-ASCMD section 2.2.3.29.2).
  @Test func `that leaves out the folder says that nothing changed`() throws {
    typealias Tags = WBXML.Tag.AirSync
    func other(_ id: String) -> Element {
      Element(
        Tags.collection,
        [
          Element(Tags.syncKey, "6"), Element(Tags.collectionId, id), Element(Tags.status, "1"),
          Element(Tags.moreAvailable),
          Element(
            Tags.commands, [Element(Tags.delete, [Element(Tags.serverId, id + ":1")])]),
        ])
    }
    for answer in [
      Element(Tags.sync), Element(Tags.sync, [Element(Tags.status, "1")]),
      Element(Tags.sync, [Element(Tags.collections)]),
      Element(Tags.sync, [Element(Tags.collections, [other("3"), other("4")])]),
    ] {
      let response = try sync.response(from: answer)
      #expect(response.syncKey == nil)
      #expect(response.changes.isEmpty && response.problems.isEmpty)
      #expect(!response.moreAvailable)
    }
  }

  @Test func `that is empty is no answer to key 0`() {
    let first = Sync(
      syncKey: .initial, collectionID: ServerID("nonsense"), supported: nil, windowSize: 100)
    #expect(throws: ActiveSyncError.self) { try first.response(from: nil) }
  }

  @Test func `brings additions, changes and deletions in the server's order`() throws {
    typealias Tags = WBXML.Tag.AirSync
    let data = Element(Tags.applicationData, [Element(WBXML.Tag.Contacts.firstName, "Mark")])
    let response = try sync.response(
      from: answer([
        Element(Tags.syncKey, "6"), Element(Tags.collectionId, "2"), Element(Tags.status, "1"),
        Element(Tags.moreAvailable),
        Element(
          Tags.commands,
          [
            Element(Tags.add, [Element(Tags.serverId, "2:1"), data]),
            Element(Tags.change, [Element(Tags.serverId, "2:2"), data]),
            Element(Tags.delete, [Element(Tags.serverId, "2:3")]),
            Element(Tags.softDelete, [Element(Tags.serverId, "2:4")]),
            Element(Tags.add, [data]),
            Element(Tags.change, [Element(Tags.serverId, "2:5")]),
            Element(
              Tags.add, [Element(Tags.serverId, "2:9"), Element(Tags.applicationData, [Element]())]),
            Element(
              Tags.change,
              [
                Element(Tags.serverId, "2:10"),
                Element(Tags.applicationData, [Element(WBXML.Tag.Contacts.firstName)]),
              ]),
            Element(
              Tags.change, [Element(Tags.serverId, "2:11"), Element(Tags.applicationData, "?")]),
            Element(Tags.fetch, [Element(Tags.serverId, "2:6")]),
          ]),
        Element(
          Tags.responses,
          [
            Element(Tags.change, [Element(Tags.serverId, "2:7"), Element(Tags.status, "6")]),
            Element(Tags.fetch, [Element(Tags.serverId, "2:8"), Element(Tags.status, "1")]),
            Element(Tags.fetch, [Element(Tags.serverId, "2:12"), Element(Tags.status, "8")]),
          ]),
      ]))
    #expect(response.syncKey == SyncKey("6"))
    #expect(response.moreAvailable)
    let told = response.changes.map { change in
      switch change {
      case .add(let id, _): "add \(id.rawValue)"
      case .change(let id, _): "change \(id.rawValue)"
      case .listed(let id): "listed \(id.rawValue)"
      case .delete(let id): "delete \(id.rawValue)"
      }
    }
    #expect(
      told == [
        "add 2:1", "change 2:2", "delete 2:3", "delete 2:4", "listed 2:5", "listed 2:9",
        "listed 2:10", "listed 2:11", "listed 2:6", "listed 2:7",
      ])
    #expect(
      response.problems == [
        Sync.ItemProblem(serverID: nil, reason: .noID),
        Sync.ItemProblem(serverID: ServerID("2:6"), reason: .unknownCommand),
        Sync.ItemProblem(serverID: ServerID("2:7"), reason: .status(.conversionError)),
        Sync.ItemProblem(serverID: ServerID("2:12"), reason: .status(.objectNotFound)),
      ])
  }
}

@Suite struct `An id that isn't UTF-8` {
  private typealias Tags = WBXML.Tag.AirSync

  private let ids: [[UInt8]] = [[0x32, 0x3A, 0xFC], [0x32, 0x3A, 0xF6]]

  @Test func `of a contact names it in requests by the same bytes`() throws {
    let sync = Sync(
      syncKey: SyncKey("5"), collectionID: ServerID("2"), supported: nil, windowSize: 100)
    let commands = ids.map { id in
      Element(Tags.delete, [Element(Tags.serverId, .string(id))])
    }
    let collection = [
      Element(Tags.syncKey, .string([0xFE])), Element(Tags.collectionId, "2"),
      Element(Tags.status, "1"), Element(Tags.commands, commands),
    ]
    let response = try sync.response(
      from: Element(
        Tags.sync, [Element(Tags.collections, [Element(Tags.collection, collection)])]))
    let found = response.changes.compactMap { change -> ServerID? in
      if case .delete(let id) = change { id } else { nil }
    }
    #expect(found.map(\.bytes) == ids)
    #expect(Set(found).count == 2)
    #expect(response.problems.isEmpty)

    let fetch = ItemOperations(collectionID: found[0], serverIDs: found)
    let asked = fetch.element(version: .v14_1).children
    #expect(asked.compactMap { $0.first(Tags.serverId)?.content } == ids.map { .string($0) })
    #expect(asked.first?.first(Tags.collectionId)?.content == .string(ids[0]))
    let next = Sync(
      syncKey: try #require(response.syncKey), collectionID: found[1], supported: nil, windowSize: 1
    )
    let element = next.element(version: .v14_1).first(Tags.collections)?.first(Tags.collection)
    #expect(element?.first(Tags.syncKey)?.content == .string([0xFE]))
    #expect(element?.first(Tags.collectionId)?.content == .string(ids[1]))
  }

  @Test func `of a contact that is too large is known by its bytes`() throws {
    let sync = Sync(
      syncKey: SyncKey("5"), collectionID: ServerID("2"), supported: nil, windowSize: 1)
    let add = Element(Tags.add, [Element(Tags.serverId, .string(ids[0]))])
    let collection = [
      Element(Tags.syncKey, .string([0xFE])), Element(Tags.collectionId, "2"),
      Element(Tags.status, "1"), Element(Tags.commands, [add]),
    ]
    let beginning = Element(
      Tags.sync, [Element(Tags.collections, [Element(Tags.collection, collection)])])
    let large = ActiveSyncError.transport(.tooLarge("mail.contoso.com", limit: "body"))
    let response = try sync.response(fromBeginning: beginning, brokenBy: large)
    #expect(response.syncKey?.rawValue == beginning.children[0].children[0].children[0].identifier)
    #expect(response.problems.map(\.serverID?.bytes) == [ids[0]])
    #expect(response.moreAvailable)
  }

  @Test func `of a contact is found in the answer to a request for it`() throws {
    typealias Operations = WBXML.Tag.ItemOperations
    let fetches = ids.map { id in
      Element(
        Operations.fetch,
        [
          Element(Operations.status, "1"), Element(Tags.serverId, .string(id)),
          Element(Operations.properties, [Element(WBXML.Tag.Contacts.lastName, "x")]),
        ])
    }
    let command = ItemOperations(collectionID: ServerID("2"), serverIDs: [])
    let response = try command.response(
      from: Element(
        Operations.itemOperations,
        [Element(Operations.status, "1"), Element(Operations.response, fetches)]))
    #expect(Set(response.items.keys.map(\.bytes)) == Set(ids))
  }

  @Test func `of a folder is its own, and a name is read as windows-1252`() throws {
    typealias Folders = WBXML.Tag.FolderHierarchy
    let add = Element(
      Folders.add,
      [
        Element(Folders.serverId, .string(ids[0])), Element(Folders.parentId, .string(ids[1])),
        Element(Folders.displayName, .string([0x46, 0xFC, 0x72])), Element(Folders.type, "14"),
      ])
    let delete = Element(Folders.delete, [Element(Folders.serverId, .string(ids[1]))])
    let response = try FolderSync(syncKey: .initial).response(
      from: Element(
        Folders.folderSync,
        [
          Element(Folders.status, "1"), Element(Folders.syncKey, "1"),
          Element(Folders.changes, [add, delete]),
        ]))
    guard case .add(let folder)? = response.changes.first,
      case .delete(let gone)? = response.changes.last
    else {
      Issue.record("no folder was added and deleted")
      return
    }
    #expect(folder.id.bytes == ids[0])
    #expect(folder.parentID.bytes == ids[1])
    #expect(gone.bytes == ids[1])
    #expect(folder.displayName == "Für")
    #expect(!folder.isNameUTF8)
  }
}

@Suite struct `An item` {
  private typealias Tags = WBXML.Tag.AirSync
  private typealias Base = WBXML.Tag.AirSyncBase

  private func isListedOnly(_ data: [Element]) throws -> Bool {
    let sync = Sync(
      syncKey: SyncKey("5"), collectionID: ServerID("2"), supported: nil, windowSize: 100)
    let item = [Element(Tags.serverId, "2:1"), Element(Tags.applicationData, data)]
    let collection = [
      Element(Tags.syncKey, "6"), Element(Tags.status, "1"),
      Element(Tags.commands, [Element(Tags.change, item)]),
    ]
    let response = try sync.response(
      from: Element(
        Tags.sync, [Element(Tags.collections, [Element(Tags.collection, collection)])]))
    if case .listed? = response.changes.first { return true }
    return false
  }

  @Test func `whose elements hold nothing at any depth says nothing`() throws {
    let empty = Element(
      Base.body,
      [
        Element(Base.type, "1"), Element(Base.estimatedDataSize, "0"), Element(Base.truncated, "1"),
        Element(Base.data),
      ])
    #expect(try isListedOnly([empty, Element(Base.nativeBodyType, "1")]))
    #expect(
      try isListedOnly([
        Element(WBXML.Tag.Contacts.categories, [Element(WBXML.Tag.Contacts.category)]),
        Element(WBXML.Tag.Contacts.bodySize, "0"), Element(WBXML.Tag.Contacts.bodyTruncated, "0"),
      ]))
    #expect(try !isListedOnly([empty, Element(WBXML.Tag.Contacts.lastName, "x")]))
    #expect(try !isListedOnly([Element(Base.body, [Element(Base.data, "x")])]))
  }
}

@Suite struct `An endpoint` {
  @Test(arguments: [
    ("https://mail.contoso.com", "https://mail.contoso.com/Microsoft-Server-ActiveSync"),
    ("https://mail.contoso.com/", "https://mail.contoso.com/Microsoft-Server-ActiveSync"),
    ("https://mail.contoso.com:8443/eas", "https://mail.contoso.com:8443/eas"),
    ("http://127.0.0.1:20000/SOGo/x", "http://127.0.0.1:20000/SOGo/x"),
    ("http://[::1]:80/x", "http://[::1]:80/x"),
    ("http://localhost", "http://localhost/Microsoft-Server-ActiveSync"),
  ])
  func `gets the standard path where it has none`(text: String, url: String) throws {
    #expect(try Endpoint(parsing: text).url == url)
  }

  @Test(arguments: [
    ("mail.contoso.com", "not an address; write https://HOST"),
    ("http://mail.contoso.com", "http sends the password unencrypted"),
    ("http://127.0.0.1.contoso.com", "http sends the password unencrypted"),
    ("http://127.1", "http sends the password unencrypted"),
    ("ftp://mail.contoso.com", "http sends the password unencrypted"),
    ("https://anna:hush@mail.contoso.com", "the address holds a user"),
    ("https://mail.contoso.com/?Cmd=Sync", "the address holds a query"),
    ("https://mail.contoso.com/#x", "the address holds a query or a fragment"),
  ])
  func `is refused with a remedy where it is unsafe`(text: String, message: String) {
    let error = #expect(throws: Endpoint.ParsingError.self) { try Endpoint(parsing: text) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    #expect(error?.description.contains("hush") == false)
  }
}

@Suite struct `A protocol version` {
  @Test func `stays while the server offers it, else the newest is taken`() {
    let offered = ["2.5", "12.1", "14.1", "16.1", "99.9"]
    #expect(ProtocolVersion.choose(from: offered, keeping: nil) == .v16_1)
    #expect(ProtocolVersion.choose(from: offered, keeping: .v12_1) == .v12_1)
    #expect(ProtocolVersion.choose(from: offered, keeping: .v14_0) == .v16_1)
    #expect(ProtocolVersion.choose(from: ["1.0"], keeping: nil) == nil)
  }
}
