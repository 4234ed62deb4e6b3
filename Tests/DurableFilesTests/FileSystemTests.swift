import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct `The names in a directory` {
  @Test(arguments: [EMFILE, ENFILE])
  func `are named with the limit where too many files are open`(code: Int32) {
    #expect(
      FileError("open", "/x", code: code).description.hasPrefix(
        "cannot open /x: too many open files: the limit is "))
  }

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

@Suite struct `A path` {
  @Test func `directly below the root lies in the root`() {
    #expect(FileSystem.split("/contacts.ldif") == ("/", "contacts.ldif"))
    #expect(FileSystem.split("/srv/contacts.ldif") == ("/srv", "contacts.ldif"))
    #expect(FileSystem.split("contacts.ldif") == (".", "contacts.ldif"))
    #expect(NewDirectory.path(of: "/contacts") == "/.contacts.tmp")
  }

  @Test(arguments: ["x", "ü"])
  func `has a hidden one beside it that is no longer than a name can be`(letter: String) throws {
    #expect(FileSystem.temporary(of: "a/b.ldif") == "a/.b.ldif.tmp")
    #expect(FileSystem.temporary(of: "b.ldif") == ".b.ldif.tmp")
    let count = 250 / letter.utf8.count
    let names = ["a.vcf", "b.vcf"].map { String(repeating: letter, count: count) + $0 }
    let hidden = names.map { FileSystem.temporary(of: "/srv/" + $0) }
    #expect(Set(hidden).count == 2)
    for path in hidden {
      #expect(path.hasPrefix("/srv/.\(letter)"))
      #expect(path.hasSuffix(".tmp"))
      #expect(path.utf8.count < 100)
    }
  }
}

@Suite struct `A place` {
  @Test func `is the same by whatever links one comes there, and before it is made`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(
      atPath: folder.path("a"), withIntermediateDirectories: false)
    for (link, target) in [("b", "a"), ("c", folder.path("b")), ("d", "a/x"), ("e", "e")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(link), withDestinationPath: target)
    }
    let place = Place(folder.path("a/x/y"))
    for path in ["b/x/y", "c/x/y", "d/y", "c/../a/x/y"] {
      #expect(Place(folder.path(path)).keys == place.keys, "\(path)")
      #expect(Place(folder.path(path)).path == place.path, "\(path)")
    }
    #expect(try place.keys.contains(#require(Place(folder.path("d")).keys.last)))
    #expect(try !place.keys.contains(#require(Place(folder.path("a/z")).keys.last)))
    // A link to itself leads nowhere, and ends.
    #expect(Place(folder.path("e/x")).path == Place(folder.path).path + "/e/x")
    #expect(Place("/").keys.count == 1)
  }
}
