import FakeExchange
import Foundation
import StateStore
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

@Suite struct `A run that was stopped` {
  @Test func `while loading starts over and loses nothing`() async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 10\nretries: 0")
      server.quirks.repeatsSyncKeys = true
      server.add(Fault(.drop(.after), command: "Sync", skip: 2, times: 2))
      server.add(Fault(.http(status: 503), command: "Sync"))
      #expect(try await place.export().status == 4)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 40)
    }
  }

  @Test(arguments: [Fault.Effect.drop(.after), .truncate(0)])
  func `by a lost answer between two windows of changes loses none of them`(
    effect: Fault.Effect
  ) async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 10")
      server.quirks.repeatsSyncKeys = true
      #expect(try await place.export().status == 0)
      try server.changeMailbox { mailbox in
        for number in 1...40 { try mailbox.update("2:\(number)") { $0[C.jobTitle] = "Baker" } }
      }
      server.add(Fault(effect, command: "Sync", skip: 1))
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains(", fetching the folder anew\n"))
      let cards = try place.cards().files.values
      #expect(cards.count == 40)
      #expect(cards.allSatisfy { $0.text.contains("\r\nTITLE:Baker\r\n") })
    }
  }

  @Test func `between a window of changes and what completes it loses none of them`() async throws {
    try await withServer(contacts: 0) { server in
      let ids = try server.changeMailbox { mailbox in
        try (1...40).map { number in
          var contact: MailboxContact = [C.firstName: "Ada \(number)"]
          contact.setPicture(ContactGenerator.tinyJPEG)
          return try mailbox.put(contact)
        }
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 10\nretries: 0")
      #expect(try await place.export().status == 0)
      server.quirks.repeatsSyncKeys = true
      server.quirks.omitsBodyAndPictureOfChanges = true
      try server.changeMailbox { mailbox in
        for id in ids { try mailbox.update(id) { $0[C.jobTitle] = "Baker" } }
      }
      server.add(Fault(.http(status: 503), command: "ItemOperations", skip: 1, times: nil))
      #expect(try await place.export().status == 4)
      server.removeFaults()
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let cards = try place.cards().files.values
      #expect(cards.count == 40)
      #expect(cards.allSatisfy { $0.text.contains("\r\nTITLE:Baker\r\n") })
    }
  }

  /// Without a body an answer says that nothing is new.
  @Test(arguments: [1, 2, 4], [false, true])
  func `by an answer that lost its body in a load takes nobody for gone`(
    skip: Int, repeatsSyncKeys: Bool
  ) async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)], options: "window: 10\nmax-delete: 100")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      server.quirks.repeatsSyncKeys = repeatsSyncKeys
      server.add(Fault(.truncate(0), command: "Sync", skip: skip))
      let outcome = try await place.export("--full")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "contoso: an answer to Sync came without its body; try again, then look for what stands "
            + "between, fetching the folder anew\n"))
      #expect(try place.outputs() == before)
    }
  }

  @Test func `tells the next of somebody else's change all the same`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      var record = try #require(try output(place))
      record.phase = .publishing(changeFile: nil, cursor: record.cursor)
      try AccountStore(file: place.folder.path("state/contoso.sqlite")).commit(record, changes: [])
      try place.folder.write("mine", to: "contacts.ldif")
      let outcome = try await place.export()
      #expect(outcome.errors.contains("contoso ldap: changed by somebody else; overwritten"))
    }
  }

  private func output(_ place: borrowing Workplace) throws -> OutputRecord? {
    try AccountStore(file: place.folder.path("state/contoso.sqlite")).output("ldap")
  }

  @Test func `while moving cards leaves none behind of a contact that is gone`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let store = try AccountStore(file: place.folder.path("state/contoso.sqlite"))
      let contact = try #require(try store.feed(of: "cards", after: 0, limit: 1).first)
      let directory = try #require(
        try store.collections().first { $0.id == contact.contact.collectionID }?.directory)
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
        try mailbox.delete("2:1")
      }
      let card = try #require(contact.artifact?.name)
      let moved = place.folder.path("contacts/\(directory)/")
      try FileManager.default.createDirectory(
        atPath: moved, withIntermediateDirectories: false)
      try FileManager.default.moveItem(
        atPath: place.folder.path("contacts/" + card), toPath: moved + card)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 29)
    }
  }

  @Test func `before the cursor moved writes no card twice`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = try place.outputs()
      let store = try AccountStore(file: place.folder.path("state/contoso.sqlite"))
      var record = try #require(try store.output("cards"))
      let contacts = try store.feed(of: "cards", after: 0, limit: 100).map(\.contact.id)
      record.cursor = 0
      try store.commit(record, changes: contacts.map { ($0, nil) })
      _ = try await place.export()
      #expect(try place.outputs() == before)
    }
  }
}
