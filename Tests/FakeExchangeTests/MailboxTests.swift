import FakeExchange
import FoundationEssentials
import Testing
import WBXML

@Suite struct MailboxTests {
  /// `examples/contoso/mailbox.json`, the mailbox of the demo.
  private static func contoso() throws -> Mailbox {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let url = URL(filePath: "/\(root)/examples/contoso/mailbox.json")
    return try Mailbox(json: Array(try Data(contentsOf: url)))
  }

  private static func byTag(_ one: Element, _ other: Element) -> Bool {
    (one.tag.page, one.tag.token) < (other.tag.page, other.tag.token)
  }

  @Test func `the demo's mailbox holds the article's folders and contact`() throws {
    let mailbox = try Self.contoso()
    #expect(mailbox.folders == Mailbox.article.folders)
    let mark = try #require(mailbox.contact("2:1"))
    #expect(
      mark.elements.sorted(by: Self.byTag)
        == Mailbox.markHassall.elements.sorted(by: Self.byTag))
    #expect(mark.body == nil)
  }

  @Test func `one contact of the demo has every field that Exchange sends`() throws {
    let contact = try #require(try Self.contoso().contact("2:2"))
    #expect(contact.body != nil)
    let legacyOrCacheOnly: Set<String> = [
      "Body", "BodySize", "BodyTruncated", "CompressedRTF", "Alias", "WeightedRank", "Category",
      "Child",
    ]
    for page: UInt8 in [1, 12] {
      for (token, name) in CodePage[page]?.names ?? [:] where !legacyOrCacheOnly.contains(name) {
        #expect(
          contact[WBXML.Tag(page: page, token: token)] != nil || token == 0x15 || token == 0x17,
          "\(name)")
      }
    }
    #expect(!contact.categories.isEmpty)
    #expect(!contact.children.isEmpty)
  }

  @Test func `a mailbox written as JSON reads back the same`() throws {
    var mailbox = try Self.contoso()
    mailbox.put(MailboxFolder(id: "12", parent: "2", name: "Lieferanten & Co", type: 14))
    try mailbox.fill("12", count: 20, from: ContactGenerator(seed: 3))
    let copy = try Mailbox(json: Array(try JSONEncoder().encode(mailbox)))
    #expect(copy.folders == mailbox.folders)
    for folder in ["2", "12"] {
      #expect(copy.serverIDs(in: folder) == mailbox.serverIDs(in: folder))
      for id in mailbox.serverIDs(in: folder) {
        #expect(copy.contact(id) == mailbox.contact(id))
      }
    }
  }

  @Test func `a deleted contact's ServerId is not given again`() throws {
    var mailbox = Mailbox.article
    try mailbox.delete("2:1")
    #expect(try mailbox.put([WBXML.Tag.Contacts.lastName: "x"]) == "2:2")
    #expect(throws: MailboxError.noContact("2:1")) { try mailbox.delete("2:1") }
    #expect(throws: MailboxError.noFolder("99")) { try mailbox.put([:], in: "99") }
  }

  /// Random changes, windows, losses and repetitions; the client must hold what the server does.
  @Test(arguments: 1...20) func `a client that follows the keys ends with the server's contacts`(
    _ seed: UInt64
  ) async throws {
    var random = Numbers(seed: seed)
    try await withServer { server in
      let client = Client(server)
      var key = try await client.primed()
      var held: [String: Element] = [:]
      for round in 0..<30 {
        for _ in 0..<random.below(4) {
          let choice = random.below(3)
          let number = random.below(12)
          try server.changeMailbox { mailbox in
            let ids = mailbox.serverIDs(in: "2")
            if choice == 0 || ids.isEmpty {
              try mailbox.put([WBXML.Tag.Contacts.lastName: "New \(round)"])
            } else if choice == 1 {
              try mailbox.update(ids[number % ids.count]) {
                $0[.Contacts.suffix] = "\(round).\(number)"
              }
            } else {
              try mailbox.delete(ids[number % ids.count])
            }
          }
        }
        let window = Element.window(1 + random.below(3))
        if random.below(4) == 0 { _ = try await client.sync(key, "2", [window]) }
        let answer = try await client.sync(key, "2", [window])
        for command in answer.commands {
          let id = try #require(command.first(.AirSync.serverId)?.text)
          held[id] = command.first(.AirSync.applicationData)
        }
        if answer.collection != nil { key = answer.key }
      }
      while true {
        let answer = try await client.sync(key, "2", [.window(5)])
        guard answer.collection != nil else { break }
        for command in answer.commands {
          let id = try #require(command.first(.AirSync.serverId)?.text)
          held[id] = command.first(.AirSync.applicationData)
        }
        key = answer.key
      }
      let mailbox = server.mailbox
      #expect(Set(held.keys) == Set(mailbox.serverIDs(in: "2")), "seed \(seed)")
      for (id, item) in held {
        let contact = try #require(mailbox.contact(id), "seed \(seed), \(id)")
        #expect(
          item.children.filter { $0.tag.page != 17 } == contact.elements, "seed \(seed), \(id)")
      }
    }
  }
}

/// A few numbers that are the same for the same seed.
private struct Numbers {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }
}
