import Foundation
import GRDB

/// What is left to do when a load from the start has brought everything.
///
/// A contact that the load didn't list is gone, unless one that is new says exactly the same: then
/// the server gave it another id, as one does that was moved to another machine, and it keeps its
/// UUID and with that its file.
struct Sweep {
  let database: Database
  let collection: Int64
  /// The load that has ended.
  let generation: Int64

  /// `next`: gives the next number of the change feed.
  /// Returns what was added and deleted; contacts that only got another id don't count.
  func run(next: () -> Int64) throws -> Counts {
    var counts = Counts()
    // Held back by an earlier load that was interrupted, and not listed by this one.
    try database.execute(
      sql: "DELETE FROM contact WHERE collection_id = ? AND generation < ? AND sequence < 0",
      arguments: [collection, generation])
    let held = try Int64.fetchAll(
      database,
      sql: """
        SELECT id FROM contact WHERE collection_id = ? AND sequence < 0 ORDER BY sequence DESC
        """, arguments: [collection])
    var unlisted = held.isEmpty ? [:] : try unlisted()
    for id in held {
      if try !takeOver(id, of: &unlisted, next: next, &counts) {
        try database.execute(
          sql: "UPDATE contact SET sequence = ? WHERE id = ?", arguments: [next(), id])
        counts.added += 1
      }
    }
    let gone = try Int64.fetchAll(
      database,
      sql: """
        SELECT id FROM contact
        WHERE collection_id = ? AND is_deleted = 0 AND generation < ? ORDER BY id
        """, arguments: [collection, generation])
    counts.deleted += try AccountStore.deleteContacts(database, ids: gone, next: next)
    return counts
  }

  /// The contacts that the load didn't list by what they say, each time the one that is to be found
  /// first at the end: one that is there before one that is deleted.
  private func unlisted() throws -> [Int64: [Unlisted]] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT id, content, is_deleted FROM contact
        WHERE collection_id = ? AND content IS NOT NULL AND generation < ?
        ORDER BY is_deleted DESC, id DESC
        """, arguments: [collection, generation])
    var unlisted: [Int64: [Unlisted]] = [:]
    while let row = try rows.next() {
      unlisted[try row.decode(forColumn: "content"), default: []].append(
        Unlisted(
          id: try row.decode(forColumn: "id"), isDeleted: try row.decode(forColumn: "is_deleted")))
    }
    return unlisted
  }

  private struct Unlisted {
    let id: Int64
    let isDeleted: Bool
  }

  /// Gives the id and the data of a contact that is held back to one that the load didn't list and
  /// that says the same, if there is one.
  private func takeOver(
    _ id: Int64, of unlisted: inout [Int64: [Unlisted]], next: () -> Int64, _ counts: inout Counts
  ) throws -> Bool {
    guard
      let new = try Row.fetchOne(
        database, sql: "SELECT server_id, data, content FROM contact WHERE id = ?",
        arguments: [id]),
      let old = try new.decode(Int64?.self, forColumn: "content").flatMap({
        unlisted[$0]?.popLast()
      })
    else { return false }
    try database.execute(sql: "DELETE FROM contact WHERE id = ?", arguments: [id])
    try database.execute(
      sql: "UPDATE contact SET server_id = ?, data = ?, generation = ? WHERE id = ?",
      arguments: [
        try new.decode(StoredID.self, forColumn: "server_id"),
        try new.decode(Data.self, forColumn: "data"), generation, old.id,
      ])
    if old.isDeleted {
      try database.execute(
        sql: "UPDATE contact SET is_deleted = 0, sequence = ? WHERE id = ?",
        arguments: [next(), old.id])
      counts.added += 1
    }
    return true
  }
}
