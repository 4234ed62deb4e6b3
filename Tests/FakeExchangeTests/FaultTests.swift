import FakeExchange
import HTTPTransport
import Testing
import WBXML

@Suite struct FaultTests {
  @Test func `an HTTP fault answers once and changes nothing`() async throws {
    try await withServer { server in
      let client = Client(server)
      let key = try await client.primed()
      server.add(Fault(.http(status: 503, headers: ["Retry-After": "7"]), command: "Sync"))
      let failed = try await client.sync(key)
      #expect(failed.response.status == 503)
      #expect(failed.response.headers["Retry-After"] == "7")
      #expect(try await client.sync(key).serverIDs(.AirSync.add) == ["2:1"])
      #expect(server.statistics.faults == 1)
    }
  }

  @Test func `faults strike in their order, each at its request`() async throws {
    try await withServer { server in
      server.add(Fault(.http(status: 500), command: "FolderSync", skip: 1))
      server.add(Fault(.http(status: 501), command: "FolderSync", times: 2))
      server.add(Fault(.http(status: 507), command: "OPTIONS", times: nil))
      let client = Client(server)
      var statuses: [Int] = []
      for _ in 0..<4 {
        let root = Element(
          .FolderHierarchy.folderSync, [Element(.FolderHierarchy.syncKey, "0")])
        statuses.append(try await client.post("FolderSync", root).status)
      }
      #expect(statuses == [501, 500, 501, 200])
      for _ in 0..<3 {
        let answer = try await client.options()
        #expect(answer.status == 507)
      }
      server.removeFaults()
      let answer = try await client.options()
      #expect(answer.status == 200)
    }
  }

  @Test func `a page of HTML comes with status 200`() async throws {
    try await withServer { server in
      server.add(.html(command: "Sync"))
      let response = try await Client(server).post("Sync", bytes: [])
      #expect(response.status == 200)
      #expect(response.headers["Content-Type"] == "text/html; charset=utf-8")
      #expect(response.body.starts(with: Array("<!DOCTYPE".utf8)))
    }
  }

  @Test func `a truncated answer counts as given`() async throws {
    try await withServer { server in
      let client = Client(server)
      let key = try await client.primed()
      server.add(Fault(.truncate(40), command: "Sync"))
      let root = Element(
        .AirSync.sync,
        [
          Element(
            .AirSync.collections,
            [
              Element(
                .AirSync.collection,
                [Element(.AirSync.syncKey, key), Element(.AirSync.collectionId, "2")])
            ])
        ])
      let cut = try await client.post("Sync", root)
      #expect(cut.body.count == 40)
      #expect(throws: WBXML.DecodingError.self) { try Decoder.decode(cut.body) }
      #expect(try await client.sync(key).serverIDs(.AirSync.add) == ["2:1"])
      #expect(server.statistics.replays == 1)
    }
  }

