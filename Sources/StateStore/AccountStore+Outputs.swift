import Foundation
import GRDB
package import Steps

extension AccountStore {
  /// How far an output has come, or `nil` where it never wrote anything of this account.
  package func output(_ name: String) throws(StateError) -> OutputRecord? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT kind, fingerprint, phase, cursor, publishing_file, publishing_cursor
          FROM output WHERE name = ?
          """, arguments: [name]
      ).map { row in
        let phase: OutputPhase =
          switch try row.decode(String.self, forColumn: "phase") {
          case "publishing":
            .publishing(
              changeFile: try row.decode(forColumn: "publishing_file"),
              cursor: try row.decode(forColumn: "publishing_cursor"))
          case "following": .following
          default: .filling
          }
        var output = OutputRecord(
          name: name, kind: try row.decode(forColumn: "kind"),
          fingerprint: try row.decode(forColumn: "fingerprint"), phase: phase)
        output.cursor = try row.decode(forColumn: "cursor")
        return output
      }
    }
  }

  /// What this account knew of an output as a whole before all accounts had one record of it.
  package func outputBeforeVersion7(
    _ name: String
  ) throws(StateError) -> (lastChangeFile: Int, file: FileRecord?)? {
    try read { database in
      try Row.fetchOne(
        database,
        sql: """
          SELECT last_change_file, content_digest, previous_digest, file_size, file_modified, is_kept
          FROM output_before_7 WHERE name = ?
          """, arguments: [name]
      ).map { row in
        (try row.decode(atIndex: 0), try FileRecord(row, from: 1))
      }
    }
  }

  /// How many bytes of contacts are read at a time: photos don't pile up.
  package static let partSize = 1 << 20

  /// The first contacts of a query, up to so many bytes, and one at least where there is one.
  static func part<T>(
    _ database: Database, bytes: Int = partSize, sql: String, arguments: StatementArguments,
    _ make: (Row, ContactRecord) throws -> T
  ) throws -> [T] {
    var (part, size): ([T], Int) = ([], 0)
    let rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
    while size < bytes, let row = try rows.next() {
      let contact = try contact(row)
      part.append(try make(row, contact))
      size += contact.data.count
    }
    return part
  }

  /// The contacts beyond a cursor in the order of their changes, some at a time, beside what the
  /// output made of them.
  package func feed(
    of output: String, after cursor: Int64, limit: Int
  ) throws(StateError) -> [FeedItem] {
    try read { database in
      try Self.part(
        database,
        sql: """
          SELECT \(Self.contactColumns), \(Self.artifactColumns) FROM contact
          LEFT JOIN artifact ON artifact.output = ? AND artifact.contact_id = contact.id
          WHERE contact.sequence > ? AND contact.is_held = 0
          ORDER BY contact.sequence LIMIT ?
          """, arguments: [output, cursor, limit]
      ) { row, contact in
        let index = Self.contactColumnCount
        let hasArtifact = !row.hasNull(atIndex: index)
        return FeedItem(
          contact: contact, artifact: hasArtifact ? try Self.artifact(row, from: index) : nil)
      }
    }
  }

  private static let artifactColumns = "artifact.name, artifact.digest, \(fileColumns)"

  /// What ``FileRecord`` takes.
  private static let fileColumns =
    "content_digest, previous_digest, file_size, file_modified, is_kept"

  /// Reads ``artifactColumns`` from a place on.
  private static func artifact(_ row: Row, from index: Int) throws -> Artifact {
    Artifact(
      name: try row.decode(atIndex: index),
      digest: Array(try row.decode(Data.self, atIndex: index + 1)),
      file: try FileRecord(row, from: index + 2))
  }

  /// How many contacts stand in an output.
  package func artifactCount(of output: String) throws(StateError) -> Int {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM artifact WHERE output = ?", arguments: [output]) ?? 0
    }
  }

  /// Whether a contact is deleted that some output has to hear of still, or lies in one of these folders.
  package func hasContacts(deletedOrIn collections: [Int64]) throws(StateError) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database,
        sql: """
          SELECT EXISTS (SELECT 1 FROM contact WHERE is_deleted = 1) OR EXISTS (
            SELECT 1 FROM contact WHERE collection_id IN (SELECT value FROM json_each(?)))
          """, arguments: ["\(collections)"]) ?? false
    }
  }

  /// How many contacts stand in an output still that are deleted, or lie in one of these folders.
  ///
  /// `CROSS JOIN` has SQLite begin with them, not with all that the output holds.
  package func artifactCount(
    of output: String, deletedOrIn collections: [Int64]
  ) throws(StateError) -> Int {
    try read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM (
            SELECT id FROM contact WHERE is_deleted = 1
            UNION SELECT id FROM contact WHERE collection_id IN (SELECT value FROM json_each(?))
          ) AS gone
          CROSS JOIN artifact ON artifact.output = ? AND artifact.contact_id = gone.id
          """, arguments: ["\(collections)", output]) ?? 0
    }
  }

  /// How many contacts have changed since an output last wrote them, where it has written any.
  package func backlog(of output: String) throws(StateError) -> Int {
    try read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM contact
          WHERE sequence > (SELECT cursor FROM output WHERE name = ? AND cursor > 0)
          """, arguments: [output]) ?? 0
    }
  }

  /// Goes through everything that an output made of this account, but for the digests of entries: an
  /// idle night reads it all, and keeps nothing of it.
  ///
  /// - Throws: ``StateError``.
  package func forEachArtifact(
    of output: String, _ body: (_ contact: Int64, _ name: String, _ file: FileRecord?) -> Void
  ) throws(StateError) {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: "SELECT contact_id, name, \(Self.fileColumns) FROM artifact WHERE output = ?",
        arguments: [output])
      while let row = try rows.next() {
        body(
          try row.decode(atIndex: 0), try row.decode(atIndex: 1), try FileRecord(row, from: 2))
      }
    }
  }

  /// The contacts that stand in an output, in the order of their UUIDs, some at a time.
  ///
  /// One that is deleted stays in this list until the output has let go of it. `CROSS JOIN` has SQLite
  /// follow the UUIDs, not sort all that the output holds for every part.
  ///
  /// `uuid`: the last one of the part before; empty for the first part.
  /// `bytes`: what is read at a time, beside `limit`.
  package func exported(
    to output: String, after uuid: String, limit: Int, bytes: Int = partSize
  ) throws(StateError) -> [FeedItem] {
    try read { database in
      try Self.part(
        database, bytes: bytes,
        sql: """
          SELECT \(Self.contactColumns), \(Self.artifactColumns) FROM contact
          CROSS JOIN artifact ON artifact.output = ? AND artifact.contact_id = contact.id
          WHERE contact.uuid > ifnull(?, x'') ORDER BY contact.uuid LIMIT ?
          """, arguments: [output, UUID(uuidString: uuid), limit]
      ) { row, contact in
        FeedItem(
          contact: contact, artifact: try Self.artifact(row, from: Self.contactColumnCount))
      }
    }
  }

  /// Records what an output has written and how far it has come, in one step.
  ///
  /// `changes`: the artifact of each contact; `nil` where it has none any more.
  /// `step`: what this means to whoever follows the run.
  package func commit(
    _ output: OutputRecord, changes: [(contact: Int64, artifact: Artifact?)],
    step: Step = .cursorStored
  ) throws(StateError) {
    try write(step) { try Self.commit($0, output, changes) }
  }

  static func commit(
    _ database: Database, _ output: OutputRecord,
    _ changes: [(contact: Int64, artifact: Artifact?)]
  ) throws {
    let upsert = try database.cachedStatement(
      sql: """
        INSERT INTO artifact
          (output, contact_id, name, digest, content_digest, previous_digest, file_size,
           file_modified, is_kept)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (output, contact_id) DO UPDATE SET
          name = excluded.name, digest = excluded.digest,
          content_digest = excluded.content_digest, previous_digest = excluded.previous_digest,
          file_size = excluded.file_size, file_modified = excluded.file_modified,
          is_kept = excluded.is_kept
        """)
    let delete = try database.cachedStatement(
      sql: "DELETE FROM artifact WHERE output = ? AND contact_id = ?")
    for change in changes {
      if let artifact = change.artifact {
        let file = artifact.file
        try upsert.run(
          output.name, change.contact, artifact.name, Blob(artifact.digest), file?.digest,
          file?.previous, file?.size, file?.modified, file?.isKept)
      } else {
        try delete.run(output.name, change.contact)
      }
    }
    let (phase, file, cursor): (String, String?, Int64?) =
      switch output.phase {
      case .filling: ("filling", nil, nil)
      case .following: ("following", nil, nil)
      case .publishing(let file, let cursor): ("publishing", file, cursor)
      }
    try database.execute(
      sql: """
        INSERT INTO output
          (name, kind, fingerprint, phase, cursor, publishing_file, publishing_cursor)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET
          kind = excluded.kind, fingerprint = excluded.fingerprint, phase = excluded.phase,
          cursor = excluded.cursor, publishing_file = excluded.publishing_file,
          publishing_cursor = excluded.publishing_cursor
        """,
      arguments: [
        output.name, output.kind, output.fingerprint, phase, output.cursor, file, cursor,
      ])
  }
}

extension FileRecord {
  /// Reads the columns `content_digest`, `previous_digest`, `file_size`, `file_modified` and `is_kept`
  /// from a place on; `nil` where nothing is known of a file.
  init?(_ row: Row, from index: Int) throws {
    guard !row.hasNull(atIndex: index), !row.hasNull(atIndex: index + 4) else { return nil }
    self.init(
      digest: try row.decode(atIndex: index), previous: try row.decode(atIndex: index + 1),
      size: try row.decode(atIndex: index + 2), modified: try row.decode(atIndex: index + 3),
      isKept: try row.decode(atIndex: index + 4))
  }
}
