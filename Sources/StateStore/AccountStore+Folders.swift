import GRDB
import Steps

extension AccountStore {
  /// The folders that the server last told of, in the order in which it did.
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

  /// The folders that are gone.
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
      rebaselinedAt: try row.decode(forColumn: "rebaselined_at"))
  }

  /// Applies an answer of FolderSync together with its key.
  ///
  /// A folder that is gone takes its contacts with it. One that comes back is loaded anew.
  ///
  /// `isComplete`: whether the changes list every folder, so that all others are gone.
  /// Returns how many contacts went with their folders.
  package func apply(
    _ changes: [FolderChange], folderSyncKey: String, isComplete: Bool
  ) throws(StateError) -> Counts {
    try write(.foldersApplied) { database in
      var counts = Counts()
      var listed: Set<StoredID> = []
      for change in changes {
        switch change {
        case .upsert(let serverID, let parentID, let name, let type, let directory):
          let id = StoredID(serverID)
          listed.insert(id)
          // A directory once given stays: only a folder that is new gets the one proposed.
          try database.execute(
            sql: """
              INSERT INTO collection (server_id, parent_id, type, name, directory)
              VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (server_id) DO UPDATE SET
                parent_id = excluded.parent_id, type = excluded.type, name = excluded.name,
                is_deleted = 0
              """, arguments: [id, StoredID(parentID), type, name, directory])
        case .delete(let serverID):
          counts += try Self.deleteCollection(database, StoredID(serverID))
        }
      }
      if isComplete {
        let known = try StoredID.fetchAll(
          database, sql: "SELECT server_id FROM collection WHERE is_deleted = 0")
        for id in known where !listed.contains(id) {
          counts += try Self.deleteCollection(database, id)
        }
      }
      try database.execute(
        sql: "UPDATE account SET folder_sync_key = ?", arguments: [folderSyncKey])
      return counts
    }
  }

  private static func deleteCollection(
    _ database: Database, _ serverID: StoredID
  ) throws -> Counts {
    var counts = Counts()
    guard
      let id = try Int64.fetchOne(
        database, sql: "SELECT id FROM collection WHERE server_id = ?", arguments: [serverID])
    else { return counts }
    try database.execute(
      sql: "UPDATE collection SET is_deleted = 1, sync_key = NULL, loading = NULL WHERE id = ?",
      arguments: [id])
    let contacts = try Int64.fetchAll(
      database, sql: "SELECT id FROM contact WHERE collection_id = ? AND is_deleted = 0",
      arguments: [id])
    counts.deleted = try numbering(database) { next in
      try deleteContacts(database, ids: contacts, next: next)
    }
    return counts
  }

  /// The directories of all folders there ever were, so that none is given twice.
  package func directories() throws(StateError) -> Set<String> {
    try read { database in
      try Set(String.fetchAll(database, sql: "SELECT directory FROM collection"))
    }
  }

  /// Where there are contacts already, new ones wait for the end of the load: they may be old ones
  /// under another id.
  private static let loadingAnew = """
    sync_key = NULL, loading = coalesce(loading, generation) + 1,
    holds_new_back = EXISTS (SELECT 1 FROM contact WHERE collection_id = collection.id)
    """

  /// Starts a collection over: the next windows list everything, and what they don't list is gone
  /// when the last one is applied.
  package func startLoading(collection id: Int64) throws(StateError) {
    try write(.folderRestarted) { database in
      try database.execute(
        sql: """
          UPDATE collection SET \(Self.loadingAnew) WHERE id = ?
          """,
        arguments: [id])
    }
  }

  /// Starts every collection and the folder list over, as for another mailbox.
  package func startOver() throws(StateError) {
    try write(.everythingRestarted) { database in
      try database.execute(
        sql: """
          UPDATE collection SET \(Self.loadingAnew);
          UPDATE account SET folder_sync_key = '0';
          """)
    }
  }
}
