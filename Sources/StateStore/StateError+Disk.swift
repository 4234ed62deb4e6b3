import Foundation

/// What a file system says where SQLite only says that something failed.
extension StateError {
  /// SQLite keeps as much beside a database.
  private static let leastRoom: UInt = 64 << 10

  /// Why nothing can be written to a file; `nil` where its file system is not to blame.
  init?(diskOf file: String) {
    var status = statvfs()
    let directory = URL(filePath: file).deletingLastPathComponent().path
    guard statvfs(directory, &status) == 0 else {
      guard errno == ENOENT else { return nil }
      self = .gone(file: file)
      return
    }
    if status.f_flag & UInt(ST_RDONLY) != 0 {
      self = .readOnly(file: file)
    } else if status.f_bavail < Self.leastRoom / max(1, UInt(status.f_frsize)) {
      self = .full(file: file, lacks: "room")
    } else if status.f_files > 0, status.f_favail == 0 {
      self = .full(file: file, lacks: "inodes")
    } else {
      return nil
    }
  }
}
