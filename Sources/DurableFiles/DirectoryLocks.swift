import Glibc
import OpenFiles

/// Keeps two runs with different states, or one output under two names, from writing into the same
/// directories at once.
///
/// The locks are the kernel's on the directories themselves: they leave no file there, and end with
/// the process. A directory that isn't there, or lies on a file system without such locks, has
/// none.
package struct DirectoryLocks: ~Copyable {
  private var descriptors: [Int32] = []

  /// Always in the same order, so that no two runs wait for each other.
  ///
  /// - Throws: ``LockHeld`` where another run holds one for longer, `CancellationError`.
  package init(_ directories: [String], of output: String, patience: Patience) async throws {
    for directory in Set(directories).sorted() {
      // A run would wait for itself under another name of what it holds.
      let place = Self.place(of: directory)
      if descriptors.contains(where: { OutputDirectory.leads(place, to: $0) }) { continue }
      let waiting = Waiting(
        what: "\(directory), where output '\(output)' writes", patience: patience)
      if let descriptor = try await Self.lock(directory, waiting) {
        descriptors.append(descriptor)
      }
    }
  }

  /// `nil` where there is no directory.
  private static func lock(_ directory: String, _ waiting: Waiting) async throws -> Int32? {
    var waiting = waiting
    while true {
      let descriptor = open(place(of: directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else {
        if OpenFileLimit.isExceeded(by: errno) { throw FileError("lock", directory) }
        return nil
      }
      do {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
          try await waiting.pause(for: holder(of: descriptor))
        }
      } catch {
        close(descriptor)
        throw error
      }
      // The other run may have removed it.
      if OutputDirectory.leads(place(of: directory), to: descriptor) { return descriptor }
      close(descriptor)
    }
  }

  private static func place(of directory: String) -> String {
    let new = NewDirectory.path(of: directory)
    return !FileSystem.isDirectory(directory) && FileSystem.isOwnDirectory(new) ? new : directory
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
