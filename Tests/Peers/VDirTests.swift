import TestSupport
import Testing

extension Peers {
  /// Programs that people read a vdir with.
  @Suite(.enabled(if: Peer.isThere("vdir"), "CARDFERRY_PEERS doesn't name vdir"))
  struct VDirTests {
    private let contacts =
      SampleContact.rich + [.complete] + SampleContact.awkward + SampleContact.plain(0..<200)

    @Test(arguments: Peer.available)
    func `khard lists every card with its addresses and numbers`(peer: Peer) async throws {
      try await withServer(of: peer) { server in
        try await server.put(contacts)
        let ferry = try Ferry([.init(name: "alice", server: server.url)])
        defer { ferry.remove() }
        let run = try await ferry.export()
        try #require(run.status == 0, "\(run.errors)")
        let cards = try ferry.outputs().cards.cardsByUID.values
        #expect(cards.count == contacts.count)

        let khard = try Khard(ferry.folder.path("contacts"))
        defer { khard.remove() }
        let listed = try await khard.contacts()
        #expect(listed.count == contacts.count)
        #expect(Set(listed) == Set(cards.flatMap { $0.lines("UID") }))
        #expect(try await Set(khard.addresses()) == Set(cards.flatMap { $0.lines("EMAIL") }))
        #expect(try await Set(khard.numbers()) == Set(cards.flatMap { $0.lines("TEL") }))
      }
    }

    @Test(arguments: Peer.available)
    func `vdirsyncer carries each change to a server, and none back`(peer: Peer) async throws {
      let radicale = try await CardDAVServer()
      try await finally(radicale.stop) {
        try await withServer(of: peer) { server in
          try await server.put(contacts)
          let ferry = try Ferry([.init(name: "alice", server: server.url)])
          defer { ferry.remove() }
          let syncer = try VDirSyncer(ferry.folder.path, radicale)
          defer { syncer.remove() }
          try await carry(contacts, from: server, with: ferry, syncer)
        }
      }
    }

    private func carry(
      _ contacts: [SampleContact], from server: any MailboxServer, with ferry: Ferry,
      _ syncer: VDirSyncer
    ) async throws {
      let first = try await ferry.export()
      try #require(first.status == 0, "\(first.errors)")
      let before = try ferry.outputs().cards
      let sent = try Set(before.cardsByUID.keys)
      #expect(sent.count == contacts.count)
      for pair in VDirSyncer.Pair.allCases { try await syncer.discover(pair) }
      #expect(try await syncer.sync(.there) == .init(uploaded: sent))
      #expect(try await syncer.sync(.there) == .init())
      #expect(try await syncer.sync(.back) == .init(uploaded: sent))
      // What the vdir says of itself goes with it.
      for pair in VDirSyncer.Pair.allCases { try await syncer.syncMetadata(pair) }
      #expect(try ferry.outputs().cards == before)
      try expectSame(before, syncer.second())
      let second = try syncer.second()
      for name in ["displayname", "description"] {
        let text = try #require(before.files["contacts/" + name]?.text)
        #expect(second.files[name]?.text == text)
      }

      try await server.settle()
      let changed = contacts[contacts.count - 1].with([.jobTitle: "Übersetzer; Dolmetscher"])
      let deleted = contacts[contacts.count - 2]
      try await server.put([changed] + SampleContact.plain(900..<901))
      try await server.delete(deleted)
      let next = try await ferry.export()
      try #require(next.status == 0, "\(next.errors)")
      let after = try ferry.outputs().cards
      let difference = after.difference(since: before)
      let changes = VDirSyncer.Changes(
        uploaded: try uids(difference.added, after), updated: try uids(difference.rewritten, after),
        deleted: try uids(difference.removed, before))
      #expect([changes.uploaded.count, changes.updated.count, changes.deleted.count] == [1, 1, 1])
      for pair in VDirSyncer.Pair.allCases {
        #expect(try await syncer.sync(pair) == changes)
        #expect(try await syncer.sync(pair) == .init())
      }
      #expect(try ferry.outputs().cards == after)
      try expectSame(after, syncer.second())
    }

    private func uids(_ paths: [String], _ tree: FileTree) throws -> Set<String> {
      Set(try paths.compactMap { try tree.files[$0].flatMap { try Card($0.text).text("UID") } })
    }

    /// Expects the same cards in the vdir of another, whatever its files are called.
    private func expectSame(_ ours: FileTree, _ theirs: FileTree) throws {
      let one = try ours.cardsByUID
      let other = try theirs.cardsByUID { try Card(fromXML: $0) }
      #expect(Set(one.keys) == Set(other.keys))
      for (uid, card) in one {
        guard let back = other[uid] else { continue }
        let lost = card.values.subtracting(back.values)
        let new = back.values.subtracting(card.values)
        #expect(lost.isEmpty && new.isEmpty, "\(lost) became \(new)")
        #expect(card.properties.count == back.properties.count)
      }
    }
  }
}

extension FileTree {
  fileprivate var cardsByUID: [String: Card] {
    get throws { try cardsByUID { try Card($0) } }
  }

  fileprivate func cardsByUID(_ read: (String) throws -> Card) throws -> [String: Card] {
    let cards = try files.filter { $0.key.hasSuffix(".vcf") }.map { try read($0.value.text) }
    return Dictionary(cards.map { ($0.text("UID") ?? "", $0) }) { first, _ in first }
  }
}

extension Card {
  /// The texts of a property as khard lists them.
  fileprivate func lines(_ name: String) -> [Khard.Line] {
    all(name).map { Khard.Line(value: $0.text, name: text("FN") ?? "") }
  }

  /// What each property says, however it is spelled: Radicale sorts them, and escapes semicolons
  /// even where none separates (`data:image/jpeg\;base64`).
  fileprivate var values: Set<[String]> {
    Set(
      properties.map { property in
        let parameters = property.parameters.map { "\($0.key)=\($0.value.sorted())" }.sorted()
        return [property.name] + parameters + property.members
      })
  }
}

extension Card.Property {
  fileprivate var members: [String] {
    switch name {
    case "ADR", "N", "ORG": components
    case "CATEGORIES": list
    default: [text]
    }
  }
}
