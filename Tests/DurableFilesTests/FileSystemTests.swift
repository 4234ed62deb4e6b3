import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct `The names in a directory` {
  @Test func `are none where there is no directory`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("a", to: "file")
    for path in ["nothing", "file"] {
      #expect(try FileSystem.names(in: folder.path(path)).isEmpty)
    }
    #expect(try FileSystem.matches(of: folder.path("nothing/*.yaml")).isEmpty)
  }

  /// A directory that can't be read isn't empty: what it holds would be written over.
  @Test func `are an error where they can't be read`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("loop"), withDestinationPath: folder.path("loop"))
    let refused = #expect(throws: FileError.self) {
      try FileSystem.names(in: folder.path("loop"))
    }
    #expect(refused?.action == "read")
    #expect(refused?.code == ELOOP)
    #expect(throws: FileError.self) { try FileSystem.matches(of: folder.path("loop/*.yaml")) }
  }
}
