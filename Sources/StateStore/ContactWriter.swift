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
  /// Whether a contact of the account is deleted and some output has to hear of it still.
  private var hasGone: Bool
  /// Whether something of the folder is wanted.
  private var hasWanted: Bool
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
    func exists(_ sql: String, _ arguments: StatementArguments = []) throws -> Bool {
      try Bool.fetchOne(
        database.cachedStatement(sql: "SELECT EXISTS (\(sql))"), arguments: arguments) ?? false
    }
    hasGone = try exists("SELECT 1 FROM contact WHERE is_deleted = 1")
    hasWanted = try exists("SELECT 1 FROM wanted WHERE collection_id = ?", [collection])
    select = try database.cachedStatement(
      sql: """
        SELECT id, content, changed_at, sequence, is_deleted, is_held FROM contact
        WHERE collection_id = ? AND server_id = ?
        """)
    insert = try database.cachedStatement(
      sql: """
        INSERT INTO contact
          (collection_id, server_id, uuid, data, content, generation, sequence, changed_at,
           is_deleted, is_held)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
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

  /// `next`: gives the next number of the change feed.
  mutating func apply(_ item: Window.Item, isNew: Bool, next: () -> Int64) throws {
    if hasWanted { try dismiss(item.serverID) }
    // A load that began with nothing seldom lists one twice: it isn't looked for.
    if isLoading, !holdsNewBack, try insert(item, sequence: next()) { return }
    guard let known = try known(item.serverID) else {
      if !isLoading, hasGone, try bringBack(item, next: next) { return }
      _ = try insert(item, sequence: next())
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
      Blob(item.data), item.content, generation, known.isHeld ? known.sequence : next(),
      isUnchanged ? known.changedAt : changedAt, known.id)
    if known.isDeleted { counts.added += 1 } else if !known.isHeld { counts.changed += 1 }
  }

  /// Notes that a contact is there of which nothing came: it isn't gone, and it is wanted.
  mutating func list(_ serverID: String) throws {
    if isLoading {
      try database.cachedStatement(
        sql: "UPDATE contact SET generation = ? WHERE collection_id = ? AND server_id = ?"
      ).run(generation, collection, StoredID(serverID).text)
    }
    try database.cachedStatement(
      sql: "INSERT INTO wanted (collection_id, server_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
    ).run(collection, StoredID(serverID).text)
    hasWanted = true
  }

  /// Deletes a contact that is there.
  mutating func delete(_ serverID: String, next: () -> Int64) throws {
    if hasWanted { try dismiss(serverID) }
    guard let known = try known(serverID), !known.isDeleted else { return }
    counts.deleted += try AccountStore.deleteContacts(database, ids: [known.id], next: next)
    hasGone = true
  }

  /// Takes note that a contact is no longer wanted.
  private func dismiss(_ serverID: String) throws {
    try database.cachedStatement(
      sql: "DELETE FROM wanted WHERE collection_id = ? AND server_id = ?"
    ).run(collection, StoredID(serverID).text)
  }

  /// Whether it was not there.
  private mutating func insert(_ item: Window.Item, sequence: Int64) throws -> Bool {
    try insert.run(
      collection, StoredID(item.serverID).text, uuid(sequence: sequence), Blob(item.data),
      item.content, generation, sequence, changedAt, holdsNewBack)
    guard database.changesCount > 0 else { return false }
    if !holdsNewBack { counts.added += 1 }
    return true
  }

  /// Gives the id and the data of a new contact to one that was deleted and said the same: it was
  /// moved to another folder, or made anew. It keeps its UUID.
  ///
  /// - Returns: Whether there was one.
  private mutating func bringBack(_ item: Window.Item, next: () -> Int64) throws -> Bool {
    let id = try Int64.fetchOne(
      database.cachedStatement(
        sql: """
          SELECT id FROM contact WHERE is_deleted = 1 AND content = ?
          ORDER BY collection_id = ? DESC, id LIMIT 1
          """), arguments: [item.content, collection])
    guard let id else { return false }
    try database.cachedStatement(
      sql: """
        UPDATE contact SET collection_id = ?, server_id = ?, data = ?, generation = ?,
          sequence = ?, is_deleted = 0 WHERE id = ?
        """
    ).run(collection, StoredID(item.serverID).text, Blob(item.data), generation, next(), id)
    counts.added += 1
    return true
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
    let isHeld: Bool
  }

  private func known(_ serverID: String) throws -> Known? {
    try Row.fetchOne(select, arguments: [collection, StoredID(serverID)]).map { row in
      Known(
        id: try row.decode(forColumn: "id"), content: try row.decode(forColumn: "content"),
        changedAt: try row.decode(forColumn: "changed_at"),
        sequence: try row.decode(forColumn: "sequence"),
        isDeleted: try row.decode(forColumn: "is_deleted"),
        isHeld: try row.decode(forColumn: "is_held"))
    }
  }
}
