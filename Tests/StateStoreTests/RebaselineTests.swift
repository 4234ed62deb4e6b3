import StateStore
import Testing

private func add(_ id: String, _ data: [UInt8]) -> Window.Change { .add(item(id, data)) }

@Suite struct `A load from the start` {
  /// Contacts by UUID, with what they say.
  private func contacts(_ store: AccountStore) throws -> [String: UInt8?] {
    let all = try store.feed(of: "cards", after: 0, limit: 100).map(\.contact)
    return Dictionary(
      uniqueKeysWithValues: all.filter { !$0.isDeleted }.map { ($0.uuid, $0.data.first) })
  }

  private func lastSequence(_ store: AccountStore) throws -> Int64? {
    try store.feed(of: "cards", after: 0, limit: 100).last?.contact.sequence
  }

  @Test func `finds contacts again under other ids, and changes nothing`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1]), add("b", [2]), add("c", [3])], to: store, collection)
    let before = try contacts(store)
    let sequence = try lastSequence(store)
    try store.startLoading(collection: collection)
    _ = try apply([add("x", [3, 9]), add("y", [1])], isLast: false, to: store, collection)
    #expect(try contacts(store) == before, "what may be an old contact is held back")
    #expect(try store.contactCount() == 3)
    let counts = try apply([add("z", [2])], to: store, collection)
    #expect(counts == Counts())
    #expect(try contacts(store) == before)
    #expect(try lastSequence(store) == sequence)
    // The new ids are known from now on.
    #expect(try apply([.delete(serverID: "x")], to: store, collection).deleted == 1)
    #expect(try apply([.delete(serverID: "a")], to: store, collection).deleted == 0)
  }

  @Test func `tells one that is new from one under another id`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1]), add("b", [2])], to: store, collection)
    let before = try contacts(store)
    try store.startLoading(collection: collection)
    // A copy of a, which is still there itself, and one that says something new.
    let counts = try apply(
      [add("copy", [1]), add("n", [7]), add("a", [1]), add("b", [2])], to: store, collection)
    #expect(counts.added == 2)
    #expect(counts.deleted == 0)
    let after = try contacts(store)
    #expect(after.count == 4)
    #expect(before.allSatisfy { after[$0.key] == $0.value })
  }

  @Test func `gives two that say the same two ids`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1]), add("b", [1])], to: store, collection)
    let before = try contacts(store)
    try store.startLoading(collection: collection)
    #expect(try apply([add("x", [1]), add("y", [1])], to: store, collection) == Counts())
    #expect(try contacts(store) == before)
    try store.startLoading(collection: collection)
    #expect(try apply([add("z", [1])], to: store, collection).deleted == 1)
  }

  @Test func `brings back a book that was emptied under other ids, with its UUIDs`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1]), add("b", [2])], to: store, collection)
    let before = try contacts(store)
    try store.startLoading(collection: collection)
    #expect(try apply([], to: store, collection).deleted == 2)
    try store.startLoading(collection: collection)
    #expect(try apply([add("x", [1]), add("y", [2])], to: store, collection).added == 2)
    #expect(try contacts(store) == before)
  }

  @Test func `that is interrupted shows no output what it held back`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1])], to: store, collection)
    let before = try contacts(store)
    try store.startLoading(collection: collection)
    _ = try apply([add("x", [5]), add("y", [6])], isLast: false, to: store, collection)
    try store.startLoading(collection: collection)
    #expect(try contacts(store) == before)
    let counts = try apply([add("a", [1]), add("y", [6])], to: store, collection)
    #expect(counts.added == 1)
    #expect(try contacts(store).count == 2)
    #expect(try store.contactCount() == 2)
  }

  @Test func `forgets what it held back where the server takes that away again`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1])], to: store, collection)
    try store.startLoading(collection: collection)
    _ = try apply([add("a", [1]), add("x", [5])], isLast: false, to: store, collection)
    let counts = try apply([.delete(serverID: "x")], to: store, collection)
    #expect(counts == Counts())
    #expect(try store.feed(of: "cards", after: 0, limit: 10).count == 1)
  }

  @Test func `is what contacts that come as new ones twice call for`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([add("a", [1]), add("b", [2])], to: store, collection)
    let again = try apply([add("a", [1]), add("b", [3])], to: store, collection)
    #expect(again.repeated == 1)
    #expect(again.changed == 1)
    try store.startLoading(collection: collection)
    #expect(try apply([add("a", [1]), add("b", [3])], to: store, collection).repeated == 0)
  }

  @Test func `takes a contact that it lists twice for one, as it was listed last`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    try store.startLoading(collection: collection)
    let first = try apply(
      [add("a", [1]), add("a", [2]), add("b", [3])], isLast: false, to: store, collection)
    #expect(first.added == 2)
    #expect(try apply([add("b", [3]), .delete(serverID: "a")], to: store, collection).deleted == 1)
    let feed = try store.feed(of: "cards", after: 0, limit: 10).map(\.contact)
    #expect(feed.map(\.data) == [[3], []])
    #expect(feed.map(\.isDeleted) == [false, true])
  }

  @Test func `notes when it ended`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    #expect(try store.collections().first?.rebaselinedAt == nil)
    try store.startLoading(collection: collection)
    _ = try apply([add("a", [1])], isLast: false, to: store, collection)
    #expect(try store.collections().first?.rebaselinedAt == nil)
    _ = try apply([], to: store, collection)
    #expect(try store.collections().first?.rebaselinedAt == 1_800_000_000)
  }
}
