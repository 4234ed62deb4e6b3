import GRDB
import Steps

extension AccountStore {
  /// The folders that the server last told of, in the order in which it did, and those that are gone and
  /// whose contacts are not: see ``CollectionRecord/isGone``.
  package func collections() throws(StateError) -> [CollectionRecord] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM collection WHERE is_deleted = 0 ORDER BY id"
      ).map(Self.collection)
    }
  }

  /// One of ``collections()``, by its id in the state; `nil` where it is gone.
  package func collection(_ id: Int64) throws(StateError) -> CollectionRecord? {
    try read { database in
      try Row.fetchOne(
        database, sql: "SELECT * FROM collection WHERE id = ? AND is_deleted = 0", arguments: [id]
      ).map(Self.collection)
    }
  }

  /// The folders that are gone with their contacts.
  package func goneCollections() throws(StateError) -> [CollectionRecord] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM collection WHERE is_deleted = 1 ORDER BY id"
      ).map(Self.collection)
    }
  }

  private static func collection(_ row: Row) throws -> CollectionRecord {
    CollectionRecord(
      id: try row.decode(forColumn: "id"),
      serverID: try row.decode(StoredID.self, forColumn: "server_id").serverID,
      parentID: try row.decode(StoredID.self, forColumn: "parent_id").serverID,
      type: try row.decode(forColumn: "type"),
      name: try row.decode(forColumn: "name"), directory: try row.decode(forColumn: "directory"),
      syncKey: try row.decode(forColumn: "sync_key"),
      isLoading: try row.decode(Int64?.self, forColumn: "loading") != nil,
      rebaselinedAt: try row.decode(forColumn: "rebaselined_at"),
      isGone: try row.decode(forColumn: "is_gone"))
  }

  /// Applies an answer of FolderSync together with its key.
  ///
  /// Contacts of a folder that is gone stay until ``deleteGoneFolders()``. A folder that comes back, or
  /// whose type is another than before, is loaded anew.
  ///
  /// - Parameters:
  ///   - changes: What the answer says, in its order.
  ///   - folderSyncKey: The key to send next.
  ///   - isComplete: Whether the changes list every folder, so that all others are gone.
  /// - Throws: ``StateError``.
  package func apply(
    _ changes: [FolderChange], folderSyncKey: String, isComplete: Bool
  ) throws(StateError) {
    try write(.foldersApplied) { database in
      var listed: Set<StoredID> = []
      for change in changes {
        switch change {
        case .upsert(let serverID, let parentID, let name, let type, let directory):
          let id = StoredID(serverID)
          listed.insert(id)
          try Self.noteType(database, type, of: id)
          // A directory once given stays: only a folder that is new gets the one proposed.
          try database.execute(
            sql: """
              INSERT INTO collection (server_id, parent_id, type, name, directory)
              VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (server_id) DO UPDATE SET
                parent_id = excluded.parent_id, type = excluded.type, name = excluded.name,
                is_gone = 0, is_deleted = 0
              """, arguments: [id, StoredID(parentID), type, name, directory])
        case .renumber(let id, let serverID):
          try Self.renumber(database, id, StoredID(serverID))
        case .delete(let serverID):
          try Self.lose(database, StoredID(serverID))
        }
      }
      if isComplete {
        let known = try StoredID.fetchAll(
          database, sql: "SELECT server_id FROM collection WHERE is_deleted = 0")
        for id in known where !listed.contains(id) { try Self.lose(database, id) }
      }
      try database.execute(
        sql: "UPDATE account SET folder_sync_key = ?", arguments: [folderSyncKey])
    }
  }

  /// Where a known folder gets another type, its contacts come to other outputs, or to none: all of them
  /// are in the change feed again, and what happens to them meanwhile is found by a load from the start.
  private static func noteType(_ database: Database, _ type: Int, of serverID: StoredID) throws {
    guard
      let id = try Int64.fetchOne(
        database, sql: "SELECT id FROM collection WHERE server_id = ? AND type <> ?",
        arguments: [serverID, type])
    else { return }
    try database.execute(
      sql: "UPDATE collection SET sync_key = NULL WHERE id = ?", arguments: [id])
    let contacts = try Int64.fetchAll(
      database,
      sql: "SELECT id FROM contact WHERE collection_id = ? AND is_held = 0 ORDER BY sequence",
      arguments: [id])
    let feed = try database.cachedStatement(sql: "UPDATE contact SET sequence = ? WHERE id = ?")
    try numbering(database) { next in
      for contact in contacts { try feed.run(next(), contact) }
    }
  }

  /// Of what lay in the folder, no id means anything any more: contacts are found again by what they say.
  private static func renumber(_ database: Database, _ id: Int64, _ serverID: StoredID) throws {
    try database.execute(
      sql: """
        UPDATE collection SET server_id = ?, sync_key = NULL, is_gone = 0, is_deleted = 0 WHERE id = ?
        """, arguments: [serverID, id])
    try database.execute(
      sql: "DELETE FROM contact WHERE collection_id = ? AND is_held = 1", arguments: [id])
    try database.execute(
      sql: "UPDATE contact SET server_id = NULL WHERE collection_id = ?", arguments: [id])
    try forgetWanted(database, of: id)
  }

  /// Notes that the server no longer has a folder.
  private static func lose(_ database: Database, _ serverID: StoredID) throws {
    let id = try Int64.fetchOne(
      database, sql: "SELECT id FROM collection WHERE server_id = ? AND is_deleted = 0",
      arguments: [serverID])
    guard let id else { return }
    try database.execute(
      sql: "UPDATE collection SET is_gone = 1, sync_key = NULL, loading = NULL WHERE id = ?",
      arguments: [id])
    try forgetWanted(database, of: id)
  }

  private static func forgetWanted(_ database: Database, of collection: Int64) throws {
    try database.execute(
      sql: "DELETE FROM wanted WHERE collection_id = ?", arguments: [collection])
  }

  /// Deletes what is left in folders that are gone. To be called when every folder of contacts was loaded
  /// that the server has: until then a contact may be found there.
  ///
  /// - Returns: How many contacts were deleted.
  /// - Throws: ``StateError``.
  package func deleteGoneFolders() throws(StateError) -> Counts {
    let isOneGone = try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM collection WHERE is_gone = 1)") ?? false
    }
    var counts = Counts()
    guard isOneGone else { return counts }
    counts.deleted = try write(.foldersApplied) { database in
      let contacts = try Int64.fetchAll(
        database,
        sql: """
          SELECT contact.id FROM contact
          JOIN collection ON collection.id = collection_id AND collection.is_gone = 1
          WHERE contact.is_deleted = 0 ORDER BY contact.id
          """)
      let count = try Self.numbering(database) { next in
        try Self.deleteContacts(database, ids: contacts, next: next)
      }
      try database.execute(
        sql: "UPDATE collection SET is_gone = 0, is_deleted = 1 WHERE is_gone = 1")
      return count
    }
    return counts
  }

  /// The directories of all folders there ever were, so that none is given twice.
  package func directories() throws(StateError) -> Set<String> {
    try read { database in
      try Set(String.fetchAll(database, sql: "SELECT directory FROM collection"))
    }
  }

  /// Where there are contacts that a new one may be, under another id, new ones wait for the end of the
  /// load: contacts of the folder itself, those of folders that are gone, and those that are deleted.
  private static let loadingAnew = """
    sync_key = NULL, loading = coalesce(loading, generation) + 1,
    holds_new_back = EXISTS (SELECT 1 FROM contact WHERE collection_id = collection.id)
      OR EXISTS (SELECT 1 FROM contact WHERE is_deleted = 1)
      OR EXISTS (
        SELECT 1 FROM contact
        WHERE collection_id IN (SELECT id FROM collection WHERE is_gone = 1))
    """

  /// Starts a collection over: the next windows list everything, and what they don't list is gone
  /// when the last one is applied.
  package func startLoading(collection id: Int64) throws(StateError) {
    try write(.folderRestarted) { database in
      try database.execute(
        sql: "UPDATE collection SET \(Self.loadingAnew) WHERE id = ?", arguments: [id])
      try Self.forgetWanted(database, of: id)
    }
  }

  /// Makes sure that a load goes on where it is when the run ends: nothing of what it has stored can be
  /// lost any more.
  package func keepLoad(of id: Int64) throws(StateError) {
    try write(.windowApplied) { database in
      try database.execute(
        sql: "UPDATE collection SET sync_key = sync_key WHERE id = ? AND loading IS NOT NULL",
        arguments: [id])
    }
  }

  /// Starts a load over that has stored something and has not ended; leaves any other collection as it
  /// is.
  package func dropLoad(of id: Int64) throws(StateError) {
    try write(.folderRestarted) { database in
      try database.execute(
        sql: """
          UPDATE collection SET \(Self.loadingAnew)
          WHERE id = ? AND loading IS NOT NULL AND sync_key IS NOT NULL
          """, arguments: [id])
    }
  }

  /// Starts every collection and the folder list over, as for another mailbox.
  package func startOver() throws(StateError) {
    try write(.everythingRestarted) { database in
      try database.execute(
        sql: """
          UPDATE collection SET \(Self.loadingAnew);
          DELETE FROM wanted;
          UPDATE account SET folder_sync_key = '0';
          """)
    }
  }
}
