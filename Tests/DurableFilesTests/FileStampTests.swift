import DurableFiles
import Foundation
import TestSupport
import Testing

@Suite struct `What the file system shows of a file` {
  @Test func `is the same until somebody writes into it or gives it another time`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("a.vcf")
    try folder.write("four", to: "a.vcf")
    let first = try #require(FileStamp(of: path))
    #expect(first.size == 4)
    _ = try folder.read("a.vcf")
    #expect(chmod(path, 0o640) == 0)
    #expect(FileStamp(of: path) == first)

    // The same size, and a nanosecond beside.
    let later = first.modified ^ 1
    let time = timespec(
      tv_sec: Int(later / 1_000_000_000), tv_nsec: Int(later % 1_000_000_000))
    var times = [time, time]
    #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    #expect(FileStamp(of: path) == FileStamp(size: 4, modified: later))
    try folder.write("fives", to: "a.vcf")
    #expect(FileStamp(of: path)?.size == 5)
  }

  @Test func `is the same by path, below an open directory and of an open file`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("four", to: "sub/a.vcf")
    let directory = open(folder.path("sub"), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { close(directory) }
    let file = open(folder.path("sub/a.vcf"), O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    let stamp = try #require(FileStamp(of: folder.path("sub/a.vcf")))
    #expect(FileStamp(of: "a.vcf", in: directory) == stamp)
    #expect(FileStamp(of: file) == stamp)
    #expect(FileStamp(of: directory) == nil)
  }

  @Test func `is nothing of a directory, a link or a pipe, or where nothing is`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("four", to: "sub/a.vcf")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("sub/a.vcf"))
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    for name in ["sub", "link", "pipe", "none", "sub/a.vcf/none"] {
      #expect(FileStamp(of: folder.path(name)) == nil, "\(name)")
    }
  }
}
