import Foundation
import GRDB
import StateStore
import Steps
import TestSupport
import Testing

@Suite struct `The state of an output` {
  @Test func `keeps where it writes, its numbers and its files, and gives them back`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let file = folder.path("ldap.sqlite")
    var record = OutputStore.Record()
    record.path = "/out/contacts.ldif"
    record.changes = "/out/changes"
    record.lastChangeFile = 42
    record.baseEntry = "ou=contacts"
    record.formerPaths = ["/old/a.ldif", "/old/b.ldif"]
    let content = OutputStore.File(
      account: "", name: "/out/contacts.ldif",
      record: FileRecord(digest: .min, previous: .max, size: 1, modified: 2, isKept: true))
    let name = OutputStore.File(
      account: "contoso", name: "displayname",
      record: FileRecord(digest: 1, previous: 2, size: 3, modified: 4))
    do {
      let store = try OutputStore(file: file)
      #expect(try store.record() == nil)
      #expect(try store.contentFile("/out/contacts.ldif") == nil)
      try store.commit(record, files: [content, name], step: .outputStored)
    }
    let store = try OutputStore(file: file)
    #expect(try store.record() == record)
    #expect(try store.files() == [content, name])
    #expect(try store.contentFile("/out/contacts.ldif") == content.record)
    try store.commit(gone: [content], step: .outputStored)
    #expect(try store.files() == [name])
    #expect(try store.record() == record)
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func `keeps the accounts of change files that are there, and the numbers of all`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let store = try OutputStore(file: folder.path("ldap.sqlite"))
    var record = OutputStore.Record()
    for (number, account) in [(1, "contoso"), (2, "fabrikam"), (3, "contoso")] {
      record.lastChangeFile = number
      try store.number(record, changeFile: "\(number).ldif", of: account, among: ["1.ldif"])
    }
    #expect(try store.changeFiles() == ["1.ldif": "contoso", "3.ldif": "contoso"])
    #expect(try store.record()?.lastChangeFile == 3)
    #expect(try store.files().isEmpty)
  }

  @Test func `of the first version keeps whose its change files are`() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try DatabaseQueue(path: folder.path("ldap.sqlite")).write { database in
      try database.execute(
        sql: """
          CREATE TABLE output (
            id INTEGER PRIMARY KEY CHECK (id = 1), path TEXT NOT NULL, changes TEXT,
            last_change_file INTEGER NOT NULL, base_entry TEXT, former_paths TEXT NOT NULL
          ) STRICT;
          CREATE TABLE file (
            account TEXT NOT NULL, name TEXT NOT NULL, content_digest INTEGER NOT NULL,
            previous_digest INTEGER NOT NULL, file_size INTEGER NOT NULL,
            file_modified INTEGER NOT NULL, is_kept INTEGER NOT NULL, PRIMARY KEY (account, name)
          ) STRICT, WITHOUT ROWID;
          INSERT INTO output VALUES (1, '/out/all.ldif', '/out/changes', 2, NULL, '');
          INSERT INTO file VALUES ('', '/out/all.ldif', 1, 2, 3, 4, 0);
          INSERT INTO file VALUES ('contoso', 'change file 000002.ldif', 0, 0, 0, 0, 0);
          INSERT INTO file VALUES ('contoso', 'displayname', 5, 6, 7, 8, 0);
          PRAGMA user_version = 1;
          """)
    }
    let store = try OutputStore(file: folder.path("ldap.sqlite"))
    #expect(try store.changeFiles() == ["000002.ldif": "contoso"])
    #expect(try store.files().map(\.name) == ["/out/all.ldif", "displayname"])
    #expect(try store.record()?.lastChangeFile == 2)
  }
}
