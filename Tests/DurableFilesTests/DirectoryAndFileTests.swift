import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct `A directory that is made` {
  @Test func `comes with those above it, for the owner alone unless it is told`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileSystem.makeDirectory(folder.path("one/two"))
    try FileSystem.makeDirectory(folder.path("one/three"), mode: try #require(FileMode("0644")))
    #expect(FileSystem.mode(of: folder.path("one")) == 0o700)
    #expect(FileSystem.mode(of: folder.path("one/two")) == 0o700)
    #expect(FileSystem.mode(of: folder.path("one/three")) == 0o755)
  }

  @Test func `is the one that is there, also behind a link`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("mine", to: "there/mine.txt")
    #expect(chmod(folder.path("there"), 0o751) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("there"))
    for name in ["there", "link"] {
      try FileSystem.makeDirectory(folder.path(name), mode: try #require(FileMode("0640")))
    }
    #expect(FileSystem.mode(of: folder.path("there")) == 0o751)
    #expect(try folder.read("there/mine.txt") == "mine")
    #expect(!FileSystem.isOwnDirectory(folder.path("link")))
  }

  @Test(arguments: ["file", "file/below", "dangling"])
  func `is an error where something else stands in the way`(name: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("mine", to: "file")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("dangling"), withDestinationPath: folder.path("none"))
    let refused = #expect(throws: FileError.self) {
      try FileSystem.makeDirectory(folder.path(name))
    }
    let blamed = name == "file/below" ? "file" : name
    #expect(
      refused?.description
        == "cannot make \(folder.path(blamed)): Not a directory; a part of the path is a file")
    #expect(try folder.read("file") == "mine")
  }
}

@Suite struct `A file that is read` {
  @Test func `comes whole, however long it is`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for size in [0, 1, 65_535, 65_536, 65_537, 200_000] {
      let text = String(repeating: "x", count: size)
      try folder.write(text, to: "file")
      #expect(try FileSystem.read(folder.path("file"))?.count == size)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `is none where there is no file of ours`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("text", to: "file")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("file"))
    try FileManager.default.createDirectory(
      atPath: folder.path("directory"), withIntermediateDirectories: false)
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    for name in ["link", "directory", "pipe", "none", "file/below"] {
      #expect(try FileSystem.read(folder.path(name)) == nil, "\(name)")
    }
    #expect(try FileSystem.read(folder.path("link"), followingLinks: true) == Array("text".utf8))
  }
}

@Suite struct `Two files` {
  private static let long = String(repeating: "x", count: 100_000)

  @Test(arguments: [
    ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "", false), ("a", "ab", false),
    (long, long, true), (long + "a", long + "b", false), (long, long + "a", false),
  ])
  func `are the same where every byte is`(one: String, other: String, same: Bool) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write(one, to: "one")
    try folder.write(other, to: "other")
    #expect(try FileSystem.areSame(folder.path("one"), folder.path("other")) == same)
    #expect(try FileSystem.areSame(folder.path("other"), folder.path("one")) == same)
  }

  @Test func `are not the same where one is missing or a link`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("text", to: "one")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("one"))
    for name in ["none", "link"] {
      #expect(try !FileSystem.areSame(folder.path("one"), folder.path(name)))
      #expect(try !FileSystem.areSame(folder.path(name), folder.path("one")))
    }
  }
}
