import Foundation
import TestSupport

/// OpenLDAP's slapd, which judges LDIF, and the commands that feed it: those that speak to the
/// server, and those that work on a second directory without one.
struct LDAPDirectory: Sendable {
  /// Where contacts go; nothing is there at first, in both directories.
  let base: String
  private let scripts: ServerScripts
  private let connection: [String]
  private let offline: [String]

  init() async throws {
    scripts = try await ServerScripts("slapd")
    base = try scripts.fact("base")
    connection = try [
      "-x", "-H", scripts.fact("url"), "-D", scripts.fact("user"), "-w", scripts.fact("password"),
    ]
    offline = try ["-f", scripts.fact("offline")]
  }

  /// `ldapadd` of a file: it stops at the first record that is refused.
  func add(_ file: String) async throws -> Program.Outcome {
    try await Program(path: "/usr/bin/ldapadd").run(connection + ["-f", file])
  }

  /// `ldapmodify` of a file: it stops at the first record that is refused.
  func modify(_ file: String) async throws -> Program.Outcome {
    try await Program(path: "/usr/bin/ldapmodify").run(connection + ["-f", file])
  }

  /// What `deliver:` of an output hands its change files over with.
  var deliverCommand: [String] { ["ldapmodify"] + connection + ["-f", "{file}"] }

  /// `slapadd` of a file to the second directory: it stops at the first record that is refused.
  func addOffline(_ file: String) async throws -> Program.Outcome {
    try await Program(path: "/usr/sbin/slapadd")
      .run(offline + ["-o", "value-check=yes", "-l", file])
  }

  /// `slapmodify` of a file on the second directory: it stops at the first record that is refused.
  func modifyOffline(_ file: String) async throws -> Program.Outcome {
    try await Program(path: "/usr/sbin/slapmodify")
      .run(offline + ["-o", "value-check=yes", "-l", file])
  }

  /// All entries below the base: their names, and their lines in a fixed order.
  func entries() async throws -> [String: [String]] {
    Self.entries(of: try await search())
  }

  /// As `entries()`, of the second directory.
  func entriesOffline() async throws -> [String: [String]] {
    let search = try await Program(path: "/usr/sbin/slapcat").run(
      offline + ["-o", "ldif-wrap=no"])
    guard search.status == 0 else {
      throw ServerScripts.Failure(description: "slapcat: \(search.errors)")
    }
    return Self.entries(of: search.output).filter { $0.key.hasSuffix("," + base) }.mapValues {
      lines in
      lines.filter { line in !Self.operational.contains { line.hasPrefix($0 + ": ") } }
    }
  }

  /// What the server adds to every entry, which a search doesn't tell unless it is asked.
  private static let operational = [
    "structuralObjectClass", "entryUUID", "creatorsName", "createTimestamp", "entryCSN",
    "modifiersName", "modifyTimestamp",
  ]

  private static func entries(of ldif: String) -> [String: [String]] {
    var entries: [String: [String]] = [:]
    for record in ldif.components(separatedBy: "\n\n") where !record.isEmpty {
      let lines = record.split(separator: "\n").map(String.init)
      entries[lines[0]] = lines.dropFirst().sorted()
    }
    return entries
  }

  /// All entries below the base, to be compared with an LDIF file.
  func content() async throws -> LDIFEntries { try LDIFEntries(await search()) }

  private func search() async throws -> String {
    let search = try await Program(path: "/usr/bin/ldapsearch").run(
      connection + ["-LLL", "-o", "ldif-wrap=no", "-b", base, "-s", "one"])
    guard search.status == 0 else {
      throw ServerScripts.Failure(description: "ldapsearch: \(search.errors)")
    }
    return search.output
  }

  func stop() async throws { try await scripts.stop() }
}
