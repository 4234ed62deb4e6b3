import Foundation
import GRDB
import StateStore
import Testing

private func add(_ id: String, _ data: [UInt8]) -> Window.Change { .add(item(id, data)) }

/// What nothing else in a file has.
private let canary = [UInt8](repeating: 0x5A, count: 2000)

@Suite struct `A contact that is gone` {
  /// Whether anything of the canary is in the file or in what SQLite keeps beside it.
  private func holdsCanary(_ scratch: borrowing Scratch) throws -> Bool {
    try FileManager.default.contentsOfDirectory(atPath: scratch.directory).contains { name in
      try Data(contentsOf: URL(filePath: scratch.directory + "/" + name))
        .range(of: Data(canary.prefix(200))) != nil
    }
  }

  private func rows(_ scratch: borrowing Scratch) throws -> Int {
    try DatabaseQueue(path: scratch.file).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM contact") ?? -1
    }
  }

  @Test func `leaves nothing in the file once no output has it`() throws {
    let scratch = try Scratch()
    do {
      let (store, collection) = try scratch.primed()
      let all = (0..<500).map { add("\($0)", [UInt8($0 % 250)] + canary) }
      _ = try apply(all, to: store, collection)
      var cards = OutputRecord(name: "cards", kind: "cards", fingerprint: "1", phase: .following)
      cards.cursor = 500
      let contacts = try store.feed(of: "cards", after: 0, limit: 500).map(\.contact)
      try store.commit(cards, changes: contacts.map { ($0.id, Artifact(name: $0.uuid)) })
      #expect(
        try apply((0..<500).map { .delete(serverID: "\($0)") }, to: store, collection).deleted
          == 500)
      // An output has to hear of them: their UUIDs stay, and nothing that they said.
      try store.forgetGone()
      let gone = try store.feed(of: "cards", after: 500, limit: 500)
      #expect(gone.count == 500)
      #expect(gone.allSatisfy { $0.contact.data.isEmpty && $0.artifact?.name == $0.contact.uuid })
    }
    #expect(try !holdsCanary(scratch))
    do {
      let store = try scratch.store()
      let gone = try store.feed(of: "cards", after: 500, limit: 500).map(\.contact)
      let cards = try #require(try store.output("cards"))
      try store.commit(cards, changes: gone.map { ($0.id, nil) })
      try store.forgetGone()
      #expect(try store.uuids().isEmpty)
      try store.check()
    }
    #expect(try rows(scratch) == 0)
    #expect(try Data(contentsOf: URL(filePath: scratch.file)).count < 150_000)
  }

  @Test func `costs no write where there is none`() throws {
    let scratch = try Scratch()
    do {
      let (store, collection) = try scratch.primed()
      _ = try apply([add("a", [1])], to: store, collection)
      try store.forgetGone()
    }
    let before = try Data(contentsOf: URL(filePath: scratch.file))
    do { try scratch.store().forgetGone() }
    #expect(try Data(contentsOf: URL(filePath: scratch.file)) == before)
  }

  @Test func `stays while one of two outputs has it`() throws {
    let scratch = try Scratch()
    do {
      let (store, collection) = try scratch.primed()
      _ = try apply([add("a", [1])], to: store, collection)
      let contact = try #require(try store.feed(of: "cards", after: 0, limit: 1).first).contact
      for name in ["cards", "ldap"] {
        try store.commit(
          OutputRecord(name: name, kind: "cards", fingerprint: "1", phase: .following),
          changes: [(contact.id, Artifact(name: "x"))])
      }
      _ = try apply([.delete(serverID: "a")], to: store, collection)
      try store.commit(
        OutputRecord(name: "cards", kind: "cards", fingerprint: "1", phase: .following),
        changes: [(contact.id, nil)])
      try store.forgetGone()
      #expect(try store.uuids() == [contact.uuid])
    }
    #expect(try rows(scratch) == 1)
  }

  @Test func `is found again in another folder by what it said`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    try store.apply(
      [.upsert(serverID: "3", parentID: "0", name: "More", type: 14, directory: "More")],
      folderSyncKey: "2", isComplete: false)
    let other = try #require(try store.collections().last).id
    _ = try apply([add("a", [1]), add("b", [2])], to: store, collection)
    let uuids = try store.uuids()
    _ = try apply([.delete(serverID: "a")], to: store, collection)
    #expect(try apply([add("x", [1, 9])], to: store, other).added == 1)
    #expect(try store.uuids() == uuids)
    let last = try #require(try store.feed(of: "cards", after: 0, limit: 10).last).contact
    #expect(last.collectionID == other)
    #expect(last.data == [1, 9])
    #expect(!last.isDeleted)
  }
}

