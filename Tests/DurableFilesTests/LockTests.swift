import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct `A lock` {
  private struct IsHeld: Error {}

  /// A folder with the lock's file to be.
  private func withFile(_ body: (_ file: String, TemporaryFolder) throws -> Void) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try body(folder.path("contoso.lock"), folder)
  }

  private func take(_ file: String) throws -> Lock {
    guard let lock = try Lock(file: file) else { throw IsHeld() }
    return lock
  }

  @Test func `keeps a second one off until it is let go`() throws {
    try withFile { file, _ in
      let lock = try take(file)
      #expect(throws: IsHeld.self) { _ = try take(file) }
      _ = consume lock
      #expect(throws: Never.self) { _ = try take(file) }
    }
  }

  @Test func `names the process that holds it, and nobody afterwards`() throws {
    try withFile { file, folder in
      #expect(Lock.holder(of: file) == nil)
      let lock = try take(file)
      #expect(Lock.holder(of: file) == "\(getpid())")
      #expect(throws: IsHeld.self) { _ = try take(file) }
      #expect(Lock.holder(of: file) == "\(getpid())", "whoever comes second changes nothing")
      _ = consume lock
      #expect(Lock.holder(of: file) == nil)
      #expect(try folder.read("contoso.lock") == "")
    }
  }

  @Test func `of a process that was killed shows that to the next one, once`() throws {
    try withFile { file, folder in
      // A number longer than any: none of its digits is left behind the new one.
      try folder.write("99999999999999\n", to: "contoso.lock")
      do {
        let lock = try take(file)
        let wasAbandoned = lock.wasAbandoned
        #expect(wasAbandoned)
        #expect(Lock.holder(of: file) == "\(getpid())")
      }
      let isStillAbandoned = try take(file).wasAbandoned
      #expect(!isStillAbandoned)
    }
  }

  @Test func `that is abandoned is like one of a process that was killed`() throws {
    try withFile { file, _ in
      do {
        var lock = try take(file)
        let wasAbandoned = lock.wasAbandoned
        #expect(!wasAbandoned)
        lock.abandon()
      }
      let isAbandoned = try take(file).wasAbandoned
      #expect(isAbandoned)
    }
  }

  @Test func `is never taken through a link`() throws {
    try withFile { file, folder in
      try folder.write("precious", to: "victim")
      try FileManager.default.createSymbolicLink(
        atPath: file, withDestinationPath: folder.path("victim"))
      let refused = #expect(throws: FileError.self) { _ = try take(file) }
      #expect(
        refused?.description
          == "cannot lock \(file): Too many levels of symbolic links; it is a symbolic link, which is "
          + "not followed")
      #expect(try folder.read("victim") == "precious")
    }
  }

  @Test func `in a directory that is gone is an error that names its file`() throws {
    try withFile { _, folder in
      let file = folder.path("state/contoso.lock")
      let refused = #expect(throws: FileError.self) { _ = try take(file) }
      #expect(
        refused?.description
          == "cannot lock \(file): No such file or directory; its directory has gone meanwhile; run "
          + "again")
    }
  }
}
