import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// A directory of LDIF that hands its change files to a program which takes them or doesn't.
extension Workplace {
  /// The program appends each file to `taken` while there is a file `open`, and else says why not.
  fileprivate func configureDelivery(
    to server: FakeExchange, keep: Int = 30, then: String = "true"
  ) throws {
    try folder.write(
      """
      state: state/
      accounts:
        contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
      outputs:
        ldap:
          format: ldif
          base: "ou=contacts,dc=example,dc=test"
          base-entry: true
          path: contacts.ldif
          changes: changes/
          deliver:
            command: [sh, -c, 'echo trying; echo >&2 closed; test -e open && cat "$0" >>taken && \(then)', "{file}"]
            keep: \(keep)

      """, to: "cardferry.yaml")
  }

  fileprivate func names(in directory: String) throws -> [Int] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(directory))
      .filter { $0.hasSuffix(".ldif") }.compactMap { Int($0.prefix(6)) }.sorted()
  }

  fileprivate func deliver(_ arguments: String...) async throws -> Program.Outcome {
    try await run(["deliver", "--config", "cardferry.yaml"] + arguments)
  }
}

extension FakeExchange {
  /// Something for the next change file to tell.
  fileprivate func change(_ number: Int) throws {
    try changeMailbox { try $0.update("2:1") { $0[C.jobTitle] = "Baker \(number)" } }
  }
}

@Suite struct `Change files that are handed over` {
  @Test func `begin with one that adds everything, the base first`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      try place.folder.write("", to: "open")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.hasSuffix("ldap: 1 change file handed over, 0 waiting\n"))
      let taken = try place.folder.read("taken")
      #expect(taken.hasPrefix("dn: ou=contacts,dc=example,dc=test\nchangetype: add\n"))
      #expect(taken.components(separatedBy: "changetype: add").count == 32)
      let content = try place.folder.read("contacts.ldif")
      #expect(content == taken.replacing("changetype: add\n", with: "").sortedRecords)
      #expect(try place.names(in: "changes") == [])
      #expect(try place.names(in: "changes/delivered") == [1])
    }
  }

  @Test func `wait in order behind one that wasn't taken, and the run ends with 12`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      #expect(try await place.export().status == 12)
      try server.change(1)
      let outcome = try await place.export()
      #expect(outcome.status == 12)
      #expect(outcome.output.hasSuffix("ldap: 0 change files handed over, 2 waiting\n"))
      let name = try #require(try place.changeFiles().first)
      #expect(
        outcome.errors.hasSuffix(
          """
          cardferry: error: ldap: trying
          cardferry: error: ldap: closed
          cardferry: error: ldap: change file \(name) of 'ldap' was not handed over: 'sh' ended with \
          status 1; it and 1 behind it wait for the next run; if it was applied by hand, run \
          cardferry deliver --done 1

          """), "\(outcome.errors)")
      #expect(try place.names(in: "changes") == [1, 2])

      try place.folder.write("", to: "open")
      try server.change(2)
      let next = try await place.export()
      #expect(next.status == 0, "\(next.errors)")
      #expect(next.output.hasSuffix("ldap: 3 change files handed over, 0 waiting\n"))
      let titles = try place.folder.read("taken").split(separator: "\n").filter {
        $0.hasPrefix("title: Baker")
      }
      #expect(titles == ["title: Baker 1", "title: Baker 2"])
    }
  }

  @Test func `are handed over by themselves as well`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      _ = try await place.export()
      #expect(try await place.deliver().status == 12)
      try place.folder.write("", to: "open")
      let requests = server.requests.count
      let outcome = try await place.deliver()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output == "ldap: 1 change file handed over, 0 waiting\n")
      #expect(server.requests.count == requests, "no server is asked")
      #expect(
        try await place.deliver().output == "ldap: 0 change files handed over, 0 waiting\n")
    }
  }

  @Test func `are those of cardferry alone`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      try place.folder.write("", to: "open")
      try FileManager.default.createDirectory(
        atPath: place.folder.path("changes"), withIntermediateDirectories: false)
      let names = [
        "notes.ldif", "5-x.ldif", "000007-notes.ldif", "-8-20260101T000000Z.ldif", ".mine.ldif.tmp",
      ]
      for name in names { try place.folder.write("mine", to: "changes/" + name) }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.hasSuffix("ldap: 1 change file handed over, 0 waiting\n"))
      #expect(try place.changeFiles().filter { !$0.contains("/") } == names.sorted())
      #expect(try place.names(in: "changes/delivered") == [1])
    }
  }

  @Test func `may be removed by the program that takes them`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server, then: #"rm "$0""#)
      for number in 1...3 {
        try server.change(number)
        _ = try await place.export()
      }
      try place.folder.write("", to: "open")
      let outcome = try await place.deliver()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output == "ldap: 3 change files handed over, 0 waiting\n")
      try server.change(4)
      let last = try await place.export("--json")
      #expect(last.output.contains("\"000004-"), "the numbers go on: \(last.output)")
    }
  }

  @Test func `that can't be put aside are not handed over`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      _ = try await place.export()
      try place.folder.write("", to: "open")
      try FileManager.default.removeItem(atPath: place.folder.path("changes/delivered"))
      try place.folder.write("a file", to: "changes/delivered")
      let outcome = try await place.deliver()
      #expect(outcome.status == 1)
      #expect(outcome.output == "ldap: 0 change files handed over, 1 waiting\n")
      #expect(outcome.errors.contains("ldap: cannot make "), "\(outcome.errors)")
    }
  }

  @Test func `can be taken for applied`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      _ = try await place.export()
      for number in 1...2 {
        try server.change(number)
        _ = try await place.export()
      }
      let outcome = try await place.deliver("--done", "2")
      #expect(outcome.status == 0)
      #expect(outcome.output.split(separator: "\n").count == 2)
      #expect(try place.names(in: "changes") == [3])
      let again = try await place.deliver("--done", "2")
      #expect(again.status == 2)
      #expect(again.errors == "cardferry: no change file of 'ldap' up to number 2 waits\n")
    }
  }

  @Test func `stay as many as are to be kept, and their numbers go on`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server, keep: 0)
      try place.folder.write("", to: "open")
      for number in 1...3 {
        try server.change(number)
        #expect(try await place.export().status == 0)
      }
      #expect(try place.names(in: "changes/delivered") == [])
      try FileManager.default.removeItem(atPath: place.folder.path("open"))
      try server.change(4)
      _ = try await place.export()
      #expect(try place.names(in: "changes") == [4])
      try place.configureDelivery(to: server, keep: 2)
      try place.folder.write("", to: "open")
      for number in 5...7 {
        try server.change(number)
        #expect(try await place.export().status == 0)
      }
      #expect(try place.names(in: "changes/delivered") == [6, 7])
    }
  }

  @Test func `are not handed over by a dry run`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      try place.folder.write("", to: "open")
      #expect(try await place.export("--dry-run").status == 0)
      #expect(try place.outputs().files.keys.sorted() == ["open"])
    }
  }

  @Test func `need a program, which the doctor looks for`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      let sound = try await place.run(["doctor", "--config", "cardferry.yaml"])
      #expect(sound.output.contains("ok      ldap: hands change files over to 'sh'\n"))
      let text = try place.folder.read("cardferry.yaml")
      try place.folder.write(
        text.replacing("[sh,", with: "[no-such-program,"), to: "cardferry.yaml")
      let outcome = try await place.run(["doctor", "--config", "cardferry.yaml"])
      #expect(
        outcome.output.contains(
          "error   ldap: there is no program 'no-such-program' to hand change files over to; "
            + "install it, or correct 'command:'\n"), "\(outcome.output)")
      let export = try await place.export()
      #expect(export.status == 12)
      #expect(
        export.errors.contains(
          "'no-such-program' could not be started (it is not in PATH, or may not be run); it waits")
      )
    }
  }

  @Test func `need an output that hands them over`() async throws {
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "https://mail.contoso.com")])
    let outcome = try await place.deliver()
    #expect(outcome.status == 2)
    #expect(
      outcome.errors == "cardferry: no output is handed over; add 'deliver:' with a command to one "
        + "of format ldif\n")
  }
}

