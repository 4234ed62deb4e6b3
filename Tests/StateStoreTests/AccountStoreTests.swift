import Foundation
import StateStore
import Testing

/// A state in a directory of its own, removed with the test.
struct Scratch: ~Copyable {
  let directory: String

  init() throws {
    directory = NSTemporaryDirectory() + "cardferry-state-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  var file: String { directory + "/contoso.sqlite" }

  func store() throws -> AccountStore { try AccountStore(file: file) }

  /// A state with an account and one folder.
  func primed() throws -> (store: AccountStore, collection: Int64) {
    let store = try store()
    try store.save(AccountRecord(server: "https://h/eas", user: "anna", deviceID: "ab"))
    _ = try store.apply(
      [.upsert(serverID: "2", parentID: "0", name: "Contacts", type: 9, directory: "Contacts")],
      folderSyncKey: "1", isComplete: true)
    return (store, try #require(try store.collections().first).id)
  }
}

private let now = Date(timeIntervalSince1970: 1_800_000_000)

func apply(
  _ changes: [Window.Change], key: String = "k", isLast: Bool = true, to store: AccountStore,
  _ collection: Int64
) throws -> Counts {
  try store.apply(
    Window(changes: changes, syncKey: key, isLast: isLast), to: collection, now: now)
}

/// A contact whose first byte is all that it says.
func item(_ id: String, _ data: [UInt8]) -> Window.Item {
  Window.Item(serverID: id, data: data, content: data.first.map(Int64.init) ?? 0)
}

private func upsert(_ id: String, _ data: [UInt8] = [1]) -> Window.Change {
  .change(item(id, data))
}

@Suite struct `The state of an account` {
  @Test func `keeps what it is told, in a file that is its owner's alone`() throws {
    let scratch = try Scratch()
    var account = AccountRecord(server: "https://h/eas", user: "anna", deviceID: "ab")
    account.protocolVersion = "16.1"
    account.policyKey = "77"
    account.isProvisioned = true
    account.folderSyncKey = "{a}3"
    account.name = "contoso"
    account.isPolicyMet = false
    account.usesDeviceBytes = true
    account.isDescribed = true
    account.descriptionFailures = 3
    account.signedInAt = 1_800_000_000
    do {
      let store = try scratch.store()
      #expect(try store.account() == nil)
      try store.save(account)
    }
    #expect(try scratch.store().account() == account)
    let mode = try FileManager.default.attributesOfItem(atPath: scratch.file)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func `numbers every change and gives each contact a UUID for good`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    #expect(try apply([upsert("a"), upsert("b")], to: store, collection).added == 2)
    let first = try store.feed(of: "cards", after: 0, limit: 10).map(\.contact)
    #expect(first.map(\.sequence) == [1, 2])
    #expect(
      first.allSatisfy { UUID(uuidString: $0.uuid) != nil && $0.uuid == $0.uuid.lowercased() })
    #expect(first.allSatisfy { $0.uuid.dropFirst(14).first == "7" })
    #expect(first.map(\.uuid) == first.map(\.uuid).sorted())

    #expect(try apply([upsert("a", [2])], to: store, collection).changed == 1)
    let second = try store.feed(of: "cards", after: 2, limit: 10).map(\.contact)
    #expect(second.map(\.sequence) == [3])
    #expect(second.first?.uuid == first.first?.uuid)
    #expect(second.first?.data == [2])
  }

  @Test func `sees contacts again in the feed when their folder gets another type`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([upsert("a"), upsert("b")], to: store, collection)
    func list(_ type: Int) throws {
      try store.apply(
        [
          .upsert(serverID: "2", parentID: "0", name: "Contacts", type: type, directory: "Contacts")
        ],
        folderSyncKey: "2", isComplete: true)
    }
    try list(9)
    #expect(try store.feed(of: "cards", after: 2, limit: 10).isEmpty)
    #expect(try store.collections().first?.syncKey == "k")
    try list(1)
    #expect(try store.feed(of: "cards", after: 2, limit: 10).map(\.contact.sequence) == [3, 4])
    #expect(try store.collections().first?.syncKey == nil, "it is loaded anew when it comes back")
  }