  @Test(arguments: [Fault.Drop.before, .after, .bytes(0), .bytes(20)])
  func `a dropped connection leaves no whole answer`(_ drop: Fault.Drop) async throws {
    try await withServer { server in
      let client = Client(server)
      let key = try await client.primed()
      server.add(Fault(.drop(drop), command: "Sync"))
      // On a connection that was used before, libcurl would repeat the request by itself.
      var fresh = client
      fresh.transport = CurlTransport()
      await #expect(throws: HTTPError.self) {
        try await fresh.sync(key)
      }
      #expect(try await client.sync(key).serverIDs(.AirSync.add) == ["2:1"])
      #expect(server.statistics.replays == (drop == .before ? 0 : 1))
    }
  }

  @Test func `a status stands where its scope says`() async throws {
    try await withServer { server in
      let client = Client(server)
      let key = try await client.primed()
      server.add(Fault(.status(5), command: "Sync"))
      let whole = try await client.sync(key)
      #expect(whole.commandStatus == "5")
      #expect(whole.collection == nil)
      server.add(Fault(.status(8, scope: .collection), command: "Sync"))
      let one = try await client.sync(key)
      #expect(one.commandStatus == nil)
      #expect(one.status == "8")
      #expect(one.key == key)
      server.add(Fault(.status(6, scope: .item), command: "Sync"))
      let item = try await client.sync(key)
      let fetch = item.collection?.first(.AirSync.responses)?.first(.AirSync.fetch)
      #expect(fetch?.first(.AirSync.status)?.text == "6")
      #expect(item.serverIDs(.AirSync.add) == ["2:1"])
      server.add(Fault(.status(12), command: "FolderSync"))
      #expect(try await client.folderSync().first(.FolderHierarchy.status)?.text == "12")
    }
  }

  @Test func `a fault on a collection leaves requests of others alone`() async throws {
    var mailbox = Mailbox.article
    mailbox.put(MailboxFolder(id: "12", name: "Suppliers", type: 14))
    try await withServer(mailbox: mailbox) { server in
      let client = Client(server)
      try await client.folderSync()
      server.add(Fault(.http(status: 500), command: "Sync", collection: "2", times: nil))
      #expect(try await client.sync("0", "12").status == "1")
      #expect(try await client.sync("0", "2").response.status == 500)
    }
  }

  @Test func `header fields are added to the true answer, and a delay delays it`() async throws {
    try await withServer { server in
      let client = Client(server)
      server.add(
        Fault(.headers(["X-MS-RP": "16.1"]), command: "OPTIONS", delay: 30))
      let clock = ContinuousClock()
      let start = clock.now
      let answer = try await client.options()
      #expect(clock.now - start >= .milliseconds(30))
      #expect(answer.headers["X-MS-RP"] == "16.1")
      #expect(answer.headers["MS-ASProtocolVersions"] != nil)
    }
  }

  @Test func `an answer can come byte by byte, and is whole in the end`() async throws {
    try await withServer { server in
      let client = Client(server)
      let key = try await client.primed()
      server.add(Fault(.drip(1), command: "Sync"))
      let clock = ContinuousClock()
      let start = clock.now
      let answer = try await client.sync(key)
      #expect(answer.serverIDs(.AirSync.add) == ["2:1"])
      #expect(clock.now - start >= .milliseconds(answer.response.body.count))
    }
  }

  // MARK: - Quirks

  @Test func `SOGo's first key and its repeated keys can be had`() async throws {
    try await withServer(mailbox: .generated(10)) { server in
      server.quirks.firstSyncKey = "-1"
      server.quirks.repeatsSyncKeys = true
      let client = Client(server)
      var key = try await client.primed()
      #expect(key == "-1")
      var keys: [String] = []
      var ids: [String] = []
      for _ in 0..<4 {
        let answer = try await client.sync(key, "2", [.window(3)])
        key = answer.key
        keys.append(key)
        ids += answer.serverIDs(.AirSync.add)
      }
      #expect(keys[0] == keys[1])
      #expect(keys[1] == keys[2])
      #expect(keys[3] != keys[2])
      #expect(ids == (1...10).map { "2:\($0)" })
    }
  }

  @Test func `a hidden book is empty and comes back`() async throws {
    try await withServer { server in
      let client = Client(server)
      server.quirks.hidesContacts = true
      let key = try await client.primed()
      #expect(try await client.sync(key).response.body.isEmpty)
      server.quirks.hidesContacts = false
      #expect(try await client.sync(key).serverIDs(.AirSync.add) == ["2:1"])
    }
  }

  @Test func `MoreAvailable without end has a new key and no commands each time`() async throws {
    try await withServer { server in
      let client = Client(server)
      server.quirks.promisesMoreForEver = true
      var key = try await client.primed()
      for _ in 0..<3 {
        let answer = try await client.sync(key)
        #expect(answer.more)
        #expect(answer.commands.isEmpty)
        #expect(answer.key != key)
        key = answer.key
      }
    }
  }

  @Test func `a Change can come without note and picture`() async throws {
    var mailbox = Mailbox.article
    try mailbox.update("2:1") { contact in
      contact.body = "Note"
      contact.setPicture(ContactGenerator.tinyJPEG)
    }
    try await withServer(mailbox: mailbox) { server in
      let client = Client(server)
      server.quirks.omitsBodyAndPictureOfChanges = true
      let first = try await client.sync(try await client.primed(), "2", [.preference()])
      #expect(first.firstItem?.first(.Contacts.picture) != nil)
      try server.changeMailbox { try $0.update("2:1") { $0[.Contacts.suffix] = "Jr." } }
      let second = try await client.sync(first.key)
      #expect(second.firstItem?.first(.Contacts.suffix)?.text == "Jr.")
      #expect(second.firstItem?.first(.Contacts.picture) == nil)
      #expect(second.firstItem?.first(.AirSyncBase.body) == nil)
    }
  }

  @Test(arguments: ["2.5", "14.1"])
  func `notes can come cut, and contacts without data`(version: String) async throws {
    var mailbox = Mailbox.generated(2)
    try mailbox.update("2:1") { $0.body = "Grüße aus Bern" }
    try await withServer(mailbox: mailbox) { server in
      server.quirks.truncatesNotes = 7
      server.quirks.omitsDataOf = ["2:2"]
      let client = Client(server, version: version)
      let preference = version == "2.5" ? [] : [Element.preference()]
      let answer = try await client.sync(try await client.primed(), "2", preference)
      let items = answer.commands
      #expect(items.map { $0.first(.AirSync.applicationData) != nil } == [false, true])
      let data = try #require(items.last?.first(.AirSync.applicationData))
      if version == "2.5" {
        #expect(data.first(.Contacts.body)?.text == "Grüße")
        #expect(data.first(.Contacts.bodySize)?.text == "16")
        #expect(data.first(.Contacts.bodyTruncated)?.text == "1")
      } else {
        let body = try #require(data.first(.AirSyncBase.body))
        #expect(body.first(.AirSyncBase.data)?.text == "Grüße")
        #expect(body.first(.AirSyncBase.estimatedDataSize)?.text == "16")
        #expect(body.first(.AirSyncBase.truncated)?.text == "1")
      }
    }
  }

  @Test func `the previous key can be refused after so many repetitions`() async throws {
    try await withServer { server in
      let client = Client(server)
      server.quirks.replayLimit = 1
      let key = try await client.primed()
      var statuses: [String?] = []
      for _ in 0..<3 {
        let answer = try await client.sync(key)
        statuses.append(answer.status)
      }
      #expect(statuses == ["1", "1", "3"])
    }
  }

  // MARK: - Acts of the server

  @Test func `renumbered contacts come under new ids after status 3`() async throws {
    try await withServer(mailbox: .generated(3)) { server in
      let client = Client(server)
      let key = try await client.sync(try await client.primed()).key
      server.renumber("2")
      #expect(try await client.sync(key).status == "3")
      let answer = try await client.sync(try await client.sync("0").key)
      #expect(answer.serverIDs(.AirSync.add) == ["2:4", "2:5", "2:6"])
    }
  }

  @Test func `a full list can come out of the blue`() async throws {
    try await withServer(mailbox: .generated(3)) { server in
      let client = Client(server)
      let key = try await client.sync(try await client.primed()).key
      server.listAgain("2")
      let answer = try await client.sync(key)
      #expect(answer.status == "1")
      #expect(answer.serverIDs(.AirSync.add) == ["2:1", "2:2", "2:3"])
    }
  }
}
