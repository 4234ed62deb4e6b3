import Foundation
import GRDB
import Glibc
import OpenFiles
import Steps

/// How the database file of a state comes to be, and is opened.
enum StateFile {
  /// Opens a file, and makes it with mode 0600 where there is none.
  ///
  /// - Parameters:
  ///   - file: The path of the file.
  ///   - label: What error texts of GRDB call it.
  ///   - prepare: Sets up a connection, before anything is read.
  /// - Returns: What all reading and writing goes through.
  /// - Throws: ``StateError``.
  static func open(
    _ file: String, label: String, prepare: @escaping @Sendable (Database) throws -> Void
  ) throws(StateError) -> DatabaseQueue {
    guard make(file) else {
      let code = errno
      if OpenFileLimit.isExceeded(by: code) { throw .tooManyOpenFiles(file: file) }
      let refusal = StateError.cannotOpen(file: file, reason: String(cString: strerror(code)))
      // A directory that isn't there was perhaps never there.
      throw code == ENOENT ? refusal : StateError(diskOf: file) ?? refusal
    }
    var configuration = GRDB.Configuration()
    configuration.busyMode = .timeout(30)
    configuration.label = label
    // For each contact that goes, SQLite would look through all that the outputs hold, as artifacts have
    // no index by contact. `check` finds what refers to nothing.
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      // A file that is damaged is noticed sooner, and runs nothing.
      try database.execute(sql: "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF")
      try prepare(database)
    }
    do { return try DatabaseQueue(path: file, configuration: configuration) } catch {
      throw StateError(error, file: file)
    }
  }

  /// Contacts are nobody else's: SQLite would make the file with the umask's mode.
  ///
  /// One that is there is not opened: closing it again would take SQLite's locks from another
  /// connection of this process.
  private static func make(_ file: String) -> Bool {
    var status = stat()
    if lstat(file, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        errno = ELOOP
        return false
      }
      return true
    }
    guard errno == ENOENT else { return false }
    // The log of one that was moved away would be taken for this one's.
    for suffix in ["-wal", "-shm"] { unlink(file + suffix) }
    let descriptor = Glibc.open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return errno == EEXIST }
    close(descriptor)
    Steps.pass(.stateMade)
    return true
  }
}