  @Test func `sees no change in the same bytes, nor in bytes that say the same`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([upsert("a", [1, 5])], to: store, collection)
    #expect(try apply([upsert("a", [1, 5])], to: store, collection) == Counts())
    #expect(try apply([upsert("a", [1, 6])], to: store, collection) == Counts())
    #expect(try store.feed(of: "cards", after: 1, limit: 10).isEmpty)
  }

  @Test func `applies a window twice without harm`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    let window: [Window.Change] = [upsert("a"), .delete(serverID: "b"), upsert("c")]
    _ = try apply([upsert("b")], to: store, collection)
    _ = try apply(window, to: store, collection)
    let before = try store.feed(of: "cards", after: 0, limit: 10)
    #expect(try apply(window, to: store, collection) == Counts())
    #expect(try store.feed(of: "cards", after: 0, limit: 10) == before)
  }

  @Test func `keeps a deleted contact's identity for its return`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([upsert("a")], to: store, collection)
    let uuid = try #require(store.feed(of: "cards", after: 0, limit: 1).first).contact.uuid
    #expect(try apply([.delete(serverID: "a")], to: store, collection).deleted == 1)
    #expect(try store.contactCount() == 0)
    #expect(try apply([upsert("a")], to: store, collection).added == 1)
    let back = try #require(store.feed(of: "cards", after: 0, limit: 1).first).contact
    #expect(back.uuid == uuid)
    #expect(!back.isDeleted)
  }

  @Test func `deletes what a load from the start hasn't listed, and only at its end`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    try store.startLoading(collection: collection)
    _ = try apply([upsert("a"), upsert("b"), upsert("c")], to: store, collection)
    try store.startLoading(collection: collection)
    #expect(try store.collections().first?.isLoading == true)
    #expect(try store.collections().first?.syncKey == nil)
    #expect(try apply([upsert("a")], isLast: false, to: store, collection) == Counts())
    #expect(try store.contactCount() == 3)
    let counts = try apply([upsert("c", [9])], key: "z", to: store, collection)
    #expect(counts.deleted == 1)
    #expect(counts.changed == 1)
    #expect(try store.contactCount() == 2)
    #expect(try store.collections().first?.isLoading == false)
    #expect(try store.collections().first?.syncKey == "z")
  }

  @Test func `forgets an interrupted load when it starts over`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    try store.startLoading(collection: collection)
    _ = try apply([upsert("a")], isLast: false, to: store, collection)
    try store.startLoading(collection: collection)
    _ = try apply([upsert("b")], to: store, collection)
    #expect(try store.contactCount() == 1, "what the interrupted load saw is gone on the server")
  }

  @Test func `takes a folder's contacts with it`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([upsert("a"), upsert("b")], to: store, collection)
    try store.apply([.delete(serverID: "2")], folderSyncKey: "2", isComplete: false)
    #expect(try store.contactCount() == 2, "they may come in another folder")
    #expect(try store.collections().map(\.isGone) == [true])
    #expect(try store.deleteGoneFolders().deleted == 2)
    #expect(try store.collections().isEmpty)
    #expect(try store.feed(of: "cards", after: 2, limit: 10).allSatisfy { $0.contact.isDeleted })
  }

  @Test func `keeps a folder's directory when the folder is renamed`() throws {
    let scratch = try Scratch()
    let (store, _) = try scratch.primed()
    _ = try store.apply(
      [.upsert(serverID: "2", parentID: "0", name: "People", type: 9, directory: "People")],
      folderSyncKey: "2", isComplete: false)
    let folder = try #require(try store.collections().first)
    #expect(folder.name == "People")
    #expect(folder.directory == "Contacts")
    #expect(try store.directories() == ["Contacts"])
  }

  @Test func `gives each output a cursor and artifacts of its own`() throws {
    let scratch = try Scratch()
    let (store, collection) = try scratch.primed()
    _ = try apply([upsert("a"), upsert("b")], to: store, collection)
    var cards = OutputRecord(name: "cards", kind: "cards", fingerprint: "1", phase: .following)
    cards.cursor = 2
    let contacts = try store.feed(of: "cards", after: 0, limit: 10).map(\.contact)
    try store.commit(
      cards,
      changes: contacts.map { ($0.id, Artifact(name: $0.uuid + ".vcf", digest: [7])) })
    #expect(try store.output("cards") == cards)
    #expect(try store.output("ldap") == nil)
    #expect(try store.feed(of: "ldap", after: 0, limit: 10).allSatisfy { $0.artifact == nil })
    _ = try apply([.delete(serverID: "a")], to: store, collection)
    let left = try store.feed(of: "cards", after: cards.cursor, limit: 10)
    #expect(left.count == 1)
    #expect(left.first?.artifact?.digest == [7])
    #expect(try store.artifactCount(of: "cards") == 2)
    #expect(try store.artifactCount(of: "cards", deletedOrIn: []) == 1)
    #expect(try store.artifactCount(of: "cards", deletedOrIn: [collection]) == 2)
    #expect(try store.artifactCount(of: "ldap", deletedOrIn: [collection]) == 0)
    #expect(try store.exported(to: "cards", after: "", limit: 10).count == 2)
    try store.commit(cards, changes: [(contacts[0].id, nil)])
    #expect(try store.exported(to: "cards", after: "", limit: 10).count == 1)
  }
}

