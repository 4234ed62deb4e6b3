import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct `An output's directory` {
  private func withRoot(_ body: (_ root: String, TemporaryFolder) throws -> Void) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try make(folder.path("root"))
    try body(folder.path("root"), folder)
  }

  private func make(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  private func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
  }

  @Test func `has directories made below it, which whoever reads its files may enter`() throws {
    try withRoot { root, _ in
      let output = try OutputDirectory(path: root, mode: try #require(FileMode("0640")))
      #expect(try output.existing("one/two/") == nil)
      let made = try output.directory("one/two/")
      #expect(OutputDirectory.leads(root + "/one/two", to: made))
      for path in ["/one", "/one/two"] { #expect(FileSystem.mode(of: root + path) == 0o750) }
      #expect(try output.existing("one/two/") == made)
    }
  }

  @Test func `leaves a directory that is there as it is`() throws {
    try withRoot { root, _ in
      try make(root + "/sub")
      #expect(chmod(root + "/sub", 0o701) == 0)
      _ = try OutputDirectory(path: root, mode: FileMode()).directory("sub/")
      #expect(FileSystem.mode(of: root + "/sub") == 0o701)
    }
  }

  @Test func `may be reached by a link itself, and follows none below`() throws {
    try withRoot { root, folder in
      try make(folder.path("victim"))
      try link(root + "/sub", to: folder.path("victim"))
      try link(folder.path("link"), to: root)
      let output = try OutputDirectory(path: folder.path("link"), mode: FileMode())
      for look in [output.directory, { try output.existing($0) ?? -1 }] {
        for prefix in ["sub/", "sub/deeper/"] {
          let refused = #expect(throws: FileError.self) { _ = try look(prefix) }
          #expect(
            refused?.description
              == "cannot open \(folder.path("link"))/sub: Too many levels of symbolic links; it is a "
              + "symbolic link, which is not followed")
        }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("victim")) == [])
    }
  }

  @Test func `says where a file stands in the way of a directory`() throws {
    try withRoot { root, folder in
      try folder.write("theirs", to: "root/sub")
      let output = try OutputDirectory(path: root, mode: FileMode())
      let refused = #expect(throws: FileError.self) { _ = try output.directory("sub/") }
      #expect(
        refused?.description
          == "cannot open \(root)/sub: Not a directory; a part of the path is a file")
      #expect(try folder.read("root/sub") == "theirs")
    }
  }

  @Test(arguments: ["", "/sub", "/sub/deeper"])
  func `notices what is moved away while it is open, and another in its place`(
    moved: String
  ) throws {
    try withRoot { root, folder in
      let output = try OutputDirectory(path: root, mode: FileMode())
      _ = try output.directory("sub/deeper/")
      try output.checkThatItIsThere()
      rename(root + moved, folder.path("away"))
      let gone = #expect(throws: FileError.self) { try output.checkThatItIsThere() }
      #expect(
        gone?.description
          == "cannot write \(root)\(moved): it was moved or removed meanwhile; put it back and run "
          + "again")
      try make(root + moved)
      #expect(throws: FileError.self) { try output.checkThatItIsThere() }
      #expect(rmdir(root + moved) == 0)
      rename(folder.path("away"), root + moved)
      try output.checkThatItIsThere()
    }
  }

  @Test func `shows how the files below it look, and nothing of what is none`() throws {
    try withRoot { root, folder in
      try folder.write("four", to: "root/sub/a.vcf")
      try link(root + "/b.vcf", to: root + "/sub/a.vcf")
      let output = try OutputDirectory(path: root, mode: FileMode())
      #expect(output.stamp(of: "sub/a.vcf")?.size == 4)
      #expect(output.stamp(of: "sub/a.vcf") == FileStamp(of: root + "/sub/a.vcf"))
      for path in ["b.vcf", "sub", "none.vcf", "none/a.vcf"] {
        #expect(output.stamp(of: path) == nil, "\(path)")
      }
    }
  }

  @Test func `is tidied of what is named, and of nothing that is somebody else's`() throws {
    try withRoot { root, folder in
      for path in ["root/a.vcf", "root/sub/b.vcf", "root/full/c.vcf", "victim/d.vcf"] {
        try folder.write("text", to: path)
      }
      try folder.write("mine", to: "root/full/mine.txt")
      try link(root + "/link", to: folder.path("victim"))
      try OutputDirectory.tidy(
        root, files: ["a.vcf", "sub/b.vcf", "full/c.vcf", "link/d.vcf", "none/e.vcf"],
        directories: ["sub", "full", "link", "none"])
      #expect(
        try FileManager.default.subpathsOfDirectory(atPath: root).sorted()
          == ["full", "full/mine.txt", "link"])
      #expect(try folder.read("victim/d.vcf") == "text")
      try OutputDirectory.tidy(folder.path("none"), files: ["a.vcf"], directories: [])
    }
  }

  @Test func `opens few of many directories at a time, and finds each again`() throws {
    try withRoot { root, folder in
      let output = try OutputDirectory(path: root, mode: FileMode())
      let prefixes = (0..<40).flatMap { ["\($0)/", "\($0)/deeper/", "\($0)/deeper/still/"] }
      for prefix in prefixes + prefixes.reversed() {
        let descriptor = try output.directory(prefix)
        #expect(OutputDirectory.leads(root + "/" + prefix.dropLast(), to: descriptor))
        let opened = try #require(try output.existing(prefix))
        #expect(OutputDirectory.leads(root + "/" + prefix.dropLast(), to: opened))
      }
      let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
        let target = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/self/fd/" + $0)
        return target?.hasPrefix(root + "/") ?? false
      }
      #expect(open.count == 16)
      try output.checkThatItIsThere()
      // One that isn't open any more is remembered as well.
      rename(root + "/20/deeper", folder.path("away"))
      #expect(throws: FileError.self) { try output.checkThatItIsThere() }
    }
  }
}
