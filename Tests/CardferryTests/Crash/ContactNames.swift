import Foundation
import GRDB
import TestSupport

/// What contacts are called in two states that have nothing to do with each other: by the server's
/// ids in place of UUIDs, which are random.
struct ContactNames {
  private(set) var byUUID: [String: String] = [:]
  /// When contacts had changed, in the form of REV: what is none of these is new.
  private(set) var times: Set<String> = []

  /// `before`: those of an earlier moment, whose times count.
  init(in folder: TemporaryFolder, before: ContactNames?) throws {
    if let before { self = before }
    for file in ["state/contoso.sqlite", "old.sqlite"].map(folder.path)
    where FileManager.default.fileExists(atPath: file) {
      let rows = try DatabaseQueue(path: file).read { database in
        guard try database.tableExists("contact") else { return [Row]() }
        return try Row.fetchAll(
          database,
          sql: """
            SELECT uuid, server_id, strftime('%Y%m%dT%H%M%SZ', changed_at, 'unixepoch') AS time
            FROM contact
            """)
      }
      for row in rows {
        let uuid: UUID = row["uuid"]
        byUUID[uuid.uuidString.lowercased()] = row["server_id"]
        if before == nil { times.insert(row["time"]) }
      }
    }
  }

  /// A text with these names and without the times of now.
  func anonymous(_ text: String) -> String {
    text.replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) { match in
      byUUID[String(match.0)].map { "<\($0)>" } ?? "<unknown>"
    }.replacing(/[0-9]{8}T[0-9]{6}Z/) { match in
      times.contains(String(match.0)) ? String(match.0) : "<now>"
    }
  }
}
