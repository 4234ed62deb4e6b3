import FakeExchange
import Foundation
import GRDB
import StateStore
import TestSupport
import Testing

@Suite struct `A state of another version of cardferry` {
  private static let newest = 8

  /// What takes a state back to the tables of a version.
  private static let steps: [Int: String] = [
    1: """
    DROP INDEX contact_content; DROP INDEX contact_without_content;
    ALTER TABLE contact DROP COLUMN content; DELETE FROM grdb_migrations WHERE identifier = '2';
    """,
    2:
      "ALTER TABLE account DROP COLUMN policy; DELETE FROM grdb_migrations WHERE identifier = '3';",
    3: "ALTER TABLE output DROP COLUMN file; DELETE FROM grdb_migrations WHERE identifier = '4';",
    4: """
    ALTER TABLE collection DROP COLUMN holds_new_back; DROP INDEX contact_deleted;
    DELETE FROM grdb_migrations WHERE identifier = '5';
    """,
    5: """
    CREATE TABLE contact_5 (
      id INTEGER PRIMARY KEY,
      collection_id INTEGER NOT NULL REFERENCES collection (id),
      server_id TEXT NOT NULL,
      uuid TEXT NOT NULL UNIQUE,
      generation INTEGER NOT NULL,
      sequence INTEGER NOT NULL UNIQUE,
      changed_at INTEGER NOT NULL,
      is_deleted INTEGER NOT NULL DEFAULT 0, content INTEGER, data BLOB NOT NULL DEFAULT x'',
      UNIQUE (collection_id, server_id)
    ) STRICT;
    INSERT INTO contact_5
      SELECT id, collection_id, server_id, \(UUIDText.sql), generation, sequence, changed_at,
        is_deleted, content, data FROM contact;
    PRAGMA foreign_keys = OFF;
    DROP TABLE contact;
    PRAGMA legacy_alter_table = ON;
    ALTER TABLE contact_5 RENAME TO contact;
    PRAGMA legacy_alter_table = OFF;
    PRAGMA foreign_keys = ON;
    CREATE INDEX contact_content ON contact (collection_id, content);
    CREATE INDEX contact_without_content ON contact (id) WHERE content IS NULL;
    CREATE INDEX contact_deleted ON contact (sequence) WHERE is_deleted = 1;
    DELETE FROM grdb_migrations WHERE identifier = '6';
    """,
    6: """
    ALTER TABLE account DROP COLUMN restart_order;
    CREATE TABLE output_6 (
      name TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      cursor INTEGER NOT NULL,
      last_change_file INTEGER NOT NULL,
      pending TEXT,
      file BLOB
    ) STRICT, WITHOUT ROWID;
    INSERT INTO output_6 SELECT name, fingerprint, cursor, 0, NULL, NULL FROM output;
    CREATE TABLE artifact_6 (
      output TEXT NOT NULL,
      contact_id INTEGER NOT NULL REFERENCES contact (id),
      name TEXT NOT NULL,
      digest BLOB NOT NULL,
      PRIMARY KEY (output, contact_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO artifact_6 SELECT output, contact_id, name, digest FROM artifact;
    DROP TABLE artifact;
    DROP TABLE output;
    DROP TABLE output_before_7;
    ALTER TABLE artifact_6 RENAME TO artifact;
    ALTER TABLE output_6 RENAME TO output;
    PRAGMA foreign_keys = OFF;
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
      SELECT id, collection_id, server_id, uuid, generation,
        CASE WHEN is_held = 1 THEN -sequence ELSE sequence END, changed_at, is_deleted, content, data
      FROM contact;
    DROP TABLE contact;
    PRAGMA legacy_alter_table = ON;
    ALTER TABLE contact_6 RENAME TO contact;
    PRAGMA legacy_alter_table = OFF;
    PRAGMA foreign_keys = ON;
    CREATE INDEX contact_without_content ON contact (id) WHERE content IS NULL;
    CREATE INDEX contact_deleted ON contact (sequence) WHERE is_deleted = 1;
    ALTER TABLE account DROP COLUMN name;
    ALTER TABLE collection DROP COLUMN is_gone;
    DROP TABLE wanted;
    DELETE FROM grdb_migrations WHERE identifier = '7';
    """,
    7: """
    ALTER TABLE account DROP COLUMN is_policy_met; ALTER TABLE account DROP COLUMN uses_device_bytes;
    ALTER TABLE account DROP COLUMN is_described;
    ALTER TABLE account DROP COLUMN description_failures; ALTER TABLE account DROP COLUMN signed_in_at;
    ALTER TABLE account DROP COLUMN heard_at;
    DELETE FROM grdb_migrations WHERE identifier = '8';
    """,
  ]

  private static func takeBack(_ file: String, to version: Int) throws {
    try DatabaseQueue(path: file).writeWithoutTransaction { database in
      for step in (version..<newest).reversed() {
        try database.execute(sql: steps[step] ?? "")
      }
    }
  }

