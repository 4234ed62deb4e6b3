import Glibc
import Steps

/// Keeps a second run off an account or an output; a dead process holds none.
///
/// The lock is the kernel's on an open file, so that it ends with the process. The file tells its
/// number to whoever comes second, and is empty again once the lock was let go: a number in a file
/// that nobody holds is that of a process that was killed.
struct Lock: ~Copyable {
  private let descriptor: Int32
  /// Whether whoever held the lock before was killed.
  let wasAbandoned: Bool

  /// `nil` where another process holds the lock.
  init?(file: String) throws(FileError) {
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw FileError("lock", file) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      if code == EWOULDBLOCK { return nil }
      throw FileError("lock", file, code: code)
    }
    self.descriptor = descriptor
    var status = stat()
    wasAbandoned = fstat(descriptor, &status) == 0 && status.st_size > 0
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    // A power cut is to be seen as well.
    fdatasync(descriptor)
    Steps.pass(.lockTaken)
  }

  deinit {
    ftruncate(descriptor, 0)
    Steps.pass(.lockReleased)
    close(descriptor)
  }

  /// The number of the process that holds the lock, if it can be told.
  static func holder(of file: String) -> String? {
    guard let bytes = try? FileSystem.read(file) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self).filter(\.isNumber)
    return text.isEmpty ? nil : text
  }
}
