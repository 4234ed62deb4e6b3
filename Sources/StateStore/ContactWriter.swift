import Foundation
import GRDB

/// Writes the contacts of one window with statements that are prepared once.
struct ContactWriter {
  private let database: Database
  private let collection: Int64
  /// The load in which contacts are seen now.
  private let generation: Int64
  private let changedAt: Int64
  /// Milliseconds since 1970.
  private let now: UInt64
  private let isLoading: Bool
  /// Whether new contacts wait for the end of the load, as they may be old ones under another id.
  private let holdsNewBack: Bool
  private let select: Statement
  private let insert: Statement
  private let update: Statement
  private let touch: Statement
  private(set) var counts = Counts()

  init(
    _ database: Database, collection: Int64, generation: Int64, isLoading: Bool,
    holdsNewBack: Bool, changedAt: Int64
  ) throws {
    self.database = database
    self.collection = collection
    self.generation = generation
    self.isLoading = isLoading
    self.changedAt = changedAt
    now = UInt64(max(0, Date().timeIntervalSince1970 * 1000))
    self.holdsNewBack = holdsNewBack
    select = try database.cachedStatement(
      sql: """
        SELECT id, content, changed_at, sequence, is_deleted FROM contact
        WHERE collection_id = ? AND server_id = ?
        """)
    insert = try database.cachedStatement(
      sql: """
        INSERT INTO contact
          (collection_id, server_id, uuid, data, content, generation, sequence, changed_at,
           is_deleted)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
        ON CONFLICT (collection_id, server_id) DO NOTHING
        """)
    update = try database.cachedStatement(
      sql: """
        UPDATE contact SET data = ?, content = ?, generation = ?, sequence = ?, changed_at = ?,
          is_deleted = 0 WHERE id = ?
        """)
    touch = try database.cachedStatement(
      sql: "UPDATE contact SET data = ?, generation = ? WHERE id = ?")
  }

  /// A contact that is held back has a negative sequence number: no output sees it.
  ///
  /// `next`: gives the next number of the change feed.
  /// `nextHeld`: gives the next number of a contact that is held back.
  mutating func apply(
    _ item: Window.Item, isNew: Bool, next: () -> Int64, nextHeld: () -> Int64
  ) throws {
    // A load that began with nothing seldom lists one twice: it isn't looked for.
    if isLoading, !holdsNewBack, try insert(item, sequence: next()) { return }
    guard let known = try known(item.serverID) else {
      _ = try insert(item, sequence: holdsNewBack ? nextHeld() : next())
      return
    }
    let isUnchanged = known.content == item.content
    if isUnchanged, !known.isDeleted {
      if isNew && !isLoading { counts.repeated += 1 }
      try touch.run(Blob(item.data), generation, known.id)
      return
    }
    // A contact that comes back as it was hasn't changed: its card is the same as before.
    try update.run(
      Blob(item.data), item.content, generation, known.sequence < 0 ? known.sequence : next(),
      isUnchanged ? known.changedAt : changedAt, known.id)
    if known.isDeleted { counts.added += 1 } else if known.sequence > 0 { counts.changed += 1 }
  }

  /// Whether it was not there.
  private mutating func insert(_ item: Window.Item, sequence: Int64) throws -> Bool {
    try insert.run(
      collection, StoredID(item.serverID).text, uuid(sequence: sequence), Blob(item.data),
      item.content, generation, sequence, changedAt)
    guard database.changesCount > 0 else { return false }
    if !holdsNewBack { counts.added += 1 }
    return true
  }

  /// The id of a contact that is there; `nil` where it is unknown or gone already.
  func present(_ serverID: String) throws -> Int64? {
    try known(serverID).flatMap { $0.isDeleted ? nil : $0.id }
  }

  /// Version 7, variant 10 (RFC 9562 section 5.7): the time and the sequence number come first, so that
  /// contacts that come together stand together in the index, and a window changes few of its pages.
  private func uuid(sequence: Int64) -> Data {
    let high = now << 16 | 0x7000 | UInt64(truncatingIfNeeded: sequence) & 0xFFF
    // Foundation opens `/dev/urandom` for each.
    let low = UInt64.random(in: 0...UInt64.max) >> 2 | 0x8000_0000_0000_0000
    return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Data($0) }
  }

  private struct Known {
    let id: Int64
    let content: Int64?
    let changedAt: Int64
    let sequence: Int64
    let isDeleted: Bool
  }

  private func known(_ serverID: String) throws -> Known? {
    try Row.fetchOne(select, arguments: [collection, StoredID(serverID)]).map { row in
      Known(
        id: try row.decode(forColumn: "id"), content: try row.decode(forColumn: "content"),
        changedAt: try row.decode(forColumn: "changed_at"),
        sequence: try row.decode(forColumn: "sequence"),
        isDeleted: try row.decode(forColumn: "is_deleted"))
    }
  }
}
