import Glibc

/// Keeps two runs with different states, or one output under two names, from writing into the same
/// directories at once.
///
/// The locks are the kernel's on the directories themselves: they leave no file there, and end with
/// the process. A directory that isn't there, or lies on a file system without such locks, has
/// none.
struct DirectoryLocks: ~Copyable {
  private var descriptors: [Int32] = []

  /// Always in the same order, so that no two runs wait for each other.
  ///
  /// - Throws: ``Failure`` where another run holds one for longer, `CancellationError`.
  init(_ directories: [String], of output: String, patience: Patience) async throws {
    for directory in Set(directories).sorted() {
      let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      descriptors.append(descriptor)
      var waiting = Waiting(
        what: "\(directory), where output '\(output)' writes", patience: patience)
      while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        try await waiting.pause(for: Self.holder(of: descriptor))
      }
    }
  }

  deinit {
    for descriptor in descriptors { close(descriptor) }
  }

  /// The number of the process that holds a lock, as the kernel lists it:
  /// `1: FLOCK  ADVISORY  WRITE 4711 fd:01:1234567 0 EOF`.
  private static func holder(of descriptor: Int32) -> String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, let bytes = try? FileSystem.read("/proc/locks") else {
      return nil
    }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(":\(status.st_ino)"),
        let process = Int32(words[4]), process > 0
      else { continue }
      return String(process)
    }
    return nil
  }
}