  private static func version(of file: String) throws -> Int {
    try DatabaseQueue(path: file).read { database in
      #expect(try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok")
      return try Int.fetchOne(database, sql: "SELECT max(identifier) FROM grdb_migrations") ?? 0
    }
  }

  private func states(in place: borrowing Workplace) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: place.folder.path("state"))
      .filter { $0.hasPrefix("contoso.sqlite") }.sorted()
  }

  @Test(arguments: 1...newest)
  func `is migrated after a backup, with every UUID`(version: Int) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try place.makeState(version: version)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        try place.cards().files.keys.sorted() == [
          "62bf0382-436d-4e13-969a-7030cc776c5d.vcf", "ded9427b-c13e-4ea5-83ed-719a21bb2bd6.vcf",
          "e2ef3c89-bbf0-48f1-b135-a8154fcf2b1f.vcf",
        ])
      let name = "contoso.sqlite.backup-\(version)"
      guard version < Self.newest else {
        #expect(try states(in: place) == ["contoso.sqlite"], "nothing was to be migrated")
        return
      }
      #expect(try states(in: place) == ["contoso.sqlite", name])
      let backup = place.folder.path("state/" + name)
      #expect(try Self.version(of: backup) == version)
      let attributes = try FileManager.default.attributesOfItem(atPath: backup)
      #expect(attributes[.posixPermissions] as? Int == 0o600)

      // Whoever goes back finds everything in it, but the policy key.
      try FileManager.default.removeItem(atPath: place.folder.path("state/contoso.sqlite"))
      try FileManager.default.moveItem(
        atPath: backup, toPath: place.folder.path("state/contoso.sqlite"))
      let before = try place.outputs()
      #expect(try await place.export().status == 0)
      #expect(try place.outputs().difference(since: before).isEmpty)
    }
  }

  @Test(arguments: 1..<newest)
  func `changes nothing in the outputs`(version: Int) async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let file = place.folder.path("state/contoso.sqlite")
      try Self.takeBack(file, to: version)
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(!outcome.errors.contains("conflict"), "\(outcome.errors)")
      #expect(try place.outputs().difference(since: before).isEmpty)
      #expect(try Self.version(of: file) == Self.newest)
    }
  }

  @Test(arguments: 2..<newest)
  func `keeps what contacts are, and what was written of them`(version: Int) throws {
    let place = try Workplace()
    let file = place.folder.path("state/contoso.sqlite")
    try place.makeState(version: version)
    func rows(uuid: String) throws -> [String] {
      try DatabaseQueue(path: file).read { database in
        try [
          """
          SELECT id, collection_id, server_id, \(uuid) AS uuid, generation, sequence, changed_at,
            is_deleted, content, hex(data) FROM contact ORDER BY id
          """,
          "SELECT output, contact_id, name FROM artifact ORDER BY output, contact_id",
        ].flatMap { sql in try Row.fetchAll(database, sql: sql).map(\.description) }
      }
    }
    let before = try rows(uuid: version < 6 ? "uuid" : UUIDText.sql)
    #expect(before.count > 3)
    try AccountStore(file: file).check()
    #expect(try rows(uuid: UUIDText.sql) == before)
  }

  @Test func `with contacts that a load held back goes on holding them back`() throws {
    let place = try Workplace()
    let file = place.folder.path("state/contoso.sqlite")
    try place.makeState(version: 6)
    try DatabaseQueue(path: file).write { database in
      for number in 1...2 {
        try database.execute(
          sql: """
            INSERT INTO contact (collection_id, server_id, uuid, generation, sequence, changed_at, data)
            VALUES (2, 'held \(number)', randomblob(16), 2, -\(number), 0, x'')
            """)
      }
    }
    let store = try AccountStore(file: file)
    #expect(try store.contactCount() == 3)
    #expect(try store.feed(of: "new", after: 0, limit: 10).count == 3)
    try store.check()
    let held = try DatabaseQueue(path: file).read { database in
      try Row.fetchAll(
        database, sql: "SELECT server_id, sequence FROM contact WHERE is_held = 1 ORDER BY sequence"
      ).map { "\($0["server_id"] as String) \($0["sequence"] as Int)" }
    }
    #expect(held == ["held 1 4", "held 2 5"])
    let next = try DatabaseQueue(path: file).read {
      try Int.fetchOne($0, sql: "SELECT sequence FROM account")
    }
    #expect(next == 5)
  }

  @Test func `keeps nothing of what was deleted, and can shrink`() throws {
    let place = try Workplace()
    let file = place.folder.path("state/contoso.sqlite")
    try place.makeState(version: 6)
    let canary = Data(repeating: 0x5A, count: 3000)
    try DatabaseQueue(path: file).write { database in
      for number in 1...60 {
        try database.execute(
          sql: """
            INSERT INTO contact (collection_id, server_id, uuid, generation, sequence, changed_at,
              is_deleted, content, data)
            VALUES (2, 'gone \(number)', randomblob(16), 2, 100 + \(number), 0, 1, 7, ?)
            """, arguments: [canary])
      }
      // Pages that were freed hold what they held.
      try database.execute(sql: "DELETE FROM contact WHERE sequence > 130")
    }
    let before = try Data(contentsOf: URL(filePath: file))
    #expect(before.range(of: canary.prefix(500)) != nil)
    do { try AccountStore(file: file).forgetGone() }
    let after = try Data(contentsOf: URL(filePath: file))
    #expect(after.range(of: canary.prefix(500)) == nil)
    #expect(after.count < before.count / 2, "\(before.count) bytes became \(after.count)")
    #expect(
      try DatabaseQueue(path: file).read { try Int.fetchOne($0, sql: "PRAGMA auto_vacuum") } == 2)
  }

  @Test(arguments: ["f/", "A", "-"])
  func `with a UUID that a flipped bit made of one is refused, and left as it is`(
    beginning: String
  ) throws {
    let place = try Workplace()
    let file = place.folder.path("state/contoso.sqlite")
    try place.makeState(version: 5)
    try DatabaseQueue(path: file).write { database in
      try database.execute(
        sql: "UPDATE contact SET uuid = ? || substr(uuid, length(?) + 1) WHERE id = 2",
        arguments: [beginning, beginning])
    }
    let error = #expect(throws: StateError.self) { try AccountStore(file: file) }
    #expect(
      error?.description.hasPrefix("the state \(file) is damaged (") == true,
      "\(String(describing: error))")
    #expect(try Self.version(of: file) == 5)
  }

  @Test func `has one backup alone, without the policy key and with what the log holds`() throws {
    let place = try Workplace()
    let file = place.folder.path("state/contoso.sqlite")
    try place.makeState(version: 1)
    try place.folder.write("older", to: "state/contoso.sqlite.backup-0")
    try place.folder.write("half", to: "state/contoso.sqlite.backup-1.tmp")
    do {
      // What was written last is in the log still, as after a run that was killed.
      var configuration = GRDB.Configuration()
      configuration.journalMode = .wal
      let queue = try DatabaseQueue(path: file, configuration: configuration)
      try queue.write { database in
        try database.execute(sql: "UPDATE account SET policy_key = 'canary', user = 'bea'")
      }
      _ = try AccountStore(file: file)
    }
    #expect(try states(in: place) == ["contoso.sqlite", "contoso.sqlite.backup-1"])
    let backup = file + ".backup-1"
    #expect(
      try DatabaseQueue(path: backup).read {
        try String.fetchOne($0, sql: "SELECT user FROM account")
      }
        == "bea")
    #expect(try Data(contentsOf: URL(filePath: backup)).range(of: Data("canary".utf8)) == nil)
    #expect(try AccountStore(file: file).account()?.policyKey == "canary")
  }

  @Test func `that is newer is refused, and left as it is`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let file = place.folder.path("state/contoso.sqlite")
      do {
        let queue = try DatabaseQueue(path: file)
        try await queue.write { database in
          try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('\(Self.newest + 1)')")
        }
        try queue.close()
      }
      try server.changeMailbox { try $0.delete("2:1") }
      let refusal =
        "the state \(file) was made by a newer cardferry; install that version again, or bring its "
        + "backup back if there is one"
      let outcome = try await place.export()
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains("cardferry: error: contoso: \(refusal)\n"), "\(outcome.errors)")
      let doctor = try await place.run(["doctor", "--config", "cardferry.yaml"])
      #expect(doctor.output.contains("error   contoso: \(refusal)\n"), "\(doctor.output)")
      #expect(try place.outputs() == before)
      #expect(try Self.version(of: file) == Self.newest + 1)
    }
  }

  @Test func `that is migrated and killed is of one version or the other`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let file = place.folder.path("state/contoso.sqlite")
      let program = try Program(product: "cardferry")
      var killed = 0
      for round in 0..<24 {
        try? FileManager.default.removeItem(atPath: place.folder.path("state"))
        try place.makeState(version: 1)
        let outcome = try await Program(path: "/usr/bin/timeout").run(
          [
            "--foreground", "--signal", "KILL", "\(0.01 + 0.005 * Double(round))", program.path,
            "folders", "--config", "cardferry.yaml",
          ], in: place.folder.path)
        if outcome.status == 137 { killed += 1 }
        #expect([1, Self.newest].contains(try Self.version(of: file)))
        for name in try states(in: place) where name.hasSuffix(".backup-1") {
          #expect(try Self.version(of: place.folder.path("state/" + name)) == 1)
        }
        _ = try AccountStore(file: file)
        #expect(try Self.version(of: file) == Self.newest)
      }
      #expect(killed > 0)
    }
  }
}
