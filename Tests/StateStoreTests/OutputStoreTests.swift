import Foundation
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
}
