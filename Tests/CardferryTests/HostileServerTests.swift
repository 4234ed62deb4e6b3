import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

/// What a server does to do harm, what the administrator reads, and how many MiB it may cost.
struct Hostility: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let fault: Fault
  let status: Int32
  let message: String
  let memory: Int

  /// An answer of bytes to every request of one command.
  init(
    _ name: String, answering command: String, _ body: [UInt8], headers: [String: String] = [:],
    status: Int32 = 5, memory: Int, _ message: String
  ) {
    testDescription = name
    fault = Fault(
      .http(status: 200, headers: headers, body: body), command: command, times: nil)
    self.status = status
    self.message = message
    self.memory = memory
  }

  init(_ name: String, _ effect: Fault.Effect, status: Int32 = 5, memory: Int, _ message: String) {
    testDescription = name
    fault = Fault(effect, command: "FolderSync", times: nil)
    self.status = status
    self.message = message
    self.memory = memory
  }

  static func broken(_ command: String, _ what: String) -> String {
    "the answer to \(command) is broken: \(what); nothing of it was used"
  }
}

/// Loads a server's answers and looks at what they cost: never more than the bounds that the README
/// names.
@Suite(.serialized) struct `A hostile server` {
  @Test(arguments: [
    Hostility(
      "elements inside one another", answering: "FolderSync",
      HostileAnswer.nested(1_000_000), memory: 100,
      Hostility.broken("FolderSync", "byte 70: more than the limit 'depth' of 64")),
    Hostility(
      "a block of 4 GiB", answering: "FolderSync",
      HostileAnswer.hugeBlock, memory: 100,
      Hostility.broken("FolderSync", "byte 9: more than the limit 'string' of 33554432")),
    Hostility(
      "a string table of 4 GiB", answering: "FolderSync",
      HostileAnswer.hugeTable, memory: 100,
      Hostility.broken("FolderSync", "byte 9: the document ends too early")),
    Hostility(
      "a string without end", answering: "FolderSync",
      HostileAnswer.endlessString(60_000_000), memory: 250,
      Hostility.broken("FolderSync", "byte 60000009: the document ends too early")),
    Hostility(
      "more elements than a million", answering: "FolderSync",
      HostileAnswer.elements(60_000_000), memory: 250,
      Hostility.broken("FolderSync", "byte 1048582: more than the limit 'elements' of 1048576")),
    Hostility(
      "a gigabyte in a megabyte of gzip", answering: "FolderSync", gzipOfZeros(count: 1 << 30),
      headers: ["Content-Encoding": "gzip"], memory: 250,
      "the answer of HOST is larger than the limit 'body'; is this the right server?"),
    Hostility(
      "more folders than anybody has", answering: "FolderSync",
      HostileAnswer.folders(10_001, type: 14),
      memory: 150,
      "the server lists more than 10000 changes of folders, and no run takes more; "
        + "ask its administrator"),
    Hostility(
      "an answer that comes byte by byte", .drip(1000), status: 4, memory: 100,
      "HOST is too slow: the answer wasn't whole in time; try again later, or raise 'timeout:'"),
    Hostility(
      "a redirect in a circle", .http(status: 302, headers: ["Location": "URL"]), memory: 100,
      "127.0.0.1 says again and again that the mailbox lies where it was asked for it (HTTP 302); "
        + "try again later, then ask its administrator"),
    Hostility(
      "a mailbox that moves in a circle", .http(status: 451, headers: ["X-MS-Location": "URL"]),
      memory: 100,
      "127.0.0.1 says again and again that the mailbox lies where it was asked for it (HTTP 451); "
        + "try again later, then ask its administrator"),
  ])
  func `is refused in one line, within bounds, and harms nothing`(_ case: Hostility) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)], options: "retries: 0\ntimeout: 5s")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      var fault = `case`.fault
      if case .http(let status, let headers, let body) = fault.effect {
        fault.effect = .http(
          status: status, headers: headers.mapValues { $0.replacing("URL", with: server.url) },
          body: body)
      }
      server.add(fault)
      let outcome = try await place.measured("export")
      let message = `case`.message.replacing("URL", with: server.url)
        .replacing("HOST", with: "127.0.0.1:\(server.port)")
      #expect(outcome.errors.hasSuffix("cardferry: error: contoso: \(message)\n"))
      #expect(outcome.errors.utf8.count < 1000)
      #expect(outcome.status == `case`.status)
      #expect(try #require(outcome.peakMemory) < `case`.memory)
      #expect(try place.outputs() == before)

      server.removeFaults()
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == before)
    }
  }

  @Test(arguments: [302, 451])
  func `that names another host gets nobody there to see a password`(status: Int) async throws {
    try await withServer(contacts: 1) { server in
      try await withServer { other in
        let place = try Workplace()
        let elsewhere = other.url.replacing("127.0.0.1", with: "localhost")
        try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
        let name = status == 451 ? "X-MS-Location" : "Location"
        server.add(Fault(.http(status: status, headers: [name: elsewhere]), times: nil))
        let outcome = try await place.export()
        #expect(outcome.status == 5)
        #expect(
          outcome.errors == "cardferry: error: contoso: 127.0.0.1 says that the mailbox lies "
            + "elsewhere (HTTP \(status)); if you trust it, write 'server: \(elsewhere)'\n")
        #expect(other.requests.isEmpty)
      }
    }
  }

  @Test func `with a hundred thousand rules in its policy is quoted in part`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(
        Fault(
          .http(status: 200, body: HostileAnswer.policy(100_000)), command: "Provision", times: nil)
      )
      let outcome = try await place.measured("export")
      #expect(outcome.status == 0)
      let value = "'" + String(repeating: "x", count: 40) + "…'"
      let rules = Array(repeating: "RequireDeviceEncryption \(value)", count: 100)
      #expect(
        outcome.errors.hasPrefix(
          "cardferry: contoso: the server lets this device in, which doesn't fulfil all "
            + "of the policy: it asks for " + rules.joined(separator: ", ")
            + ", 99900 rules more; if this machine does, set 'accept-policy: true'\n"))
      #expect(try #require(outcome.peakMemory) < 200)
    }
  }

  @Test func `that speaks versions without end is quoted in part`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let versions = (0..<10_000).map { "9\($0).0" }.joined(separator: ",")
      server.add(
        Fault(.http(status: 200, headers: ["MS-ASProtocolVersions": versions]), command: "OPTIONS"))
      let outcome = try await place.export()
      #expect(outcome.status == 5)
      #expect(
        outcome.errors.hasPrefix(
          "cardferry: error: contoso: 127.0.0.1 offers ActiveSync 90.0, 91.0, "))
      #expect(
        outcome.errors.hasSuffix(
          ", 949.0 and cardferry speaks 2.5 to 16.1 alone; ask its administrator\n"))
    }
  }

  @Test func `whose items make no sense has twenty of them named and the rest counted`()
    async throws
  {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let items = Array(repeating: Element(WBXML.Tag.AirSync.add), count: 100_000)
      server.add(
        Fault(.http(status: 200, body: HostileAnswer.sync(items)), command: "Sync", skip: 1))
      let outcome = try await place.measured("export")
      #expect(outcome.status == 0)
      let line = "cardferry: warning: contoso: an item came without an id, and was passed over\n"
      #expect(
        outcome.errors == String(repeating: line, count: 20)
          + "cardferry: warning: contoso: 99980 more items came with such problems\n")
      #expect(try #require(outcome.peakMemory) < 200)
    }
  }

  @Test func `with fields of ten megabytes has them exported, within bounds`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let long = String(repeating: "é;", count: 3_500_000)
      try server.changeMailbox { mailbox in
        try mailbox.put([WBXML.Tag.Contacts.lastName: "Long", WBXML.Tag.Contacts.jobTitle: long])
      }
      let outcome = try await place.measured("export")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try #require(outcome.peakMemory) < 400)
      let cards = try place.cards().files.values.map(\.text)
      let card = try #require(cards.first { $0.contains("FN:Long") })
      let title = String(repeating: "é\\;", count: 3_500_000)
      #expect(card.replacing("\r\n ", with: "").contains("TITLE:\(title)\r\n"))
    }
  }
}

extension Workplace {
  /// Runs a command and looks at its memory.
  fileprivate func measured(_ command: String) async throws -> Program.Outcome {
    try await Program(product: "cardferry").run(
      [command, "--config", "cardferry.yaml"], in: folder.path, measuresMemory: true)
  }
}
