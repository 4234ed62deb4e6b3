import TestSupport
import Testing

/// The suite: its tests run one after another, as each starts servers of its own.
@Suite(.serialized) enum Peers {}

extension Peers {
  /// What every server must see, ours and the real ones alike.
  @Suite struct ExportTests {
    @Test(arguments: Peer.available, [50, 100])
    func `the first run brings all, the second what changed, the third nothing`(
      peer: Peer, window: Int
    ) async throws {
      try await withServer(of: peer) { server in
        let plain = SampleContact.plain(0..<300)
        try await server.put(SampleContact.rich + plain)
        let ferry = try Ferry([
          .init(name: "alice", server: server.url, options: ["window: \(window)"])
        ])
        defer { ferry.remove() }

        let first = try await ferry.export()
        try #require(first.status == 0, "\(first.errors)")
        for output in ["cards", "ldap"] { #expect(first.counts(output) == [303, 0, 0, 0]) }
        #expect(try server.requests(of: "Sync") > 303 / window)
        let cards = try ferry.cards()
        #expect(cards.count == 303)
        for contact in SampleContact.rich + [plain[0], plain[299]] {
          let card = try #require(cards[contact.fullName], "\(contact.id)")
          card.expect(contact.without(server.dropped))
        }
        #expect(try ferry.entryCount() == 303)
        let before = try ferry.outputs()

        try await server.settle()
        let changed = plain[17].with([.businessPhone: "+1 555 9999", .jobTitle: "Übersetzer"])
        let added = SampleContact.plain(300..<301)[0]
        try await server.put([changed, added])
        try await server.delete(plain[42])
        let second = try await ferry.export()
        try #require(second.status == 0, "\(second.errors)")
        for output in ["cards", "ldap"] { #expect(second.counts(output) == [1, 1, 1, 301]) }
        let after = try ferry.outputs()
        let difference = after.cards.difference(since: before.cards)
        #expect(difference.added.count == 1)
        #expect(difference.removed.count == 1)
        #expect(difference.rewritten.count == 1)
        try Card(#require(after.files[difference.added[0]]).text).expect(added)
        try Card(#require(after.files[difference.rewritten[0]]).text).expect(changed)
        #expect(
          try Card(#require(before.files[difference.removed[0]]).text).text("FN")
            == plain[42].fullName)
        #expect(try ferry.entryCount() == 303)
        let changes = after.changes.difference(since: before.changes)
        #expect(changes.removed.isEmpty && changes.rewritten.isEmpty)
        try #require(changes.added.count == 1)
        #expect(
          try #require(after.files[changes.added[0]]).changeTypes == ["add", "delete", "modify"])

        let third = try await ferry.export()
        try #require(third.status == 0, "\(third.errors)")
        for output in ["cards", "ldap"] { #expect(third.counts(output) == [0, 0, 0, 303]) }
        let idle = try ferry.outputs().difference(since: after)
        #expect(idle.isEmpty, "\(idle)")
      }
    }

    /// What the client says it supports is about what it sends, which is nothing.
    @Test(arguments: Peer.available, [[], ["supported: [JobTitle, Department]"]])
    func `every field that the server hands on is in the card`(
      peer: Peer, options: [String]
    ) async throws {
      try await withServer(of: peer) { server in
        try await server.put(.complete)
        let ferry = try Ferry([.init(name: "alice", server: server.url, options: options)])
        defer { ferry.remove() }
        let run = try await ferry.export()
        try #require(run.status == 0, "\(run.errors)")
        let card = try #require(ferry.cards().values.first)
        card.expect(SampleContact.complete.without(server.dropped))
      }
    }

    @Test(arguments: Peer.available)
    func `a server that has forgotten its clients causes no write`(peer: Peer) async throws {
      try await withServer(of: peer) { server in
        try await server.put(SampleContact.rich + SampleContact.plain(0..<30))
        let ferry = try Ferry([
          .init(name: "alice", server: server.url, options: ["window: 10"])
        ])
        defer { ferry.remove() }
        let first = try await ferry.export()
        try #require(first.status == 0, "\(first.errors)")
        let before = try ferry.outputs()

        try await server.settle()
        try await server.forgetClients()
        let second = try await ferry.export()
        try #require(second.status == 0, "\(second.errors)")
        #expect(second.counts("cards") == [0, 0, 0, 33])
        let difference = try ferry.outputs().difference(since: before)
        #expect(difference.isEmpty, "\(difference)")
      }
    }
  }
}