@Suite struct `A rebuilt output` {
  @Test func `is a change file with every entry, in place of those that waited`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      _ = try await place.export()
      try server.change(1)
      _ = try await place.export()
      let requests = server.requests.count
      let content = try place.folder.read("contacts.ldif")
      let outcome = try await place.run(["rebuild", "ldap", "--config", "cardferry.yaml"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(server.requests.count == requests, "no server is asked")
      let name = try #require(try place.changeFiles().first { !$0.contains("/") })
      #expect(outcome.output.hasPrefix("contoso ldap: 0 added, 0 changed, 0 deleted, 30 unchanged"))
      #expect(outcome.output.hasSuffix("\nldap: every entry is in change file \(name)\n"))
      #expect(name.hasPrefix("000003-"))
      #expect(try place.names(in: "changes") == [3])
      #expect(try place.names(in: "changes/delivered") == [1, 2])
      let changes = try place.folder.read("changes/" + name)
      #expect(changes.replacing("changetype: add\n", with: "").sortedRecords == content)
      #expect(try place.folder.read("contacts.ldif") == content)
    }
  }

  @Test func `has every card and the content file again`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      _ = try await place.export()
      let before = try place.outputs()
      try FileManager.default.removeItem(atPath: place.folder.path("contacts"))
      try FileManager.default.removeItem(atPath: place.folder.path("contacts.ldif"))
      for output in ["cards", "ldap"] {
        let outcome = try await place.run(["rebuild", output, "--config", "cardferry.yaml"])
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      let after = try place.outputs().filter { !$0.hasPrefix("changes/") }
      #expect(after.files.mapValues(\.contents) == before.files.mapValues(\.contents))
      // Without a program that takes them, nobody knows which files were applied: all stay.
      #expect(try place.changeFiles().count == 1)
    }
  }

  @Test func `is none while an account's contacts may not go`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configureDelivery(to: server)
      _ = try await place.export()
      try server.changeMailbox { try $0.deleteFolder("2") }
      #expect(try await place.export().status == 1)
      let before = try place.outputs()
      let outcome = try await place.run(["rebuild", "ldap", "--config", "cardferry.yaml"])
      #expect(outcome.status == 7)
      #expect(
        outcome.errors
          == "cardferry: error: ldap: 30 of 30 contacts of 'contoso' would be deleted from 'ldap'; "
          + (try place.advice()))
      #expect(try place.outputs() == before)
    }
  }

  @Test func `needs a state`() async throws {
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "https://mail.contoso.com")])
    let outcome = try await place.run(["rebuild", "cards", "--config", "cardferry.yaml"])
    #expect(outcome.status == 2)
    #expect(
      outcome.errors
        == "cardferry: the state holds no contact yet; run cardferry export first\n")
    let other = try await place.run(["rebuild", "card", "--config", "cardferry.yaml"])
    #expect(other.errors.hasPrefix("cardferry: there is no output 'card' in the configuration"))
  }
}

extension String {
  /// Paragraphs in the order of their first lines, the first of them first.
  fileprivate var sortedRecords: String {
    let records = components(separatedBy: "\n\n").filter { !$0.isEmpty }
    return (records.prefix(1) + records.dropFirst().sorted()).map { $0 + "\n\n" }.joined()
  }
}
