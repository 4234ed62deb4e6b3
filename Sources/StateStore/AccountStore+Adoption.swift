import Foundation
import GRDB
import Steps

/// What it takes to find the contacts of a new state again in what an earlier one has written.
extension AccountStore {
  /// Where the output that has come farthest stands in the change feed; 0 where there is none.
  ///
  /// A contact that no output has seen lies behind that.
  package func highestCursor() throws(StateError) -> Int64 {
    try read { try Int64.fetchOne($0, sql: "SELECT max(cursor) FROM output") ?? 0 }
  }

  /// The contacts beyond a place in the change feed that stand in no output, some at a time.
  package func unwritten(after sequence: Int64, limit: Int) throws(StateError) -> [ContactRecord] {
    try read { database in
      try Self.part(
        database,
        sql: """
          SELECT \(Self.contactColumns) FROM contact
          WHERE sequence > ? AND is_deleted = 0 AND is_held = 0
            AND id NOT IN (SELECT contact_id FROM artifact)
          ORDER BY sequence LIMIT ?
          """, arguments: [sequence, limit]
      ) { $1 }
    }
  }

  /// Gives contacts the UUIDs and the times that they had in an earlier state, and outputs what
  /// they hold of them.
  package func adopt(
    _ contacts: [ContactRecord],
    outputs: [(record: OutputRecord, artifacts: [(contact: Int64, artifact: Artifact?)])]
  ) throws(StateError) {
    try write(.contactsAdopted) { database in
      for contact in contacts {
        try database.execute(
          sql: "UPDATE contact SET uuid = ?, changed_at = ? WHERE id = ?",
          arguments: [UUID(uuidString: contact.uuid), contact.changedAt, contact.id])
      }
      for output in outputs { try Self.commit(database, output.record, output.artifacts) }
    }
  }
}
