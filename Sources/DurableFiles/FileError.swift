import Glibc
import OpenFiles

/// A file or a directory of an output or of the state that can't be used.
package struct FileError: Error, Equatable, Sendable {
  /// What was to be done: `write`, `read`, `rename`.
  package let action: String
  package let path: String
  /// The system's error number.
  package let code: Int32

  package init(_ action: String, _ path: String, code: Int32 = errno) {
    self.action = action
    self.path = path
    self.code = code
  }
}

extension FileError: CustomStringConvertible {
  package var description: String {
    if OpenFileLimit.isExceeded(by: code) {
      return "cannot \(action) \(path): \(OpenFileLimit.words)"
    }
    return "cannot \(action) \(path)"
      + (code == ESTALE ? "" : ": \(String(cString: strerror(code)))") + remedy
  }

  private var remedy: String {
    switch code {
    case ENOSPC: "; make room (see df, and df -i) and run again"
    case EDQUOT: "; make room and run again"
    case ENOENT: "; its directory has gone meanwhile; run again"
    case EACCES, EPERM: "; correct its owner or mode and run again"
    case EROFS: "; mount it for writing and run again"
    case ENOTDIR: "; a part of the path is a file"
    case ESTALE: ": it was moved or removed meanwhile; put it back and run again"
    case ELOOP: "; it is a symbolic link, which is not followed"
    default: ""
    }
  }
}
