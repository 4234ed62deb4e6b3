import Glibc
import Steps

/// A directory that an output writes below, held open. Names are looked up from it part by part, and
/// none that is a symbolic link is followed, whoever puts one there and whenever.
///
/// The directory itself may be reached by links: it is the configuration's word.
final class OutputDirectory {
  /// As the configuration has it.
  let path: String
  private let mode: FileMode
  private let root: Int32
  /// By path below the root, with a slash at the end.
  private var opened: [String: Int32] = [:]

  init(path: String, mode: FileMode) throws(FileError) {
    self.path = path
    self.mode = mode
    root = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard root >= 0 else { throw FileError("open", path) }
  }

  deinit {
    for descriptor in opened.values { close(descriptor) }
    close(root)
  }

  /// The directory of a path below the root, made where it isn't there, and the name in it.
  private func place(of relative: String) throws(FileError) -> (directory: Int32, name: String) {
    let path = RelativePath(relative)
    return (try directory(path.prefix), path.name)
  }

  /// A directory below the root, made where it isn't there.
  func directory(_ prefix: String) throws(FileError) -> Int32 {
    if prefix.isEmpty { return root }
    if let known = opened[prefix] { return known }
    let (parent, name) = try place(of: String(prefix.dropLast()))
    let isNew = mkdirat(parent, name, 0o700) == 0
    guard isNew || errno == EEXIST else {
      throw FileError("make", path + "/" + prefix.dropLast())
    }
    let descriptor = try Self.openDirectory(
      name, in: parent, shownAs: path + "/" + prefix.dropLast())
    opened[prefix] = descriptor
    if isNew {
      // The umask has no say in it.
      fchmod(descriptor, mode.directory)
      Steps.pass(.directoryMade)
      guard fsync(parent) == 0 else { throw FileError("sync", path + "/" + prefix.dropLast()) }
    }
    return descriptor
  }

  /// The same of one that may not be there: `nil` then.
  func existing(_ prefix: String) throws(FileError) -> Int32? {
    if prefix.isEmpty { return root }
    if let known = opened[prefix] { return known }
    let own = RelativePath(String(prefix.dropLast()))
    guard let parent = try existing(own.prefix) else { return nil }
    do {
      let descriptor = try Self.openDirectory(
        own.name, in: parent, shownAs: path + "/" + prefix.dropLast())
      opened[prefix] = descriptor
      return descriptor
    } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
  }

  /// How the file at a path below the root looks; `nil` where there is none.
  ///
  /// Links above it are the kernel's to follow: all that comes of it is a comparison.
  func stamp(of relative: String) -> FileStamp? {
    FileStamp(of: relative, in: root)
  }

  private static func openDirectory(
    _ name: String, in parent: Int32, shownAs path: String
  ) throws(FileError) -> Int32 {
    let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor < 0 else { return descriptor }
    var (code, status) = (errno, stat())
    // Linux says of a link that it is no directory.
    if fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFLNK
    {
      code = ELOOP
    }
    throw FileError("open", path, code: code)
  }

  /// Makes sure that the paths still lead to what is open: what was moved or removed meanwhile would
  /// take files along that nobody finds again.
  func checkThatItIsThere() throws(FileError) {
    guard Self.isSame(Self.status(AT_FDCWD, path, 0), root) else {
      throw FileError("write", path, code: ESTALE)
    }
    for (prefix, descriptor) in opened {
      let (parent, name) = try place(of: String(prefix.dropLast()))
      guard Self.isSame(Self.status(parent, name, AT_SYMLINK_NOFOLLOW), descriptor) else {
        throw FileError("write", path + "/" + prefix.dropLast(), code: ESTALE)
      }
    }
  }

  private static func status(_ parent: Int32, _ name: String, _ flags: Int32) -> stat? {
    var status = stat()
    return fstatat(parent, name, &status, flags) == 0 ? status : nil
  }

  private static func isSame(_ status: stat?, _ descriptor: Int32) -> Bool {
    var other = stat()
    guard let status, fstat(descriptor, &other) == 0 else { return false }
    return status.st_dev == other.st_dev && status.st_ino == other.st_ino
  }

  /// Makes the names in every directory that was used durable.
  func sync() throws(FileError) {
    for (prefix, descriptor) in [("", root)] + opened.map({ ($0.key, $0.value) }) {
      guard fsync(descriptor) == 0 else { throw FileError("sync", path + "/" + prefix) }
      Steps.pass(.directorySynced)
    }
  }

  /// Removes files and empty directories below a root, as far as they are there, are no links' and,
  /// of directories, nothing else is in them; and makes that durable.
  static func tidy(
    _ path: String, files: [String], directories: [String]
  ) throws(FileError) {
    guard FileSystem.isDirectory(path) else { return }
    let output = try OutputDirectory(path: path, mode: FileMode())
    var changed: Set<Int32> = []
    for (path, flags, step) in files.map({ ($0, Int32(0), Step.fileDeleted) })
      + directories.map({ ($0, AT_REMOVEDIR, Step.directoryRemoved) })
    {
      let path = RelativePath(path)
      guard let directory = try? output.existing(path.prefix),
        unlinkat(directory, path.name, flags) == 0
      else { continue }
      Steps.pass(step)
      changed.insert(directory)
    }
    for descriptor in changed {
      guard fsync(descriptor) == 0 else { throw FileError("sync", path) }
    }
  }
}
