import Foundation
import GRDB
import Steps

/// The state of one account: folders, sync keys, contacts, the change feed and the outputs'
/// cursors, in one SQLite file.
///
/// Every method is one transaction: a crash leaves the state as it was before or after, never between. It
/// is durable when the method returns, but for the windows of a load that goes on: the last one makes
/// all of them durable.
package final class AccountStore: Sendable {
  /// The database file, for error texts.
  package let file: String
  /// Whether the file is of an earlier version and could not be rewritten for want of room: it keeps
  /// what was deleted before, and doesn't shrink.
  package let keepsFreeRoom: Bool
  let queue: DatabaseQueue

  /// Opens a state file, makes it with mode 0600 where there is none, and brings its tables up to
  /// date, after a ``Backup``.
  ///
  /// - Throws: ``StateError``.
  package init(file: String) throws(StateError) {
    self.file = file
    let queue = try StateFile.open(file, label: "state") { database in
      // UUIDs and server ids come in no order, so their indexes are to fit into memory; of many files at once the heap's limit, which
      // is the process's, lets each keep what it has. Of a page of 8 KiB, which a new file has, contacts
      // leave half as much empty as of the usual 4. A load changes the same pages again and again: a log of
      // 32 MiB is emptied a few times for it, and not at all for ten thousand contacts. Nothing of a
      // contact that is gone stays in the file: what is deleted is overwritten, and ``forgetGone()`` gives
      // back the room.
      // Of a file that is there, SQLite would write the mode down again each time.
      if try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 {
        try database.execute(sql: "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL")
      }
      try database.execute(
        sql: """
          PRAGMA secure_delete = ON;
          PRAGMA cache_size = -8192; PRAGMA soft_heap_limit = 67108864; PRAGMA wal_autocheckpoint = 4096
          """)
      // GRDB would write into the log at once, of whoever only reads, too, and lower `synchronous`; a
      // sync key must survive a power cut.
      guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
        throw DatabaseError(
          resultCode: .SQLITE_CANTOPEN, message: "its file system can't hold SQLite's log")
      }
      try database.execute(sql: "PRAGMA synchronous = FULL")
    }
    do {
      try Self.bringUpToDate(queue, file: file)
      keepsFreeRoom = try !Self.makeShrinkable(queue)
      self.queue = queue
    } catch {
      throw StateError(error, file: file)
    }
  }

  /// All in one transaction: a run that is killed leaves the old tables or the new ones, and of two
  /// runs at once one does it.
  private static func bringUpToDate(_ queue: DatabaseQueue, file: String) throws {
    let version = try queue.read(Schema.version(of:))
    guard version <= Schema.version else { throw StateError.madeByNewerVersion(file: file) }
    guard version < Schema.version else { return }
    let backup = try queue.write { database -> Backup? in
      let version = try Schema.version(of: database)
      guard version < Schema.version else { return nil }
      let backup = version > 0 ? Backup(of: file, version: version) : nil
      try backup?.make()
      try Schema.migrate(database, from: version)
      return backup
    }
    Steps.pass(.stateMigrated)
    try backup?.removeOthers()
  }

  /// Rewrites a file of an earlier version once, after its tables are up to date: it gets a list of its
  /// free pages, which lets it shrink from then on, and loses what was in them.
  ///
  /// A state is as good without, so a folder for temporary files that has too little room is no failure;
  /// the next run tries again.
  /// - Returns: Whether the file can shrink.
  private static func makeShrinkable(_ queue: DatabaseQueue) throws -> Bool {
    try queue.writeWithoutTransaction { database in
      guard try Int.fetchOne(database, sql: "PRAGMA auto_vacuum") == 0 else { return true }
      do {
        try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL; VACUUM")
        Steps.pass(.stateRewritten)
        return true
      } catch let error as DatabaseError
        where [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_BUSY].contains(
          error.resultCode.primaryResultCode)
      {
        return false
      }
    }
  }

  func read<T>(_ body: (Database) throws -> T) throws(StateError) -> T {
    do { return try queue.read(body) } catch { throw StateError(error, file: file) }
  }

  /// `step`: passed when all of it is done and, but for the sake of `isDurable`, durable. What isn't
  /// becomes so with the next transaction that is.
  func write<T>(
    _ step: Step, isDurable: Bool = true, _ body: (Database) throws -> T
  ) throws(StateError) -> T {
    do {
      let result = try queue.writeWithoutTransaction { database in
        if !isDurable { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
        defer {
          if !isDurable { try? database.execute(sql: "PRAGMA synchronous = FULL") }
        }
        try database.beginTransaction()
        do {
          let result = try body(database)
          Steps.pass(.transactionEnding)
          try database.commit()
          return result
        } catch {
          // SQLite may have done it already.
          try? database.rollback()
          throw error
        }
      }
      Steps.pass(step)
      return result
    } catch {
      throw StateError(error, file: file)
    }
  }

  /// Brings everything from SQLite's log into the file: whoever removes the log first leaves no earlier
  /// state behind.
  ///
  /// - Throws: ``StateError``.
  package func emptyLog() throws(StateError) {
    do {
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    } catch {
      throw StateError(error, file: file)
    }
  }

  /// Reads the whole file as SQLite's own checks do.
  ///
  /// - Throws: ``StateError``; for a file that is not sound, ``StateError/damaged(file:what:)``.
  package func check() throws(StateError) {
    let found = try read { database -> String? in
      let words = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
      guard words == "ok" else { return words ?? "the check says nothing" }
      return try Row.fetchOne(database, sql: "PRAGMA foreign_key_check").map { row in
        "a row of \(try row.decode(String.self, forColumn: "table")) refers to one that isn't there"
      }
    }
    // It names tables and pages alone.
    if let found { throw .damaged(file: file, what: found) }
  }

  /// Sees whether the file is still there: SQLite goes on with one that was removed, or whose file
  /// system was taken away, and all of it is lost.
  ///
  /// - Throws: ``StateError/gone(file:)``.
  package func checkPresence() throws(StateError) {
    var status = stat()
    guard lstat(file, &status) == 0 else { throw .gone(file: file) }
  }

  // MARK: - Account

  /// The device id in a state file, whatever its version; the file is left as it is. `nil` where it has none.
  ///
  /// - Throws: ``StateError``.
  package static func deviceID(in file: String) throws(StateError) -> String? {
    do {
      return try DatabaseQueue(path: file).read { database in
        guard try database.tableExists("account") else { return nil }
        return try String.fetchOne(database, sql: "SELECT device_id FROM account")
      }
    } catch {
      throw StateError(error, file: file)
    }
  }

  /// The account, or `nil` before the first run.
  package func account() throws(StateError) -> AccountRecord? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM account").map { row in
        var account = AccountRecord(
          server: try row.decode(forColumn: "server"), user: try row.decode(forColumn: "user"),
          deviceID: try row.decode(forColumn: "device_id"))
        account.name = try row.decode(forColumn: "name")
        account.protocolVersion = try row.decode(forColumn: "protocol_version")
        account.policyKey = try row.decode(forColumn: "policy_key")
        account.isProvisioned = try row.decode(forColumn: "is_provisioned")
        account.policy = try row.decode(forColumn: "policy")
        account.folderSyncKey = try row.decode(forColumn: "folder_sync_key")
        account.restartOrder = try row.decode(forColumn: "restart_order")
        account.heardAt = try row.decode(forColumn: "heard_at")
        account.isPolicyMet = try row.decode(forColumn: "is_policy_met")
        account.usesDeviceBytes = try row.decode(forColumn: "uses_device_bytes")
        account.isDescribed = try row.decode(forColumn: "is_described")
        account.descriptionFailures = try row.decode(forColumn: "description_failures")
        account.signedInAt = try row.decode(forColumn: "signed_in_at")
        return account
      }
    }
  }

  package func save(_ account: AccountRecord) throws(StateError) {
    try write(.accountSaved) { database in
      try database.execute(
        sql: """
          INSERT INTO account
            (id, server, user, device_id, name, protocol_version, policy_key, is_provisioned, policy,
             folder_sync_key, restart_order, is_policy_met, uses_device_bytes, is_described,
             description_failures, signed_in_at, heard_at)
          VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET
            server = excluded.server, user = excluded.user, device_id = excluded.device_id,
            name = excluded.name,
            protocol_version = excluded.protocol_version, policy_key = excluded.policy_key,
            is_provisioned = excluded.is_provisioned, policy = excluded.policy,
            folder_sync_key = excluded.folder_sync_key, restart_order = excluded.restart_order,
            is_policy_met = excluded.is_policy_met,
            uses_device_bytes = excluded.uses_device_bytes, is_described = excluded.is_described,
            description_failures = excluded.description_failures,
            signed_in_at = excluded.signed_in_at, heard_at = excluded.heard_at
          """,
        arguments: [
          account.server, account.user, account.deviceID, account.name, account.protocolVersion,
          account.policyKey, account.isProvisioned, account.policy, account.folderSyncKey,
          account.restartOrder, account.isPolicyMet, account.usesDeviceBytes, account.isDescribed,
          account.descriptionFailures, account.signedInAt, account.heardAt,
        ])
    }
  }

  /// Takes the next numbers of the change feed.
  ///
  /// `body`: gets a function that gives a new number at each call.
  static func numbering<T>(
    _ database: Database, _ body: (() -> Int64) throws -> T
  ) throws -> T {
    var sequence =
      try Int64.fetchOne(database.cachedStatement(sql: "SELECT sequence FROM account")) ?? 0
    let result = try body {
      // Only a file that is damaged comes near the end, and then two have the same number.
      sequence = sequence == .max ? .max : sequence + 1
      return sequence
    }
    try database.cachedStatement(sql: "UPDATE account SET sequence = ?").run(sequence)
    return result
  }
}
