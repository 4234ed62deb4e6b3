/// The contacts of one folder with the history of their changes.
///
/// Every change gets a revision, 1 and upwards; a client's sync key stands for a ``Position``
/// among them.
struct Collection: Sendable {
  /// A contact that is there, or was.
  struct Item: Sendable {
    /// `nil` once it is deleted.
    var contact: MailboxContact?
    /// The revision that added it; a later one, where it was deleted and added again.
    var added: Int
    /// All revisions that touched it, in order.
    var revisions: [Int]
  }

  /// How far a client is.
  ///
  /// Changes are handed out in runs: a run begins at `base` and takes in what the folder holds
  /// when its first window is asked for, so that windows never overlap or skip.
  struct Position: Equatable, Sendable {
    /// The client knows all up to here from earlier runs.
    var base = 0
    /// The windows of this run have brought all up to here.
    var cursor = 0
    /// Where this run ends; `nil` between runs.
    var end: Int?
  }

  enum Change: Equatable, Sendable {
    case add(String, MailboxContact)
    case change(String, MailboxContact)
    case delete(String)
  }

  private(set) var items: [String: Item] = [:]
  /// The ServerId that revision `index + 1` touched.
  private var log: [String] = []
  private var lastNumber = 0

  var revision: Int { log.count }

  /// The ServerIds of what is there, in the order in which it was last changed.
  var serverIDs: [String] {
    log.indices.lazy.filter { items[log[$0]]?.revisions.last == $0 + 1 }
      .map { log[$0] }.filter { items[$0]?.contact != nil }
  }

  subscript(serverID: String) -> MailboxContact? { items[serverID]?.contact }

  /// A ServerId that was never used here: `2:1`, `2:2` and so on in folder 2.
  mutating func newServerID(in folder: String) -> String {
    repeat { lastNumber += 1 } while items["\(folder):\(lastNumber)"] != nil
    return "\(folder):\(lastNumber)"
  }

  mutating func put(_ contact: MailboxContact, serverID: String) {
    log.append(serverID)
    var item = items[serverID] ?? Item(contact: nil, added: 0, revisions: [])
    if item.contact == nil { item.added = revision }
    item.contact = contact
    item.revisions.append(revision)
    items[serverID] = item
  }

  /// - Returns: whether it was there.
  mutating func delete(_ serverID: String) -> Bool {
    guard items[serverID]?.contact != nil else { return false }
    log.append(serverID)
    let revision = revision
    items[serverID]?.contact = nil
    items[serverID]?.revisions.append(revision)
    return true
  }

  /// Gives every contact a new ServerId and forgets the old ones and all history.
  mutating func renumber(folder: String) {
    let contacts = serverIDs.compactMap { self[$0] }
    items = [:]
    log = []
    for contact in contacts { put(contact, serverID: newServerID(in: folder)) }
  }

  /// The next window of at most `size` changes from `position` on, where to go on, and whether
  /// this run has more.
  func window(
    from position: Position, size: Int
  ) -> (changes: [Change], next: Position, more: Bool) {
    var position = position
    let end = position.end ?? revision
    position.end = end
    var changes: [Change] = []
    while position.cursor < end {
      if let change = change(at: position.cursor + 1, in: position.base, through: end) {
        guard changes.count < size else { return (changes, position, true) }
        changes.append(change)
      }
      position.cursor += 1
    }
    return (changes, Position(base: end, cursor: end), false)
  }

  /// How many changes are left from `position` on.
  func estimate(from position: Position) -> Int {
    window(from: position, size: .max).changes.count
  }

  /// What the client is told of `revision`: nothing, where a later one of the same run says more.
  private func change(at revision: Int, in base: Int, through end: Int) -> Change? {
    let serverID = log[revision - 1]
    guard let item = items[serverID], item.revisions.last(where: { $0 <= end }) == revision
    else { return nil }
    if let contact = item.contact {
      return item.added > base ? .add(serverID, contact) : .change(serverID, contact)
    }
    let first = item.revisions.first ?? revision
    return first <= base ? .delete(serverID) : nil
  }
}
