import CLinux
import Foundation

/// The files of a directory in memory, without those of its directories.
struct FileSet {
  private let files: [(name: String, bytes: Data)]

  var count: Int { files.count }

  init(_ directory: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory)
    files = try names.filter { $0.hasSuffix(".vcf") }.map {
      ($0, try Data(contentsOf: URL(filePath: directory + "/" + $0)))
    }
  }

  /// Copies the files into a new directory, as quickly as `open` and `write` can.
  func copy(to directory: String) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for file in files { try Self.write(file.bytes, to: directory + "/" + file.name) }
  }

  /// Writes the files into a new directory under other names, makes all of them durable by one
  /// `syncfs`, renames them, and syncs the directory: what any program must do that loses nothing.
  ///
  /// - Returns: Seconds.
  func write(to directory: String) throws -> Double {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    let start = ContinuousClock.now
    for file in files { try Self.write(file.bytes, to: directory + "/." + file.name + ".tmp") }
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    guard cardferry_syncfs(descriptor) == 0 else { throw Self.failure(directory) }
    for file in files {
      let name = directory + "/" + file.name
      guard rename(directory + "/." + file.name + ".tmp", name) == 0 else {
        throw Self.failure(name)
      }
    }
    guard fsync(descriptor) == 0 else { throw Self.failure(directory) }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private static func write(_ bytes: Data, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count else { throw failure(path) }
  }

  private static func failure(_ path: String) -> Child.Failure {
    Child.Failure(description: "\(path): \(String(cString: strerror(errno)))")
  }
}
