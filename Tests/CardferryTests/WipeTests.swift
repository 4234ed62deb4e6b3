import FakeExchange
import Foundation
import StateStore
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

private let orders: [FakeExchange.Provisioning.Wipe] = [.remoteWipe, .accountOnlyRemoteWipe]

extension Workplace {
  fileprivate func configure(_ outputs: [String], of server: FakeExchange) throws {
    try folder.write(
      """
      state: state/
      accounts:
        contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
      outputs:

      """ + outputs.map { "  \($0)\n" }.joined(), to: "cardferry.yaml")
  }
}

@Suite struct `An order to wipe` {
  private let wipe = [
    "wipe", "contoso", "--config", "cardferry.yaml", "--confirm", "--exports",
  ]

  private func order(_ wipe: FakeExchange.Provisioning.Wipe, on server: FakeExchange) {
    server.provisioning = FakeExchange.Provisioning(mode: .none, wipe: wipe)
  }

  @Test(arguments: ["2.5", "12.1", "14.1", "16.1"])
  func `stops an export, which deletes and acknowledges nothing`(version: String) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "version: \(version)")
      #expect(try await place.export().status == 0)
      let before = try FileTree(place.folder.path)
      order(.remoteWipe, on: server)
      let outcome = try await place.export()
      #expect(outcome.status == 10)
      #expect(
        outcome.errors == "cardferry: error: contoso: the server orders a wipe of this device; "
          + "nothing was deleted and nothing acknowledged; ask its administrator, then run "
          + "'cardferry wipe ACCOUNT --confirm', or remove the order on the server\n")
      #expect(server.statistics.wipeAcknowledgements.isEmpty)
      let after = try FileTree(place.folder.path)
      let gone = after.difference(since: before).removed
      #expect(gone.allSatisfy { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") }, "\(gone)")
    }
  }

  @Test(arguments: orders)
  func `removes the state alone, and then is acknowledged`(
    wipe: FakeExchange.Provisioning.Wipe
  ) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      try place.folder.write("{}", to: "state/contoso.token")
      let device = try deviceID(place)
      let before = try place.outputs()
      order(wipe, on: server)
      let outcome = try await place.run(
        ["wipe", "contoso", "--config", "cardferry.yaml", "--confirm"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let state = place.folder.path("state")
      #expect(
        outcome.output.contains(
          "removed: \(state)/contoso.sqlite\n"), "\(outcome.output)")
      #expect(outcome.output.contains("removed: \(state)/contoso.token\n"))
      #expect(
        outcome.output.hasSuffix(
          """
          left as they are: the account's cards and entries; --exports would have removed them
          out of reach: directories and copies that were fed with them
          acknowledged: the server knows

          """))
      #expect(server.statistics.wipeAcknowledgements == ["1"])
      let left = try FileTree(state).files.keys.filter { $0.hasPrefix("contoso.") }
      #expect(left.sorted() == ["contoso.lock"])
      #expect(try place.outputs() == before)

      // The account begins anew, as another device.
      let again = try await place.export()
      #expect(again.status == 0, "\(again.errors)")
      #expect(try deviceID(place) != device)
    }
  }

  @Test func `takes the account's exports along, and nobody else's`() async throws {
    try await withServer(contacts: 12) { bad in
      try await withServer(contacts: 4) { good in
        let place = try Workplace()
        try place.configure(accounts: [("bad", bad.url), ("good", good.url)])
        #expect(try await place.export().status == 0)
        for server in [bad, good] { try server.changeMailbox { try $0.put([C.firstName: "New"]) } }
        #expect(try await place.export().status == 0)
        #expect(try place.changeFiles().count == 2)
        try place.folder.write("mine", to: "contacts/bad/notes.txt")
        let others = try FileTree(place.folder.path("contacts/good"))
        let uuids = try AccountStore(file: place.folder.path("state/bad.sqlite")).uuids()
        #expect(uuids.count == 13)

        order(.remoteWipe, on: bad)
        let outcome = try await place.run(
          ["wipe", "bad", "--config", "cardferry.yaml", "--confirm", "--exports"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
          try FileTree(place.folder.path("contacts/bad")).files.keys.sorted() == ["notes.txt"])
        #expect(try FileTree(place.folder.path("contacts/good")) == others)
        let content = try place.folder.read("contacts.ldif")
        #expect(content.split(separator: "\n").count { $0.hasPrefix("dn: ") } == 5)
        // What is left of the account are the orders to delete it from a directory.
        let files = try FileTree(place.folder.path("changes")).files
        #expect(files.count == 2)
        let named = files.values.filter { file in uuids.contains { file.text.contains($0) } }
        #expect(named.count == 1)
        let text = try #require(named.first).text
        #expect(text.components(separatedBy: "changetype: delete").count == 14)
        #expect(!text.contains("changetype: add"))
        #expect(try await place.export("--account", "good").status == 0)
      }
    }
  }

  @Test func `leaves no directory of a folder behind, nor its name`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
        try mailbox.put([C.firstName: "Ada"], in: "20")
      }
      #expect(try await place.export().status == 0)
      #expect(try place.folder.read("contacts/Kunden/displayname") == "Kunden")
      order(.remoteWipe, on: server)
      let outcome = try await place.run(
        ["wipe", "contoso", "--config", "cardferry.yaml", "--confirm", "--exports"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let left = try FileManager.default.contentsOfDirectory(atPath: place.folder.path("contacts"))
      #expect(left == [])
    }
  }

  @Test func `takes along what somebody else has changed and what was kept`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.folder.write(
        """
        state: state/
        accounts:
          contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
        outputs:
          cards: {format: vcard, path: contacts/, on-conflict: keep}
          all: {format: vcard, path: all.vcf, on-conflict: keep}

        """, to: "cardferry.yaml")
      #expect(try await place.export().status == 0)
      for path in try place.outputs().files.keys where path.hasSuffix(".vcf") {
        try place.folder.write(try place.folder.read(path) + "X-MINE:1\r\n", to: path)
      }
      #expect(try await place.export().status == 0)
      order(.remoteWipe, on: server)
      let outcome = try await place.run(
        ["wipe", "contoso", "--config", "cardferry.yaml", "--confirm", "--exports"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.outputs().files.mapValues(\.text) == ["all.vcf": ""])
    }
  }

  /// A card that was changed and kept when its contact went is nobody's, but what it says is the
  /// account's.
  @Test
  func `takes along what was kept of a contact that is gone`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(
        ["cards: {format: vcard, path: contacts/, on-conflict: keep}"], of: server)
      #expect(try await place.export().status == 0)
      let card = "contacts/" + (try #require(try place.cards().files.keys.min()))
      try place.folder.write(try place.folder.read(card) + "X-MINE:1\r\n", to: card)
      try server.changeMailbox { try $0.deleteFolder("2") }
      #expect(try await place.export("--allow-delete").status == 0)
      #expect(try place.cards().files.count == 1)
      order(.remoteWipe, on: server)
      let outcome = try await place.run(wipe)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("removed: \(place.folder.path(card))\n"), "\(outcome.output)")
      #expect(try place.outputs().files.isEmpty)
      #expect(server.statistics.wipeAcknowledgements == ["1"])
    }
  }

  /// A DN with an umlaut stands in base 64, and the UUID with it.
  @Test
  func `takes change files along whose names can't be read`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(
        [
          #"ldap: {format: ldif, base: "ou=Straße,dc=example,dc=test", path: contacts.ldif, "#
            + "changes: changes/}"
        ], of: server)
      #expect(try await place.export().status == 0)
      try server.changeMailbox { mailbox in
        try mailbox.update("2:1") { $0[C.jobTitle] = "Baker" }
        try mailbox.delete("2:2")
      }
      #expect(try await place.export().status == 0)
      let old = try #require(try place.changeFiles().first)
      #expect(try place.folder.read("changes/" + old).contains("\nchangetype: modify\n"))
      order(.remoteWipe, on: server)
      let outcome = try await place.run(wipe)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let files = try place.changeFiles()
      #expect(!files.contains(old))
      for name in files {
        let text = try place.folder.read("changes/" + name)
        #expect(!text.contains("\nchangetype: add\n") && !text.contains("\nchangetype: modify\n"))
      }
    }
  }

  @Test func `takes along the copies that were made of the state`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(["cards: {format: vcard, path: contacts/}"], of: server)
      try place.makeState(version: 1)
      #expect(try await place.export().status == 0)
      // What a run that was killed has left of another.
      try place.folder.write("half", to: "state/contoso.sqlite.backup-5.tmp")
      let copies = try FileTree(place.folder.path("state")).files.keys.filter {
        $0.contains(".backup-")
      }
      #expect(copies.sorted() == ["contoso.sqlite.backup-1", "contoso.sqlite.backup-5.tmp"])
      order(.remoteWipe, on: server)
      let outcome = try await place.run(wipe)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let left = try FileTree(place.folder.path("state")).files.keys.filter {
        $0.hasPrefix("contoso.")
      }
      #expect(left == ["contoso.lock"])
    }
  }

  /// Whoever takes change files as a directory does gets none that it has to refuse.
  @Test
  func `leaves nothing for a directory to delete that never got it`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(
        [
          #"ldap: {format: ldif, base: "dc=example,dc=test", path: contacts.ldif, "#
            + #"changes: changes/, deliver: {command: [sh, -c, 'test ! -e closed && cat "$0" "#
            + #">>taken', "{file}"]}}"#
        ], of: server)
      #expect(try await place.export().status == 0)
      try place.folder.write("", to: "closed")
      try server.changeMailbox { try $0.put([C.firstName: "Never", C.lastName: "There"]) }
      #expect(try await place.export().status == 12)
      order(.remoteWipe, on: server)
      let outcome = try await place.run(wipe)
      #expect(outcome.status == 0, "\(outcome.errors)")
      try FileManager.default.removeItem(atPath: place.folder.path("closed"))
      #expect(try await place.run(["deliver", "--config", "cardferry.yaml"]).status == 0)
      var directory = LDIFDirectory()
      try directory.apply(try place.folder.read("taken"))
      #expect(directory.entries.isEmpty)
    }
  }

  @Test func `that failed halfway tells the directory all the same to delete`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      let outputs = [
        #"ldap: {format: ldif, base: "dc=example,dc=test", path: contacts.ldif, changes: changes/}"#,
        "cards: {format: vcard, path: contacts/}",
      ]
      try place.folder.write(
        """
        state: state/
        accounts:
          contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
        outputs:
          \(outputs[0])
          \(outputs[1])

        """, to: "cardferry.yaml")
      #expect(try await place.export().status == 0)
      let card = place.folder.path("contacts/\(try #require(try place.cards().files.keys.first))")
      try FileManager.default.removeItem(atPath: card)
      try FileManager.default.createDirectory(atPath: card, withIntermediateDirectories: false)
      order(.remoteWipe, on: server)
      let wipe = ["wipe", "contoso", "--config", "cardferry.yaml", "--confirm", "--exports"]
      #expect(try await place.run(wipe).status == 1)
      try FileManager.default.removeItem(atPath: card)
      #expect(try await place.run(wipe).status == 0)
      let file = try #require(try place.changeFiles().first)
      let text = try place.folder.read("changes/" + file)
      #expect(text.components(separatedBy: "changetype: delete").count == 3)
    }
  }

  @Test func `is obeyed while another account is held back`() async throws {
    try await withServer(contacts: 3) { bad in
      try await withServer(contacts: 40) { shrunk in
        let place = try Workplace()
        try place.configure(accounts: [("bad", bad.url), ("shrunk", shrunk.url)])
        #expect(try await place.export().status == 0)
        try shrunk.changeMailbox { mailbox in
          for number in 1...20 { try mailbox.delete("2:\(number)") }
        }
        #expect(try await place.export("--account", "shrunk").status == 7)
        order(.remoteWipe, on: bad)
        let outcome = try await place.run(
          ["wipe", "bad", "--config", "cardferry.yaml", "--confirm", "--exports"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(bad.statistics.wipeAcknowledgements == ["1"])
        #expect(try place.cards().files.count == 40)
        let entries = try place.folder.read("contacts.ldif").split(separator: "\n")
          .count { $0.hasPrefix("dn: ") }
        #expect(entries == 40)
      }
    }
  }

  @Test func `is obeyed under the administrator's word alone`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let wipe = ["wipe", "contoso", "--config", "cardferry.yaml"]
      let state = place.folder.path("state")
      let early = try await place.run(wipe)
      #expect(early.status == 2)
      #expect(
        early.errors == "cardferry: there is no state of 'contoso' in \(state) to remove\n")
      #expect(try await place.export().status == 0)
      order(.remoteWipe, on: server)
      let requests = server.requests.count
      let unconfirmed = try await place.run(wipe + ["--exports"])
      #expect(unconfirmed.status == 2)
      #expect(
        unconfirmed.errors.contains(
          "\(state)/contoso.sqlite"))
      #expect(
        unconfirmed.errors.hasSuffix(
          " and its contacts from every output, if the server orders it; nothing was touched; "
            + "add --confirm\n"))
      #expect(server.requests.count == requests)
      #expect(try place.cards().files.count == 3)
    }
  }

  @Test func `that isn't there removes nothing`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let outcome = try await place.run(
        ["wipe", "contoso", "--config", "cardferry.yaml", "--confirm", "--exports"])
      #expect(outcome.status == 2)
      #expect(
        outcome.errors.hasPrefix(
          "cardferry: the server orders no wipe of 'contoso'; nothing was removed; to forget an "
            + "account, take it out of the configuration and remove "))
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == before)
      #expect(server.statistics.wipeAcknowledgements.isEmpty)
    }
  }

  @Test func `that can't be acknowledged is told`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      order(.remoteWipe, on: server)
      server.add(Fault(.http(status: 503), command: "Provision", skip: 1))
      let outcome = try await place.run(
        ["wipe", "contoso", "--config", "cardferry.yaml", "--confirm"])
      #expect(outcome.status == 4)
      #expect(
        outcome.errors
          == "cardferry: 'contoso' is removed here, and the server could not be told: 127.0.0.1 is "
          + "overloaded (HTTP 503); the next run tries again; its administrator can take the "
          + "device off the mailbox\n")
      #expect(!FileManager.default.fileExists(atPath: place.folder.path("state/contoso.sqlite")))
    }
  }

  @Test func `is not what every HTTP 403 of an old version is`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "version: 12.1")
      #expect(try await place.export().status == 0)
      server.add(Fault(.http(status: 403), command: "FolderSync"))
      let outcome = try await place.export()
      #expect(outcome.status == 9)
      #expect(outcome.errors.contains("lets this device or user not in (HTTP 403)"))
    }
  }

  private func deviceID(_ place: borrowing Workplace) throws -> String? {
    try AccountStore(file: place.folder.path("state/contoso.sqlite")).account()?.deviceID
  }
}
