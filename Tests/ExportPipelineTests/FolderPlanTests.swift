import ActiveSync
import ExportPipeline
import StateStore
import Testing

@Suite struct `A plan for the folders` {
  private func folder(
    _ id: String, _ name: String, _ type: Int?, below parent: String = "0"
  ) -> Folder {
    Folder(id: ServerID(id), parentID: ServerID(parent), displayName: name, type: type)
  }

  private func record(
    _ id: Int64, _ serverID: String, _ name: String, _ type: Int, below parent: String = "0",
    isGone: Bool = false
  ) -> CollectionRecord {
    CollectionRecord(
      id: id, serverID: serverID, parentID: parent, type: type, name: name, directory: name,
      isLoading: false, isGone: isGone)
  }

  private func plan(
    _ answer: [FolderSync.Change], isComplete: Bool = false, known: [CollectionRecord],
    deleted: [CollectionRecord] = []
  ) -> [String] {
    let plan = FolderPlan(
      answer, isComplete: isComplete, known: known, deleted: deleted,
      directories: Set((known + deleted).map(\.directory)))
    return plan.changes.map { change in
      switch change {
      case .upsert(let id, _, let name, let type, let directory):
        "\(id) \(name) \(type) \(directory)"
      case .renumber(let id, let serverID): "row \(id) is \(serverID)"
      case .delete(let id): "\(id) goes"
      }
    } + plan.warnings.map { _ in "warning" }
  }

  @Test func `takes the default folder for itself under every name`() {
    #expect(
      plan(
        [.delete(ServerID("2")), .add(folder("30", "Kontakte", 9))],
        known: [record(1, "2", "Contacts", 9)])
        == ["2 goes", "row 1 is 30", "30 Kontakte 9 Kontakte"])
    // The order in which the server tells it is nothing to go by.
    #expect(
      plan(
        [.add(folder("30", "Contacts", 9)), .delete(ServerID("2"))],
        known: [record(1, "2", "Contacts", 9)])
        == ["row 1 is 30", "30 Contacts 9 Contacts-2", "2 goes"])
  }

  @Test func `takes another folder for itself under its name alone`() {
    let known = [record(1, "20", "Kunden", 14), record(2, "21", "Friends", 14)]
    #expect(
      plan(
        [.add(folder("40", "Friends", 14)), .add(folder("41", "Clients", 14))], isComplete: true,
        known: known)
        == ["row 2 is 40", "40 Friends 14 Friends-2", "41 Clients 14 Clients"])
  }

  @Test func `finds one again that went in an earlier run`() {
    #expect(
      plan(
        [.add(folder("40", "Kunden", 14))], known: [record(1, "20", "Kunden", 14, isGone: true)])
        == ["row 1 is 40", "40 Kunden 14 Kunden-2"])
    #expect(
      plan(
        [.add(folder("40", "Kunden", 14))], known: [],
        deleted: [record(1, "20", "Kunden", 14), record(2, "21", "Kunden", 14)])
        == ["row 2 is 40", "40 Kunden 14 Kunden-2"], "the one that went last")
  }

  @Test func `takes none for another that is there, or holds no contacts`() {
    #expect(
      plan([.add(folder("40", "Kunden", 14))], known: [record(1, "20", "Kunden", 14)])
        == ["40 Kunden 14 Kunden-2"])
    #expect(
      plan(
        [.delete(ServerID("20")), .add(folder("40", "Kunden", 8))],
        known: [record(1, "20", "Kunden", 8)]) == ["20 goes", "40 Kunden 8 Kunden-2"])
    #expect(
      plan(
        [.delete(ServerID("20")), .add(folder("40", "a", 14)), .add(folder("41", "a", 14))],
        known: [record(1, "20", "a", 14)])
        == ["20 goes", "row 1 is 40", "40 a 14 a-2", "41 a 14 a-3"], "and one for one alone")
  }

  @Test func `tells what is deleted from what is there, of the same name`() {
    let known = [
      record(1, "4", "Deleted Items", 4), record(2, "20", "a", 14),
      record(3, "21", "a", 14, below: "4"),
    ]
    let bin = folder("44", "Deleted Items", 4)
    let (live, deleted) = (folder("40", "a", 14), folder("41", "a", 14, below: "44"))
    for answer in [[bin, live, deleted], [deleted, live, bin]] {
      let told = plan(answer.map { .add($0) }, isComplete: true, known: known)
      #expect(told.filter { $0.hasPrefix("row") }.sorted() == ["row 2 is 40", "row 3 is 41"])
    }
    // What was there, and is deleted by a server that gives it another id for that.
    #expect(
      plan(
        [.delete(ServerID("20")), .add(folder("50", "a", 14, below: "4"))],
        known: Array(known.prefix(2))) == ["20 goes", "row 2 is 50", "50 a 14 a-2"])
    #expect(
      plan(
        [.add(deleted), .add(bin), .add(live)], isComplete: true, known: Array(known.prefix(2))
      ).filter { $0.hasPrefix("row") } == ["row 2 is 40"])
  }

  @Test func `warns of a name that isn't UTF-8`() {
    let folder = Folder(
      id: ServerID("40"), parentID: ServerID("0"), displayName: "Für", type: 14, isNameUTF8: false)
    #expect(plan([.add(folder)], known: []) == ["40 Für 14 Für", "warning"])
  }

  @Test func `keeps the type that the server leaves out`() {
    #expect(
      plan([.update(folder("20", "Kunden", nil))], known: [record(1, "20", "Kunden", 14)])
        == ["20 Kunden 14 Kunden-2"])
    #expect(
      plan([.update(folder("20", "Kunden", 1))], known: [record(1, "20", "Kunden", 14)])
        == ["20 Kunden 1 Kunden-2"])
    #expect(
      plan([.add(folder("40", "Kunden", nil))], known: [])
        == ["40 Kunden 18 Kunden", "warning"])
  }
}

@Suite struct `The folders of a mailbox` {
  private func folder(_ id: String, below parent: String = "0", _ type: Int) -> Folder {
    Folder(id: ServerID(id), parentID: ServerID(parent), displayName: id, type: type)
  }

  private func exclusions(_ folders: [Folder]) -> [FolderTree.Exclusion?] {
    let tree = FolderTree(folders)
    return folders.map(tree.exclusion)
  }

  @Test func `are exported where they hold contacts and lie nowhere below Deleted Items`() {
    #expect(
      exclusions([
        folder("2", 9), folder("4", 4), folder("a", below: "4", 14), folder("b", below: "c", 14),
        folder("c", below: "d", 12), folder("d", below: "4", 1), folder("e", below: "2", 14),
        folder("f", below: "nowhere", 14), folder("g", below: "4", 12), folder("h", below: "h", 14),
      ]) == [
        nil, .noContacts, .isDeleted, .isDeleted, .noContacts, .noContacts, nil, nil, .noContacts,
        nil,
      ])
  }

  @Test func `may lie within one another`() {
    #expect(
      exclusions([folder("a", below: "b", 14), folder("b", below: "a", 14)]) == [nil, nil])
    #expect(
      exclusions([folder("a", below: "b", 14), folder("b", below: "a", 4)])
        == [.isDeleted, .noContacts])
  }

  @Test func `have ids that are the same where their bytes are`() {
    #expect(
      exclusions([folder("\u{E9}", 4), folder("a", below: "e\u{301}", 14)]).last == .some(nil))
  }
}
