import FakeExchange
import HTTPTransport
import Testing
import WBXML

@Suite struct FolderSyncTests {
  private func ids(_ root: Element, _ tag: WBXML.Tag) -> [String] {
    (root.first(.FolderHierarchy.changes)?.children ?? []).filter { $0.tag == tag }
      .compactMap { $0.first(.FolderHierarchy.serverId)?.text }
  }

  private func key(_ root: Element) -> String {
    root.first(.FolderHierarchy.syncKey)?.text ?? ""
  }

  @Test func `changes of the hierarchy come once each`() async throws {
    try await withServer { server in
      let client = Client(server)
      let first = key(try await client.folderSync())
      let idle = try await client.folderSync(first)
      #expect(key(idle) == first)
      #expect(idle.first(.FolderHierarchy.changes)?.first(.FolderHierarchy.count)?.text == "0")

      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "12", parent: "2", name: "Suppliers", type: 14))
        mailbox.put(MailboxFolder(id: "2", name: "People", type: 9))
        try mailbox.deleteFolder("6")
      }
      let changed = try await client.folderSync(first)
      #expect(ids(changed, .FolderHierarchy.add) == ["12"])
      #expect(ids(changed, .FolderHierarchy.update) == ["2"])
      #expect(ids(changed, .FolderHierarchy.delete) == ["6"])
      #expect(key(changed) != first)

      let again = try await client.folderSync(first)
      #expect(ids(again, .FolderHierarchy.add) == ["12"])
      let after = try await client.folderSync(key(again))
      #expect(ids(after, .FolderHierarchy.add).isEmpty)
    }
  }

  @Test func `an unknown key is status 9 and a request without key 10`() async throws {
    try await withServer { server in
      let client = Client(server)
      #expect(try await client.folderSync("7").first(.FolderHierarchy.status)?.text == "9")
      let empty = try await client.post(
        "FolderSync", Element(.FolderHierarchy.folderSync, []))
      #expect(try Decoder.decode(empty.body).first(.FolderHierarchy.status)?.text == "10")
    }
  }

  @Test func `a folder made and deleted between two requests is never seen`() async throws {
    try await withServer { server in
      let client = Client(server)
      let first = key(try await client.folderSync())
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "12", name: "Short-lived", type: 14))
        try mailbox.deleteFolder("12")
      }
      let root = try await client.folderSync(first)
      #expect(root.first(.FolderHierarchy.changes)?.first(.FolderHierarchy.count)?.text == "0")
    }
  }
}
