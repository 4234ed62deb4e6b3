import Foundation
import GRDB

/// The state of one account: folders, sync keys, contacts, the change feed and the outputs'
/// cursors, in one SQLite file.
///
/// Every method is one transaction, durable when it returns: a crash leaves the state as it was
/// before or after, never between.
package final class AccountStore: Sendable {
  /// The database file, for error texts.
  package let file: String
  let queue: DatabaseQueue

  /// Opens a state file, makes it with mode 0600 where there is none, and brings its tables up to
  /// date.
  ///
  /// - Throws: ``StateError``.
  package init(file: String) throws(StateError) {
    self.file = file
    guard Self.makeFile(file) else {
      throw .cannotOpen(file: file, reason: String(cString: strerror(errno)))
    }
    var configuration = GRDB.Configuration()
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(30)
    configuration.label = "state"
    do {
      let queue = try DatabaseQueue(path: file, configuration: configuration)
      // GRDB lowers `synchronous` when it enters WAL; a sync key must survive a power cut.
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      guard try queue.read({ try !Schema.migrator.hasBeenSuperseded($0) }) else {
        throw StateError.madeByNewerVersion(file: file)
      }
      try Schema.migrator.migrate(queue)
      self.queue = queue
    } catch let error as StateError {
      throw error
    } catch {
      throw StateError(error, file: file)
    }
  }

  /// Contacts are nobody else's: SQLite would make the file with the umask's mode.
  private static func makeFile(_ file: String) -> Bool {
    let descriptor = open(file, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }

  func read<T>(_ body: (Database) throws -> T) throws(StateError) -> T {
    do { return try queue.read(body) } catch { throw StateError(error, file: file) }
  }

  func write<T>(_ body: (Database) throws -> T) throws(StateError) -> T {
    do { return try queue.write(body) } catch { throw StateError(error, file: file) }
  }

  /// What SQLite's own check finds wrong with the file; `nil` for nothing.
  package func damage() throws(StateError) -> String? {
    let words = try read { database in
      try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
    }
    return words == "ok" ? nil : words ?? "the check says nothing"
  }

  // MARK: - Account

  /// The account, or `nil` before the first run.
  package func account() throws(StateError) -> AccountRecord? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM account").map { row in
        var account = AccountRecord(
          server: row["server"], user: row["user"], deviceID: row["device_id"])
        account.protocolVersion = row["protocol_version"]
        account.policyKey = row["policy_key"]
        account.isProvisioned = row["is_provisioned"]
        account.policy = row["policy"]
        account.folderSyncKey = row["folder_sync_key"]
        return account
      }
    }
  }

  package func save(_ account: AccountRecord) throws(StateError) {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO account
            (id, server, user, device_id, protocol_version, policy_key, is_provisioned, policy,
             folder_sync_key)
          VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET
            server = excluded.server, user = excluded.user, device_id = excluded.device_id,
            protocol_version = excluded.protocol_version, policy_key = excluded.policy_key,
            is_provisioned = excluded.is_provisioned, policy = excluded.policy,
            folder_sync_key = excluded.folder_sync_key
          """,
        arguments: [
          account.server, account.user, account.deviceID, account.protocolVersion,
          account.policyKey, account.isProvisioned, account.policy, account.folderSyncKey,
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
      try Int64.fetchOne(database, sql: "SELECT sequence FROM account") ?? 0
    let result = try body {
      sequence += 1
      return sequence
    }
    try database.execute(sql: "UPDATE account SET sequence = ?", arguments: [sequence])
    return result
  }
}
