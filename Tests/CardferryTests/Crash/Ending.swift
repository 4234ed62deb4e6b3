import Foundation
import GRDB
import TestSupport

/// How a run has ended: every record of every output, and what the state says, in lines that are the
/// same for two runs that did the same.
struct Ending {
  private var lines: [String: Int] = [:]

  init(
    of place: borrowing Workplace, _ scenario: CrashScenario, before: ContactNames
  ) throws {
    let names = try ContactNames(in: place.folder, before: before)
    for (path, file) in try place.outputs().files where !path.hasSuffix(".sqlite") {
      let isHandedOver = path.contains("/delivered/")
      if isHandedOver && !scenario.numbersChangeFiles { continue }
      var path = names.anonymous(path)
      if !scenario.numbersChangeFiles { path.replace(/[0-9]{6}-/, with: "") }
      var records = Self.records(names.anonymous(file.text), of: path)
      // A program may get a change file once more.
      if path == "taken" { records = Array(Set(records)) }
      add(path)
      for record in records { add(path + ": " + record) }
    }
    guard scenario.keepsState else { return }
    for row in try Self.state(place.folder.path("state/contoso.sqlite"), scenario) {
      add(names.anonymous(row))
    }
  }

  private mutating func add(_ line: String) { lines[line, default: 0] += 1 }

  private static func records(_ text: String, of path: String) -> [String] {
    if path == "taken" { return text.split(separator: "\n").map(String.init) }
    if path.hasSuffix(".vcf") { return text.components(separatedBy: "END:VCARD\r\n") }
    if path.hasSuffix(".ldif") {
      return text.replacing("\n ", with: "").components(separatedBy: "\n\n")
    }
    return [text]
  }

  /// All that doesn't count how often something was tried.
  private static func state(_ file: String, _ scenario: CrashScenario) throws -> [String] {
    let last = scenario.numbersChangeFiles ? "last_change_file" : "0"
    return try DatabaseQueue(path: file).read { database in
      try [
        "SELECT server, user, protocol_version, is_provisioned, policy FROM account",
        """
        SELECT server_id, parent_id, type, name, directory, is_deleted,
          type IN (9, 14) AND NOT is_deleted AND loading IS NULL, sync_key IS NULL FROM collection
        """,
        """
        SELECT c.server_id, \(UUIDText.sql) AS uuid, hex(c.data), c.content, c.is_deleted, c.sequence > 0,
          strftime('%Y%m%dT%H%M%SZ', c.changed_at, 'unixepoch'), collection.server_id
        FROM contact c JOIN collection ON collection.id = c.collection_id
        """,
        """
        SELECT output, artifact.name, \(UUIDText.sql) AS uuid
        FROM artifact JOIN contact ON contact.id = artifact.contact_id
        """,
        """
        SELECT name, fingerprint, pending, \(last), file IS NULL,
          cursor >= (SELECT max(sequence) FROM contact) FROM output
        """,
      ].flatMap { sql in try Row.fetchAll(database, sql: sql).map(\.description) }
    }
  }

  /// What only one of them has, a line each; none where they are the same.
  func difference(from other: Ending) -> [String] {
    Set(lines.keys).union(other.lines.keys).sorted().compactMap { line in
      let (here, there) = (lines[line] ?? 0, other.lines[line] ?? 0)
      return here == there ? nil : "\(there) -> \(here): \(line)"
    }
  }
}
