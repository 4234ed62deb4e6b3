import DurableFiles
import Foundation
import GRDB
import OpenFiles

/// Why the state of an account can't be read or written. Each description is one line that names
/// the file, the cause and the remedy.
package enum StateError: Error, Equatable, Sendable {
  /// The file can't be opened or made.
  case cannotOpen(file: String, reason: String)
  /// A newer cardferry made the file.
  case madeByNewerVersion(file: String)
  /// The file is damaged, or no database at all; `what` names tables and pages alone.
  case damaged(file: String, what: String)
  /// The file may not be written, or the disk fails.
  case cannotWrite(file: String, reason: String)
  /// The file system has none left: `room`, `inodes`.
  case full(file: String, lacks: String)
  /// The file system is read-only.
  case readOnly(file: String)
  /// The process has as many files open as it may.
  case tooManyOpenFiles(file: String)
  /// The file was there a moment ago.
  case gone(file: String)
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
      "cannot write the state \(file): \(reason); correct its owner or mode, or see whether the disk "
        + "is sound, then run again"
    case .full(let file, let lacks):
      "cannot write the state \(file): its file system has no \(lacks) left; make room and run again"
    case .readOnly(let file):
      "cannot write the state \(file): its file system is read-only; mount it for writing and run "
        + "again"
    case .tooManyOpenFiles(let file):
      "cannot open the state \(file): \(OpenFileLimit.words)"
    case .gone(let file):
      "the state \(file) went away while it was in use; see that its file system is mounted, and run "
        + "again"
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
    if let error = error as? FileError {
      self = .cannotOpen(file: error.path, reason: String(cString: strerror(error.code)))
      return
    }
    guard let error = error as? DatabaseError else {
      // Tables that are sound have no value that can't be read.
      self = .damaged(file: file, what: "a value is of another kind than its column")
      return
    }
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_CANTOPEN, .SQLITE_FULL, .SQLITE_READONLY, .SQLITE_IOERR:
      if OpenFileLimit.isReached {
        self = .tooManyOpenFiles(file: file)
        return
      }
      if let cause = StateError(diskOf: file) {
        self = cause
        return
      }
    default: break
    }
    switch error.resultCode {
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self = .cannotOpen(file: file, reason: reason)
    // The messages could quote what stands in the place of a table's name.
    case .SQLITE_NOTADB: self = .damaged(file: file, what: "it is no database")
    case .SQLITE_CORRUPT: self = .damaged(file: file, what: "SQLite can't make sense of it")
    // Every statement is right for tables that are.
    case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
      self = .damaged(file: file, what: "its tables are not as they were made")
    case .SQLITE_FULL: self = .full(file: file, lacks: "room")
    case .SQLITE_READONLY, .SQLITE_IOERR: self = .cannotWrite(file: file, reason: reason)
    default: self = .failed(file: file, reason: reason)
    }
  }
}
