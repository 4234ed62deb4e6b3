import Foundation
import TestSupport

/// A server that the scripts of a folder in `Servers` start in a directory of its own.
struct ServerScripts: Sendable {
  /// The script said no; its own words follow.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What the start script printed: `server=http://127.0.0.1:21234/...`.
  let facts: [String: String]
  private let folder: TemporaryFolder
  private let scripts: String

  /// Runs the start script of the folder `name` with the settings of `environment`.
  ///
  /// `arguments`: what it takes behind its directory.
  init(
    _ name: String, arguments: [String] = [], environment: [String: String] = [:]
  ) async throws {
    scripts =
      URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Servers/\(name)").path()
    folder = try TemporaryFolder()
    let start = try await Program(path: scripts + "/start")
      .run([folder.path("server")] + arguments, environment: environment)
    guard start.status == 0 else {
      throw Failure(description: "\(name) didn't start (\(start.status)): \(start.errors)")
    }
    facts = Dictionary(
      uniqueKeysWithValues: start.output.split(separator: "\n").compactMap { line in
        line.firstIndex(of: "=").map {
          (String(line[..<$0]), String(line[line.index(after: $0)...]))
        }
      })
  }

  func fact(_ name: String) throws -> String {
    guard let fact = facts[name] else {
      throw Failure(description: "the start script printed no \(name)=")
    }
    return fact
  }

  /// The requests of the protocol so far: method, command, version and status each.
  func requests() throws -> [String] {
    try String(contentsOfFile: fact("log"), encoding: .utf8).split(separator: "\n")
      .map(String.init).filter { !$0.hasPrefix("PUT ") && !$0.hasPrefix("DELETE ") }
  }

  /// Runs another script of the folder, on the server's directory unless it takes something else.
  func run(_ name: String, arguments: [String]? = nil) async throws {
    let outcome = try await Program(path: "\(scripts)/\(name)")
      .run(arguments ?? [folder.path("server")])
    guard outcome.status == 0 else {
      throw Failure(description: "\(name) failed (\(outcome.status)): \(outcome.errors)")
    }
  }

  func stop() async throws {
    try await run("stop")
    folder.remove()
  }
}
