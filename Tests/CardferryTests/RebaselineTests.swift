import FakeExchange
import Foundation
import GRDB
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// A way to make the program fetch everything anew.
struct Reason: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var arguments: [String] = []
  /// What happens before the run that fetches everything anew.
  let happens: @Sendable (FakeExchange, borrowing Workplace) throws -> Void

  init(
    _ description: String, arguments: [String] = [],
    happens: @escaping @Sendable (FakeExchange, borrowing Workplace) throws -> Void
  ) {
    testDescription = description
    self.arguments = arguments
    self.happens = happens
  }

  static let all = [
    Reason("status 3") { server, _ in server.invalidateSyncKeys(of: "2") },
    Reason("status 132") { server, _ in
      server.add(Fault(.status(132, scope: .collection), command: "Sync"))
    },
    Reason("status 134 of the whole Sync") { server, _ in
      server.add(Fault(.status(134), command: "Sync"))
    },
    Reason("X-MS-RP with Sync") { server, _ in
      server.add(Fault(.headers(["X-MS-RP": "14.1,16.1"]), command: "Sync"))
    },
    Reason("X-MS-RP with FolderSync") { server, _ in
      server.add(Fault(.headers(["X-MS-RP": "14.1,16.1"]), command: "FolderSync"))
    },
    Reason("a full list out of the blue") { server, _ in server.listAgain("2") },
    Reason("other ids for all contacts") { server, _ in server.renumber("2") },
    Reason("--full", arguments: ["--full"]) { _, _ in },
    Reason("a load of 31 days ago") { _, place in
      try place.age(of: "contoso", days: 31)
    },
    Reason("a load that a clock which was ahead has noted") { _, place in
      try place.age(of: "contoso", days: -400)
    },
    Reason("a run that was killed") { _, place in
      try place.folder.write("4711\n", to: "state/contoso.lock")
    },
    Reason("status 9 of FolderSync and 3 of Sync") { server, _ in
      server.add(Fault(.status(9), command: "FolderSync"))
      server.invalidateSyncKeys(of: "2")
    },
  ]
}

extension Workplace {
  /// Lets the last load from the start be this many days longer ago than it is.
  func age(of account: String, days: Int) throws {
    try DatabaseQueue(path: folder.path("state/\(account).sqlite")).write { database in
      try database.execute(
        sql: "UPDATE collection SET rebaselined_at = rebaselined_at - ?",
        arguments: [days * 86_400])
    }
  }
}

/// The keys of the Syncs of folder 2 in their order, from the request at `index` on.
func syncKeys(_ server: FakeExchange, from index: Int = 0) -> [String] {
  server.requests("Sync").dropFirst(index).compactMap { request in
    (try? WBXML.Decoder.decode(request.body))?.first(WBXML.Tag.AirSync.collections)?
      .first(WBXML.Tag.AirSync.collection)?.first(WBXML.Tag.AirSync.syncKey)?.text
  }
}

@Suite struct `Everything fetched anew` {
  @Test(arguments: Reason.all)
  func `writes nothing where nothing has changed`(reason: Reason) async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 7\nretries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let asked = server.requests("Sync").count

      try reason.happens(server, place)
      let outcome = try await place.export(reason.arguments)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(syncKeys(server, from: asked).contains("0"), "it was fetched anew")
      let difference = try place.outputs().difference(since: before)
      #expect(difference.isEmpty, "\(difference)")

