import Foundation
import TestSupport

/// A file system of its own at a directory, in memory, whose room a test can take and give back.
struct SmallDisk: ~Copyable {
  /// What a file system may run out of.
  enum Room: CaseIterable {
    case pages, inodes
  }

  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  /// More than any test needs.
  private static let plenty = 4096

  let path: String

  /// Whether this process may mount one.
  static let isAvailable: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    defer { folder.remove() }
    return (try? SmallDisk(at: folder.path("disk"))) != nil
  }()

  /// Makes the directory, and mounts the file system there until the value is gone.
  init(at path: String) throws {
    self.path = path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    try Self.mount(path, flags: 0, pages: Self.plenty, inodes: Self.plenty)
    // A limit of no pages at all would mean no limit.
    try Data(count: 1).write(to: URL(filePath: path + "/.page"))
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Leaves so much room and no more.
  func leave(_ count: Int, of room: Room) throws {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw Refusal(description: "no file system") }
    try Self.mount(
      path, flags: MS_REMOUNT,
      pages: room == .pages ? Int(status.f_blocks - status.f_bfree) + count : Self.plenty,
      inodes: room == .inodes ? Int(status.f_files - status.f_ffree) + count : Self.plenty)
  }

  func makeRoom() throws {
    try Self.mount(path, flags: MS_REMOUNT, pages: Self.plenty, inodes: Self.plenty)
  }

  func makeReadOnly() throws {
    try Self.mount(path, flags: MS_REMOUNT | MS_RDONLY, pages: Self.plenty, inodes: Self.plenty)
  }

  /// Takes the file system away while files on it are in use, and keeps it at another directory.
  static func move(_ path: String, to other: String) throws {
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    guard Glibc.mount(path, other, nil, UInt(MS_MOVE), nil) == 0 else {
      throw Refusal(description: "\(path): \(String(cString: strerror(errno)))")
    }
  }

  private static func mount(_ path: String, flags: Int, pages: Int, inodes: Int) throws {
    let options = "size=\(pages * Int(getpagesize())),nr_inodes=\(inodes),mode=700"
    guard Glibc.mount("tmpfs", path, "tmpfs", UInt(flags), options) == 0 else {
      throw Refusal(description: "\(path): \(String(cString: strerror(errno)))")
    }
  }
}
