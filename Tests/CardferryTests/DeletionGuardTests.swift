import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

@Suite struct `A suspicious shrink` {
  @Test func `stops every output until it is allowed`() async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = try place.outputs()
      try server.changeMailbox { mailbox in
        for number in 1...11 { try mailbox.delete("2:\(number)") }
      }
      let outcome = try await place.export()
      #expect(outcome.status == 7)
      #expect(
        outcome.errors.contains(
          "cardferry: error: contoso cards: 11 of 40 contacts of 'contoso' would be deleted from "
            + "'cards'; \(try place.advice())"))
      #expect(try place.outputs() == before)
      // It doesn't pass unseen the night after either.
      #expect(try await place.export().status == 7)
      #expect(try await place.export("--allow-delete").status == 0)
      #expect(try place.cards().files.count == 29)
      #expect(try place.changeFiles().count == 1)
    }
  }

  @Test func `of the whole book stops a small one as well`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let book = try server.changeMailbox { mailbox in
        let book = mailbox
        for number in 1...3 { try mailbox.delete("2:\(number)") }
        return book
      }
      #expect(try await place.export().status == 7)
      #expect(try place.cards().files.count == 3)
      try server.changeMailbox { $0 = book }
      server.invalidateSyncKeys(of: "2")
      let before = try place.outputs()
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == before, "the book is back, and nothing had to be written")
    }
  }

  @Test(arguments: [
    ("50%", 11, Int32(0)), ("50%", 21, 7), ("0%", 9, 0), ("0%", 10, 7), ("100%", 39, 0),
    ("100%", 40, 7), ("20%", 8, 0), ("20", 9, 0),
  ])
  func `is what 'max-delete' says, and ten at least`(
    limit: String, deleted: Int, status: Int32
  ) async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "max-delete: \(limit)")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try server.changeMailbox { mailbox in
        for number in 1...deleted { try mailbox.delete("2:\(number)") }
      }
      let outcome = try await place.export()
      #expect(outcome.status == status, "\(outcome.errors)")
      if status == 7 {
        #expect(outcome.errors.contains(": \(deleted) of 40 contacts of 'contoso' would be "))
        #expect(try place.outputs() == before)
      } else {
        #expect(try place.cards().files.count == 40 - deleted)
      }
    }
  }

  @Test func `of one account lets the other one be written`() async throws {
    try await withServer(contacts: 40) { bad in
      try await withServer(contacts: 4) { good in
        let place = try Workplace()
        try place.configure(accounts: [("bad", bad.url), ("good", good.url)])
        #expect(try await place.export().status == 0)
        let before = try FileTree(place.folder.path("contacts/bad"))
        try bad.changeMailbox { mailbox in
          for number in 1...20 { try mailbox.delete("2:\(number)") }
        }
        try good.changeMailbox { try $0.put([C.firstName: "New"]) }
        let outcome = try await place.export()
        #expect(outcome.status == 1)
        #expect(try FileTree(place.folder.path("contacts/bad")) == before)
        #expect(outcome.output.contains("good cards: 1 added, "))
        #expect(outcome.output.contains("good ldap: 1 added, "))
        let entries = try place.folder.read("contacts.ldif").split(separator: "\n")
          .count { $0.hasPrefix("dn: ") }
        #expect(entries == 45)
      }
    }
  }

  @Test func `of an output that a run doesn't write stops no other one`() async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export("--output", "cards").status == 0)
      let before = try place.outputs()
      try server.changeMailbox { mailbox in
        for number in 1...20 { try mailbox.delete("2:\(number)") }
      }
      for round in 0..<2 {
        let outcome = try await place.export("--output", "ldap")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
          outcome.errors.contains(
            "output 'cards' isn't written by this run and is behind by the changes of 20 contacts; run "
              + "cardferry export --output cards\n"), "\(round): \(outcome.errors)")
      }
      let difference = try place.outputs().difference(since: before)
      #expect(difference.added == ["contacts.ldif"], "\(difference)")
      #expect(difference.removed.isEmpty && difference.rewritten.isEmpty, "\(difference)")
      #expect(try place.folder.read("contacts.ldif").split(separator: "\n\n").count == 20)
      #expect(try await place.export().status == 7)
    }
  }

  @Test func `of one output stops one of the same account that it left less of`() async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      try server.changeMailbox { mailbox in
        for number in 1...6 { try mailbox.delete("2:\(number)") }
      }
      #expect(try await place.export("--output", "cards").status == 0)
      #expect(try place.cards().files.count == 34)
      let before = try place.outputs()
      // Six of 34 cards, and twelve of 40 entries.
      try server.changeMailbox { mailbox in
        for number in 7...12 { try mailbox.delete("2:\(number)") }
      }
      let outcome = try await place.export()
      #expect(outcome.status == 7)
      for output in ["cards", "ldap"] {
        #expect(
          outcome.errors.contains(
            "cardferry: error: contoso \(output): 12 of 40 contacts of 'contoso' would be deleted "
              + "from 'ldap'; \(try place.advice())"))
      }
      #expect(try place.outputs() == before)
      #expect(try await place.export("--output", "cards").status == 0, "cards alone lose a few")
      #expect(try await place.export("--allow-delete").status == 0)
      #expect(try place.cards().files.count == 28)
    }
  }

  @Test func `of one account deletes and adds no entry of it`() async throws {
    try await withServer(contacts: 40) { bad in
      try await withServer(contacts: 4) { good in
        let place = try Workplace()
        try place.configure(accounts: [("bad", bad.url), ("good", good.url)])
        #expect(try await place.export().status == 0)
        let before = try entries(place)
        try bad.changeMailbox { mailbox in
          for number in 1...11 { try mailbox.delete("2:\(number)") }
          try mailbox.put([C.firstName: "Held back"])
          try mailbox.update("2:30") { $0[C.jobTitle] = "Held back" }
        }
        try good.changeMailbox { try $0.delete("2:1") }
        #expect(try await place.export().status == 1)
        let after = try entries(place)
        #expect(after.subtracting(before) == [])
        #expect(before.subtracting(after).count == 1, "the other account's that is gone")
        #expect(try place.changeFiles().count == 1, "the other account's")
        #expect(try await place.export("--account", "bad").status == 7)
        #expect(try await place.export("--allow-delete").status == 0)
        #expect(try entries(place).count == 33)
        #expect(try entries(place).count { $0.contains("Held back") } == 2)
      }
    }
  }

  /// A file without the account's entries would be as wrong as one with the changes.
  @Test func `writes no content file in place of one that is gone`() async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      try server.changeMailbox { mailbox in
        for number in 1...11 { try mailbox.delete("2:\(number)") }
        try mailbox.update("2:30") { $0[C.jobTitle] = "Held back" }
      }
      let before = try place.outputs()
      #expect(try await place.export("--full").status == 7)
      #expect(try place.outputs() == before)
      try FileManager.default.removeItem(atPath: place.folder.path("contacts.ldif"))
      #expect(try await place.export().status == 7)
      #expect(!FileManager.default.fileExists(atPath: place.folder.path("contacts.ldif")))
      #expect(try await place.export("--allow-delete").status == 0)
      #expect(try entries(place).count == 29)
    }
  }

  @Test(arguments: [["--dry-run"], ["--full"], ["--account", "contoso"]])
  func `is one with other options as well`(arguments: [String]) async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try server.changeMailbox { mailbox in
        for number in 1...11 { try mailbox.delete("2:\(number)") }
      }
      #expect(try await place.export(arguments).status == 7)
      #expect(try place.outputs() == before)
    }
  }

  /// 1 is a folder of anything, 18 the people that somebody has written to; `nil` for one that is gone.
  @Test(arguments: [1, 18, nil])
  func `is one where a folder is no longer of contacts`(type: Int?) async throws {
    try await withServer(contacts: 12) { server in
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
        for number in 1...12 { try mailbox.put([C.firstName: "Kunde \(number)"], in: "20") }
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try server.changeMailbox { mailbox in
        if let type {
          mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: type))
        } else {
          try mailbox.deleteFolder("20")
        }
      }
      let outcome = try await place.export()
      #expect(outcome.status == 7)
      #expect(
        outcome.errors.contains(": 12 of 24 contacts of 'contoso' would be deleted from 'cards'; "),
        "\(outcome.errors)")
      #expect(try place.outputs() == before)
      // Every output takes it for the same.
      #expect(try await place.export("--allow-delete").status == 0)
      #expect(try place.cards().files.count == 12)
      #expect(try entries(place).count == 12)
    }
  }

  @Test func `that is over before it was allowed is forgotten`() async throws {
    try await withServer(contacts: 40) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let kept = server.mailbox
      try server.changeMailbox { mailbox in
        for number in 1...11 { try mailbox.delete("2:\(number)") }
      }
      #expect(try await place.export().status == 7)
      try server.changeMailbox { mailbox in
        for number in 1...11 {
          guard let contact = kept.contact("2:\(number)") else { continue }
          try mailbox.put(contact, serverID: "2:\(number)")
        }
      }
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == before)
    }
  }

  /// The entries of the content file.
  private func entries(_ place: borrowing Workplace) throws -> Set<String> {
    try Set(
      place.folder.read("contacts.ldif").components(separatedBy: "\n\n")
        .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { $0.contains("dn: ") })
  }
}
