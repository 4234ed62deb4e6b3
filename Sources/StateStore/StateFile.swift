import Foundation
import Steps

/// How the database file of a state comes to be.
enum StateFile {
  /// Contacts are nobody else's: SQLite would make the file with the umask's mode.
  ///
  /// One that is there is not opened: closing it again would take SQLite's locks from another
  /// connection of this process.
  static func make(_ file: String) -> Bool {
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
    let descriptor = open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return errno == EEXIST }
    close(descriptor)
    Steps.pass(.stateMade)
    return true
  }
}
