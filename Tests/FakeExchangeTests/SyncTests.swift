import FakeExchange
import HTTPTransport
import Testing
import WBXML

@Suite struct SyncTests {
  @Test func `windows bring all contacts once, each with a key of its own`() async throws {
    try await withServer(mailbox: .generated(25)) { server in
      let client = Client(server)
      var key = try await client.primed()
      var keys: Set = [key]
      var ids: [String] = []
      var more: [Bool] = []
      for _ in 0..<3 {
        let answer = try await client.sync(key, "2", [.window(10)])
        ids += answer.serverIDs(.AirSync.add)
        more.append(answer.more)
        key = answer.key
        keys.insert(key)
      }
      #expect(ids == (1...25).map { "2:\($0)" })
      #expect(more == [true, true, false])
      #expect(keys.count == 4)
      #expect(try await client.sync(key).response.body.isEmpty)
    }
  }

  @Test func `a last window that is exactly full promises nothing more`() async throws {
    try await withServer(mailbox: .generated(10)) { server in
      let client = Client(server)
      let answer = try await client.sync(try await client.primed(), "2", [.window(10)])
      #expect(answer.commands.count == 10)
      #expect(!answer.more)
    }
  }

  @Test(arguments: [(0, 512), (512, 512), (600, 512), (511, 511), (1, 1)])
  func `a WindowSize of 0 or above 512 counts as 512`(_ asked: Int, _ given: Int) async throws {
    try await withServer(mailbox: .generated(513)) { server in
      let client = Client(server)
      let answer = try await client.sync(try await client.primed(), "2", [.window(asked)])
      #expect(answer.commands.count == given)
      #expect(answer.more)
    }
  }

  @Test func `after the first load come only changes`() async throws {
    try await withServer(mailbox: .generated(5)) { server in
      let client = Client(server)
      var key = try await client.sync(try await client.primed()).key
      try server.changeMailbox { mailbox in
        try mailbox.update("2:2") { $0[.Contacts.jobTitle] = "CEO" }
        try mailbox.delete("2:4")
        try mailbox.put([WBXML.Tag.Contacts.lastName: "New"], serverID: "2:9")
      }
      let answer = try await client.sync(key)
      #expect(answer.serverIDs(.AirSync.change) == ["2:2"])
      #expect(answer.serverIDs(.AirSync.delete) == ["2:4"])
      #expect(answer.serverIDs(.AirSync.add) == ["2:9"])
      #expect(answer.firstItem?.first(.Contacts.jobTitle)?.text == "CEO")
      key = answer.key
      #expect(try await client.sync(key).response.body.isEmpty)
    }
  }

  @Test func `the previous key gets the same answer again and an older one status 3`() async throws
  {
    try await withServer(mailbox: .generated(6)) { server in
      let client = Client(server)
      let first = try await client.primed()
      let one = try await client.sync(first, "2", [.window(2)])
      try server.changeMailbox { try $0.delete("2:1") }
      let replay = try await client.sync(first, "2", [.window(2)])
      #expect(replay.response.body == one.response.body)
      #expect(server.statistics.replays == 1)
      let two = try await client.sync(one.key, "2", [.window(2)])
      #expect(two.serverIDs(.AirSync.add) == ["2:3", "2:4"])
      let old = try await client.sync(first)
      #expect(old.status == "3")
      #expect(old.key == "0")
      #expect(try await client.sync("12345").status == "3")
      #expect(try await client.sync(two.key).serverIDs(.AirSync.add) == ["2:5", "2:6"])
    }
  }

  @Test func `each device has a state of its own`() async throws {
    try await withServer { server in
      let client = Client(server)
      let key = try await client.primed()
      var other = client
      other.deviceID = "another"
      #expect(try await other.sync(key).status == "12")
      try await other.folderSync()
      #expect(try await other.sync(key).status == "3")
    }
  }

  struct Unchanged: CustomTestStringConvertible {
    var version: String
    var isEmpty: Bool
    var testDescription: String { version }
  }

  @Test(arguments: [
    Unchanged(version: "2.5", isEmpty: false), Unchanged(version: "12.0", isEmpty: false),
    Unchanged(version: "12.1", isEmpty: true), Unchanged(version: "14.0", isEmpty: true),
    Unchanged(version: "16.1", isEmpty: true),
  ])
  func `nothing new is an empty body from 12.1 on and a whole answer before`(
    _ unchanged: Unchanged
  ) async throws {
    try await withServer { server in
      let client = Client(server, version: unchanged.version)
      let key = try await client.sync(try await client.primed()).key
      let answer = try await client.sync(key)
      #expect(answer.response.status == 200)
      #expect(answer.response.body.isEmpty == unchanged.isEmpty)
      if !unchanged.isEmpty {
        #expect(answer.key == key)
        #expect(answer.status == "1")
        #expect(answer.commands.isEmpty)
      }
    }
  }

  @Test func `two collections are answered apart, the unchanged one not at all`() async throws {
    var mailbox = Mailbox.article
    mailbox.put(MailboxFolder(id: "12", name: "Suppliers", type: 14))
    try await withServer(mailbox: mailbox) { server in
      let client = Client(server)
      let key = try await client.sync(try await client.primed()).key
      let other = try await client.sync("0", "12").key
      try server.changeMailbox { try $0.put([WBXML.Tag.Contacts.lastName: "New"], in: "12") }
      func collection(_ key: String, _ id: String) -> Element {
        Element(
          .AirSync.collection,
          [Element(.AirSync.syncKey, key), Element(.AirSync.collectionId, id)])
      }
      let root = Element(
        .AirSync.sync,
        [Element(.AirSync.collections, [collection(key, "2"), collection(other, "12")])])
      let answer = try Decoder.decode(try await client.post("Sync", root).body)
      let collections = answer.first(.AirSync.collections)?.children ?? []
      #expect(collections.compactMap { $0.first(.AirSync.collectionId)?.text } == ["12"])
    }
  }

  @Test func `an empty request asks for the whole one with status 13`() async throws {
    try await withServer { server in
      let client = Client(server)
      _ = try await client.primed()
      #expect(try SyncAnswer(try await client.post("Sync", bytes: [])).commandStatus == "13")
    }
  }

  @Test func `the client's own commands are refused and counted`() async throws {
    try await withServer { server in
      let client = Client(server)
      let key = try await client.primed()
      let delete = Element(.AirSync.delete, [Element(.AirSync.serverId, "2:1")])
      let answer = try await client.sync(key, "2", [Element(.AirSync.commands, [delete])])
      #expect(answer.status == "4")
      #expect(server.statistics.clientCommands == 1)
      #expect(server.mailbox.contact("2:1") != nil)
    }
  }

  @Test func `Sync before FolderSync, and of folders unknown or gone, is status 12 or 8`()
    async throws
  {
    try await withServer { server in
      let client = Client(server)
      #expect(try await client.sync("0").status == "12")
      try await client.folderSync()
      #expect(try await client.sync("0", "nonsense").status == "8")
      try server.changeMailbox { mailbox in
        try mailbox.deleteFolder("2")
        mailbox.put(MailboxFolder(id: "12", name: "New", type: 14))
      }
      #expect(try await client.sync("0", "2").status == "12")
      #expect(try await client.sync("0", "12").status == "12")
    }
  }
}