      // Once is enough.
      let again = server.requests("Sync").count
      #expect(try await place.export().status == 0)
      #expect(syncKeys(server, from: again).count == 1)
      #expect(try place.outputs() == before)
    }
  }

  @Test(arguments: Reason.all)
  func `writes what has changed meanwhile, alone`(reason: Reason) async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 7\nretries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.cards()

      try server.changeMailbox { mailbox in
        try mailbox.update("2:3") { $0[C.jobTitle] = "Baker" }
        try mailbox.delete("2:5")
        try mailbox.put([C.firstName: "New"])
      }
      try reason.happens(server, place)
      let outcome = try await place.export(reason.arguments)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let difference = try place.cards().difference(since: before)
      // A contact that changed and got another id at once is another one.
      let isRenumbered = reason.testDescription.hasPrefix("other ids")
      #expect(difference.added.count == (isRenumbered ? 2 : 1), "\(difference)")
      #expect(difference.removed.count == (isRenumbered ? 2 : 1), "\(difference)")
      #expect(difference.rewritten.count == (isRenumbered ? 0 : 1), "\(difference)")
      #expect(try place.changeFiles().count == 1)
      #expect(server.mailbox.serverIDs(in: "2").count == 30)
    }
  }

  @Test func `misses a contact that a full list out of the blue doesn't name`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 7")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try server.changeMailbox { try $0.delete("2:5") }
      server.listAgain("2")
      let asked = server.requests("Sync").count
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "contoso: the server lists what it had listed before, fetching the folder anew\n"))
      #expect(syncKeys(server, from: asked).count { $0 == "0" } == 1)
      let difference = try place.outputs().difference(since: before)
      #expect(difference.removed.count == 1 && difference.removed[0].hasSuffix(".vcf"))
      #expect(difference.rewritten == ["contacts.ldif"])
      #expect(difference.added.count == 1, "a change file: \(difference)")
      let changes = try place.folder.read("changes/" + place.changeFiles()[0])
      #expect(
        changes.split(separator: "\n").filter { $0.hasPrefix("changetype: ") }
          == ["changetype: delete"])
    }
  }

  @Test func `waits for its day`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "rebaseline: 30d")
      _ = try await place.export()
      try place.age(of: "contoso", days: 29)
      let asked = server.requests("Sync").count
      _ = try await place.export()
      #expect(!syncKeys(server, from: asked).contains("0"))
      try place.configure(accounts: [("contoso", server.url)], options: "rebaseline: never")
      try place.age(of: "contoso", days: 900)
      _ = try await place.export()
      #expect(!syncKeys(server, from: asked).contains("0"))
    }
  }
}

@Suite struct `A sync key` {
  /// Where the size may be why, each smaller one is asked for once: 50, 25, 12, 6, 3 and 1.
  @Test(arguments: [
    (Fault(.http(status: 503), command: "Sync", times: nil), 9),
    (Fault(.status(16, scope: .collection), command: "Sync", times: nil), 3),
    (Fault(.status(5), command: "Sync", times: nil), 3),
  ])
  func `is repeated twice at most in a run, and once for each smaller window`(
    fault: Fault, most: Int
  ) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)], options: "retries: 2\nrebaseline: never")
      _ = try await place.export()
      let before = try place.outputs()
      try server.changeMailbox { try $0.put([C.firstName: "New"]) }
      server.add(fault)
      let asked = server.requests("Sync").count
      #expect(try await place.export().status == 4)
      let keys = syncKeys(server, from: asked)
      #expect(Dictionary(grouping: keys) { $0 }.allSatisfy { $0.value.count <= most }, "\(keys)")
      #expect(try place.outputs() == before)
      server.removeFaults()
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 4)
    }
  }

  /// An answer that brought nothing took nothing along either.
  @Test(arguments: [
    Fault(.http(status: 503), command: "Sync", times: nil),
    Fault(.status(5), command: "Sync", times: nil),
    Fault(.status(16, scope: .collection), command: "Sync", times: nil),
  ])
  func `is repeated once a run while the server refuses`(fault: Fault) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try server.changeMailbox { try $0.put([C.firstName: "New"]) }
      server.add(fault)
      let asked = server.requests("Sync").count
      for _ in 1...5 { #expect(try await place.export().status == 4) }
      let keys = syncKeys(server, from: asked)
      // What looks like a failure of the server may be a matter of size: 100, 50, 25, 12, 6, 3, 1.
      #expect(keys.count == (fault.effect == .http(status: 503) ? 35 : 5))
      #expect(Set(keys).count == 1 && !keys.contains("0"), "\(keys)")
      #expect(try place.outputs() == before)
      server.removeFaults()
      #expect(try await place.export().status == 0)
      #expect(syncKeys(server, from: asked + keys.count).first == keys.first)
      #expect(try place.cards().files.count == 4)
    }
  }

  /// What an answer held that got lost may never come again, as with SOGo.
  @Test(arguments: [
    Fault(.truncate(20), command: "Sync", times: nil),
    Fault(.drop(.bytes(20)), command: "Sync", times: nil),
    Fault(.drop(.after), command: "Sync", times: nil),
    Fault(.http(status: 502), command: "Sync", times: nil),
    Fault(.http(status: 504), command: "Sync", times: nil),
  ])
  func `is never repeated in a later run when its answer may be lost`(fault: Fault) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.cards()
      try server.changeMailbox { mailbox in
        try mailbox.put([C.firstName: "New"])
        try mailbox.delete("2:2")
      }
      server.add(fault)
      let asked = server.requests("Sync").count
      for _ in 1...5 {
        let outcome = try await place.export()
        #expect([4, 5].contains(outcome.status), "\(outcome.errors)")
      }
      let keys = syncKeys(server, from: asked)
      #expect(keys.first != "0")
      #expect(keys.count { $0 == keys.first } == 1, "\(keys)")
      #expect(Set(keys.dropFirst()) == ["0"], "\(keys)")
      #expect(try place.cards() == before)
      server.removeFaults()
      #expect(try await place.export().status == 0)
      let difference = try place.cards().difference(since: before)
      #expect(difference.added.count == 1 && difference.removed.count == 1, "\(difference)")
      #expect(difference.rewritten == [])
    }
  }

  @Test func `of a first load that was interrupted is 0 again`() async throws {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 5\nretries: 0")
      server.add(Fault(.status(5), command: "Sync", skip: 3))
      #expect(try await place.export().status == 4)
      let asked = server.requests("Sync").count
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(syncKeys(server, from: asked).first == "0")
      #expect(try place.cards().files.count == 20)
    }
  }

  @Test func `may come again and again, as with SOGo`() async throws {
    try await withServer(contacts: 70) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 5")
      server.quirks.firstSyncKey = "-1"
      server.quirks.repeatsSyncKeys = true
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 70)
    }
  }
}

