import Glibc

/// What the file system shows of a file's content without reading it.
package struct FileStamp: Equatable {
  package let size: Int64
  /// Nanoseconds since 1970.
  package let modified: Int64

  package init(size: Int64, modified: Int64) {
    self.size = size
    self.modified = modified
  }

  private init(_ status: stat) {
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  /// `nil` where there is no regular file.
  ///
  /// `directory`: an open one that a relative path begins in.
  package init?(of path: String, in directory: Int32 = AT_FDCWD) {
    var status = stat()
    guard fstatat(directory, path, &status, AT_SYMLINK_NOFOLLOW) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    self.init(status)
  }

  /// `nil` where the descriptor is of no regular file.
  package init?(of descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }
}
