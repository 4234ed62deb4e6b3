import Foundation
import TestSupport

/// OpenLDAP's slapd, which judges LDIF, and the commands that feed it.
struct LDAPDirectory: Sendable {
  /// Where contacts go; nothing is there at first.
  let base: String
  private let scripts: ServerScripts
  private let connection: [String]

  init() async throws {
    scripts = try await ServerScripts("slapd")
    base = try scripts.fact("base")
    connection = try [
      "-x", "-H", scripts.fact("url"), "-D", scripts.fact("user"), "-w", scripts.fact("password"),
    ]
  }

  /// `ldapadd` of a file: it stops at the first record that is refused.
  func add(_ file: String) async throws -> Program.Outcome {
    try await Program(path: "/usr/bin/ldapadd").run(connection + ["-f", file])
  }

  /// `ldapmodify` of a file: it stops at the first record that is refused.
  func modify(_ file: String) async throws -> Program.Outcome {
    try await Program(path: "/usr/bin/ldapmodify").run(connection + ["-f", file])
  }

  /// All entries below the base: their names, and their lines in a fixed order.
  func entries() async throws -> [String: [String]] {
    let search = try await Program(path: "/usr/bin/ldapsearch").run(
      connection + ["-LLL", "-o", "ldif-wrap=no", "-b", base, "-s", "one"])
    guard search.status == 0 else {
      throw ServerScripts.Failure(description: "ldapsearch: \(search.errors)")
    }
    var entries: [String: [String]] = [:]
    for record in search.output.components(separatedBy: "\n\n") where !record.isEmpty {
      let lines = record.split(separator: "\n").map(String.init)
      entries[lines[0]] = lines.dropFirst().sorted()
    }
    return entries
  }

  func stop() async throws { try await scripts.stop() }
}
