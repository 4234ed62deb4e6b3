import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct `The directory of an output that is new` {
  private static let card = "6f9619ff-8b86-4011-b42d-00c04fc964ff.vcf"

  private func withPlace(_ body: (_ path: String, TemporaryFolder) throws -> Void) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try body(folder.path("contacts"), folder)
  }

  private func open(_ path: String) throws -> OutputDirectory {
    try OutputDirectory(path: path, mode: FileMode(), mayBeNew: true)
  }

  @Test func `lies hidden beside its place until it is published`() throws {
    try withPlace { path, folder in
      try NewDirectory.make(path, mode: FileMode())
      #expect(NewDirectory.path(of: path) == folder.path(".contacts.tmp"))
      #expect(!FileSystem.isDirectory(path))
      let output = try open(path)
      #expect(output.place == folder.path(".contacts.tmp"))
      _ = try output.directory("sub/")
      try output.publish()
      #expect(output.place == path)
      #expect(FileSystem.isOwnDirectory(path + "/sub"))
      #expect(!FileSystem.isDirectory(folder.path(".contacts.tmp")))
      try output.checkThatItIsThere()
      try output.publish()
    }
  }

  @Test func `is made in its place where something is there already`() throws {
    try withPlace { path, folder in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      try NewDirectory.make(path, mode: FileMode())
      #expect(try open(path).place == path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["contacts"])
    }
  }

  @Test func `takes the place of an empty directory, and of nothing else`() throws {
    try withPlace { path, folder in
      try NewDirectory.make(path, mode: FileMode())
      let output = try open(path)
      try folder.write("theirs", to: "contacts/mine.txt")
      let refused = #expect(throws: FileError.self) { try output.publish() }
      #expect(refused?.description == "cannot write \(path): Directory not empty")
      #expect(try folder.read("contacts/mine.txt") == "theirs")
      try FileManager.default.removeItem(atPath: path + "/mine.txt")
      try output.publish()
      #expect(output.place == path)
    }
  }

  @Test func `is cleared of the cards of a run that was stopped, and of nothing else`() throws {
    try withPlace { path, folder in
      for name in [Self.card, "sub/" + Self.card, "full/" + Self.card, "full/mine.txt"] {
        try folder.write("text", to: ".contacts.tmp/" + name)
      }
      try NewDirectory.clear(path)
      #expect(
        try FileManager.default.subpathsOfDirectory(atPath: folder.path(".contacts.tmp")).sorted()
          == ["full", "full/mine.txt"])
    }
  }

  @Test func `goes where it is cleared entirely, or where its place is taken`() throws {
    try withPlace { path, folder in
      let hidden = folder.path(".contacts.tmp")
      try folder.write("text", to: ".contacts.tmp/" + Self.card)
      try NewDirectory.clear(path)
      #expect(FileSystem.isOwnDirectory(hidden), "the next run goes on in it")
      try NewDirectory.clear(path, entirely: true)
      #expect(!FileSystem.isDirectory(hidden))

      try folder.write("text", to: ".contacts.tmp/" + Self.card)
      try folder.write("theirs", to: "contacts/mine.txt")
      try NewDirectory.clear(path)
      #expect(!FileSystem.isDirectory(hidden))
      #expect(try folder.read("contacts/mine.txt") == "theirs")
    }
  }

  @Test func `is neither used nor cleared where a link has its hidden name`() throws {
    try withPlace { path, folder in
      try folder.write("precious", to: "victim/" + Self.card)
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(".contacts.tmp"), withDestinationPath: folder.path("victim"))
      #expect(throws: FileError.self) { _ = try open(path) }
      try NewDirectory.clear(path, entirely: true)
      #expect(try folder.read("victim/" + Self.card) == "precious")
    }
  }
}
