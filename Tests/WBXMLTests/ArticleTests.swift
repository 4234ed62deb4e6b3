import Testing
import WBXML

/// The messages of "ActiveSync III" (Dominic Salemno, 2010), whose lengths it prints as
/// Content-Length.
@Suite struct ArticleTests {
  @Test func `the FolderSync request has 13 bytes`() {
    let request = Element(
      .FolderHierarchy.folderSync, [Element(.FolderHierarchy.syncKey, "0")])
    #expect(
      Encoder.encode(request)
        == [
          0x03, 0x01, 0x6A, 0x00, 0x00, 0x07, 0x56, 0x52, 0x03, 0x30, 0x00, 0x01, 0x01,
        ])
    #expect(Encoder.encode(request).count == 13)
  }

  @Test func `the FolderSync response has 346 bytes`() throws {
    let folders = [
      ("Calendar", "8"), ("Contacts", "9"), ("Deleted Items", "4"), ("Drafts", "3"),
      ("Inbox", "2"), ("Journal", "11"), ("Junk E-Mail", "12"), ("Notes", "10"), ("Outbox", "6"),
      ("Sent Items", "5"), ("Tasks", "7"),
    ]
    let adds = folders.enumerated().map { index, folder in
      Element(
        .FolderHierarchy.add,
        [
          Element(.FolderHierarchy.serverId, String(index + 1)),
          Element(.FolderHierarchy.parentId, "0"),
          Element(.FolderHierarchy.displayName, folder.0),
          Element(.FolderHierarchy.type, folder.1),
        ])
    }
    let count = Element(.FolderHierarchy.count, String(folders.count))
    let response = Element(
      .FolderHierarchy.folderSync,
      [
        Element(.FolderHierarchy.status, "1"), Element(.FolderHierarchy.syncKey, "1"),
        Element(.FolderHierarchy.changes, [count] + adds),
      ])
    let bytes = Encoder.encode(response)
    #expect(bytes.count == 346)
    #expect(try Decoder.decode(bytes) == response)
  }

  private func sync(_ collection: [Element]) -> [UInt8] {
    Encoder.encode(
      Element(
        .AirSync.sync,
        [Element(.AirSync.collections, [Element(.AirSync.collection, collection)])]))
  }

  @Test func `the first Sync request has 20 bytes without Supported, and 26 with it`() {
    let collection = [
      Element(.AirSync.syncKey, "0"), Element(.AirSync.collectionId, "2"),
    ]
    #expect(sync(collection).count == 20)
    let supported = Element(
      .AirSync.supported, [Element(.Contacts.jobTitle), Element(.Contacts.department)])
    #expect(sync(collection + [supported]).count == 26)
  }

  @Test func `the first Sync response has 33 bytes`() {
    let bytes = sync([
      Element(.AirSync.syncKey, "878266863"), Element(.AirSync.collectionId, "2"),
      Element(.AirSync.status, "1"),
    ])
    #expect(bytes.count == 33)
  }
}
