import Digests
import Glibc

/// Names that stand beside others, and the home directory.
extension FileSystem {
  /// Beyond so many bytes a hidden name is no longer than the name it stands for: file systems differ
  /// in how long a name may be.
  private static let plainNameLimit = 100

  /// The hidden path beside a path that has what takes its place until it is whole: `.NAME.tmp`.
  ///
  /// Always the same of the same path, so that the next run finds what a killed one left.
  package static func temporary(of path: String) -> String {
    let directory = prefix(of: path)
    let name = split(path).name
    guard name.utf8.count > plainNameLimit else { return "\(directory).\(name).tmp" }
    let start = String(decoding: name.utf8.prefix(64), as: UTF8.self)
    return "\(directory).\(start).\(SHA256.shortText(name)).tmp"
  }

  /// The home directory that the system's list of users has for this one; `nil` where it has none.
  package static var homeOfUser: String? {
    var size = 1 << 10
    while size <= 1 << 20 {
      var (entry, found) = (passwd(), UnsafeMutablePointer<passwd>?.none)
      var buffer = [CChar](repeating: 0, count: size)
      let code = getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found)
      if code == EINTR { continue }
      guard code == ERANGE else {
        guard code == 0, found != nil, let home = entry.pw_dir else { return nil }
        return buffer.withUnsafeBufferPointer { _ in String(cString: home) }
      }
      size *= 4
    }
    return nil
  }
}
