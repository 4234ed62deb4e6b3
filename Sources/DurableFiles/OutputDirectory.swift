import Glibc
import Steps

/// A directory that an output writes below, held open. Names are looked up from it part by part, and
/// none that is a symbolic link is followed, whoever puts one there and whenever.
///
/// Of the directories below it the latest few are open: a process may have about a thousand.
///
/// The directory itself may be reached by links: it is the configuration's word.
package final class OutputDirectory {
  /// As the configuration has it.
  package let path: String
  /// Whether it has its hidden name yet: see ``NewDirectory``.
  private(set) var isNew: Bool
  private let mode: FileMode
  private let root: Int32
  /// Beyond the few that one step needs.
  private static let capacity = 16
  /// By path below the root, with a slash at the end.
  private var opened: [String: (descriptor: Int32, lastUse: Int)] = [:]
  private var uses = 0
  /// All that were used, whether they are open or not.
  private var used: [String: Identity] = [:]

  /// What tells that a path still leads to the same directory.
  private struct Identity: Equatable {
    let device: dev_t
    let number: ino_t

    init?(of descriptor: Int32) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { return nil }
      (device, number) = (status.st_dev, status.st_ino)
    }

    init?(of name: String, in parent: Int32, _ flags: Int32) {
      var status = stat()
      guard fstatat(parent, name, &status, flags) == 0 else { return nil }
      (device, number) = (status.st_dev, status.st_ino)
    }
  }

  /// `mayBeNew`: whether it may be opened by its hidden name where it isn't there.
  package init(path: String, mode: FileMode, mayBeNew: Bool = false) throws(FileError) {
    self.path = path
    self.mode = mode
    let directory = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    isNew = mayBeNew && directory < 0 && errno == ENOENT
    root =
      isNew
      ? Glibc.open(NewDirectory.path(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
      : directory
    guard root >= 0 else { throw FileError("open", path) }
  }

  /// Where it lies now.
  package var place: String { isNew ? NewDirectory.path(of: path) : path }

  deinit {
    for (descriptor, _) in opened.values { close(descriptor) }
    close(root)
  }

  /// The directory of a path below the root, made where it isn't there, and the name in it.
  private func place(of relative: String) throws(FileError) -> (directory: Int32, name: String) {
    let path = RelativePath(relative)
    return (try directory(path.prefix), path.name)
  }

  /// The descriptor of one that is open.
  private func known(_ prefix: String) -> Int32? {
    uses += 1
    guard let known = opened[prefix] else { return nil }
    opened[prefix] = (known.descriptor, uses)
    return known.descriptor
  }

  /// Takes in one that was opened, in place of the one that was not used for longest.
  private func keep(_ descriptor: Int32, as prefix: String) {
    if opened.count == Self.capacity,
      let oldest = opened.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      close(oldest.value.descriptor)
      opened[oldest.key] = nil
    }
    opened[prefix] = (descriptor, uses)
    // Another one may be there by now; see ``checkThatItIsThere()``.
    if used[prefix] == nil { used[prefix] = Identity(of: descriptor) }
  }

  /// A directory below the root, made where it isn't there.
  ///
  /// - Returns: Its descriptor, which may be closed once some others were asked for.
  package func directory(_ prefix: String) throws(FileError) -> Int32 {
    if prefix.isEmpty { return root }
    if let known = known(prefix) { return known }
    let (parent, name) = try place(of: String(prefix.dropLast()))
    let isNew = mkdirat(parent, name, 0o700) == 0
    guard isNew || errno == EEXIST else {
      throw FileError("make", path + "/" + prefix.dropLast())
    }
    let descriptor = try Self.openDirectory(
      name, in: parent, shownAs: path + "/" + prefix.dropLast())
    keep(descriptor, as: prefix)
    if isNew {
      // The umask has no say in it.
      fchmod(descriptor, mode.directory)
      Steps.pass(.directoryMade)
      try FileSystem.syncDirectory(parent, shownAs: path + "/" + prefix.dropLast())
    }
    return descriptor
  }

  /// The same of one that may not be there: `nil` then.
  package func existing(_ prefix: String) throws(FileError) -> Int32? {
    if prefix.isEmpty { return root }
    if let known = known(prefix) { return known }
    let own = RelativePath(String(prefix.dropLast()))
    guard let parent = try existing(own.prefix) else { return nil }
    do {
      let descriptor = try Self.openDirectory(
        own.name, in: parent, shownAs: path + "/" + prefix.dropLast())
      keep(descriptor, as: prefix)
      return descriptor
    } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
  }

  /// How the file at a path below the root looks; `nil` where there is none.
  ///
  /// Links above it are the kernel's to follow: all that comes of it is a comparison.
  package func stamp(of relative: String) -> FileStamp? {
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

  /// Makes sure that the paths still lead to what was used: what was moved or removed meanwhile would
  /// take files along that nobody finds again.
  package func checkThatItIsThere() throws(FileError) {
    guard Self.leads(place, to: root) else {
      throw FileError("write", path, code: ESTALE)
    }
    for (prefix, identity) in used {
      let own = RelativePath(String(prefix.dropLast()))
      guard let parent = try existing(own.prefix),
        identity == Identity(of: own.name, in: parent, AT_SYMLINK_NOFOLLOW)
      else { throw FileError("write", path + "/" + own.text, code: ESTALE) }
    }
  }

  /// Whether a path is one of what is open.
  package static func leads(_ path: String, to descriptor: Int32) -> Bool {
    guard let open = Identity(of: descriptor) else { return false }
    return Identity(of: path, in: AT_FDCWD, 0) == open
  }

  /// Makes the names in every directory that was used durable.
  package func sync() throws(FileError) {
    for prefix in [""] + used.keys { try sync(prefix) }
  }

  private func sync(_ prefix: String) throws(FileError) {
    guard let descriptor = try existing(prefix) else {
      throw FileError("sync", path + "/" + prefix, code: ESTALE)
    }
    try FileSystem.syncDirectory(descriptor, shownAs: path + "/" + prefix)
    Steps.pass(.directorySynced)
  }

  /// Gives a new directory its name, when all that is in it is durable.
  package func publish() throws(FileError) {
    guard isNew else { return }
    // Takes the place of nothing but a directory with nothing in it.
    guard rename(place, path) == 0 else { throw FileError("write", path) }
    isNew = false
    Steps.pass(.directoryNamed)
    try FileSystem.syncDirectory(FileSystem.split(path).directory)
  }

  /// Removes files and empty directories below a root, as far as they are there, are no links' and,
  /// of directories, nothing else is in them; and makes that durable.
  package static func tidy(
    _ path: String, files: [String], directories: [String]
  ) throws(FileError) {
    guard FileSystem.isDirectory(path) else { return }
    let output = try OutputDirectory(path: path, mode: FileMode())
    var changed: Set<String> = []
    for (path, flags, step) in files.map({ ($0, Int32(0), Step.fileDeleted) })
      + directories.map({ ($0, AT_REMOVEDIR, Step.directoryRemoved) })
    {
      let path = RelativePath(path)
      guard let directory = try? output.existing(path.prefix),
        unlinkat(directory, path.name, flags) == 0
      else { continue }
      Steps.pass(step)
      changed.insert(path.prefix)
    }
    // One that is gone itself has nothing to make durable.
    for prefix in changed {
      guard let descriptor = try output.existing(prefix) else { continue }
      try FileSystem.syncDirectory(descriptor, shownAs: path)
    }
  }
}
