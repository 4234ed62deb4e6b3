import Foundation
import TestSupport

/// A user whom the system's list doesn't know, and who isn't root: modes and directories that aren't
/// its own stand in its way.
enum Stranger {
  private static let id: uid_t = 54321
  private static let setpriv = "/usr/bin/setpriv"

  /// Whether the tests may run a program as one.
  static let isAvailable: Bool = {
    guard getuid() == 0, FileManager.default.isExecutableFile(atPath: setpriv),
      let program = try? Program(product: "cardferry").path
    else { return false }
    let process = Process()
    process.executableURL = URL(filePath: setpriv)
    process.arguments = Self.options + [program, "--version"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  private static var options: [String] {
    ["--reuid", "\(id)", "--regid", "\(id)", "--clear-groups"]
  }

  /// Runs a command of a shell, in which `"$@"` is cardferry with these arguments, in a place that
  /// becomes the stranger's with all that lies in it.
  static func run(
    _ command: String, _ arguments: [String], in place: borrowing Workplace
  ) async throws -> Program.Outcome {
    for path in try FileManager.default.subpathsOfDirectory(atPath: place.folder.path) + [""] {
      _ = lchown(place.folder.path(path), id, id)
    }
    return try await Program(path: setpriv).run(
      options + ["/bin/sh", "-c", command, "sh", try Program(product: "cardferry").path]
        + arguments,
      in: place.folder.path)
  }
}
