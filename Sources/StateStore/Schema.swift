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
    // What was told by other means has columns of its own: a contact that is held back had a negative
    // sequence number; a contact of a folder that came under another id has no server id any more; a
    // folder that the server no longer lists is gone, and deleted once its contacts are. A contact that
    // is deleted says nothing any more. What the server has listed without data is wanted. And the state
    // knows whose it is.
    // What was written of an output says what it means as well: the kind of what it holds, the phase of its work,
    // and of each file what was written and how it looked, in columns of their own. What concerns an output
    // as a whole moves to a file for all accounts; what this account knew of it waits there until that
    // is made.
    // The order to ask for everything anew that a server sends with every answer is obeyed once.
    """
    CREATE TABLE contact_7 (
      id INTEGER PRIMARY KEY,
      collection_id INTEGER NOT NULL REFERENCES collection (id),
      server_id TEXT,
      uuid BLOB NOT NULL UNIQUE,
      generation INTEGER NOT NULL,
      sequence INTEGER NOT NULL UNIQUE,
      changed_at INTEGER NOT NULL,
      is_deleted INTEGER NOT NULL DEFAULT 0,
      is_held INTEGER NOT NULL DEFAULT 0,
      content INTEGER,
      data BLOB NOT NULL,
      UNIQUE (collection_id, server_id)
    ) STRICT;
    INSERT INTO contact_7
      SELECT id, collection_id, server_id, uuid, generation,
        CASE WHEN sequence > 0 THEN sequence
          ELSE ifnull((SELECT max(sequence) FROM account), 0)
            + row_number() OVER (PARTITION BY sequence > 0 ORDER BY sequence DESC) END,
        changed_at, is_deleted, sequence <= 0, content,
        CASE WHEN is_deleted = 1 AND content IS NOT NULL THEN x'' ELSE data END
      FROM contact ORDER BY id;
    UPDATE account
      SET sequence = max(sequence, ifnull((SELECT max(sequence) FROM contact_7), 0));
    DROP TABLE contact;
    ALTER TABLE contact_7 RENAME TO contact;
    CREATE INDEX contact_without_content ON contact (id) WHERE content IS NULL;
    CREATE INDEX contact_deleted ON contact (content) WHERE is_deleted = 1;
    CREATE INDEX contact_held ON contact (collection_id) WHERE is_held = 1;
    ALTER TABLE account ADD COLUMN name TEXT;
    ALTER TABLE collection ADD COLUMN is_gone INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE wanted (
      collection_id INTEGER NOT NULL REFERENCES collection (id),
      server_id TEXT NOT NULL,
      PRIMARY KEY (collection_id, server_id)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE account ADD COLUMN restart_order TEXT;
    CREATE TABLE output_7 (
      name TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      phase TEXT NOT NULL CHECK (phase IN ('filling', 'following', 'publishing')),
      cursor INTEGER NOT NULL,
      publishing_file TEXT,
      publishing_cursor INTEGER,
      CHECK ((phase = 'publishing') = (publishing_cursor IS NOT NULL))
    ) STRICT, WITHOUT ROWID;
    INSERT INTO output_7
      SELECT name,
        CASE
          WHEN EXISTS (SELECT 1 FROM artifact WHERE output = output.name AND instr(artifact.name, '='))
            THEN 'ldif'
          WHEN EXISTS (SELECT 1 FROM artifact WHERE output = output.name AND instr(artifact.name, '.'))
            THEN 'cards'
          WHEN EXISTS (SELECT 1 FROM artifact WHERE output = output.name) THEN 'card-file'
          ELSE ''
        END,
        fingerprint,
        CASE
          WHEN pending IS NOT NULL AND (cursor > 0 OR instr(pending, ' ')) THEN 'publishing'
          WHEN cursor > 0 THEN 'following'
          ELSE 'filling'
        END,
        cursor,
        CASE WHEN instr(pending, ' ') THEN substr(pending, instr(pending, ' ') + 1) END,
        CASE WHEN pending IS NOT NULL AND (cursor > 0 OR instr(pending, ' '))
          THEN CAST(pending AS INTEGER) END
      FROM output;
    CREATE TABLE output_before_7 (
      name TEXT PRIMARY KEY,
      last_change_file INTEGER NOT NULL,
      content_digest INTEGER,
      previous_digest INTEGER,
      file_size INTEGER,
      file_modified INTEGER,
      is_kept INTEGER
    ) STRICT, WITHOUT ROWID;
    INSERT INTO output_before_7
      SELECT name, last_change_file, big_endian(substr(file, 1, 8)), big_endian(substr(file, 9, 8)),
        big_endian(substr(file, 17, 8)), big_endian(substr(file, 25, 8)),
        CASE WHEN file IS NOT NULL THEN substr(file, 33, 1) <> x'00' END
      FROM output;
    CREATE TABLE artifact_7 (
      output TEXT NOT NULL,
      contact_id INTEGER NOT NULL REFERENCES contact (id),
      name TEXT NOT NULL,
      digest BLOB NOT NULL,
      content_digest INTEGER,
      previous_digest INTEGER,
      file_size INTEGER,
      file_modified INTEGER,
      is_kept INTEGER,
      PRIMARY KEY (output, contact_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO artifact_7
      SELECT output, contact_id, artifact.name,
        CASE WHEN kind = 'cards' THEN x'' ELSE digest END,
        CASE WHEN kind = 'cards' THEN big_endian(substr(digest, 1, 8)) END,
        CASE WHEN kind = 'cards' THEN big_endian(substr(digest, 9, 8)) END,
        CASE WHEN kind = 'cards' THEN big_endian(substr(digest, 17, 8)) END,
        CASE WHEN kind = 'cards' THEN big_endian(substr(digest, 25, 8)) END,
        CASE WHEN kind = 'cards' AND length(digest) = 33 THEN substr(digest, 33, 1) <> x'00' END
      FROM artifact JOIN output_7 ON output_7.name = artifact.output;
    DROP TABLE artifact;
    DROP TABLE output;
    ALTER TABLE output_7 RENAME TO output;
    ALTER TABLE artifact_7 RENAME TO artifact;
    """,
    // What the server was told of the device, and by which of its names, and a day on which signing in
    // worked; when something last came of a contact. Versions before 8 acknowledged a policy as fulfilled or not at all, and named the device by
    // the digits of its id.
    """
    ALTER TABLE account ADD COLUMN is_policy_met INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE account ADD COLUMN uses_device_bytes INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE account ADD COLUMN is_described INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE account ADD COLUMN description_failures INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE account ADD COLUMN signed_in_at INTEGER;
    ALTER TABLE account ADD COLUMN heard_at INTEGER;
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

  /// The number of eight bytes, the highest first, as versions before 7 had them in a row of others;
  /// NULL for fewer.
  private static let bigEndian = DatabaseFunction("big_endian", argumentCount: 1, pure: true) {
    guard let bytes = Data.fromDatabaseValue($0[0]), bytes.count == 8 else { return nil }
    return bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }
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
    database.add(function: bigEndian)
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
