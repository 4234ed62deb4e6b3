import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct `Files that are written together` {
  /// Without a look at the paths, they would go along and count as written.
  @Test(arguments: ["", "sub"])
  func `aren't lost with a directory that is moved away meanwhile`(moved: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let root = folder.path("root")
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: false)
    var batch = FileBatch(root: root)
    try batch.write([0x61], to: "sub/a.vcf")
    let path = moved.isEmpty ? root : root + "/" + moved
    let away = folder.path("away")
    try FileManager.default.moveItem(atPath: path, toPath: away)
    let gone = #expect(throws: FileError.self) { try batch.commit() }
    #expect(
      "\(try #require(gone))"
        == "cannot write \(path): it was moved or removed meanwhile; put it back and run again")
    // Another in its place, as one that a program made anew, isn't the same.
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(throws: FileError.self) { try batch.commit() }
    #expect(try FileTree(folder.path).files.keys.allSatisfy { $0.hasSuffix(".tmp") })

    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: away, toPath: path)
    try batch.commit()
    #expect(try FileTree(folder.path).files.keys.sorted() == ["root/sub/a.vcf"])
  }

  @Test func `never go through a link that takes a directory's place meanwhile`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let (root, victim) = (folder.path("root"), folder.path("victim"))
    for path in [root, victim] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    try folder.write("precious", to: "victim/a.vcf")
    var batch = FileBatch(root: root)
    try batch.write([0x61], to: "sub/a.vcf")
    batch.delete("sub/b.vcf")
    try FileManager.default.moveItem(atPath: root + "/sub", toPath: root + "/other")
    try FileManager.default.createSymbolicLink(atPath: root + "/sub", withDestinationPath: victim)
    #expect(throws: FileError.self) { try batch.commit() }
    var next = FileBatch(root: root)
    let refused = #expect(throws: FileError.self) { try next.write([0x62], to: "sub/a.vcf") }
    #expect(
      "\(try #require(refused))"
        == "cannot open \(root)/sub: Too many levels of symbolic links; it is a symbolic link, which "
        + "is not followed")
    next.delete("sub/a.vcf")
    #expect(throws: FileError.self) { try next.commit() }
    #expect(try folder.read("victim/a.vcf") == "precious")
    #expect(try FileTree(victim).files.count == 1)
  }

  /// So many that the first are made durable while others are made.
  @Test func `are all there at the end, however many`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var batch = FileBatch(root: folder.path)
    let names = (0..<2500).map { "\($0 % 2 == 0 ? "" : "sub/")\($0).vcf" }
    for name in names { try batch.write(Array(name.utf8), to: name) }
    let before = try FileTree(folder.path).files
    #expect(before.count == names.count)
    #expect(before.keys.allSatisfy { $0.hasSuffix(".vcf.tmp") })
    try batch.commit()
    let after = try FileTree(folder.path).files
    #expect(after.keys.sorted() == names.sorted())
    for name in names { #expect(try folder.read(name) == name) }
  }

  /// As many as are synced one by one, and more.
  @Test(arguments: [3, 40])
  func `are seen all at once where their directory is new`(count: Int) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(
      atPath: folder.path(".root.tmp"), withIntermediateDirectories: false)
    var batch = FileBatch(root: folder.path("root"))
    let names = (0..<count).map { "\($0 % 2 == 0 ? "" : "sub/")\($0).vcf" }
    for name in names { try batch.write(Array(name.utf8), to: name) }
    #expect(try FileTree(folder.path("root")).files.isEmpty)
    try batch.commit()
    #expect(try FileTree(folder.path).files.keys.sorted() == names.map { "root/" + $0 }.sorted())
    try batch.write([0x61], to: "0.vcf")
    #expect(try folder.read("root/0.vcf") == "0.vcf")
    try batch.commit()
    #expect(try folder.read("root/0.vcf") == "a")
  }

  @Test func `don't take the place of what somebody else puts where a new directory is to be`()
    throws
  {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try FileManager.default.createDirectory(
      atPath: folder.path(".root.tmp"), withIntermediateDirectories: false)
    do {
      var batch = FileBatch(root: folder.path("root"))
      try batch.write([0x61], to: "a.vcf")
      try FileManager.default.createDirectory(
        atPath: folder.path("root"), withIntermediateDirectories: false)
      try folder.write("theirs", to: "root/a.vcf")
      #expect(throws: FileError.self) { try batch.commit() }
    }
    #expect(try folder.read("root/a.vcf") == "theirs")
  }
}
