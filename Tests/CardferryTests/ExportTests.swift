import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

@Suite struct `An export` {
  @Test func `writes what changed, and nothing else`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 7")
      let first = try await place.export()
      #expect(first.status == 0, "\(first.errors)")
      #expect(
        first.output.hasPrefix(
          "contoso cards: 30 added, 0 changed, 0 deleted, 0 unchanged, 0 warnings\n"))
      #expect(try place.cards().files.count == 30)
      #expect(try place.changeFiles().isEmpty, "the content file is the beginning")

      let before = try place.outputs()
      try server.changeMailbox { mailbox in
        try mailbox.put([C.firstName: "New", C.lastName: "One"])
        try mailbox.update("2:1") { $0[C.lastName] = "Changed" }
        try mailbox.delete("2:2")
      }
      let second = try await place.export()
      #expect(
        second.output.contains(
          "contoso cards: 1 added, 1 changed, 1 deleted, 28 unchanged, 0 warnings\n"))
      #expect(
        second.output.contains(
          "contoso ldap: 1 added, 1 changed, 1 deleted, 28 unchanged, "))
      let difference = try place.outputs().difference(since: before)
      #expect(difference.added.count == 2, "a card and a change file: \(difference)")
      #expect(difference.removed.count == 1)
      #expect(difference.rewritten.count == 2, "a card and the content file: \(difference)")
      let changes = try place.folder.read("changes/" + place.changeFiles()[0])
      #expect(changes.split(separator: "\n").filter { $0.hasPrefix("changetype: ") }.count == 3)

      let after = try place.outputs()
      let third = try await place.export()
      #expect(
        third.output.contains(
          "contoso cards: 0 added, 0 changed, 0 deleted, 30 unchanged, 0 warnings\n"))
      #expect(try place.outputs() == after)
    }
  }

  @Test func `asks the server for two things in an idle night`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = server.requests.count
      _ = try await place.export()
      #expect(server.requests.count - before == 2)
    }
  }

  @Test func `tells the server of no change but asks in the article's order`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)], options: "supported: [JobTitle, Department]")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(server.statistics.clientCommands == 0)
      let first = try #require(server.requests("Sync").first)
      let root = try WBXML.Decoder.decode(first.body)
      let supported = root.first(WBXML.Tag.AirSync.collections)?
        .first(WBXML.Tag.AirSync.collection)?.first(WBXML.Tag.AirSync.supported)
      #expect(supported?.children.map(\.tag) == [C.jobTitle, C.department])
    }
  }

  @Test func `in a dry run shows everything and writes no output`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let dry = try await place.export("--dry-run")
      #expect(
        dry.output.contains(
          "contoso cards (dry run): 30 added, 0 changed, 0 deleted, 0 unchanged, "))
      #expect(dry.output.matches(of: /contoso cards: would add [0-9a-f-]{36}\.vcf\n/).count == 30)
      #expect(dry.output.matches(of: /contoso ldap: would add [0-9a-f-]{36}\n/).count == 30)
      #expect(try place.outputs().files.isEmpty)
      let real = try await place.export()
      #expect(real.output.hasPrefix("contoso cards: 30 added, "))
    }
  }

  @Test func `in full heals what was lost or damaged, and leaves the rest alone`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = try place.cards()
      let names = before.files.keys.sorted()
      try FileManager.default.removeItem(atPath: place.folder.path("contacts/" + names[0]))
      try place.folder.write("BEGIN:VCARD\r\n", to: "contacts/" + names[1])
      let outcome = try await place.export("--full")
      #expect(outcome.status == 0)
      let after = try place.cards()
      #expect(after.difference(since: before).rewritten == [names[0], names[1]])
      #expect(after.files.mapValues(\.contents) == before.files.mapValues(\.contents))
      #expect(try place.changeFiles().isEmpty)
    }
  }

  @Test func `restores a card that somebody deleted`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = try place.cards()
      let name = try #require(before.files.keys.min())
      try FileManager.default.removeItem(atPath: place.folder.path("contacts/" + name))
      _ = try await place.export()
      #expect(try place.cards().difference(since: before).rewritten == [name])
    }
  }

  @Test func `leaves files that aren't its own alone`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      try place.folder.write("mine", to: "contacts/mine.vcf")
      try server.changeMailbox { try $0.delete("2:1") }
      _ = try await place.export("--full")
      #expect(try place.folder.read("contacts/mine.vcf") == "mine")
      #expect(try place.cards().files.count == 30)
    }
  }

  @Test func `keeps every file when the server numbers its sync keys anew`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = try place.outputs()
      server.invalidateSyncKeys(of: "2")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let difference = try place.outputs().difference(since: before)
      #expect(difference.isEmpty, "\(difference)")
    }
  }

  @Test func `prints one JSON document and nothing else with --json`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url), ("gone", "http://127.0.0.1:9")])
      let outcome = try await place.export("--json", "-v")
      #expect(outcome.status == 1)
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let accounts = try #require(document["accounts"] as? [[String: Any]])
      #expect(accounts.map { $0["status"] as? String } == ["ok", "failed"])
      #expect(document["exitCode"] as? Int == 1)
      let outputs = try #require(document["outputs"] as? [[String: Any]])
      #expect(outputs.first?["added"] as? Int == 30)
      #expect(outputs.first?["account"] as? String == "contoso")
    }
  }

  @Test func `tells nothing but errors with -q`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.export("-q")
      #expect(outcome.output == "")
      #expect(outcome.errors == "")
    }
  }
}

