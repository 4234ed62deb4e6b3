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
    for id in held {
      if try !takeOver(id, next: next, &counts) {
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

  /// Gives the id and the data of a contact that is held back to one that the load didn't list and
  /// that says the same, if there is one.
  private func takeOver(_ id: Int64, next: () -> Int64, _ counts: inout Counts) throws -> Bool {
    guard
      let new = try Row.fetchOne(
        database, sql: "SELECT server_id, data, content FROM contact WHERE id = ?",
        arguments: [id]),
      let old = try Row.fetchOne(
        database,
        sql: """
          SELECT id, is_deleted FROM contact
          WHERE collection_id = ? AND content = ? AND generation < ?
          ORDER BY is_deleted, id LIMIT 1
          """,
        arguments: [collection, try new.decode(Int64?.self, forColumn: "content"), generation])
    else { return false }
    let known = try old.decode(Int64.self, forColumn: "id")
    try database.execute(sql: "DELETE FROM contact WHERE id = ?", arguments: [id])
    try database.execute(
      sql: "UPDATE contact SET server_id = ?, data = ?, generation = ? WHERE id = ?",
      arguments: [
        try new.decode(StoredID.self, forColumn: "server_id"),
        try new.decode(Data.self, forColumn: "data"), generation, known,
      ])
    if try old.decode(Bool.self, forColumn: "is_deleted") {
      try database.execute(
        sql: "UPDATE contact SET is_deleted = 0, sequence = ? WHERE id = ?",
        arguments: [next(), known])
      counts.added += 1
    }
    return true
  }
}
