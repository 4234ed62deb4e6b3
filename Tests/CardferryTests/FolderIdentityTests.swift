import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// Exports the default folder with twelve contacts, and folder 20 with three.
private func withTwoFolders(
  options: String = "window: 5\nretries: 0",
  _ body: (FakeExchange, borrowing Workplace) async throws -> Void
) async throws {
  try await withServer(contacts: 12) { server in
    try server.changeMailbox { mailbox in
      mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
      for number in 1...3 {
        try mailbox.put([C.firstName: "Kim", C.lastName: "\(number)"], in: "20")
      }
    }
    let place = try Workplace()
    try place.configure(accounts: [("contoso", server.url)], options: options)
    let outcome = try await place.export()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try place.cards().files.count == 15)
    try await body(server, place)
  }
}

extension Workplace {
  /// The names of the cards, wherever they lie.
  fileprivate func cardNames() throws -> [String] {
    try cards().files.keys.map { URL(filePath: $0).lastPathComponent }.sorted()
  }
}

@Suite struct `A folder of contacts under another id` {
  @Test(arguments: [("2", "30"), ("20", "40"), ("20", "1")])
  func `keeps every UUID, and no file is touched`(old: String, new: String) async throws {
    try await withTwoFolders { server, place in
      let before = try place.outputs()
      let cards = try place.cards()
      try server.changeMailbox { try $0.replaceFolder(old, by: new + "00") }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.outputs().difference(since: before).isEmpty)
      // The new ids are known from now on.
      try server.changeMailbox { try $0.delete("\(new)00:1") }
      #expect(try await place.export().status == 0)
      let difference = try place.cards().difference(since: cards)
      #expect(difference.removed.count == 1 && difference.added.isEmpty)
    }
  }

  @Test func `that came after a run which found none keeps every UUID`() async throws {
    try await withServer(contacts: 12) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let contacts = server.mailbox.serverIDs(in: "2").compactMap { server.mailbox.contact($0) }
      try server.changeMailbox { try $0.deleteFolder("2") }
      let refused = try await place.export()
      #expect(refused.status == 7, "\(refused.errors)")
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "31", name: "Kontakte", type: 9))
        for contact in contacts { try mailbox.put(contact, in: "31") }
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let difference = try place.outputs().difference(since: before)
      #expect(difference.added + difference.removed == [])
      #expect(difference.rewritten == ["contacts/displayname"], "the folder has another name")
    }
  }

  @Test func `loses nobody in a run that can't load it`() async throws {
    try await withTwoFolders { server, place in
      let before = try place.cards()
      try server.changeMailbox { mailbox in
        try mailbox.replaceFolder("20", by: "40")
        mailbox.put(MailboxFolder(id: "40", name: "Clients", type: 14))
      }
      server.add(Fault(.http(status: 503), command: "Sync", collection: "40", times: nil))
      let failed = try await place.export()
      #expect(failed.status == 4, "\(failed.errors)")
      #expect(try place.cards().difference(since: before).isEmpty)
      server.removeFaults()
      let names = try place.cardNames()
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cardNames() == names)
      #expect(try place.changeFiles().isEmpty)
    }
  }

  @Test func `that 'folders' has seen before is the same to the next run`() async throws {
    try await withTwoFolders { server, place in
      let before = try place.outputs()
      try server.changeMailbox { try $0.replaceFolder("20", by: "40") }
      let folders = try await place.run(["folders", "--config", "cardferry.yaml"])
      #expect(folders.output.split(separator: "\n").count { $0.contains("Kunden") } == 1)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.outputs().difference(since: before).isEmpty)
    }
  }

  @Test func `and another name has the same contacts in a directory of its own`() async throws {
    try await withTwoFolders { server, place in
      let names = try place.cardNames()
      let entries = try place.folder.read("contacts.ldif")
      try server.changeMailbox { mailbox in
        try mailbox.replaceFolder("20", by: "40")
        mailbox.put(MailboxFolder(id: "40", name: "Clients", type: 14))
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cardNames() == names)
      #expect(try place.cards().files.keys.count { $0.hasPrefix("Clients/") } == 3)
      #expect(try place.folder.read("contacts.ldif") == entries)
      #expect(try place.changeFiles().isEmpty)
    }
  }

  @Test func `gives nobody's UUID to somebody whose id is the same`() async throws {
    try await withTwoFolders { server, place in
      let before = try place.outputs()
      let contacts = (1...3).compactMap { server.mailbox.contact("20:\($0)") }
      try server.changeMailbox { mailbox in
        try mailbox.deleteFolder("20")
        mailbox.put(MailboxFolder(id: "40", name: "Kunden", type: 14))
        for (number, contact) in zip([2, 3, 1], contacts) {
          try mailbox.put(contact, in: "40", serverID: "20:\(number)")
        }
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.outputs().difference(since: before).isEmpty)
    }
  }
}

@Suite struct `A contact that moves to another folder` {
  @Test func `keeps its UUID`() async throws {
    try await withTwoFolders { server, place in
      let names = try place.cardNames()
      let contact = try #require(server.mailbox.contact("2:4"))
      try server.changeMailbox { mailbox in
        try mailbox.delete("2:4")
        try mailbox.put(contact, in: "20")
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cardNames() == names)
      #expect(try place.cards().files.keys.count { $0.hasPrefix("Kunden/") } == 4)
      #expect(try place.changeFiles().isEmpty)
    }
  }
}

@Suite struct `A folder whose type the server doesn't tell` {
  @Test(arguments: ["none", "", "contacts"], [false, true])
  func `stays a folder of contacts`(type: String, isListedAnew: Bool) async throws {
    try await withTwoFolders { server, place in
      let before = try place.cards()
      server.quirks.folderTypes = ["20": type]
      if isListedAnew {
        server.add(Fault(.status(9), command: "FolderSync"))
      } else {
        try server.changeMailbox { mailbox in
          mailbox.put(MailboxFolder(id: "20", parent: "2", name: "Kunden", type: 14))
        }
      }
      try server.changeMailbox { try $0.update("20:1") { $0[C.jobTitle] = "Baker" } }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let difference = try place.cards().difference(since: before)
      #expect(difference.removed + difference.added == [])
      #expect(difference.rewritten.count == 1)
      #expect(!outcome.errors.contains("came without its type"))
    }
  }

  @Test func `and that is new is not exported, and told of once`() async throws {
    try await withTwoFolders { server, place in
      server.quirks.folderTypes = ["21": "none"]
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "21", name: "Friends", type: 14))
        try mailbox.put([C.firstName: "Fay"], in: "21")
      }
      let warning =
        "contoso: a new folder came without its type and is taken for one without contacts; "
        + "'cardferry folders' shows it; if it should be exported, ask the server's administrator\n"
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(outcome.errors.contains(warning), "\(outcome.errors)")
      #expect(try place.cards().files.count == 15)
      #expect(try await !place.export().errors.contains(warning))
    }
  }

  @Test func `is fetched anew when its type comes back`() async throws {
    try await withTwoFolders(options: "max-delete: 100") { server, place in
      let names = try place.cardNames()
      func put(_ type: Int) throws {
        try server.changeMailbox { $0.put(MailboxFolder(id: "20", name: "Kunden", type: type)) }
      }
      try put(1)
      _ = try await place.export("--allow-delete")
      try server.changeMailbox { try $0.update("20:1") { $0[C.jobTitle] = "Baker" } }
      try put(14)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cardNames() == names)
      #expect(try place.cards().files.values.count { $0.text.contains("TITLE:Baker") } == 1)
    }
  }
}
