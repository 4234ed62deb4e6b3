import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// The bytes of an older encoding as ids, which go over the wire as they are.
private let folderID = Identifier.text(of: [0x4B, 0xFC])
private let itemIDs = [[0x31, 0xE4], [0x31, 0xF6], [0x31, 0xC3, 0xA4]].map {
  Identifier.text(of: $0)
}

@Suite struct `A server that knows nothing of UTF-8` {
  @Test func `has its contacts exported night after night, each for itself`() async throws {
    try await withServer(contacts: 0) { server in
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: folderID, name: "Kunden", type: 14))
        for (number, id) in itemIDs.enumerated() {
          try mailbox.put([C.lastName: "Name \(number)"], in: folderID, serverID: id)
        }
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let first = try await place.export()
      #expect(first.status == 0 && first.errors.isEmpty, "\(first.errors)")
      let before = try place.cards()
      #expect(before.files.count == 3)

      try server.changeMailbox { mailbox in
        try mailbox.update(itemIDs[1]) { $0[C.jobTitle] = "Baker" }
        try mailbox.delete(itemIDs[0])
      }
      let second = try await place.export()
      #expect(second.status == 0, "\(second.errors)")
      let difference = try place.cards().difference(since: before)
      #expect(difference.removed.count == 1 && difference.added.isEmpty)
      #expect(difference.rewritten.count == 1)
      let after = try place.outputs()
      #expect(try await place.export("--full").status == 0)
      #expect(try place.outputs() == after)
    }
  }

  @Test func `is asked again for what it lists without data, by the same id`() async throws {
    try await withServer(contacts: 0) { server in
      try server.changeMailbox { mailbox in
        try mailbox.put([C.lastName: "Name"], in: "2", serverID: itemIDs[0])
      }
      server.quirks.omitsDataOf = [itemIDs[0]]
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 1)

      server.quirks.emptiesPropertiesOf = [itemIDs[0]]
      let outcome = try await place.export("--full")
      // `printf '1\344' | sha256sum`
      #expect(
        outcome.errors.contains("item d4cf447c7d8f came without its data"), "\(outcome.errors)")
      #expect(try place.cards().files.count == 1)
    }
  }

  @Test func `has its texts read as windows-1252, with a warning`() async throws {
    try await withServer(contacts: 0) { server in
      try server.changeMailbox { mailbox in
        try mailbox.put(
          MailboxContact(elements: [
            Element(C.lastName, .string([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72])),
            Element(C.firstName, .string([0x4A, 0xF6, 0x72, 0x67])),
          ]), in: "2")
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(
        outcome.errors.contains(
          "contoso cards: text that is not UTF-8, read as windows-1252 (legacy-text): LastName 1\n"),
        "\(outcome.errors)")
      #expect(try place.cards().files.values.first?.text.contains("FN:Jörg Müller\r\n") == true)
      let after = try place.outputs()
      #expect(try await place.export("--full").status == 0)
      #expect(try place.outputs() == after)
    }
  }
}
