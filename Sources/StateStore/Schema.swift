import GRDB

/// The tables of an account's state and how they came to be: migrations are added, never changed.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
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
          """)
    }
    migrator.registerMigration("2") { database in
      // What a contact says as a number, so that one is found again under another id.
      try database.execute(
        sql: """
          ALTER TABLE contact ADD COLUMN content INTEGER;
          CREATE INDEX contact_content ON contact (collection_id, content);
          CREATE INDEX contact_without_content ON contact (id) WHERE content IS NULL;
          """)
    }
    migrator.registerMigration("3") { database in
      try database.execute(sql: "ALTER TABLE account ADD COLUMN policy TEXT")
    }
    migrator.registerMigration("4") { database in
      // What an output that is one file has written there, to tell somebody else's changes.
      try database.execute(sql: "ALTER TABLE output ADD COLUMN file BLOB")
    }
    return migrator
  }
}
