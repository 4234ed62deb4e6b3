import CLinux
import Glibc
import Steps

/// Making things durable, on whatever file system they are.
extension FileSystem {
  /// Makes the names in a directory durable. One that is gone has none.
  package static func syncDirectory(_ path: String) throws(FileError) {
    guard isDirectory(path) else { return }
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", path) }
    defer { close(descriptor) }
    try syncDirectory(descriptor, shownAs: path)
    Steps.pass(.directorySynced)
  }

  /// The same of an open directory.
  ///
  /// Some file systems sync files and no directory, as CIFS and the shared folders of virtual
  /// machines do: there is no more to be done there.
  package static func syncDirectory(
    _ descriptor: Int32, shownAs path: String
  ) throws(FileError) {
    guard fsync(descriptor) != 0, !isUnknown(errno) else { return }
    throw FileError("sync", path)
  }

  /// Makes all files of the file system of a path durable, in one go.
  ///
  /// - Returns: Whether that was done: where the file system can't, each file has to be synced.
  package static func syncFileSystem(of path: String) throws(FileError) -> Bool {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", path) }
    defer { close(descriptor) }
    guard cardferry_syncfs(descriptor) == 0 else {
      guard isUnknown(errno) else { throw FileError("sync", path) }
      return false
    }
    Steps.pass(.fileSystemSynced)
    return true
  }

  /// Whether an error says that a file system doesn't know a call, and not that the call failed.
  private static func isUnknown(_ code: Int32) -> Bool {
    [EINVAL, ENOTSUP, ENOSYS].contains(code)
  }
}
