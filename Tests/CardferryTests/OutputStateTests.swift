import FakeExchange
import Foundation
import StateStore
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

extension Workplace {
  fileprivate func configure(_ outputs: String, accounts: [(name: String, server: String)]) throws {
    var text = "state: state/\naccounts:\n"
    for (name, server) in accounts {
      text += "  \(name): {server: \"\(server)\", user: anna@contoso.com, password: secret}\n"
    }
    try folder.write(text + "outputs:\n" + outputs, to: "cardferry.yaml")
  }

  fileprivate static func ldif(changes: String = "changes/", _ more: String = "") -> String {
    """
      ldap:
        format: ldif
        base: "ou=contacts,dc=example,dc=test"
        path: contacts.ldif
        changes: \(changes)
        \(more)

    """
  }

  fileprivate func succeed(_ arguments: String...) async throws {
    let outcome = try await export(arguments)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }
}

@Suite struct `The number of a change file` {
  @Test func `is not given again when the account that had it has left and the file was taken`()
    async throws
  {
    try await withServer(contacts: 2) { one in
      try await withServer(contacts: 2) { two in
        let place = try Workplace()
        try place.configure(
          Workplace.ldif(), accounts: [("one", one.url), ("two", two.url)])
        try await place.succeed()
        try one.changeMailbox { try $0.put([C.lastName: "New"]) }
        try await place.succeed()
        let files = try place.changeFiles()
        #expect(files.map { $0.prefix(6) } == ["000001"])
        // Somebody takes the file, and the account leaves with its state.
        for file in files {
          try FileManager.default.removeItem(atPath: place.folder.path("changes/" + file))
        }
        try place.configure(Workplace.ldif(), accounts: [("two", two.url)])
        try FileManager.default.removeItem(atPath: place.folder.path("state/one.sqlite"))
        try two.changeMailbox { try $0.put([C.lastName: "New"]) }
        try await place.succeed()
        #expect(try place.changeFiles().map { $0.prefix(6) } == ["000002"])
      }
    }
  }

  @Test(arguments: [false, true])
  func `that was decided comes where change files go now`(isMoved: Bool) async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(Workplace.ldif(), accounts: [("contoso", server.url)])
      try await place.succeed()
      try server.changeMailbox { try $0.put([C.lastName: "New"]) }
      let killed = try await place.run(
        ["export", "--config", "cardferry.yaml"],
        environment: ["CARDFERRY_KILL": "write.changes.decided:1"])
      #expect(killed.status == 137)
      try place.configure(Workplace.ldif(changes: "new/"), accounts: [("contoso", server.url)])
      if isMoved {
        try FileManager.default.moveItem(
          atPath: place.folder.path("changes"), toPath: place.folder.path("new"))
      }
      try await place.succeed()
      let files = try FileTree(place.folder.path("new")).files
      #expect(files.keys.map { $0.prefix(6) } == ["000001"], "\(files.keys)")
      #expect(files.values.allSatisfy { $0.text.contains("cn: New\n") })
      #expect(try place.outputs().files.keys.allSatisfy { !$0.hasSuffix(".tmp") })
    }
  }
}

@Suite struct `The entry above all others` {
  private let base = "dn: ou=contacts,dc=example,dc=test\nchangetype: add\n"

  @Test func `comes with the next change file when it is switched on, once`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(Workplace.ldif(), accounts: [("contoso", server.url)])
      try await place.succeed()
      try place.configure(
        Workplace.ldif("base-entry: true"), accounts: [("contoso", server.url)])
      try await place.succeed()
      let files = try place.changeFiles()
      #expect(files.count == 1)
      let text = try place.folder.read("changes/" + (files.first ?? ""))
      #expect(text.hasPrefix(base) && text.components(separatedBy: "dn: ").count == 2, "\(text)")
      try server.changeMailbox { try $0.put([C.lastName: "New"]) }
      try await place.succeed()
      let last = try #require(try place.changeFiles().last)
      #expect(last.hasPrefix("000002"))
      #expect(try !place.folder.read("changes/" + last).contains(base))
    }
  }

  @Test func `that the first export had in its file comes in no change file`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(
        Workplace.ldif("base-entry: true"), accounts: [("contoso", server.url)])
      try await place.succeed()
      #expect(try place.changeFiles() == [])
      try server.changeMailbox { try $0.put([C.lastName: "New"]) }
      try await place.succeed()
      let last = try #require(try place.changeFiles().last)
      #expect(try !place.folder.read("changes/" + last).contains(base))
    }
  }
}

