import Foundation
import GRDB

/// The tables of an account's state and how they came to be: migrations are added, never changed.
enum Schema {
  /// What leads from each version to the next; the first makes version 1 of nothing.
  private static let migrations = [
    """
    CREATE TABLE account (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      server TEXT NOT NULL,
      user TEXT NOT NULL,
      device_id TEXT NOT NULL,
      protocol_version TEXT,
      policy_key TEXT,
      is_provisioned INTEGER NOT NULL,
      folder_sync_key TEXT NOT NULL,
      sequence INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE collection (
      id INTEGER PRIMARY KEY,
      server_id TEXT NOT NULL UNIQUE,
      parent_id TEXT NOT NULL,
      type INTEGER NOT NULL,
      name TEXT NOT NULL,
      directory TEXT NOT NULL,
      sync_key TEXT,
      generation INTEGER NOT NULL DEFAULT 0,
      loading INTEGER,
      rebaselined_at INTEGER,
      is_deleted INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE contact (
      id INTEGER PRIMARY KEY,
      collection_id INTEGER NOT NULL REFERENCES collection (id),
      server_id TEXT NOT NULL,
      uuid TEXT NOT NULL UNIQUE,
      data BLOB NOT NULL,
      generation INTEGER NOT NULL,
      sequence INTEGER NOT NULL UNIQUE,
      changed_at INTEGER NOT NULL,
      is_deleted INTEGER NOT NULL DEFAULT 0,
      UNIQUE (collection_id, server_id)
    ) STRICT;
    CREATE TABLE output (
      name TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      cursor INTEGER NOT NULL,
      last_change_file INTEGER NOT NULL,
      pending TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE artifact (
      output TEXT NOT NULL,
      contact_id INTEGER NOT NULL REFERENCES contact (id),
      name TEXT NOT NULL,
      digest BLOB NOT NULL,
      PRIMARY KEY (output, contact_id)
    ) STRICT, WITHOUT ROWID;
    """,
    // What a contact says as a number, so that one is found again under another id.
    """
    ALTER TABLE contact ADD COLUMN content INTEGER;
    CREATE INDEX contact_content ON contact (collection_id, content);
    CREATE INDEX contact_without_content ON contact (id) WHERE content IS NULL;
    """,
    """
    ALTER TABLE account ADD COLUMN policy TEXT
    """,
    // What an output that is one file has written there, to tell somebody else's changes.
    """
    ALTER TABLE output ADD COLUMN file BLOB
    """,
    // SQLite walks through a photo to the columns behind it, so data comes to stand last; whether a
    // load began with contacts is noted once, not looked for in every window; and contacts are
    // counted without reading them.
    """
    ALTER TABLE contact ADD COLUMN last BLOB NOT NULL DEFAULT x'';
    UPDATE contact SET last = data;
    ALTER TABLE contact DROP COLUMN data;
    ALTER TABLE contact RENAME COLUMN last TO data;
    ALTER TABLE collection ADD COLUMN holds_new_back INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX contact_deleted ON contact (sequence) WHERE is_deleted = 1;
    """,
    // A UUID is 16 bytes, not 36 letters, in the table and in its index; and what contacts say has no
    // index, as it is looked for once in a load at most.
    """
    CREATE TABLE contact_6 (
      id INTEGER PRIMARY KEY,
      collection_id INTEGER NOT NULL REFERENCES collection (id),
      server_id TEXT NOT NULL,
      uuid BLOB NOT NULL UNIQUE,
      generation INTEGER NOT NULL,
      sequence INTEGER NOT NULL UNIQUE,
      changed_at INTEGER NOT NULL,
      is_deleted INTEGER NOT NULL DEFAULT 0,
      content INTEGER,
      data BLOB NOT NULL,
      UNIQUE (collection_id, server_id)
    ) STRICT;
    INSERT INTO contact_6
      SELECT id, collection_id, server_id, uuid_bytes(uuid), generation, sequence, changed_at,
        is_deleted, content, data FROM contact ORDER BY id;
    CREATE TABLE artifact_6 (
      output TEXT NOT NULL,
      contact_id INTEGER NOT NULL REFERENCES contact_6 (id),
      name TEXT NOT NULL,
      digest BLOB NOT NULL,
      PRIMARY KEY (output, contact_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO artifact_6 SELECT output, contact_id, name, digest FROM artifact;
    DROP TABLE artifact;
    DROP TABLE contact;
    ALTER TABLE contact_6 RENAME TO contact;
    ALTER TABLE artifact_6 RENAME TO artifact;
    CREATE INDEX contact_without_content ON contact (id) WHERE content IS NULL;
    CREATE INDEX contact_deleted ON contact (sequence) WHERE is_deleted = 1;
    """,
    // The order to ask for everything anew that a server sends with every answer is obeyed once.
    """
    ALTER TABLE account ADD COLUMN restart_order TEXT
    """,
  ]

  /// The bytes of a UUID as it was before version 6: in lower case, and refused where a disk has
  /// flipped a bit of it.
  private static let uuidBytes = DatabaseFunction("uuid_bytes", argumentCount: 1, pure: true) {
    let text = String.fromDatabaseValue($0[0])
    guard let uuid = text.flatMap(UUID.init), uuid.uuidString.lowercased() == text else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT)
    }
    return uuid
  }

  static var version: Int { migrations.count }

  /// The version of a file; 0 for one that is empty.
  ///
  /// Kept as the names of the migrations that were applied, in the table of the library that applied
  /// them once.
  static func version(of database: Database) throws -> Int {
    guard try database.tableExists("grdb_migrations") else { return 0 }
    let names = try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations")
    return try names.reduce(0) { version, name in
      guard let number = Int(name) else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "it has no version")
      }
      return max(version, number)
    }
  }

  /// Applies what is missing, in the transaction that is open.
  static func migrate(_ database: Database, from version: Int) throws {
    database.add(function: uuidBytes)
    try database.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)
        """)
    for (number, sql) in zip(1..., migrations) where number > version {
      try database.execute(sql: sql)
      try database.execute(
        sql: "INSERT INTO grdb_migrations (identifier) VALUES (?)", arguments: ["\(number)"])
    }
  }
}
