import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// The folders that tests add to the default one, which has the id 2.
private let customers = MailboxFolder(id: "20", name: "Kunden", type: 14)
private let friends = MailboxFolder(id: "21", name: "Friends", type: 14)

extension FakeExchange {
  /// Adds folders with three contacts each.
  fileprivate func add(_ folders: MailboxFolder...) throws {
    try changeMailbox { mailbox in
      for folder in folders {
        mailbox.put(folder)
        for number in 1...3 {
          try mailbox.put([C.firstName: folder.name, C.lastName: "\(number)"], in: folder.id)
        }
      }
    }
  }
}

extension Workplace {
  /// Everything below the directory of cards, directories included.
  fileprivate func entries(below path: String = "contacts") throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path(path)).sorted()
  }

  /// The types of the records in the newest change file.
  fileprivate func lastChanges() throws -> [String] {
    guard let name = try changeFiles().last else { return [] }
    return try folder.read("changes/" + name).split(separator: "\n")
      .filter { $0.hasPrefix("changetype: ") }.map { String($0.dropFirst(12)) }
  }

  fileprivate func names() throws -> [Substring] {
    try folder.read("contacts.ldif").split(separator: "\n").filter { $0.hasPrefix("dn: ") }
      .map { $0 }
  }
}

/// Exports the default folder with twelve contacts and the folders above with three each.
private func withThreeFolders(
  _ body: (FakeExchange, borrowing Workplace) async throws -> Void
) async throws {
  try await withServer(contacts: 12) { server in
    try server.add(customers, friends)
    let place = try Workplace()
    try place.configure(accounts: [("contoso", server.url)])
    let outcome = try await place.export()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try place.cards().files.count == 18)
    try await body(server, place)
  }
}

@Suite struct `A folder of contacts` {
  @Test func `that is renamed changes its displayname and nothing else`() async throws {
    try await withThreeFolders { server, place in
      let before = try place.outputs()
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", name: "Clients: A/B\u{7}", type: 14))
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let difference = try place.outputs().difference(since: before)
      #expect(difference.rewritten == ["contacts/Kunden/displayname"])
      #expect(difference.added + difference.removed == [])
      #expect(try place.folder.read("contacts/Kunden/displayname") == "Clients: A/B")
      let after = try place.outputs()
      #expect(try await place.export("--full").status == 0)
      #expect(try place.outputs() == after)
    }
  }