@Suite struct `An output of several accounts` {
  @Test func `fights for no displayname where an account is named like another one's folder`()
    async throws
  {
    try await withServer(contacts: 2) { one in
      try await withServer(contacts: 2) { two in
        for server in [one, two] {
          try server.changeMailbox { mailbox in
            mailbox.put(MailboxFolder(id: "20", name: "two", type: 14))
            try mailbox.put([C.lastName: "In"], in: "20")
          }
        }
        let place = try Workplace()
        try place.configure(
          "  cards: {format: vcard, path: contacts/}\n",
          accounts: [("one", one.url), ("two", two.url)])
        try await place.succeed()
        let before = try place.outputs()
        for _ in 0..<2 {
          try await place.succeed("--full")
          let difference = try place.outputs().difference(since: before)
          #expect(difference.isEmpty, "\(difference)")
        }
      }
    }
  }

  @Test func `writes nothing into the state of an account that another run works on`() async throws
  {
    try await withServer(contacts: 2) { one in
      try await withServer(contacts: 2) { two in
        let place = try Workplace()
        try place.configure(
          "  all: {format: vcard, path: all.vcf}\n", accounts: [("one", one.url), ("two", two.url)])
        try await place.succeed()
        // What 'two' has fetched is not written yet when another run takes it.
        try two.changeMailbox { try $0.put([C.lastName: "Later"]) }
        let killed = try await place.run(
          ["export", "--account", "two", "--config", "cardferry.yaml"],
          environment: ["CARDFERRY_KILL": "fetch.window.applied:1"])
        #expect(killed.status == 137)
        let other = open(place.folder.path("state/two.lock"), O_RDWR | O_CLOEXEC)
        try #require(other >= 0 && flock(other, LOCK_EX) == 0)
        defer { close(other) }
        let store = try AccountStore(file: place.folder.path("state/two.sqlite"))
        let before = try store.output("all")
        try one.changeMailbox { try $0.put([C.lastName: "Now"]) }
        let outcome = try await place.export("--account", "one")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = try place.folder.read("all.vcf")
        #expect(text.contains("FN:Now") && !text.contains("FN:Later"), "\(text)")
        #expect(text.components(separatedBy: "BEGIN:VCARD").count == 6)
        #expect(try store.output("all") == before)
        #expect(try store.artifactCount(of: "all") == 2)
        flock(other, LOCK_UN)
        try await place.succeed()
        #expect(try place.folder.read("all.vcf").contains("FN:Later"))
      }
    }
  }

  @Test func `that another run holds ends with 8, and waits as long as it is told to`() async throws
  {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(
        "  all: {format: vcard, path: all.vcf}\n", accounts: [("contoso", server.url)])
      try await place.succeed()
      let other = open(place.folder.path("state/outputs/all.lock"), O_RDWR | O_CLOEXEC)
      try #require(other >= 0 && flock(other, LOCK_EX) == 0)
      defer { close(other) }
      let start = ContinuousClock.now
      let outcome = try await place.export("--wait", "1s")
      #expect(outcome.status == 8, "\(outcome.errors)")
      #expect(ContinuousClock.now - start < .seconds(50), "a minute is for who says nothing")
      #expect(
        outcome.errors.hasSuffix(
          "cardferry: error: all: another cardferry is working on output 'all'; wait for its end\n"),
        "\(outcome.errors)")
    }
  }
}

@Suite struct `A name that is there twice` {
  @Test func `is found by lint in files and among the cards of a directory`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try await place.succeed()
      let card = try #require(try place.cards().files.keys.first)
      let text = try place.folder.read("contacts/" + card)
      try place.folder.write(text, to: "contacts/copy.vcf")
      let entries = try place.folder.read("contacts.ldif")
      try place.folder.write(entries + entries, to: "twice.ldif")
      let cards = try await place.run(["lint", "-q", "contacts"])
      #expect(cards.status == 1)
      #expect(
        cards.output.hasSuffix(": the UID of another file in the directory\n"), "\(cards.output)")
      let ldif = try await place.run(["lint", "-q", "twice.ldif"])
      #expect(ldif.status == 1)
      #expect(ldif.output.contains(": a second entry with the same dn\n"), "\(ldif.output)")
    }
  }
}
