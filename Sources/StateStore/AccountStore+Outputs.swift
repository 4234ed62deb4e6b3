import Foundation
import GRDB
package import Steps

extension AccountStore {
  /// How far an output has come, or `nil` where it never wrote anything of this account.
  package func output(_ name: String) throws(StateError) -> OutputRecord? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM output WHERE name = ?", arguments: [name])
        .map { row in
          var output = OutputRecord(
            name: try row.decode(forColumn: "name"),
            fingerprint: try row.decode(forColumn: "fingerprint"))
          output.cursor = try row.decode(forColumn: "cursor")
          output.lastChangeFile = try row.decode(forColumn: "last_change_file")
          output.pending = try row.decode(forColumn: "pending")
          output.file = try row.decode(Data?.self, forColumn: "file").map { Array($0) }
          return output
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
          SELECT \(Self.contactColumns), artifact.name, artifact.digest FROM contact
          LEFT JOIN artifact ON artifact.output = ? AND artifact.contact_id = contact.id
          WHERE contact.sequence > ? AND contact.is_held = 0
          ORDER BY contact.sequence LIMIT ?
          """, arguments: [output, cursor, limit]
      ) { row, contact in
        let (name, digest) = (Self.contactColumnCount, Self.contactColumnCount + 1)
        let artifact = try row.decode(String?.self, atIndex: name).map { name in
          Artifact(name: name, digest: Array(try row.decode(Data.self, atIndex: digest)))
        }
        return FeedItem(contact: contact, artifact: artifact)
      }
    }
  }

  /// What the output made of one of its contacts, no matter which; `nil` where it has none.
  package func anyArtifact(of output: String) throws(StateError) -> Artifact? {
    try read { database in
      try Row.fetchOne(
        database, sql: "SELECT name, digest FROM artifact WHERE output = ? LIMIT 1",
        arguments: [output]
      ).map(Self.artifact)
    }
  }

  /// `row`: begins with `name` and `digest`.
  private static func artifact(_ row: Row) throws -> Artifact {
    Artifact(
      name: try row.decode(atIndex: 0), digest: Array(try row.decode(Data.self, atIndex: 1)))
  }

  /// How many contacts stand in an output.
  package func artifactCount(of output: String) throws(StateError) -> Int {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM artifact WHERE output = ?", arguments: [output]) ?? 0
    }
  }

  /// How many contacts beyond a cursor are deleted and stand in an output still.
  ///
  /// `CROSS JOIN` has SQLite begin with them, not with all that the output holds.
  package func deletedCount(of output: String, after cursor: Int64) throws(StateError) -> Int {
    try read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM contact
          CROSS JOIN artifact ON artifact.output = ? AND artifact.contact_id = contact.id
          WHERE contact.sequence > ? AND contact.is_deleted = 1
          """, arguments: [output, cursor]) ?? 0
    }
  }

  /// Goes through everything that an output made of this account: an idle night reads it all, and
  /// keeps nothing of it.
  package func forEachArtifact(
    of output: String, _ body: (_ contact: Int64, Artifact) -> Void
  ) throws(StateError) {
    try read { database in
      let rows = try Row.fetchCursor(
        database, sql: "SELECT name, digest, contact_id FROM artifact WHERE output = ?",
        arguments: [output])
      while let row = try rows.next() {
        body(try row.decode(atIndex: 2), try Self.artifact(row))
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
  ) throws(StateError) -> [ContactRecord] {
    try read { database in
      try Self.part(
        database, bytes: bytes,
        sql: """
          SELECT \(Self.contactColumns) FROM contact
          CROSS JOIN artifact ON artifact.output = ? AND artifact.contact_id = contact.id
          WHERE contact.uuid > ifnull(?, x'') ORDER BY contact.uuid LIMIT ?
          """, arguments: [output, UUID(uuidString: uuid), limit]
      ) { $1 }
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
        INSERT INTO artifact (output, contact_id, name, digest) VALUES (?, ?, ?, ?)
        ON CONFLICT (output, contact_id) DO UPDATE SET
          name = excluded.name, digest = excluded.digest
        """)
    let delete = try database.cachedStatement(
      sql: "DELETE FROM artifact WHERE output = ? AND contact_id = ?")
    for change in changes {
      if let artifact = change.artifact {
        try upsert.run(output.name, change.contact, artifact.name, Blob(artifact.digest))
      } else {
        try delete.run(output.name, change.contact)
      }
    }
    try database.execute(
      sql: """
        INSERT INTO output (name, fingerprint, cursor, last_change_file, pending, file)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET
          fingerprint = excluded.fingerprint, cursor = excluded.cursor,
          last_change_file = excluded.last_change_file, pending = excluded.pending,
          file = excluded.file
        """,
      arguments: [
        output.name, output.fingerprint, output.cursor, output.lastChangeFile, output.pending,
        output.file.map { Data($0) },
      ])
  }
}
