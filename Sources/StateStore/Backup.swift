package import DurableFiles
import Foundation
import GRDB
import OpenFiles
import Steps

/// The copy of a state that is made before its tables are changed, for whoever goes back to the
/// version of cardferry before: `ACCOUNT.sqlite.backup-3` holds tables of version 3.
///
/// The latest alone is kept, and it lacks the policy key, which a server gives anew.
package struct Backup {
  private static let suffix = ".backup-"

  let state: String
  private let path: String

  /// `version`: that of the tables as they are.
  init(of state: String, version: Int) {
    self.state = state
    path = "\(state)\(Self.suffix)\(version)"
  }

  /// The copies of a state that are there, and what of one is left where a run was killed.
  package static func files(of state: String) throws(FileError) -> [String] {
    let (directory, name) = FileSystem.split(state)
    return try FileSystem.names(in: directory).filter { isCopy($0, of: name) }.sorted().map {
      directory + "/" + $0
    }
  }

  /// Whether a file is a copy or what was left of one: the state of another account may have a name
  /// that begins as one.
  private static func isCopy(_ file: String, of state: String) -> Bool {
    guard file.hasPrefix(state + suffix) else { return false }
    let rest = file.dropFirst(state.count + suffix.count)
    let version = rest.prefix { $0.isASCII && $0.isNumber }
    return !version.isEmpty
      && ["", ".tmp", ".tmp-journal"].contains(rest.dropFirst(version.count))
  }

  /// Returns when the copy is durable: it is whole or not there.
  ///
  /// - Throws: `DatabaseError`, ``StateError``.
  func make() throws {
    let temporary = path + ".tmp"
    // Of one that failed nothing stays: it would take the room that is wanting.
    func remove() { for file in [temporary, temporary + "-journal"] { unlink(file) } }
    remove()
    defer { remove() }
    // SQLite would make it with the umask's mode.
    let descriptor = open(temporary, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure() }
    close(descriptor)
    // A connection of its own sees what is durable, what is in the write-ahead log included.
    var configuration = GRDB.Configuration()
    configuration.readonly = true
    try DatabaseQueue(path: state, configuration: configuration).writeWithoutTransaction {
      try $0.execute(sql: "VACUUM INTO ?", arguments: [temporary])
    }
    Steps.pass(.backupCopied)
    try DatabaseQueue(path: temporary).write { database in
      try database.execute(sql: "PRAGMA secure_delete = ON")
      try database.execute(sql: "UPDATE account SET policy_key = NULL, is_provisioned = 0")
    }
    Steps.pass(.backupCleaned)
    try syncFile(temporary)
    Steps.pass(.backupSynced)
    guard rename(temporary, path) == 0 else { throw failure() }
    Steps.pass(.backupRenamed)
    try FileSystem.syncDirectory(FileSystem.split(path).directory)
  }

  /// Removes the copies of earlier versions.
  func removeOthers() throws(FileError) {
    for file in try Self.files(of: state) where file != path {
      unlink(file)
      Steps.pass(.backupDeleted)
    }
  }

  private func syncFile(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure() }
  }

  private func failure() -> StateError {
    if OpenFileLimit.isExceeded(by: errno) { return .tooManyOpenFiles(file: path) }
    let reason = String(cString: strerror(errno))
    return StateError(diskOf: path) ?? .cannotWrite(file: path, reason: reason)
  }
}
