import Glibc
import Steps

/// Keeps a second run off an account or an output; a dead process holds none.
///
/// The lock is the kernel's on an open file, so that it ends with the process. The file tells its
/// number to whoever comes second, and is empty again once the lock was let go: a number in a file
/// that nobody holds is that of a process that was killed, or could not store what it had got.
package struct Lock: ~Copyable {
  private let descriptor: Int32
  /// Whether the number of whoever held the lock before is still there.
  package let wasAbandoned: Bool
  private var isAbandoned = false

  /// `nil` where another process holds the lock. Without `marks` the file doesn't tell the number
  /// meanwhile, and stays as it is: the mark that a run which was killed has left stays as well.
  package init?(file: String, marks: Bool = true) throws(FileError) {
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw FileError("lock", file) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      if code == EWOULDBLOCK { return nil }
      throw FileError("lock", file, code: code)
    }
    var status = stat()
    let wasAbandoned = fstat(descriptor, &status) == 0 && status.st_size > 0
    guard marks else {
      self.descriptor = descriptor
      self.wasAbandoned = wasAbandoned
      isAbandoned = true
      return
    }
    let text = Array("\(getpid())\n".utf8)
    // Over an old number, which needs no room, and never without one: a run of which nobody sees
    // that it was killed may cost contacts. A power cut is to be seen as well.
    let count = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == text.count, ftruncate(descriptor, off_t(count)) == 0, fdatasync(descriptor) == 0
    else {
      let code = errno
      close(descriptor)
      throw FileError("lock", file, code: code)
    }
    self.descriptor = descriptor
    self.wasAbandoned = wasAbandoned
    Steps.pass(.lockTaken)
  }

  /// Leaves the number where it is, as if the process were killed.
  package mutating func abandon() { isAbandoned = true }

  deinit {
    if !isAbandoned { ftruncate(descriptor, 0) }
    Steps.pass(.lockReleased)
    close(descriptor)
  }

  /// The number of the process that holds the lock, if it can be told.
  package static func holder(of file: String) -> String? {
    guard let bytes = try? FileSystem.read(file) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self).filter(\.isNumber)
    return text.isEmpty ? nil : text
  }
}