@Suite struct `A folder that the server no longer lists` {
  /// Two folders, one with two contacts.
  private func withGone(
    then changes: [FolderChange], _ body: (AccountStore, Int64, Set<String>) throws -> Void
  ) throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    try store.startLoading(collection: collection)
    _ = try apply([add("a", [1]), add("b", [2])], to: store, collection)
    let uuids = try store.uuids()
    try store.apply(
      [.delete(serverID: "2")] + changes, folderSyncKey: "2", isComplete: false)
    try body(store, collection, uuids)
  }

  @Test func `keeps its contacts, which a new one takes over by what they say`() throws {
    let more = FolderChange.upsert(
      serverID: "3", parentID: "0", name: "More", type: 14, directory: "More")
    try withGone(then: [more]) { store, _, uuids in
      let new = try #require(try store.collections().last { !$0.isGone }).id
      try store.startLoading(collection: new)
      #expect(try apply([add("x", [2])], isLast: false, to: store, new) == Counts())
      #expect(try store.contactCount() == 2)
      #expect(try apply([add("y", [7])], to: store, new).added == 1)
      #expect(try store.contactCount() == 3)
      #expect(try store.deleteGoneFolders().deleted == 1)
      let there = try store.feed(of: "cards", after: 0, limit: 10).map(\.contact)
        .filter { !$0.isDeleted }
      #expect(there.map(\.collectionID) == [new, new])
      #expect(there.contains { uuids.contains($0.uuid) && $0.data == [2] })
    }
  }

  @Test func `and has another id now keeps its row, and no id of what lies in it`() throws {
    try withGone(then: []) { store, collection, uuids in
      try store.apply(
        [
          .renumber(id: collection, serverID: "9"),
          .upsert(serverID: "9", parentID: "0", name: "Anew", type: 9, directory: "Anew"),
        ], folderSyncKey: "3", isComplete: false)
      let folder = try #require(try store.collections().first)
      #expect(folder.id == collection && folder.directory == "Contacts" && !folder.isGone)
      let before = try store.feed(of: "cards", after: 0, limit: 10).map(\.contact)
      try store.startLoading(collection: collection)
      // The ids of before, the other way round.
      #expect(try apply([add("a", [2]), add("b", [1])], to: store, collection) == Counts())
      #expect(try store.feed(of: "cards", after: 0, limit: 10).map(\.contact) == before)
      #expect(try store.uuids() == uuids)
    }
  }
}

@Suite struct `A contact of which nothing came` {
  @Test func `is seen by a load, and wanted until it comes or goes`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1]), add("b", [2])], to: store, collection)
    try store.startLoading(collection: collection)
    let counts = try apply(
      [.listed(serverID: "a"), .listed(serverID: "n"), .listed(serverID: "g"), add("b", [2])],
      to: store, collection)
    #expect(counts == Counts())
    #expect(try store.contactCount() == 2)
    #expect(try store.wanted(in: collection) == ["a", "g", "n"])
    _ = try apply([.change(item("a", [5])), .delete(serverID: "g")], to: store, collection)
    #expect(try store.wanted(in: collection) == ["n"])
    try store.startLoading(collection: collection)
    #expect(try store.wanted(in: collection).isEmpty, "the load tells what there is")
  }

  @Test func `deletes nobody in a load that gave all others other ids`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1]), add("b", [2])], to: store, collection)
    try store.startLoading(collection: collection)
    #expect(try apply([add("x", [1]), .listed(serverID: "y")], to: store, collection) == Counts())
    #expect(try store.contactCount() == 2)
    // It came by itself, and the next load knows it.
    try store.startLoading(collection: collection)
    #expect(try apply([add("x", [1]), add("y", [2])], to: store, collection) == Counts())
  }
}

@Suite struct `A load that never ends` {
  @Test func `shows what is certainly new, and nobody twice`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1]), add("b", [2])], to: store, collection)
    let before = try store.uuids()
    for _ in 1...3 {
      try store.startLoading(collection: collection)
      // a under another id, a copy of b, and one that is new.
      _ = try apply(
        [add("x", [1]), add("b", [2]), add("copy", [2]), add("n", [7])], isLast: false, to: store,
        collection)
      _ = try store.releaseHeld(in: collection)
      let shown = try store.feed(of: "cards", after: 0, limit: 10).map(\.contact)
      #expect(shown.map(\.data) == [[1], [2], [2], [7]])
    }
    let shown = try store.feed(of: "cards", after: 0, limit: 10).map(\.contact.uuid)
    try store.startLoading(collection: collection)
    _ = try apply(
      [add("x", [1]), add("b", [2]), add("copy", [2]), add("n", [7])], to: store, collection)
    let all = try store.feed(of: "cards", after: 0, limit: 10).map(\.contact)
    #expect(all.map(\.uuid) == shown)
    #expect(all.allSatisfy { !$0.isDeleted })
    #expect(before.isSubset(of: shown))
  }
}