@Suite struct `Several folders and accounts` {
  @Test func `get a directory each, which follows the folder`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = try place.cards()
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", name: "../Été: «Kunden»/\u{1B}[31m", type: 14))
        try mailbox.put([C.firstName: "Ada"], in: "20")
      }
      let moved = try await place.export()
      #expect(moved.status == 0, "\(moved.errors)")
      let paths = try FileTree(place.folder.path("contacts")).files.keys.sorted()
      #expect(paths.filter { $0.hasPrefix("Contacts/") }.count == 5)
      #expect(paths.filter { $0.hasPrefix("Été-Kunden-31m/") }.count == 3)
      #expect(paths.count == 8, "\(paths)")
      #expect(try place.folder.read("contacts/Contacts/displayname") == "Contacts")
      #expect(
        try place.folder.read("contacts/Contacts/description")
          == "Exported by cardferry from the account contoso; it is written over.")
      let inodes = Set(before.files.values.map(\.inode))
      #expect(
        try inodes.isSubset(of: place.cards().files.values.map(\.inode)), "moved, not rewritten")

      try server.changeMailbox { try $0.deleteFolder("20") }
      let back = try await place.export()
      #expect(back.status == 0, "\(back.errors)")
      #expect(try place.cards().files.keys.sorted() == before.files.keys.sorted())
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: place.folder.path("contacts")).count
          == 5, "empty directories are gone")
    }
  }

  @Test func `of several accounts lie below the account's name`() async throws {
    try await withServer(contacts: 2) { one in
      try await withServer(contacts: 3) { two in
        let place = try Workplace()
        try place.configure(accounts: [("one", one.url), ("two", two.url)])
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let paths = try FileTree(place.folder.path("contacts")).files.keys
        #expect(paths.filter { $0.hasPrefix("one/") }.count == 4)
        #expect(paths.filter { $0.hasPrefix("two/") }.count == 5)
        let ldif = try place.folder.read("contacts.ldif")
        let names = ldif.split(separator: "\n").filter { $0.hasPrefix("dn: ") }
        #expect(names.count == 5)
        #expect(names == names.sorted())

        try one.changeMailbox { try $0.put([C.firstName: "New"]) }
        try two.changeMailbox { try $0.delete("2:1") }
        _ = try await place.export()
        #expect(
          try place.changeFiles().map { $0.prefix(7) } == ["000001-", "000002-"])
      }
    }
  }

  @Test func `are listed by folders, with type and whether they are exported`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try server.changeMailbox { $0.put(MailboxFolder(id: "19", name: "Cache", type: 19)) }
      let outcome = try await place.run(["folders", "--config", "cardferry.yaml"])
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("contoso: 12 folders\n"))
      #expect(outcome.output.contains("  Contacts  (type 9, contacts, exported)\n"))
      #expect(outcome.output.contains("  Inbox  (type 2, inbox, not exported)\n"))
      #expect(outcome.output.contains("  Cache  (type 19, recipient cache, not exported)\n"))
    }
  }
}
