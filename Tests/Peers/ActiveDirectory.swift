import Foundation
import TestSupport

/// The database of a domain as Samba makes one, with the schema and the rules of Active Directory.
struct ActiveDirectory: Sendable {
  /// Where contacts go; nothing is there at first.
  let base: String
  private let scripts: ServerScripts
  private let connection: [String]

  init() async throws {
    scripts = try await ServerScripts("samba")
    base = try scripts.fact("base")
    connection = try ["-H", scripts.fact("database")]
  }

  /// `ldbadd` of a file: all of it or nothing.
  func add(_ file: String) async throws -> Program.Outcome {
    try await Program(path: "/usr/bin/ldbadd").run(connection + [file])
  }

  /// `ldbmodify` of a file: all of it or nothing.
  func modify(_ file: String) async throws -> Program.Outcome {
    try await Program(path: "/usr/bin/ldbmodify").run(connection + [file])
  }

  /// How many contacts there are.
  func count() async throws -> Int {
    let search = try await Program(path: "/usr/bin/ldbsearch").run(
      connection + ["-b", base, "(objectClass=contact)", "cn"])
    guard search.status == 0 else {
      throw ServerScripts.Failure(description: "ldbsearch: \(search.errors)")
    }
    return search.output.split(separator: "\n").count { $0.hasPrefix("dn: ") }
  }

  func stop() async throws { try await scripts.stop() }
}
