import GRDB

/// Why the state of an account can't be read or written. Each description is one line that names
/// the file, the cause and the remedy.
package enum StateError: Error, Equatable, Sendable {
  /// The file can't be opened or made.
  case cannotOpen(file: String, reason: String)
  /// A newer cardferry made the file.
  case madeByNewerVersion(file: String)
  /// The file is damaged, or no database at all; `what` names tables and pages alone.
  case damaged(file: String, what: String)
  /// The disk is full, or the file may not be written.
  case cannotWrite(file: String, reason: String)
  /// Anything else that SQLite says, without the statement's values.
  case failed(file: String, reason: String)
}

extension StateError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cannotOpen(let file, let reason):
      "cannot open the state \(file): \(reason); check the folder's owner and mode"
    case .madeByNewerVersion(let file):
      "the state \(file) was made by a newer cardferry; install that version again, or bring its "
        + "backup back if there is one"
    case .damaged(let file, let what):
      "the state \(file) is damaged (\(what)); move it away and export anew: contacts that are in "
        + "the outputs as they are on the server keep their UUIDs"
    case .cannotWrite(let file, let reason):
      "cannot write the state \(file): \(reason); make room or correct the mode, then run again"
    case .failed(let file, let reason):
      "the state \(file) can't be used: \(reason)"
    }
  }

  /// What an error of SQLite means for the file.
  init(_ error: any Error, file: String) {
    if let error = error as? StateError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      // Tables that are sound have no value that can't be read.
      self = .damaged(file: file, what: "a value is of another kind than its column")
      return
    }
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self = .cannotOpen(file: file, reason: reason)
    // The messages could quote what stands in the place of a table's name.
    case .SQLITE_NOTADB: self = .damaged(file: file, what: "it is no database")
    case .SQLITE_CORRUPT: self = .damaged(file: file, what: "SQLite can't make sense of it")
    // Every statement is right for tables that are.
    case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
      self = .damaged(file: file, what: "its tables are not as they were made")
    case .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR:
      self = .cannotWrite(file: file, reason: reason)
    default: self = .failed(file: file, reason: reason)
    }
  }
}
