package import Foundation
import GRDB
import Steps

extension AccountStore {
  /// Applies one window of changes together with the sync key that follows it.
  ///
  /// Applying a window twice does no harm: an item that is known already is an update, and one
  /// that says the same as before changes nothing. While a collection loads from the start, the
  /// last window also deletes what none of the windows has listed; see ``Sweep``.
  ///
  /// `now`: the time of the changes.
  /// - Throws: ``StateError``.
  package func apply(
    _ window: Window, to collection: Int64, now: Date
  ) throws(StateError) -> Counts {
    let isLoading =
      try read { database in
        try Bool.fetchOne(
          database.cachedStatement(sql: "SELECT loading IS NOT NULL FROM collection WHERE id = ?"),
          arguments: [collection])
      } ?? false
    // A load that a power cut stops starts over, so its last window alone has to make all durable.
    let isWhole = window.isLast || !isLoading
    return try write(isWhole ? .windowApplied : .windowLoaded, isDurable: isWhole) { database in
      guard
        let row = try Row.fetchOne(
          database.cachedStatement(
            sql: "SELECT generation, loading, holds_new_back FROM collection WHERE id = ?"),
          arguments: [collection])
      else { return Counts() }
      let loading: Int64? = try row.decode(forColumn: "loading")
      let generation: Int64 = try loading ?? row.decode(forColumn: "generation")
      let holdsNewBack = try loading != nil && row.decode(forColumn: "holds_new_back")
      let seconds = Int64(now.timeIntervalSince1970)
      var writer = try ContactWriter(
        database, collection: collection, generation: generation, isLoading: loading != nil,
        holdsNewBack: holdsNewBack, changedAt: seconds)
      var counts = Counts()
      try Self.numbering(database) { next in
        for change in window.changes {
          switch change {
          case .add(let item): try writer.apply(item, isNew: true, next: next)
          case .change(let item): try writer.apply(item, isNew: false, next: next)
          case .listed(let serverID): try writer.list(serverID)
          case .delete(let serverID): try writer.delete(serverID, next: next)
          }
        }
        counts += writer.counts
        if window.isLast, loading != nil {
          // A load that began with nothing has listed all that is there.
          if holdsNewBack {
            counts += try Sweep.run(
              database, collection: collection, generation: generation, next: next)
          }
          try database.execute(
            sql: """
              UPDATE collection SET generation = ?, loading = NULL, rebaselined_at = ? WHERE id = ?
              """, arguments: [generation, seconds, collection])
        }
      }
      try database.cachedStatement(sql: "UPDATE collection SET sync_key = ? WHERE id = ?")
        .run(window.syncKey, collection)
      return counts
    }
  }

  /// Marks contacts as deleted and puts them at the end of the change feed; what they said is
  /// overwritten. One that was held back has never been in the feed.
  static func deleteContacts(
    _ database: Database, ids: [Int64], next: () -> Int64
  ) throws -> Int {
    let statement = try database.cachedStatement(
      sql: """
        UPDATE contact SET is_deleted = 1, data = x'', sequence = ? WHERE id = ? AND is_held = 0
        """)
    let forget = try database.cachedStatement(
      sql: "DELETE FROM contact WHERE id = ? AND is_held = 1")
    var count = 0
    for id in ids {
      try statement.execute(arguments: [next(), id])
      count += database.changesCount
      try forget.execute(arguments: [id])
    }
    return count
  }

  /// Lets go of the new contacts that a load holds back which the server can't bring to its end; see
  /// ``Sweep``.
  ///
  /// - Returns: What was added.
  /// - Throws: ``StateError``.
  package func releaseHeld(in collection: Int64) throws(StateError) -> Counts {
    let isHolding = try read { database in
      try Bool.fetchOne(
        database,
        sql: "SELECT EXISTS (SELECT 1 FROM contact WHERE collection_id = ? AND is_held = 1)",
        arguments: [collection]) ?? false
    }
    guard isHolding else { return Counts() }
    return try write(.windowApplied) { database in
      try Self.numbering(database) { next in
        try Sweep.release(database, collection: collection, next: next)
      }
    }
  }

  /// The ids of some contacts of a folder that are there.
  package func serverIDs(in collection: Int64, limit: Int) throws(StateError) -> [String] {
    try read { database in
      try StoredID.fetchAll(
        database,
        sql: """
          SELECT server_id FROM contact
          WHERE collection_id = ? AND server_id IS NOT NULL AND is_deleted = 0 AND is_held = 0
          ORDER BY id LIMIT ?
          """, arguments: [collection, limit]
      ).map(\.serverID)
    }
  }

  /// The contacts of a folder that the server has listed and of which nothing came.
  package func wanted(in collection: Int64) throws(StateError) -> [String] {
    try read { database in
      try StoredID.fetchAll(
        database, sql: "SELECT server_id FROM wanted WHERE collection_id = ?",
        arguments: [collection]
      ).map(\.serverID)
    }
  }