@Suite struct `A state file` {
  @Test func `stays as it is, byte for byte, where it is only read`() throws {
    let scratch = try Scratch()
    do {
      let (store, collection) = try scratch.primed()
      _ = try apply([upsert("2:1"), upsert("2:2")], to: store, collection)
    }
    let before = try Data(contentsOf: URL(filePath: scratch.file))
    do {
      let store = try scratch.store()
      #expect(try store.feed(of: "cards", after: 0, limit: 10).count == 2)
    }
    #expect(try Data(contentsOf: URL(filePath: scratch.file)) == before)
  }

  @Test func `is at most half as large again as the ApplicationData in it`() throws {
    let scratch = try Scratch()
    let (count, size) = (5000, 560)
    do {
      let (store, collection) = try scratch.primed()
      for window in 0..<(count / 100) {
        let changes = (0..<100).map {
          upsert("2:\(window * 100 + $0)", Array(repeating: 7, count: size))
        }
        _ = try apply(changes, key: "\(window)", to: store, collection)
      }
      var output = OutputRecord(name: "cards", kind: "cards", fingerprint: "f", phase: .following)
      while case let part = try store.feed(of: "cards", after: output.cursor, limit: 500),
        let last = part.last
      {
        output.cursor = last.contact.sequence
        try store.commit(
          output,
          changes: part.map { item in
            let file = FileRecord(
              digest: .max, previous: .max, size: 2000, modified: 1_800_000_000_000_000_000)
            return (item.contact.id, Artifact(name: item.contact.uuid + ".vcf", file: file))
          })
      }
    }
    let bytes = try Data(contentsOf: URL(filePath: scratch.file)).count
    #expect(bytes <= count * size * 3 / 2, "\(bytes) bytes")
  }

  @Test func `that isn't a database is named, and left as it is`() throws {
    let scratch = try Scratch()
    let bytes = Data(repeating: 0x41, count: 5000)
    try bytes.write(to: URL(fileURLWithPath: scratch.file))
    let file = scratch.file
    let error = #expect(throws: StateError.self) { try AccountStore(file: file) }
    #expect(
      error?.description
        == "the state \(file) is damaged (it is no database); move it away and export anew: "
        + "contacts that are in the outputs as they are on the server keep their UUIDs")
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes)
  }

  @Test func `in a directory that isn't there is named`() throws {
    let error = #expect(throws: StateError.self) { try AccountStore(file: "/nowhere/x.sqlite") }
    #expect(
      error?.description
        == "cannot open the state /nowhere/x.sqlite: No such file or directory; "
        + "check the folder's owner and mode")
  }
}
