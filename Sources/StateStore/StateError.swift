import GRDB

/// Why the state of an account can't be read or written. Each description is one line that names
/// the file, the cause and the remedy.
package enum StateError: Error, Equatable, Sendable {
  /// The file can't be opened or made.
  case cannotOpen(file: String, reason: String)
  /// A newer cardferry made the file.
  case madeByNewerVersion(file: String)
  /// The file is damaged, or no database at all.
  case damaged(file: String)
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
      "the state \(file) was made by a newer cardferry; install that version again"
    case .damaged(let file):
      "the state \(file) is damaged; restore it from a backup, or move it away and export anew"
    case .cannotWrite(let file, let reason):
      "cannot write the state \(file): \(reason); make room or correct the mode, then run again"
    case .failed(let file, let reason):
      "the state \(file) can't be used: \(reason)"
    }
  }

  /// What an error of SQLite means for the file.
  init(_ error: any Error, file: String) {
    guard let error = error as? DatabaseError else {
      self = .failed(file: file, reason: "\(type(of: error))")
      return
    }
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self = .cannotOpen(file: file, reason: reason)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(file: file)
    case .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR:
      self = .cannotWrite(file: file, reason: reason)
    default: self = .failed(file: file, reason: reason)
    }
  }
}
