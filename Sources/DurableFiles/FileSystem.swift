import Glibc
import Steps

/// The few system calls that outputs and state need, with errors that name the path.
package enum FileSystem {
  /// Makes a directory, and those above it, all of them durable; one that is there stays as it is.
  package static func makeDirectory(
    _ path: String, mode: FileMode = FileMode()
  ) throws(FileError) {
    if isDirectory(path) { return }
    let parent = split(path).directory
    if parent != path { try makeDirectory(parent, mode: mode) }
    if mkdir(path, 0o700) == 0 {
      _ = chmod(path, mode.directory)
    } else if errno != EEXIST {
      throw FileError("make", path)
    }
    Steps.pass(.directoryMade)
    try syncDirectory(parent)
    guard isDirectory(path) else { throw FileError("make", path, code: ENOTDIR) }
  }

  /// The directory of a path, and the name in it.
  package static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }

  /// The directory of a relative path with the slash behind it; empty for a name alone.
  package static func prefix(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
  }

  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a path is a directory, and no link to one.
  package static func isOwnDirectory(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether there is anything, or a link to something.
  package static func isThere(_ path: String) -> Bool {
    mode(of: path) != nil
  }

  /// The permission bits of what a path leads to; `nil` where there is nothing.
  package static func mode(of path: String) -> UInt32? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  package static func isWritable(_ path: String) -> Bool {
    access(path, W_OK | X_OK) == 0
  }

  /// The whole of a regular file; `nil` where there is none.
  ///
  /// `followingLinks`: whether a symbolic link counts as what it points to, and a pipe as a file:
  ///   right for the user's files, wrong for those of an output.
  /// `limit`: more bytes are an error; a device may have no end.
  package static func read(
    _ path: String, followingLinks: Bool = false, limit: Int = .max
  ) throws(FileError) -> [UInt8]? {
    guard let file = try OpenFile(path: path, followingLinks: followingLinks) else { return nil }
    var bytes = try file.next()
    while true {
      guard bytes.count <= limit else { throw FileError("read", path, code: EFBIG) }
      let part = try file.next()
      if part.isEmpty { return bytes }
      bytes += part
    }
  }

  /// Whether two files hold the same bytes; `false` where one of them isn't there.
  package static func areSame(_ one: String, _ other: String) throws(FileError) -> Bool {
    guard let left = try OpenFile(path: one, followingLinks: false),
      let right = try OpenFile(path: other, followingLinks: false)
    else { return false }
    while true {
      let (part, same) = (try left.next(), try right.next())
      guard part == same else { return false }
      if part.isEmpty { return true }
    }
  }

  /// What to do where others can read or change a file with a secret; `nil` where all is well or
  /// there is none.
  package static func remedyForMode(of path: String) -> String? {
    guard let mode = mode(of: path), mode & 0o077 != 0 else { return nil }
    return "others can get at \(path); run chmod 600 \(path)"
  }

  /// The names in a directory, or the hidden ones alone; empty where there is none.
  ///
  /// - Throws: ``FileError`` where there is one and its names can't all be read: whoever took it for
  ///   empty would write over what it holds.
  package static func names(
    in path: String, areHidden: Bool = false
  ) throws(FileError) -> [String] {
    guard let stream = opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw FileError("read", path)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw FileError("read", path) }
        return names
      }
      // Of the many others no text is made.
      if areHidden, entry.pointee.d_name.0 != UInt8(ascii: ".") { continue }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  /// The paths that a pattern of the shell matches, in the order of their names.
  ///
  /// - Throws: ``FileError`` where a directory can't be read that may hold some.
  package static func matches(of pattern: String) throws(FileError) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    let failing: @convention(c) (UnsafePointer<CChar>?, Int32) -> Int32 = { _, code in
      code == ENOENT || code == ENOTDIR ? 0 : 1
    }
    switch glob(pattern, 0, failing, &found) {
    case 0: break
    case GLOB_NOMATCH: return []
    default: throw FileError("read", pattern)
    }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }
  }

  /// Gives a file another path, on another file system by a copy; the file is durable there, and its names
  /// are not.
  package static func move(_ old: String, to new: String, mode: FileMode) throws(FileError) {
    if rename(old, new) == 0 { return }
    guard errno == EXDEV else { throw FileError("move", old) }
    guard let bytes = try read(old) else { throw FileError("move", old, code: ENOENT) }
    var file = try NewFile(path: new, mode: mode)
    try file.append(bytes)
    try file.close(isSynced: true)
    guard unlink(old) == 0 else { throw FileError("move", old) }
  }
}

