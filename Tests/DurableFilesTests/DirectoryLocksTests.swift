import DurableFiles
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct `The locks of an output's directories` {
  private static let noPatience = Patience(duration: .zero)

  /// A folder with the directories `a` and `b`, and `link`, which leads to `a`.
  private func withDirectories(_ body: (TemporaryFolder) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for name in ["a", "b"] { try make(folder.path(name)) }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("a"))
    try await body(folder)
  }

  private func make(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  private func take(
    _ directories: [String], patience: Patience = noPatience
  ) async throws -> DirectoryLocks {
    try await DirectoryLocks(directories, of: "cards", patience: patience)
  }

  /// Whether nobody holds a directory.
  private func isFree(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  @Test func `keep another run off, and end with whoever holds them`() async throws {
    try await withDirectories { folder in
      let locks = try await take([folder.path("a"), folder.path("b")])
      for name in ["a", "b"] {
        let held = await #expect(throws: LockHeld.self) {
          _ = try await take([folder.path(name)])
        }
        #expect(
          held?.description.hasSuffix(
            " is working on \(folder.path(name)), where output 'cards' writes; wait for its end")
            == true)
      }
      _ = consume locks
      #expect(isFree(folder.path("a")) && isFree(folder.path("b")))
    }
  }

  @Test func `are the same whatever name leads to a directory`() async throws {
    try await withDirectories { folder in
      let locks = try await take([folder.path("a")])
      await #expect(throws: LockHeld.self) { _ = try await take([folder.path("link")]) }
      _ = consume locks
    }
  }

  @Test func `don't wait for one another where two names are one directory`() async throws {
    try await withDirectories { folder in
      let locks = try await take([folder.path("a"), folder.path("link"), folder.path("b")])
      #expect(!isFree(folder.path("a")) && !isFree(folder.path("b")))
      _ = consume locks
    }
  }

  /// Or one would hold what the other waits for, and the other way round.
  @Test func `are taken in the same order, however they are named`() async throws {
    try await withDirectories { folder in
      let (a, b) = (folder.path("a"), folder.path("b"))
      for order in [[a, b], [b, a]] {
        let other = Mutex<Int32>(open(b, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        let isOthers = other.withLock { flock($0, LOCK_EX | LOCK_NB) } == 0
        #expect(isOthers)
        let holdsFirst = Mutex(false)
        let locks = try await take(
          order,
          patience: Patience(duration: .seconds(30)) { _ in
            holdsFirst.withLock { $0 = !isFree(a) }
            other.withLock { _ = close($0) }
          })
        let heldFirst = holdsFirst.withLock { $0 }
        #expect(heldFirst)
        #expect(!isFree(b))
        _ = consume locks
      }
    }
  }

  @Test func `are of what lies there once the other run has ended`() async throws {
    try await withDirectories { folder in
      let (a, away) = (folder.path("a"), folder.path("away"))
      let other = Mutex<Int32>(open(a, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
      let isOthers = other.withLock { flock($0, LOCK_EX | LOCK_NB) } == 0
      #expect(isOthers)
      let locks = try await take(
        [a],
        patience: Patience(duration: .seconds(30)) { _ in
          rename(a, away)
          mkdir(a, 0o700)
          other.withLock { _ = close($0) }
        })
      #expect(!isFree(a))
      // A process that another test has just begun holds all open files until it runs.
      for _ in 0..<500 where !isFree(away) { try await Task.sleep(for: .milliseconds(10)) }
      #expect(isFree(away))
      _ = consume locks
    }
  }

  @Test func `are none where there is no directory`() async throws {
    try await withDirectories { folder in
      let locks = try await take([folder.path("c"), folder.path("a")])
      #expect(!isFree(folder.path("a")))
      try make(folder.path("c"))
      #expect(isFree(folder.path("c")))
      _ = consume locks
    }
  }

  @Test func `of a directory without a name yet are on its hidden place`() async throws {
    try await withDirectories { folder in
      try NewDirectory.make(folder.path("new"), mode: FileMode())
      let locks = try await take([folder.path("new")])
      #expect(!isFree(NewDirectory.path(of: folder.path("new"))))
      await #expect(throws: LockHeld.self) { _ = try await take([folder.path("new")]) }
      _ = consume locks
    }
  }
}
