import Foundation
import GRDB

/// What the state of an account says, in rows of text. The tests of crashes know its tables here and
/// nowhere else.
enum StateContents {
  /// A contact, as two states that have nothing to do with each other both know it.
  struct Contact {
    /// In lower case.
    let uuid: String
    let serverID: String
    /// When it last changed, in the form of REV.
    let time: String
  }

  private static let time = "strftime('%Y%m%dT%H%M%SZ', changed_at, 'unixepoch')"
  /// A UUID as it is read, of the 16 bytes that the state has of it, or of version 5's letters.
  private static let uuid =
    "CASE typeof(uuid) WHEN 'text' THEN uuid ELSE \(UUIDText.sql) END"

  /// - Returns: None of a file that holds no tables yet.
  static func contacts(in file: String) throws -> [Contact] {
    try DatabaseQueue(path: file).read { database in
      guard try database.tableExists("contact") else { return [] }
      let sql = "SELECT \(uuid) AS uuid, ifnull(server_id, '') AS id, \(time) AS time FROM contact"
      return try Row.fetchAll(database, sql: sql).map { row in
        Contact(uuid: row["uuid"], serverID: row["id"], time: row["time"])
      }
    }
  }

  /// Every column of every row of every table.
  static func everything(in file: String) throws -> [String] {
    try DatabaseQueue(path: file).read { database in
      let tables = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      return try tables.flatMap { table in
        let text = table == "contact" ? "\(uuid) AS text, " : ""
        return try Row.fetchAll(database, sql: "SELECT \(text)* FROM \(table)").map(\.description)
      }
    }
  }

  /// What two states of an account say alike that have come to the same, however often something was
  /// tried: no keys, no numbers of rows, no stamps of files.
  static func meaning(ofAccount file: String) throws -> [String] {
    try rows(
      in: file,
      [
        """
        SELECT server, user, name, protocol_version, is_provisioned, policy, is_policy_met,
          uses_device_bytes, is_described, description_failures FROM account
        """,
        """
        SELECT server_id, parent_id, type, name, directory, is_deleted, is_gone,
          type IN (9, 14) AND NOT is_deleted AND loading IS NULL, sync_key IS NULL FROM collection
        """,
        """
        SELECT c.server_id, \(uuid) AS uuid, hex(c.data), c.content, c.is_deleted, c.is_held, \(time),
          collection.server_id
        FROM contact c JOIN collection ON collection.id = c.collection_id
        """,
        "SELECT server_id FROM wanted",
        """
        SELECT output, artifact.name, \(uuid) AS uuid, is_kept
        FROM artifact JOIN contact ON contact.id = artifact.contact_id
        """,
        """
        SELECT name, kind, fingerprint, phase, publishing_file,
          cursor >= ifnull((SELECT max(sequence) FROM contact), 0) FROM output
        """,
      ])
  }

  /// The same of what concerns an output as a whole; the number of its last change file only if it is
  /// told to.
  static func meaning(ofOutput file: String, numbersChangeFiles: Bool) throws -> [String] {
    try rows(
      in: file,
      [
        """
        SELECT path, changes, \(numbersChangeFiles ? "last_change_file" : "0"), base_entry,
          former_paths FROM output
        """,
        "SELECT account, name, is_kept FROM file",
      ])
  }

  private static func rows(in file: String, _ queries: [String]) throws -> [String] {
    try DatabaseQueue(path: file).read { database in
      try queries.flatMap { try Row.fetchAll(database, sql: $0).map(\.description) }
    }
  }
}
