import Glibc

/// Where a path leads, whatever links and mounts lie on its way, and whether or not something is there
/// yet.
package struct Place {
  /// A directory or file: the last one of its path that is there, and the names below it that aren't.
  package struct Key: Hashable, Sendable {
    fileprivate let device: dev_t
    fileprivate let inode: ino_t
    fileprivate var missing: [String] = []
  }

  /// As many as the kernel follows.
  private static let mostLinks = 40

  /// The path without links.
  package let path: String
  /// All directories from the root down to the place, and it last.
  package let keys: [Key]

  /// The place of an absolute path.
  package init(_ absolute: String) {
    var (existing, missing, links) = (absolute, [String](), 0)
    var real = "/"
    while true {
      if let found = realpath(existing, nil) {
        real = String(cString: found)
        free(found)
        break
      }
      let (directory, name) = FileSystem.split(existing)
      // What a link leads to may come to be.
      if links < Self.mostLinks, let target = Self.target(of: existing) {
        links += 1
        existing = target.hasPrefix("/") ? target : directory + "/" + target
      } else if directory == existing {
        break
      } else {
        if !name.isEmpty { missing.insert(name, at: 0) }
        existing = directory
      }
    }
    var keys: [Key] = []
    var path = ""
    for name in [""] + real.split(separator: "/").map(String.init) {
      path += path.hasSuffix("/") ? name : "/" + name
      var status = stat()
      if stat(path, &status) == 0 {
        keys.append(Key(device: status.st_dev, inode: status.st_ino))
      } else {
        missing.insert(name, at: 0)
      }
    }
    for name in missing {
      path += path.hasSuffix("/") ? name : "/" + name
      var key = keys.last ?? Key(device: 0, inode: 0)
      key.missing.append(name)
      keys.append(key)
    }
    self.path = path
    self.keys = keys
  }

  private static func target(of link: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &buffer, buffer.count)
    return count > 0
      ? String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }
}
