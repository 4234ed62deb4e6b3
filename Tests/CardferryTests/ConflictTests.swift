import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

extension Workplace {
  /// Cards in a directory and in one file, and entries, with this `on-conflict`.
  fileprivate func configureOutputs(to server: FakeExchange, _ rule: String) throws {
    try folder.write(
      """
      state: state/
      accounts:
        contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
      outputs:
        cards: {format: vcard, path: contacts/, on-conflict: \(rule)}
        all: {format: vcard, path: all.vcf, on-conflict: \(rule)}
        ldap: {format: ldif, base: "ou=contacts,dc=example,dc=test", path: contacts.ldif,
               on-conflict: \(rule)}

      """, to: "cardferry.yaml")
  }

  fileprivate func card(of name: String) throws -> String {
    let cards = try self.cards().files
    return try #require(cards.first { $0.value.text.contains("FN:\(name)\r\n") }?.key)
  }

  fileprivate func append(to path: String) throws {
    try folder.write(try folder.read(path) + "X-MINE:1\r\n", to: path)
  }
}

private let overwritten = "changed by somebody else; overwritten (conflict): file 1\n"
private let kept =
  "changed by somebody else and kept; delete it to have it written again (conflict): file 1\n"

@Suite struct `A file that somebody else has changed` {
  @Test func `is reported and written over`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configureOutputs(to: server, "overwrite")
      _ = try await place.export()
      let before = try place.outputs()
      let card = try #require(try place.cards().files.keys.min())
      for path in ["contacts/" + card, "all.vcf", "contacts.ldif"] { try place.append(to: path) }
      let dry = try await place.export("--dry-run", "--output", "cards", "--output", "all")
      #expect(
        dry.output.hasPrefix(
          "contoso cards: would change \(card)\ncontoso cards (dry run): 0 added, 1 changed"))
      #expect(dry.errors.components(separatedBy: overwritten).count == 3)
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      for name in ["cards", "all", "ldap"] {
        #expect(outcome.errors.contains("contoso \(name): " + overwritten), "\(outcome.errors)")
      }
      #expect(try place.outputs().files.mapValues(\.contents) == before.files.mapValues(\.contents))
      let idle = try await place.export()
      #expect(!idle.errors.contains("conflict"))
    }
  }

  @Test func `is reported and kept, until it is deleted`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configureOutputs(to: server, "keep")
      _ = try await place.export()
      let before = try place.outputs()
      let card = try #require(try place.cards().files.keys.min())
      let paths = ["contacts/" + card, "all.vcf", "contacts.ldif"]
      for path in paths { try place.append(to: path) }
      let edited = try place.outputs()
      // Also when nothing changed, and when everything did.
      for run in 0..<3 {
        if run == 2 {
          try server.changeMailbox { mailbox in
            for id in 1...3 { try mailbox.update("2:\(id)") { $0[C.jobTitle] = "Baker" } }
          }
        }
        let outcome = try await place.export()
        #expect(outcome.status == 0)
        for name in ["cards", "all", "ldap"] {
          #expect(outcome.errors.contains("contoso \(name): " + kept), "\(outcome.errors)")
        }
        let now = try place.outputs()
        for path in paths { #expect(now.files[path] == edited.files[path]) }
        #expect(now.difference(since: edited).rewritten.count == (run == 2 ? 2 : 0))
      }

      for path in paths { try FileManager.default.removeItem(atPath: place.folder.path(path)) }
      let outcome = try await place.export()
      #expect(outcome.status == 0 && !outcome.errors.contains("conflict"))
      let after = try place.outputs()
      #expect(after.files.keys.sorted() == before.files.keys.sorted())
      for path in paths { #expect(after.files[path]?.text.contains("Baker") == true) }
    }
  }

  @Test func `and was kept is written over once the rule says so`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configureOutputs(to: server, "keep")
      _ = try await place.export()
      let before = try place.outputs()
      let card = try #require(try place.cards().files.keys.min())
      for path in ["contacts/" + card, "all.vcf", "contacts.ldif"] { try place.append(to: path) }
      _ = try await place.export()
      try place.configureOutputs(to: server, "overwrite")
      let outcome = try await place.export()
      for name in ["cards", "all", "ldap"] {
        #expect(outcome.errors.contains("contoso \(name): " + overwritten), "\(outcome.errors)")
      }
      #expect(try place.outputs().files.mapValues(\.contents) == before.files.mapValues(\.contents))
    }
  }

  @Test func `and that is kept stays when its contact goes`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configureOutputs(to: server, "keep")
      _ = try await place.export()
      let card = try #require(try place.cards().files.keys.min())
      try place.append(to: "contacts/" + card)
      let edited = try place.cards().files[card]
      try server.changeMailbox { try $0.deleteFolder("2") }
      let outcome = try await place.export("--allow-delete")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("contoso cards: " + kept))
      #expect(try place.cards().files == [card: edited])
      #expect(try await !place.export().errors.contains("conflict"), "it is theirs now")
    }
  }

  @Test func `isn't one that was only copied or touched`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configureOutputs(to: server, "keep")
      _ = try await place.export()
      for path in try place.outputs().files.keys {
        try place.folder.write(try place.folder.read(path), to: path)
      }
      let before = try place.outputs()
      for _ in 0..<2 {
        let outcome = try await place.export()
        #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
        #expect(try place.outputs() == before)
      }
    }
  }

  @Test func `isn't one of ours from an earlier run`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configureOutputs(to: server, "keep")
      _ = try await place.export()
      let first = try place.outputs()
      try server.changeMailbox { try $0.update("2:1") { $0[C.jobTitle] = "Baker" } }
      _ = try await place.export()
      let second = try place.outputs()
      // What a crash between the files and the state leaves, or a restored backup.
      func restore() throws {
        for (path, file) in first.files { try place.folder.write(file.text, to: path) }
      }
      try restore()
      let outcome = try await place.export()
      #expect(!outcome.errors.contains("conflict"), "\(outcome.errors)")
      #expect(try place.outputs().files.mapValues(\.contents) == second.files.mapValues(\.contents))

      // The same again, while the next change was being written.
      try restore()
      try server.changeMailbox { try $0.update("2:1") { $0[C.jobTitle] = "Cook" } }
      _ = try await place.export()
      let third = try place.outputs()
      try restore()
      let last = try await place.export()
      #expect(!last.errors.contains("conflict"), "\(last.errors)")
      #expect(try place.outputs().files.mapValues(\.contents) == third.files.mapValues(\.contents))
    }
  }

  @Test(arguments: ["overwrite", "keep"])
  func `is left alone where no output has written it, unless the user gives it away`(
    rule: String
  ) async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configureOutputs(to: server, rule)
      let configuration = try place.folder.read("cardferry.yaml")
      try place.folder.write("mine", to: "all.vcf")
      try FileManager.default.createDirectory(
        atPath: place.folder.path("contacts"), withIntermediateDirectories: false)
      try place.folder.write("mine", to: "contacts/mine.vcf")
      try place.folder.write("dn: cn=mine\n", to: "contacts.ldif")
      for name in ["displayname", "description"] {
        try place.folder.write("mine", to: "contacts/" + name)
      }
      for _ in 0..<2 {
        let outcome = try await place.export()
        #expect(outcome.status == 1)
        for (output, path) in [("all", "all.vcf"), ("ldap", "contacts.ldif")] {
          #expect(
            outcome.errors.contains(
              "cardferry: error: \(output): \(place.folder.path(path)) was not written: no output of "
                + "cardferry has made it, so it is somebody else's; move it away, or give it away with "
                + "'take-over: true' of output '\(output)'\n"), "\(outcome.errors)")
        }
        #expect(try place.folder.read("all.vcf") == "mine")
        #expect(try place.folder.read("contacts.ldif") == "dn: cn=mine\n")
        for name in ["displayname", "description", "mine.vcf"] {
          #expect(try place.folder.read("contacts/" + name) == "mine", "no file of ours")
        }
        #expect(try place.changeFiles() == [])
      }
      try place.folder.write(
        configuration.replacing("on-conflict:", with: "take-over: true, on-conflict:"),
        to: "cardferry.yaml")
      let given = try await place.export()
      #expect(given.status == 0, "\(given.errors)")
      #expect(given.errors.contains("contoso all: " + overwritten))
      #expect(try place.folder.read("all.vcf").hasPrefix("BEGIN:VCARD"))
      #expect(try place.folder.read("contacts/mine.vcf") == "mine", "no file of ours")
      let idle = try await place.export()
      #expect(!idle.errors.contains("conflict"), "\(idle.errors)")
    }
  }
}