  /// Removes the contacts that are deleted and stand in no output, and gives back the room of all that
  /// was deleted: nothing is left of them. To be called when outputs were written.
  ///
  /// It writes nothing where there is nothing to remove.
  /// - Throws: ``StateError``.
  package func forgetGone() throws(StateError) {
    // By the outputs' names, as artifacts have no index by contact.
    let gone = """
      FROM contact WHERE is_deleted = 1 AND NOT EXISTS (
        SELECT 1 FROM output
        JOIN artifact ON artifact.output = output.name AND artifact.contact_id = contact.id)
      """
    let (isThere, free) = try read { database in
      (
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 \(gone))") ?? false,
        try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
      )
    }
    guard isThere || free > 0 else { return }
    try write(.goneForgotten) { database in
      try database.execute(sql: "DELETE \(gone)")
      try database.execute(sql: "PRAGMA incremental_vacuum")
    }
  }

  /// How many contacts the account has.
  package func contactCount() throws(StateError) -> Int {
    try read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT (SELECT count(*) FROM contact)
            - (SELECT count(*) FROM contact WHERE is_deleted = 1)
            - (SELECT count(*) FROM contact WHERE is_held = 1)
          """) ?? 0
    }
  }

  /// ApplicationData of a contact as it was last seen; `nil` where it is unknown or gone.
  package func data(of serverID: String, in collection: Int64) throws(StateError) -> [UInt8]? {
    try read { database in
      try Data.fetchOne(
        database,
        sql: """
          SELECT data FROM contact WHERE collection_id = ? AND server_id = ? AND is_deleted = 0
          """, arguments: [collection, StoredID(serverID)]
      ).map(Array.init)
    }
  }

  /// Fills in what an older version of the state doesn't have: what each contact says, as a number.
  ///
  /// `content`: see ``Window/Item/content``.
  package func completeContents(_ content: ([UInt8]) -> Int64) throws(StateError) {
    let ids = try read { database in
      try Int64.fetchAll(database, sql: "SELECT id FROM contact WHERE content IS NULL")
    }
    guard !ids.isEmpty else { return }
    try write(.contentsCompleted) { database in
      for id in ids {
        let data = try Data.fetchOne(
          database, sql: "SELECT data FROM contact WHERE id = ?", arguments: [id])
        try database.execute(
          sql: """
            UPDATE contact SET content = ?, data = CASE WHEN is_deleted = 1 THEN x'' ELSE data END
            WHERE id = ?
            """, arguments: [content(Array(data ?? Data())), id])
      }
    }
  }

  /// Marks every folder and every contact as deleted, so that the outputs let go of them.
  package func deleteEverything() throws(StateError) {
    try write(.everythingDeleted) { database in
      let ids = try Int64.fetchAll(database, sql: "SELECT id FROM contact WHERE is_deleted = 0")
      try Self.numbering(database) { next in
        _ = try Self.deleteContacts(database, ids: ids, next: next)
      }
      try database.execute(
        sql: """
          UPDATE collection SET is_deleted = 1, is_gone = 0, sync_key = NULL, loading = NULL;
          DELETE FROM wanted;
          UPDATE account SET folder_sync_key = '0';
          """)
    }
  }

  /// The UUIDs of all contacts that there are or were.
  package func uuids() throws(StateError) -> Set<String> {
    try read { database in
      try Set(
        UUID.fetchCursor(database, sql: "SELECT uuid FROM contact").map {
          Self.text(of: $0)
        })
    }
  }

  /// What ``contact(_:)`` takes, to begin a query's columns with: by their places, as their names
  /// are looked for in each row.
  static let contactColumns = """
    contact.id, contact.collection_id, contact.uuid, contact.data, contact.sequence,
    contact.changed_at, contact.is_deleted
    """
  static let contactColumnCount = 7

  static func contact(_ row: Row) throws -> ContactRecord {
    ContactRecord(
      id: try row.decode(atIndex: 0), collectionID: try row.decode(atIndex: 1),
      uuid: text(of: try row.decode(atIndex: 2)),
      data: Array(try row.decode(Data.self, atIndex: 3)), sequence: try row.decode(atIndex: 4),
      changedAt: try row.decode(atIndex: 5), isDeleted: try row.decode(atIndex: 6))
  }

  /// A UUID in lower case; Foundation goes through `printf`, and through capitals.
  private static func text(of uuid: UUID) -> String {
    func digit(_ value: UInt8) -> UInt8 { value + UInt8(ascii: value < 10 ? "0" : "W") }
    var text: [UInt8] = []
    text.reserveCapacity(36)
    withUnsafeBytes(of: uuid.uuid) { bytes in
      for (index, byte) in bytes.enumerated() {
        if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
        text += [digit(byte >> 4), digit(byte & 0xF)]
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