  @Test func `that moves below another one stays where it is`() async throws {
    try await withThreeFolders { server, place in
      let before = try place.outputs()
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", parent: "21", name: "Kunden", type: 14))
      }
      try server.changeMailbox { try $0.update("20:1") { $0[C.jobTitle] = "Baker" } }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let difference = try place.outputs().difference(since: before)
      #expect(difference.rewritten.filter { $0.hasPrefix("contacts/") }.count == 1)
      #expect(difference.rewritten.count == 2, "a card and the content file: \(difference)")
      #expect(difference.added.count == 1 && difference.removed.isEmpty, "a change file")
    }
  }

  @Test func `that is the second moves the cards of the first, which stay themselves`()
    async throws
  {
    try await withServer(contacts: 12) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.cards()
      let names = try place.names()

      try server.add(customers)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let after = try place.cards()
      #expect(after.files.count == 15)
      for (path, card) in before.files {
        #expect(after.files["Contacts/" + path] == card, "moved, not written")
      }
      #expect(after.files.keys.filter { $0.hasPrefix("Kunden/") }.count == 3)
      #expect(try place.lastChanges() == ["add", "add", "add"])
      #expect(try place.names().count == 15)
      #expect(try Set(names).isSubset(of: place.names()))
    }
  }

  @Test func `that is deleted takes its cards, entries and directory along`() async throws {
    try await withThreeFolders { server, place in
      let before = try place.outputs()
      try server.changeMailbox { try $0.deleteFolder("20") }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("contoso cards: 0 added, 0 changed, 3 deleted, 15 unchanged"))
      let difference = try place.outputs().difference(since: before)
      #expect(difference.removed.count == 5)
      #expect(difference.removed.allSatisfy { $0.hasPrefix("contacts/Kunden/") })
      #expect(difference.rewritten == ["contacts.ldif"])
      #expect(try place.lastChanges() == ["delete", "delete", "delete"])
      #expect(try place.names().count == 15)
      #expect(try !place.entries().contains("Kunden"))
    }
  }

  /// 1 is a folder of anything, 18 the people that somebody has written to.
  @Test(arguments: [1, 18])
  func `that becomes another kind goes from every output as a deleted one does`(
    type: Int
  ) async throws {
    try await withThreeFolders { server, place in
      try server.changeMailbox { $0.put(MailboxFolder(id: "20", name: "Kunden", type: type)) }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      for output in ["cards", "ldap"] {
        #expect(
          outcome.output.contains("contoso \(output): 0 added, 0 changed, 3 deleted, 15 unchanged"),
          "\(outcome.output)")
      }
      #expect(try !place.entries().contains("Kunden"))
      #expect(try place.lastChanges() == ["delete", "delete", "delete"])
    }
  }

  @Test func `that is deleted leaves someone else's file alone`() async throws {
    try await withThreeFolders { server, place in
      try place.folder.write("mine", to: "contacts/Kunden/mine.txt")
      try server.changeMailbox { try $0.deleteFolder("20") }
      #expect(try await place.export().status == 0)
      #expect(try place.entries(below: "contacts/Kunden") == ["mine.txt"])
    }
  }

  @Test func `that becomes the only one leaves someone else's file alone`() async throws {
    try await withServer(contacts: 12) { server in
      try server.add(customers)
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      try place.folder.write("mine", to: "contacts/Contacts/mine.txt")
      try server.changeMailbox { try $0.deleteFolder("20") }
      #expect(try await place.export().status == 0)
      #expect(try place.entries(below: "contacts/Contacts") == ["mine.txt"])
      #expect(try place.cards().files.keys.filter { !$0.contains("/") }.count == 12)
    }
  }

  @Test func `that is empty has a directory, which goes with it`() async throws {
    try await withServer(contacts: 12) { server in
      try server.add(customers)
      try server.changeMailbox { $0.put(friends) }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      #expect(try place.entries(below: "contacts/Friends") == ["description", "displayname"])
      let before = try place.outputs()
      try server.changeMailbox { try $0.deleteFolder("21") }
      #expect(try await place.export().status == 0)
      #expect(try !place.entries().contains("Friends"))
      let difference = try place.outputs().difference(since: before)
      #expect(
        difference.removed == ["contacts/Friends/description", "contacts/Friends/displayname"])
      #expect(difference.added + difference.rewritten == [])
    }
  }

  @Test func `that is empty and becomes the only one leaves no directory`() async throws {
    try await withServer(contacts: 0) { server in
      try server.changeMailbox { $0.put(customers) }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      #expect(
        try place.entries()
          == [
            "Contacts", "Contacts/description", "Contacts/displayname", "Kunden",
            "Kunden/description", "Kunden/displayname",
          ])
      try server.changeMailbox { try $0.deleteFolder("20") }
      #expect(try await place.export().status == 0)
      #expect(try place.entries() == ["description", "displayname"])
    }
  }

  @Test func `that comes back when every output has let go of it is a new one in its place`()
    async throws
  {
    try await withThreeFolders { server, place in
      let before = try place.outputs()
      try server.changeMailbox { try $0.deleteFolder("20") }
      #expect(try await place.export().status == 0)
      try server.add(customers)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let after = try place.outputs().filter { !$0.hasPrefix("changes/") }
      #expect(after.files.count == before.files.count(where: { !$0.key.hasPrefix("changes/") }))
      #expect(after.files.keys.contains("contacts/Kunden/displayname"))
      #expect(try place.lastChanges() == ["add", "add", "add"])
      #expect(try place.changeFiles().count == 2)
    }
  }

  @Test func `that goes while its contacts are asked for is no failure`() async throws {
    try await withThreeFolders { server, place in
      // FolderSync has passed when it goes.
      server.add(
        Fault(.status(12, scope: .collection), command: "Sync", collection: "20", times: 1))
      try server.changeMailbox { try $0.update("21:1") { $0[C.jobTitle] = "Baker" } }
      let asked = server.requests("FolderSync").count
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(server.requests("FolderSync").count - asked == 2)
      #expect(try place.cards().files.count == 18)
      #expect(try place.lastChanges() == ["modify"])
    }
  }
}

@Suite struct `Folders of several accounts` {
  @Test func `lie below their account's name, and go by themselves`() async throws {
    try await withServer(contacts: 12) { one in
      try await withServer(contacts: 12) { two in
        for server in [one, two] { try server.add(customers, friends) }
        let place = try Workplace()
        try place.configure(accounts: [("one", one.url), ("two", two.url)])
        #expect(try await place.export().status == 0)
        let others = try FileTree(place.folder.path("contacts/two"))
        #expect(others.files.count == 24)
        #expect(try place.names().count == 36)

        try one.changeMailbox { try $0.deleteFolder("20") }
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
          try place.entries(below: "contacts/one").filter { !$0.contains("/") }
            == ["Contacts", "Friends"])
        #expect(try FileTree(place.folder.path("contacts/two")) == others)
        #expect(try place.lastChanges() == ["delete", "delete", "delete"])
        #expect(try place.names().count == 33)
      }
    }
  }

  @Test func `move there when the second account comes, and back when it goes`() async throws {
    try await withServer(contacts: 12) { one in
      try await withServer(contacts: 2) { two in
        try one.add(customers)
        try one.changeMailbox { $0.put(friends) }
        let place = try Workplace()
        try place.configure(accounts: [("one", one.url)])
        #expect(try await place.export().status == 0)
        let entries = try place.entries()
        let before = try place.cards()

        try place.configure(accounts: [("one", one.url), ("two", two.url)])
        #expect(try await place.export().status == 0)
        #expect(
          try place.entries().filter { !$0.contains("/") } == ["one", "two"])
        let moved = try place.cards()
        for (path, card) in before.files { #expect(moved.files["one/" + path] == card) }
        #expect(try place.entries(below: "contacts/one") == entries)
        #expect(try place.lastChanges() == ["add", "add"])

        try place.configure(accounts: [("one", one.url)])
        #expect(try await place.export().status == 0)
        let back = try place.entries().filter { !$0.hasPrefix("two") }
        #expect(back == entries)
        #expect(try FileTree(place.folder.path("contacts/two")).files.count == 4, "not asked of")
      }
    }
  }
}
