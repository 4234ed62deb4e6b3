import GRDB
package import Steps

/// The state of one output as a whole, whatever accounts it is written from: where it writes, which files
/// of it are nobody's contact, and the numbers of its change files.
///
/// One SQLite file for each output, which whoever holds the output's lock reads and writes. Every method
/// is one transaction, durable when it returns.
package final class OutputStore: Sendable {
  /// What is known of an output.
  package struct Record: Equatable, Sendable {
    /// The directory or the file that it writes, and the directory of its change files: absolute paths;
    /// empty until it has written something.
    package var path = ""
    package var changes: String?
    /// The number of the last change file; 0 for none. None is given twice, whatever becomes of the file
    /// and of the account that it was of.
    package var lastChangeFile = 0
    /// The DN of the entry above all others that a change file has added, or the file with every record
    /// has held; `nil` for none.
    package var baseEntry: String?
    /// The paths that the output wrote to before, and where what it wrote may be still.
    package var formerPaths: [String] = []

    package init() {}
  }

  /// A file that no contact is in alone.
  package struct File: Equatable, Sendable {
    /// The account that it tells of; empty for all of them.
    package var account: String
    /// Below the output's directory; for the file with every record its absolute path.
    package var name: String
    package var record: FileRecord

    package init(account: String, name: String, record: FileRecord) {
      self.account = account
      self.name = name
      self.record = record
    }
  }

  private static let migrations = [
    """
    CREATE TABLE output (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      path TEXT NOT NULL,
      changes TEXT,
      last_change_file INTEGER NOT NULL,
      base_entry TEXT,
      former_paths TEXT NOT NULL
    ) STRICT;
    CREATE TABLE file (
      account TEXT NOT NULL,
      name TEXT NOT NULL,
      content_digest INTEGER NOT NULL,
      previous_digest INTEGER NOT NULL,
      file_size INTEGER NOT NULL,
      file_modified INTEGER NOT NULL,
      is_kept INTEGER NOT NULL,
      PRIMARY KEY (account, name)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE change_file (
      name TEXT PRIMARY KEY,
      account TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO change_file (name, account)
      SELECT substr(name, length('change file ') + 1), account FROM file
      WHERE substr(name, 1, length('change file ')) = 'change file ';
    DELETE FROM file WHERE substr(name, 1, length('change file ')) = 'change file ';
    """,
  ]

  /// The database file, for error texts.
  package let file: String
  private let queue: DatabaseQueue

  /// Opens the state of an output, and makes it with mode 0600 where there is none.
  ///
  /// - Throws: ``StateError``.
  package init(file: String) throws(StateError) {
    self.file = file
    let queue = try StateFile.open(file, label: "output") { database in
      // What is committed is to survive a power cut: the removal of SQLite's journal as well.
      try database.execute(sql: "PRAGMA synchronous = EXTRA")
    }
    do {
      let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
      guard version <= Self.migrations.count else {
        throw StateError.madeByNewerVersion(file: file)
      }
      if version < Self.migrations.count {
        try queue.write { database in
          for sql in Self.migrations.dropFirst(version) { try database.execute(sql: sql) }
          try database.execute(sql: "PRAGMA user_version = \(Self.migrations.count)")
        }
      }
      self.queue = queue
    } catch {
      throw StateError(error, file: file)
    }
  }

  /// - Returns: `nil` where the output has written nothing yet.
  package func record() throws(StateError) -> Record? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: "SELECT path, changes, last_change_file, base_entry, former_paths FROM output"
      ).map { row in
        var record = Record()
        record.path = try row.decode(atIndex: 0)
        record.changes = try row.decode(atIndex: 1)
        record.lastChangeFile = try row.decode(atIndex: 2)
        record.baseEntry = try row.decode(atIndex: 3)
        let paths = try row.decode(String.self, atIndex: 4)
        record.formerPaths = paths.split(separator: "\n").map(String.init)
        return record
      }
    }
  }

  /// Everything that is known of files, in the order of accounts and names.
  package func files() throws(StateError) -> [File] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT account, name, content_digest, previous_digest, file_size, file_modified, is_kept
          FROM file ORDER BY account, name
          """)
      return try rows.compactMap { row in
        try FileRecord(row, from: 2).map { record in
          File(
            account: try row.decode(atIndex: 0), name: try row.decode(atIndex: 1), record: record)
        }
      }
    }
  }

  /// What is known of the file with every record at an absolute path.
  package func contentFile(_ path: String) throws(StateError) -> FileRecord? {
    try files().first { $0.account.isEmpty && $0.name == path }?.record
  }

  /// Stores what has become of the output and of some of its files, in one step.
  ///
  /// - Parameters:
  ///   - record: What is known of the output; `nil` leaves it as it is.
  ///   - files: Those that are new or differ.
  ///   - gone: Those of which nothing is to be known any more; their records don't count.
  ///   - step: What this means to whoever follows the run.
  /// - Throws: ``StateError``.
  package func commit(
    _ record: Record? = nil, files: [File] = [], gone: [File] = [], step: Step
  ) throws(StateError) {
    try write(step) { database in
      if let record { try Self.store(record, in: database) }
      for file in gone {
        try database.execute(
          sql: "DELETE FROM file WHERE account = ? AND name = ?",
          arguments: [file.account, file.name])
      }
      for file in files {
        try database.execute(
          sql: """
            INSERT OR REPLACE INTO file
              (account, name, content_digest, previous_digest, file_size, file_modified, is_kept)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            file.account, file.name, file.record.digest, file.record.previous, file.record.size,
            file.record.modified, file.record.isKept,
          ])
      }
    }
  }

  /// The accounts of the change files that are known to be there, by name. Contacts that are gone by now
  /// leave no UUID in a file that would tell whose it is.
  package func changeFiles() throws(StateError) -> [String: String] {
    try read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT name, account FROM change_file")
      return Dictionary(
        try rows.map { (try $0.decode(atIndex: 0), try $0.decode(atIndex: 1)) },
        uniquingKeysWith: { $1 })
    }
  }

  /// Stores that a change file has got its number, and whose it is, in one step.
  ///
  /// - Parameters:
  ///   - record: What is known of the output from then on.
  ///   - name: The name of the file.
  ///   - account: The account of the contacts in it.
  ///   - present: The names of the change files that are there; of others nothing is known any more.
  /// - Throws: ``StateError``.
  package func number(
    _ record: Record, changeFile name: String, of account: String, among present: Set<String>
  ) throws(StateError) {
    try write(.numberTaken) { database in
      try Self.store(record, in: database)
      for old in try String.fetchAll(database, sql: "SELECT name FROM change_file")
      where !present.contains(old) {
        try database.execute(sql: "DELETE FROM change_file WHERE name = ?", arguments: [old])
      }
      try database.execute(
        sql: "INSERT OR REPLACE INTO change_file (name, account) VALUES (?, ?)",
        arguments: [name, account])
    }
  }

  private static func store(_ record: Record, in database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO output (id, path, changes, last_change_file, base_entry, former_paths)
        VALUES (1, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
          path = excluded.path, changes = excluded.changes,
          last_change_file = excluded.last_change_file, base_entry = excluded.base_entry,
          former_paths = excluded.former_paths
        """,
      arguments: [
        record.path, record.changes, record.lastChangeFile, record.baseEntry,
        record.formerPaths.joined(separator: "\n"),
      ])
  }

  private func write(_ step: Step, _ body: (Database) throws -> Void) throws(StateError) {
    do {
      try queue.write { database in
        try body(database)
        Steps.pass(.transactionEnding)
      }
    } catch {
      throw StateError(error, file: file)
    }
    Steps.pass(step)
  }

  private func read<T>(_ body: (Database) throws -> T) throws(StateError) -> T {
    do { return try queue.read(body) } catch { throw StateError(error, file: file) }
  }
}