/// A file that is being read piece by piece.
private struct OpenFile: ~Copyable {
  private static let pieceSize = 1 << 16
  private let path: String
  private let descriptor: Int32

  /// `nil` where there is no such file.
  package init?(path: String, followingLinks: Bool) throws(FileError) {
    // Of an output, a pipe that nobody writes into would be waited for.
    let flags = followingLinks ? 0 : O_NOFOLLOW | O_NONBLOCK
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | flags)
    guard descriptor >= 0 else {
      // A symbolic link is no file of ours: it is replaced, not followed.
      if errno == ENOENT || errno == ELOOP || errno == ENOTDIR { return nil }
      throw FileError("read", path)
    }
    guard followingLinks || FileStamp(of: descriptor) != nil else {
      close(descriptor)
      return nil
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// As many bytes as there are, up to a piece; none at the end.
  package func next() throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.pieceSize)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError("read", path) }
      if count == 0 { break }
      done += count
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }
}

/// A file that is being written piece by piece. One that isn't finished goes: it would take the
/// room that is wanting.
package struct NewFile: ~Copyable {
  /// What stands before the name in an error.
  private let place: String
  private let name: String
  private let parent: Int32
  private let descriptor: Int32
  private var isFinished = false
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16

  /// In place of what a crashed run may have left there.
  package init(path: String, mode: FileMode = FileMode()) throws(FileError) {
    try self.init(path, in: AT_FDCWD, shownAs: "", mode: mode)
  }

  /// `parent`: the directory, which is open for longer.
  /// `place`: its path with a slash at the end.
  package init(
    _ name: String, in parent: Int32, shownAs place: String, mode: FileMode
  ) throws(FileError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    var descriptor = openat(parent, name, flags, 0o600)
    if descriptor < 0 && errno == EEXIST {
      unlinkat(parent, name, 0)
      descriptor = openat(parent, name, flags, 0o600)
    }
    guard descriptor >= 0 else { throw FileError("write", place + name) }
    // The umask has no say in it.
    if mode != FileMode(), fchmod(descriptor, mode.file) != 0 {
      let error = FileError("write", place + name)
      Glibc.close(descriptor)
      throw error
    }
    self.place = place
    self.name = name
    self.parent = parent
    self.descriptor = descriptor
    Steps.pass(.fileMade)
  }

  deinit {
    Glibc.close(descriptor)
    if !isFinished { unlinkat(parent, name, 0) }
  }

  package mutating func append(_ bytes: [UInt8]) throws(FileError) {
    if buffer.isEmpty && bytes.count >= Self.bufferSize {
      try write(bytes)
    } else {
      buffer += bytes
      if buffer.count >= Self.bufferSize { try flush() }
    }
  }

  private mutating func flush() throws(FileError) {
    try write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: [UInt8]) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileError("write", place + name) }
      done += count
    }
  }

  /// Writes what is left; a failure of the disk may show only here.
  @discardableResult
  package mutating func close(isSynced: Bool) throws(FileError) -> FileStamp {
    try flush()
    Steps.pass(.fileWritten)
    if isSynced {
      guard fsync(descriptor) == 0 else { throw FileError("write", place + name) }
      Steps.pass(.fileSynced)
    }
    guard let stamp = FileStamp(of: descriptor) else { throw FileError("write", place + name) }
    isFinished = true
    return stamp
  }
}
