import Foundation
import FuzzTargets
import Testing

/// The seeds and whatever once broke something, through the functions that scripts/fuzz calls.
@Suite struct `A fuzz target` {
  @Test(arguments: FuzzTarget.all.map(\.name))
  func `holds what it should for its seeds and for all that once broke it`(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folders = ["Tests/FuzzTargetsTests/Fixtures/" + name] + target.seeds
    let files = try folders.flatMap { try Self.files(at: root + "/" + $0) }
    #expect(files.count > 1)
    for file in files {
      let bytes = Array(try Data(contentsOf: URL(filePath: file)))
      do { try target.run(bytes) } catch { Issue.record("\(file): \(error)") }
    }
  }

  /// A file itself, or all that lie in a directory; none where there is nothing.
  private static func files(at path: String) throws -> [String] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return [] }
    guard isDirectory.boolValue else { return [path] }
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map {
      path + "/" + $0
    }
  }
}