@Suite struct `An output of another kind than before` {
  @Test(arguments: [false, true])
  func `begins anew, and keeps what isn't its own`(isForeign: Bool) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      let kinds = [
        "{format: vcard, path: contacts/, on-conflict: keep}",
        "{format: vcard, path: all.vcf, on-conflict: keep}",
        #"{format: ldif, base: "dc=example,dc=test", path: all.ldif, changes: changes/}"#,
      ]
      if isForeign { try place.folder.write("mine", to: "all.vcf") }
      for (round, kind) in (kinds + kinds).enumerated() {
        try place.folder.write(
          """
          state: state/
          accounts:
            contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
          outputs:
            one: \(kind)

          """, to: "cardferry.yaml")
        let outcome = try await place.export()
        guard !isForeign || !kind.contains("all.vcf") else {
          #expect(outcome.status == 1, "\(round): \(outcome.errors)")
          #expect(try place.folder.read("all.vcf") == "mine")
          continue
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("contoso one: 3 added, 0 changed, 0 deleted, 0 unchanged"))
        #expect(try place.cards().files.count == 3)
      }
      #expect(try place.changeFiles() == [], "nothing is deleted by a path")
    }
  }
}

@Suite struct `One file of cards` {
  @Test(arguments: [("vcard", "all.vcf"), ("jcard", "all.json"), ("xcard", "all.xml")])
  func `has every card of every account`(format: String, path: String) async throws {
    try await withServer(contacts: 3) { one in
      try await withServer(contacts: 2) { two in
        let place = try Workplace()
        try place.folder.write(
          """
          state: state/
          accounts:
            one: {server: "\(one.url)", user: anna@contoso.com, password: secret}
            two: {server: "\(two.url)", user: anna@contoso.com, password: secret}
          outputs:
            all: {format: \(format), path: \(path)}

          """, to: "cardferry.yaml")
        let first = try await place.export()
        #expect(
          first.output == """
            one all: 3 added, 0 changed, 0 deleted, 0 unchanged, 0 warnings
            two all: 2 added, 0 changed, 0 deleted, 0 unchanged, 0 warnings

            """, "\(first.errors)")
        #expect(try place.uids(in: path).count == 5)
        let before = try place.outputs()
        _ = try await place.export()
        #expect(try place.outputs() == before, "an idle run writes nothing")

        try two.changeMailbox { mailbox in
          try mailbox.put([C.firstName: "Ada"], in: "2")
          try mailbox.update("2:1") { $0[C.jobTitle] = "Baker" }
        }
        let second = try await place.export()
        #expect(
          second.output == """
            one all: 0 added, 0 changed, 0 deleted, 3 unchanged, 0 warnings
            two all: 1 added, 1 changed, 0 deleted, 1 unchanged, 0 warnings

            """)
        let uids = try place.uids(in: path)
        #expect(uids.count == 6 && uids == uids.sorted())
        #expect(try place.folder.read(path).contains("Baker"))
      }
    }
  }

  @Test func `keeps the records of an account whose contacts may not go as they stand`() async throws {
    try await withServer(contacts: 3) { one in
      try await withServer(contacts: 2) { two in
        let place = try Workplace()
        try place.folder.write(
          """
          state: state/
          accounts:
            one: {server: "\(one.url)", user: anna@contoso.com, password: secret}
            two: {server: "\(two.url)", user: anna@contoso.com, password: secret}
          outputs:
            all: {format: vcard, path: all.vcf}

          """, to: "cardferry.yaml")
        _ = try await place.export()
        try one.changeMailbox { try $0.deleteFolder("2") }
        try two.changeMailbox { try $0.update("2:1") { $0[C.jobTitle] = "Baker" } }
        let uids = try place.uids(in: "all.vcf")
        for round in 0..<2 {
          let outcome = try await place.export()
          #expect(outcome.status == 1)
          #expect(
            outcome.output
              == "two all: 0 added, \(round == 0 ? 1 : 0) changed, 0 deleted, "
              + "\(round == 0 ? 1 : 2) unchanged, 0 warnings\n")
          #expect(outcome.errors.contains("one all: 3 of 3 contacts of 'one' would be deleted from"))
          #expect(try place.uids(in: "all.vcf") == uids)
          #expect(try place.folder.read("all.vcf").contains("Baker"))
        }
        let standing = try place.outputs()
        #expect(try await place.export().status == 1)
        #expect(try place.outputs() == standing)
        #expect(try await place.export("--allow-delete").status == 0)
        #expect(try place.uids(in: "all.vcf").count == 2)
        #expect(try place.folder.read("all.vcf").contains("Baker"))
      }
    }
  }

  @Test func `stays as it is while an account's contacts may not go`() async throws {
    try await withServer(contacts: 30) { server in
      let place = try Workplace()
      try place.folder.write(
        """
        state: state/
        accounts:
          contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
        outputs:
          all: {format: vcard, path: all.vcf}

        """, to: "cardferry.yaml")
      _ = try await place.export()
      let before = try place.outputs()
      try server.changeMailbox { try $0.deleteFolder("2") }
      #expect(try await place.export().status == 7)
      #expect(try place.outputs() == before)
      #expect(try await place.export("--allow-delete").status == 0)
      #expect(try place.folder.read("all.vcf") == "")
    }
  }
}

extension Workplace {
  fileprivate func uids(in path: String) throws -> [String] {
    try folder.read(path).matches(of: /urn:uuid:([0-9a-f-]{36})/).map { String($0.1) }
  }
}
