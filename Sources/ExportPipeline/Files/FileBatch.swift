import CLinux
import Glibc
import Steps

/// Writes, moves and deletes files of one output, and makes all of it durable in one go.
///
/// Contents go to hidden `.tmp` files first, which readers of a vdir pass over. ``commit()`` makes
/// them durable, with a single `syncfs` where there are many, renames them into place, and makes
/// the directories durable. A crash leaves every file as it was or as it is to be, and `.tmp`
/// files that the next run overwrites. No symbolic link is followed at the end of a path.
struct FileBatch {
  /// Beyond so many files one sync of the whole file system is faster than one for each.
  private static let manyFiles = 16

  private let root: String
  private var renames: [(from: String, to: String)] = []
  private var deletions: [String] = []
  private var directories: Set<String> = []
  private var temporaries: [String] = []

  /// `root`: an absolute directory that exists.
  init(root: String) {
    self.root = root
  }

  /// Plans a file with mode 0600 at a path below the root.
  ///
  /// - Returns: How the file will look.
  /// - Throws: ``FileError``.
  @discardableResult
  mutating func write(_ bytes: [UInt8], to path: String) throws(FileError) -> FileStamp {
    let target = root + "/" + path
    let (directory, name) = FileSystem.split(target)
    try FileSystem.makeDirectory(directory)
    let temporary = directory + "/" + Self.temporaryName(of: name)
    let stamp = try FileSystem.writeNew(bytes, to: temporary)
    temporaries.append(temporary)
    renames.append((temporary, target))
    directories.insert(directory)
    return stamp
  }

  private static func temporaryName(of name: String) -> String { "." + name + ".tmp" }

  /// Whether a path is one that a card is written under before it has its name: a hidden
  /// `UUID.vcf.tmp`.
  static func isTemporary(_ path: String) -> Bool {
    let name = FileSystem.split(path).name
    return name.hasPrefix(".") && name.hasSuffix(".tmp")
      && name.dropFirst().prefix { $0 != "." }.utf8.count == 36
  }

  mutating func move(from old: String, to new: String) throws(FileError) {
    let target = root + "/" + new
    try FileSystem.makeDirectory(FileSystem.split(target).directory)
    renames.append((root + "/" + old, target))
    directories.insert(FileSystem.split(root + "/" + old).directory)
    directories.insert(FileSystem.split(target).directory)
  }

  mutating func delete(_ path: String) {
    deletions.append(root + "/" + path)
    directories.insert(FileSystem.split(root + "/" + path).directory)
  }

  var isEmpty: Bool { renames.isEmpty && deletions.isEmpty }

  /// Makes everything durable, contents before names.
  mutating func commit() throws(FileError) {
    guard !isEmpty else { return }
    if temporaries.count > Self.manyFiles {
      try FileSystem.syncFileSystem(of: root)
    } else {
      for path in temporaries { try FileSystem.syncFile(path) }
    }
    for (from, to) in renames {
      guard rename(from, to) == 0 else { throw FileError("write", to) }
      Steps.pass(.fileRenamed)
    }
    for path in deletions {
      guard unlink(path) == 0 || errno == ENOENT else { throw FileError("delete", path) }
      Steps.pass(.fileDeleted)
    }
    for directory in directories { try FileSystem.syncDirectory(directory) }
    self = FileBatch(root: root)
  }
}
