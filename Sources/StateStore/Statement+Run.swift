import GRDB
import GRDBSQLite

extension Statement {
  /// Runs a statement that gives no rows, with one value for each of its parameters.
  ///
  /// For what is run once for each contact. GRDB's own `execute(arguments:)` does the same with an array
  /// of boxes, one of values made of them and a closure within another for each: as many instructions as
  /// SQLite's work itself. SQLite copies what is bound, so no pointer outlives its call.
  func run<each Value: StatementBinding>(_ values: repeat each Value) throws {
    var (index, code) = (CInt(0), SQLITE_OK)
    for value in repeat each values {
      index += 1
      if code == SQLITE_OK { code = value.bind(to: sqliteStatement, at: index) }
    }
    if code == SQLITE_OK { code = sqlite3_step(sqliteStatement) }
    guard code == SQLITE_DONE else {
      let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(sqliteStatement)))
      sqlite3_reset(sqliteStatement)
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
    sqlite3_reset(sqliteStatement)
  }
}

/// Bytes that needn't become `Data` first, which would be a copy.
struct Blob: StatementBinding {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
    // No address would be NULL.
    if bytes.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
    let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    return bytes.withUnsafeBytes {
      sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), copying)
    }
  }
}
