import Foundation
import GRDB

/// What is left to do when a load from the start has brought everything.
///
/// A contact that the load didn't list is gone, unless one that is new says exactly the same: then
/// the server gave it another id, as one does that was moved to another machine, and it keeps its
/// UUID and with that its file. The new one may lie in another folder than the old one did, if that
/// folder is gone or the old one was deleted from it.
struct Sweep {
  let database: Database
  let collection: Int64
  /// The load that has ended.
  let generation: Int64

  /// The contacts that are not where they were by what they say, each time the one that is to be found
  /// first at the end.
  private var missing: [Int64: [Missing]] = [:]
  private var counts = Counts()

  private struct Missing {
    let id: Int64
    let collection: Int64
    let isDeleted: Bool
  }

  private init(_ database: Database, collection: Int64, generation: Int64) {
    self.database = database
    self.collection = collection
    self.generation = generation
  }

  /// Ends a load that has listed everything.
  ///
  /// - Parameters:
  ///   - database: The state, in a transaction.
  ///   - collection: The folder that was loaded.
  ///   - generation: The load that has ended.
  ///   - next: Gives the next number of the change feed.
  /// - Returns: What was added and deleted; contacts that only got another id don't count.
  /// - Throws: `DatabaseError`.
  static func run(
    _ database: Database, collection: Int64, generation: Int64, next: () -> Int64
  ) throws -> Counts {
    var sweep = Sweep(database, collection: collection, generation: generation)
    // Held back by an earlier load that was interrupted, and not listed by this one.
    try database.execute(
      sql: "DELETE FROM contact WHERE collection_id = ? AND generation < ? AND is_held = 1",
      arguments: [collection, generation])
    // Where contacts have other ids, one that this load didn't list may be one that it listed without
    // saying what it is.
    let hasOtherIDs = try sweep.settleHeld(next: next) || sweep.hasContactsWithoutID()
    if try !(hasOtherIDs && sweep.listedUnknown()) { try sweep.deleteUnlisted(next: next) }
    return sweep.counts
  }

  /// Ends a load that the server can't bring to its end: what it held back and what is certainly new is
  /// held back no longer, as the next load may come no farther. One that says the same as a contact
  /// which the load didn't list goes on waiting: it may be that one, which the outputs have.
  ///
  /// - Returns: What was added.
  static func release(
    _ database: Database, collection: Int64, next: () -> Int64
  ) throws -> Counts {
    let last = try Int64.fetchOne(
      database,
      sql: "SELECT max(generation) FROM contact WHERE collection_id = ? AND is_held = 1",
      arguments: [collection])
    guard let last else { return Counts() }
    var sweep = Sweep(database, collection: collection, generation: last)
    try sweep.findMissing()
    for (id, content) in try sweep.held() where sweep.takeMissing(content) == nil {
      try sweep.admit(id, next: next)
    }
    return sweep.counts
  }

  // MARK: - Contacts that are held back

  /// Finds for each contact that is held back whether it is an old one.
  ///
  /// - Returns: Whether one was.
  private mutating func settleHeld(next: () -> Int64) throws -> Bool {
    let held = try held()
    if held.isEmpty { return false }
    try findMissing()
    var wereRenumbered = false
    for (id, content) in held {
      if let old = takeMissing(content) {
        try takeOver(id, by: old, next: next)
        wereRenumbered = true
      } else {
        try admit(id, next: next)
      }
    }
    return wereRenumbered
  }

  /// The contacts that this load holds back, in the order in which they came, with what they say.
  private func held() throws -> [(id: Int64, content: Int64?)] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT id, content FROM contact
        WHERE collection_id = ? AND is_held = 1 AND generation = ? ORDER BY sequence
        """, arguments: [collection, generation]
    ).map { (try $0.decode(atIndex: 0), try $0.decode(atIndex: 1)) }
  }

  /// Of several that say the same, one of this folder comes before one of another, and one that is
  /// there before one that is deleted.
  private mutating func findMissing() throws {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, content, collection_id, is_deleted FROM contact
        WHERE is_held = 0 AND content IS NOT NULL AND (
          collection_id = ? AND generation < ? OR is_deleted = 1
          OR collection_id IN (SELECT id FROM collection WHERE is_gone = 1))
        ORDER BY collection_id = ?, is_deleted DESC, id DESC
        """, arguments: [collection, generation, collection])
    while let row = try rows.next() {
      missing[try row.decode(forColumn: "content"), default: []].append(
        Missing(
          id: try row.decode(forColumn: "id"),
          collection: try row.decode(forColumn: "collection_id"),
          isDeleted: try row.decode(forColumn: "is_deleted")))
    }
  }

  private mutating func takeMissing(_ content: Int64?) -> Missing? {
    content.flatMap { missing[$0]?.popLast() }
  }

  /// Gives the id and the data of a contact that is held back to an old one that says the same.
  private mutating func takeOver(_ id: Int64, by old: Missing, next: () -> Int64) throws {
    guard
      let new = try Row.fetchOne(
        database.cachedStatement(sql: "SELECT server_id, data FROM contact WHERE id = ?"),
        arguments: [id])
    else { return }
    try database.cachedStatement(sql: "DELETE FROM contact WHERE id = ?").run(id)
    try database.cachedStatement(
      sql: """
        UPDATE contact SET collection_id = ?, server_id = ?, data = ?, generation = ? WHERE id = ?
        """
    ).run(
      collection, try new.decode(String.self, atIndex: 0), try new.decode(Data.self, atIndex: 1),
      generation, old.id)
    guard old.isDeleted || old.collection != collection else { return }
    try database.cachedStatement(
      sql: "UPDATE contact SET is_deleted = 0, sequence = ? WHERE id = ?"
    ).run(next(), old.id)
    if old.isDeleted { counts.added += 1 }
  }

  /// Takes a contact that is held back for a new one.
  private mutating func admit(_ id: Int64, next: () -> Int64) throws {
    try database.cachedStatement(sql: "UPDATE contact SET is_held = 0, sequence = ? WHERE id = ?")
      .run(next(), id)
    counts.added += 1
  }

  // MARK: - Contacts that are gone

  private mutating func deleteUnlisted(next: () -> Int64) throws {
    let gone = try Int64.fetchAll(
      database,
      sql: """
        SELECT id FROM contact
        WHERE collection_id = ? AND is_deleted = 0 AND generation < ? ORDER BY id
        """, arguments: [collection, generation])
    counts.deleted += try AccountStore.deleteContacts(database, ids: gone, next: next)
  }

  private func hasContactsWithoutID() throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM contact WHERE collection_id = ? AND server_id IS NULL AND is_deleted = 0)
        """, arguments: [collection]) ?? false
  }

  /// Whether the load has listed something that nobody knows, and nothing of it came.
  private func listedUnknown() throws -> Bool {
    try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM wanted WHERE collection_id = ? AND server_id NOT IN (
            SELECT server_id FROM contact WHERE collection_id = ? AND server_id IS NOT NULL))
        """, arguments: [collection, collection]) ?? false
  }
}