@Suite struct `More changes that never come` {
  @Test func `are waited for three hundred times`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = try place.outputs()
      let asked = server.requests("Sync").count
      server.quirks.promisesMoreForEver = true
      let outcome = try await place.export()
      #expect(outcome.status == 5)
      #expect(
        outcome.errors == "cardferry: error: contoso: the server announced more changes 300 times "
          + "and sent none; try again with --full\n")
      #expect(server.requests("Sync").count - asked == 300)
      #expect(try place.outputs() == before)
      server.quirks.promisesMoreForEver = false
      #expect(try await place.export().status == 0)
    }
  }
}

@Suite struct `An order to fetch everything anew` {
  private static func loads(of server: FakeExchange, since known: Int) -> Int {
    server.requests("Sync").dropFirst(known).count { request in
      request.element?.first(.AirSync.collections)?.children.first?.first(.AirSync.syncKey)?.text
        == "0"
    }
  }

  /// With each answer to some command, or to all of them.
  @Test(arguments: [nil, "FolderSync", "Sync"])
  func `that comes with every answer is obeyed once, and again when it says something else`(
    command: String?
  ) async throws {
    try await withServer(contacts: 5) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let again =
        "cardferry: contoso: the server goes on ordering that everything be fetched anew (X-MS-RP), "
        + "which was done; --full does it again\n"
      func night(_ words: String?, loads: Int, notice: String = "") async throws {
        server.removeFaults()
        if let words {
          server.add(Fault(.headers(["X-MS-RP": words]), command: command, times: nil))
        }
        let known = server.requests("Sync").count
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(Self.loads(of: server, since: known) == loads)
        #expect(outcome.errors.contains(again) == !notice.isEmpty, "\(outcome.errors)")
        #expect(try place.outputs() == before)
      }
      try await night("14.1", loads: 1)
      for _ in 0..<3 { try await night("14.1", loads: 0, notice: again) }
      try await night("14.1,16.1", loads: 1)
      try await night("14.1,16.1", loads: 0, notice: again)
      try await night(nil, loads: 0)
      try await night("14.1,16.1", loads: 1)
    }
  }

  /// The server may give it once: who hears it has to see to it.
  @Test(arguments: ["folders", "doctor"])
  func `is heard by whoever asks for the folders`(command: String) async throws {
    try await withServer(contacts: 5) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      server.add(Fault(.headers(["X-MS-RP": "16.1"]), command: "FolderSync"))
      let outcome = try await place.run([command, "--config", "cardferry.yaml"])
      #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
      let known = server.requests("Sync").count
      #expect(try await place.export().status == 0)
      let keys = server.requests("Sync").dropFirst(known).compactMap { request in
        request.element?.first(.AirSync.collections)?.children.first?.first(.AirSync.syncKey)?.text
      }
      #expect(keys.first == "0", "\(keys)")
      #expect(try place.outputs() == before)
    }
  }
}
