import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

extension Workplace {
  /// The types of the records in the newest change file.
  fileprivate func lastChanges() throws -> [String] {
    guard let name = try changeFiles().last else { return [] }
    return try folder.read("changes/" + name).split(separator: "\n")
      .filter { $0.hasPrefix("changetype: ") }.map { String($0.dropFirst(12)) }
  }
}

@Suite struct `A folder of contacts below Deleted Items` {
  @Test func `goes from every output, and comes back as itself`() async throws {
    try await withServer(contacts: 12) { server in
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
        mailbox.put(MailboxFolder(id: "21", name: "Friends", type: 14))
        for number in 1...3 { try mailbox.put([C.lastName: "Kunde \(number)"], in: "20") }
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.cards()
      let bin = try #require(server.mailbox.folders.first { $0.type == 4 })
      // Not there itself, but below what is.
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "30", parent: bin.id, name: "Old", type: 12))
        mailbox.put(MailboxFolder(id: "20", parent: "30", name: "Kunden", type: 14))
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      for output in ["cards", "ldap"] {
        #expect(
          outcome.output.contains("contoso \(output): 0 added, 0 changed, 3 deleted, 12 unchanged"),
          "\(outcome.output)")
      }
      #expect(try place.cards().files.count == 12)
      #expect(try place.lastChanges() == ["delete", "delete", "delete"])

      // Nobody asks for what is in there.
      try server.changeMailbox { try $0.update("20:1") { $0[C.jobTitle] = "Baker" } }
      let asked = server.requests("Sync").count
      let idle = try place.outputs()
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == idle)
      #expect(server.requests("Sync").count == asked + 2)

      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
      }
      let back = try await place.export()
      #expect(back.status == 0, "\(back.errors)")
      let difference = try place.cards().difference(since: before)
      #expect(difference.added + difference.removed == [])
      #expect(difference.rewritten.count { $0.hasSuffix(".vcf") } >= 1)
      #expect(try place.cards().files.values.count { $0.text.contains("TITLE:Baker") } == 1)
      #expect(try place.lastChanges() == ["add", "add", "add"])
    }
  }

  @Test func `stays where too much would go`() async throws {
    try await withServer(contacts: 12) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let bin = try #require(server.mailbox.folders.first { $0.type == 4 })
      let folder = try #require(server.mailbox.folder("2"))
      try server.changeMailbox { mailbox in
        mailbox.put(
          MailboxFolder(id: "2", parent: bin.id, name: folder.name, type: folder.type))
      }
      #expect(try await place.export().status == 7)
      #expect(try place.outputs() == before)
      try server.changeMailbox { $0.put(folder) }
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == before)
    }
  }

  @Test func `is not exported, which 'folders' tells`() async throws {
    try await withServer(contacts: 1) { server in
      let bin = try #require(server.mailbox.folders.first { $0.type == 4 })
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", parent: bin.id, name: "Kunden", type: 14))
        try mailbox.put([C.lastName: "Gone"], in: "20")
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 1)
      let text = try await place.run(["folders", "--config", "cardferry.yaml"])
      #expect(
        text.output.contains(
          "  Kunden  (type 14, contacts of the user, not exported, as it lies below Deleted Items)\n"
        ), "\(text.output)")
      let json = try await place.run(["folders", "--json", "--config", "cardferry.yaml"])
      #expect(json.status == 0 && json.errors.isEmpty, "\(json.errors)")
      let accounts = try JSONDecoder().decode([Listed].self, from: Data(json.output.utf8))
      #expect(accounts.map(\.name) == ["contoso"])
      let folders = try #require(accounts.first?.folders)
      #expect(folders.count == 12)
      #expect(
        folders.filter { $0.type == 9 || $0.type == 14 } == [
          Listed.Folder(name: "Contacts", type: 9, isExported: true, reason: nil),
          Listed.Folder(name: "Kunden", type: 14, isExported: false, reason: "deleted"),
        ])
      #expect(folders.first { $0.type == 2 }?.reason == "no-contacts")
    }
  }

  /// What `folders --json` prints of an account.
  private struct Listed: Decodable {
    struct Folder: Decodable, Equatable {
      let name: String
      let type: Int
      let isExported: Bool
      let reason: String?
    }

    let name: String
    let folders: [Folder]
  }
}
