package import Foundation
import GRDB

extension AccountStore {
  /// Applies one window of changes together with the sync key that follows it.
  ///
  /// Applying a window twice does no harm: an item that is known already is an update, and one
  /// that is the same as before changes nothing. While a collection loads from the start, the last
  /// window also deletes what none of the windows has listed.
  ///
  /// `now`: the time of the changes.
  /// `isSame`: whether two forms of ApplicationData that differ in their bytes say the same.
  /// - Throws: ``StateError``.
  package func apply(
    _ window: Window, to collection: Int64, now: Date,
    isSame: (_ old: [UInt8], _ new: [UInt8]) -> Bool
  ) throws(StateError) -> Counts {
    try write { database in
      var counts = Counts()
      guard
        let row = try Row.fetchOne(
          database, sql: "SELECT generation, loading FROM collection WHERE id = ?",
          arguments: [collection])
      else { return counts }
      let loading: Int64? = row["loading"]
      let generation: Int64 = loading ?? row["generation"]
      var writer = try ContactWriter(
        database, collection: collection, generation: generation,
        changedAt: Int64(now.timeIntervalSince1970))
      try Self.numbering(database) { next in
        for change in window.changes {
          try writer.apply(change, next: next, isSame: isSame)
        }
      }
      counts += writer.counts
      if window.isLast, loading != nil {
        counts.deleted += try Self.deleteContacts(
          database,
          ids: Int64.fetchAll(
            database,
            sql: """
              SELECT id FROM contact
              WHERE collection_id = ? AND is_deleted = 0 AND generation < ? ORDER BY id
              """, arguments: [collection, generation]))
        try database.execute(
          sql: """
            UPDATE collection SET generation = ?, loading = NULL, rebaselined_at = ? WHERE id = ?
            """, arguments: [generation, Int64(now.timeIntervalSince1970), collection])
      }
      try database.execute(
        sql: "UPDATE collection SET sync_key = ? WHERE id = ?",
        arguments: [window.syncKey, collection])
      return counts
    }
  }

  /// How many contacts the account has.
  package func contactCount() throws(StateError) -> Int {
    try read { database in
      try Int.fetchOne(database, sql: "SELECT count(*) FROM contact WHERE is_deleted = 0") ?? 0
    }
  }

  static func contact(_ row: Row) -> ContactRecord {
    ContactRecord(
      id: row["id"], collectionID: row["collection_id"], uuid: row["uuid"],
      data: Array(row["data"] as Data), sequence: row["sequence"], changedAt: row["changed_at"],
      isDeleted: row["is_deleted"])
  }
}

/// Writes the contacts of one window with statements that are prepared once.
private struct ContactWriter {
  private let collection: Int64
  private let generation: Int64
  private let changedAt: Int64
  private let select: Statement
  private let insert: Statement
  private let update: Statement
  private let touch: Statement
  private(set) var counts = Counts()

  init(
    _ database: Database, collection: Int64, generation: Int64, changedAt: Int64
  ) throws {
    self.collection = collection
    self.generation = generation
    self.changedAt = changedAt
    select = try database.cachedStatement(
      sql: """
        SELECT id, data, changed_at, is_deleted FROM contact WHERE collection_id = ? AND server_id = ?
        """)
    insert = try database.cachedStatement(
      sql: """
        INSERT INTO contact
          (collection_id, server_id, uuid, data, generation, sequence, changed_at, is_deleted)
        VALUES (?, ?, ?, ?, ?, ?, ?, 0)
        """)
    update = try database.cachedStatement(
      sql: """
        UPDATE contact
        SET data = ?, generation = ?, sequence = ?, changed_at = ?, is_deleted = ? WHERE id = ?
        """)
    touch = try database.cachedStatement(
      sql: "UPDATE contact SET data = ?, generation = ? WHERE id = ?")
  }

  mutating func apply(
    _ change: Window.Change, next: () -> Int64, isSame: ([UInt8], [UInt8]) -> Bool
  ) throws {
    switch change {
    case .upsert(let serverID, let data):
      guard let known = try known(serverID) else {
        try insert.execute(
          arguments: [
            collection, serverID, UUID().uuidString.lowercased(), Data(data), generation, next(),
            changedAt,
          ])
        counts.added += 1
        return
      }
      let isUnchanged = known.data == data || isSame(known.data, data)
      if isUnchanged, !known.isDeleted {
        try touch.execute(arguments: [Data(data), generation, known.id])
      } else {
        // A contact that comes back as it was hasn't changed: its card is the same as before.
        try update.execute(
          arguments: [
            Data(data), generation, next(), isUnchanged ? known.changedAt : changedAt, false,
            known.id,
          ])
        if known.isDeleted { counts.added += 1 } else { counts.changed += 1 }
      }
    case .delete(let serverID):
      guard let known = try known(serverID), !known.isDeleted else { return }
      try update.execute(
        arguments: [Data(known.data), generation, next(), known.changedAt, true, known.id])
      counts.deleted += 1
    }
  }

  private func known(
    _ serverID: String
  ) throws -> (id: Int64, data: [UInt8], changedAt: Int64, isDeleted: Bool)? {
    try Row.fetchOne(select, arguments: [collection, serverID]).map { row in
      (row["id"], Array(row["data"] as Data), row["changed_at"], row["is_deleted"])
    }
  }
}
