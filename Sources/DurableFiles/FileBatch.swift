import Glibc
import Steps

/// Writes, moves and deletes files of one output, and makes all of it durable in one go.
///
/// Contents go to hidden `.tmp` files first, which readers of a vdir pass over. ``commit()`` makes
/// them durable, with a single `syncfs` where there are many, renames them into place, and makes
/// the directories durable. A crash leaves every file as it was or as it is to be, and `.tmp`
/// files that the next run overwrites; a failure leaves none. In a ``NewDirectory`` files have their
/// names at once, and it gets its own in the end. No symbolic link is followed below the
/// root.
package struct FileBatch: ~Copyable {
  /// Beyond so many files one sync of the whole file system is faster than one for each.
  private static let manyFiles = 16
  /// After as many files the sync of those before begins.
  private static let filesAtATime = 1000

  private let root: String
  private let mode: FileMode
  /// Opened anew for each batch: one that is moved away must not take the next batch along.
  private var opened: OutputDirectory?
  private var renames: [(from: RelativePath, to: RelativePath)] = []
  private var deletions: [RelativePath] = []
  private var temporaries: [RelativePath] = []
  private let background = BackgroundSync()

  /// `root`: an absolute directory that exists.
  package init(root: String, mode: FileMode = FileMode()) {
    self.root = root
    self.mode = mode
  }

  deinit {
    for path in temporaries {
      guard let directory = try? opened?.existing(path.prefix) else { continue }
      unlinkat(directory, path.name, 0)
    }
  }

  private mutating func directory() throws(FileError) -> OutputDirectory {
    if let opened { return opened }
    let directory = try OutputDirectory(path: root, mode: mode, mayBeNew: true)
    opened = directory
    return directory
  }

  /// Plans a file at a path below the root.
  ///
  /// - Returns: How the file will look.
  /// - Throws: ``FileError``.
  @discardableResult
  package mutating func write(_ bytes: [UInt8], to path: String) throws(FileError) -> FileStamp {
    let path = RelativePath(path)
    let directory = try directory()
    // In a directory that is hidden itself no file has to be.
    let temporary =
      directory.isNew
      ? path : RelativePath(prefix: path.prefix, name: FileSystem.temporary(of: path.name))
    let parent = try directory.directory(path.prefix)
    var file = try NewFile(
      temporary.name, in: parent, shownAs: root + "/" + path.prefix, mode: mode)
    try file.append(bytes)
    let stamp = try file.close(isSynced: false)
    temporaries.append(temporary)
    if temporaries.count.isMultiple(of: Self.filesAtATime) { background.begin(of: directory.place) }
    if !directory.isNew { renames.append((temporary, path)) }
    return stamp
  }

  /// Whether a path is one that a card is written under before it has its name: a hidden
  /// `UUID.vcf.tmp`.
  package static func isTemporary(_ path: String) -> Bool {
    let name = FileSystem.split(path).name
    return name.hasPrefix(".") && name.hasSuffix(".tmp") && isCard(String(name.dropFirst()))
  }

  /// Whether a name is one of a card: `UUID.vcf`.
  package static func isCard(_ name: String) -> Bool {
    name.prefix { $0 != "." }.utf8.count == 36
  }

  package mutating func move(from old: String, to new: String) throws(FileError) {
    let new = RelativePath(new)
    _ = try directory().directory(new.prefix)
    renames.append((RelativePath(old), new))
  }

  package mutating func delete(_ path: String) {
    deletions.append(RelativePath(path))
  }

  package var isEmpty: Bool { temporaries.isEmpty && renames.isEmpty && deletions.isEmpty }

  /// Begins to make contents durable, for whoever has something else to do before ``commit()``.
  package mutating func beginSync() throws(FileError) {
    if temporaries.count > Self.manyFiles { background.begin(of: try directory().place) }
  }

  /// Makes everything durable, contents before names.
  package mutating func commit() throws(FileError) {
    guard !isEmpty else { return }
    let directory = try directory()
    try directory.checkThatItIsThere()
    var isSynced = false
    if temporaries.count > Self.manyFiles {
      try background.finish()
      isSynced = try FileSystem.syncFileSystem(of: directory.place)
    }
    if !isSynced { for path in temporaries { try sync(path, in: directory) } }
    for (from, to) in renames {
      let new = try directory.directory(to.prefix)
      guard let old = try directory.existing(from.prefix) else {
        throw FileError("write", root + "/" + to.text, code: ENOENT)
      }
      guard renameat(old, from.name, new, to.name) == 0 else {
        throw FileError("write", root + "/" + to.text)
      }
      Steps.pass(.fileRenamed)
    }
    temporaries = []
    for path in deletions {
      guard let parent = try directory.existing(path.prefix) else { continue }
      guard unlinkat(parent, path.name, 0) == 0 || errno == ENOENT else {
        throw FileError("delete", root + "/" + path.text)
      }
      Steps.pass(.fileDeleted)
    }
    try directory.sync()
    try directory.publish()
    self = FileBatch(root: root, mode: mode)
  }

  private func sync(
    _ path: RelativePath, in directory: OutputDirectory
  ) throws(FileError) {
    let parent = try directory.directory(path.prefix)
    let descriptor = openat(parent, path.name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("open", root + "/" + path.text) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileError("sync", root + "/" + path.text) }
    Steps.pass(.fileSynced)
  }
}
