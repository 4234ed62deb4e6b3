import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// Names that are no names: each is a folder's name and id here, and a contact's id and fields.
private let words = [
  "../../../../../../../../etc/cron.d/x", "/etc/passwd", "..", ".", "~root", "\n\n\n", "a\nb\r\nc",
  ":<file:///etc/passwd", "x\n:: Y24=", "x\ndn: cn=admin", "# x", "- x", " x ", "x\0a", "x\0b",
  "\0",
  "x\u{1}0a", #"x,dc=evil+cn=y"z\;<>=#"#, "=", "*)(uid=*", "\u{1B}[31mred\u{1B}[0m",
  "\u{1B}]0;title\u{7}", "\u{1B}]52;c;aGk=\u{7}", "\u{9B}31m", "\u{90}x\u{9C}",
  "\u{85}\u{2028}\u{2029}",
  "\u{202E}cod.exe", "\u{2066}x\u{2069}\u{200F}", "\r\u{1B}[2Kcardferry: done", "\u{7F}\u{8}\u{8}",
  "CON", "nul.vcf", "displayname", "delivered", ".hidden", "..%2f..%2fx", "$(touch x)", "`touch x`",
  "; touch x", "%s%n%x", "Straße", "STRASSE", "strasse", "\u{E9}", "e\u{301}", "ﬁ", "FI",
  "\u{FEFF}x",
  String(repeating: "n", count: 300), String(repeating: "漢", count: 300), "BEGIN:VCARD\nEND:VCARD",
  "<script>&amp;]]>", "{file}", "'; DROP TABLE contact; --", "🏴\u{E0067}\u{E007F}",
]

/// Whether a terminal shows a text as it is.
private func isHarmless(_ text: String) -> Bool {
  text.unicodeScalars.allSatisfy { scalar in
    switch scalar.properties.generalCategory {
    case .control: scalar == "\n"
    case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
    case .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}

@Suite struct `Hostile words of a server` {
  /// A contact that has the word wherever a text can be, and a name of its own by which it is found.
  private func contact(_ number: Int, _ word: String) -> MailboxContact {
    [
      C.middleName: "marker\(number)x", C.lastName: word, C.firstName: word, C.fileAs: word,
      C.companyName: word, C.jobTitle: word, C.email1Address: word, C.webPage: word,
      C.businessPhoneNumber: word, C.homeAddressCity: word, C.birthday: word, C.picture: word,
    ]
  }

  private func fill(_ server: FakeExchange) throws {
    try server.changeMailbox { mailbox in
      for (number, word) in words.enumerated() {
        // Up to 64 characters; the double takes two of one look for the same.
        let id = word.contains("\0") ? word : "\(number):" + word.prefix(40)
        mailbox.put(MailboxFolder(id: "F" + id, name: word, type: 14))
        try mailbox.put(contact(number, word), in: "F" + id, serverID: "C" + id)
        try mailbox.put(contact(1000 + number, word), in: "2", serverID: "C" + id)
      }
    }
  }

  @Test func `become text in every output, and never a path, a line or a command`() async throws {
    try await withServer(contacts: 0) { server in
      try fill(server)
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try place.folder.write("mine", to: "sentinel")
      let outcome = try await place.export("-vv")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(isHarmless(outcome.errors + outcome.output))

      // Every contact is in every output, once.
      let cards = try place.cards()
      let text = cards.files.values.map(\.text).joined().replacing("\r\n ", with: "")
      let entries = "\n" + (try place.folder.read("contacts.ldif")).replacing("\n ", with: "")
      #expect(cards.files.count == 2 * words.count)
      #expect(entries.components(separatedBy: "\ndn: uid=").count - 1 == 2 * words.count)
      for number in Array(words.indices) + words.indices.map({ 1000 + $0 }) {
        #expect(text.components(separatedBy: "marker\(number)x;").count == 2, "\(number)")
      }
      // Every folder has a directory that is its own on every file system.
      let directories = Set(
        cards.files.keys.map { $0.split(separator: "/").dropLast().joined(separator: "/") })
      #expect(directories.count == words.count + 1)
      #expect(Set(directories.map { $0.uppercased().lowercased() }).count == words.count + 1)
      #expect(directories.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") })

      // Nothing lies anywhere else.
      let files = try FileTree(place.folder.path).files.keys
      let own = ["contacts/", "changes/", "state/contoso.", "state/outputs/"]
      #expect(
        files.filter { path in !own.contains { path.hasPrefix($0) } }.sorted()
          == ["cardferry.yaml", "contacts.ldif", "sentinel"])
      #expect(!FileManager.default.fileExists(atPath: "/etc/cron.d/x"))

      // Those that differ by what SQLite or Swift overlooks stay apart.
      let before = try place.outputs()
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == before)
      try server.changeMailbox { mailbox in
        try mailbox.deleteFolder("Fx\0a")
        try mailbox.delete("Cx\0b")
      }
      #expect(try await place.export().status == 0)
      let left = try place.cards().files.values.map(\.text).joined()
        .replacing("\r\n ", with: "")
      let gone =
        words.indices.filter { !left.contains("marker\($0)x;") }
        + words.indices.filter { !left.contains("marker\(1000 + $0)x;") }.map { 1000 + $0 }
      let (a, b) = (words.firstIndex(of: "x\0a") ?? -1, words.firstIndex(of: "x\0b") ?? -1)
      #expect(gone == [a, b] || gone == [a, 1000 + b])
    }
  }

  @Test(arguments: [["folders"], ["doctor"], ["doctor", "--json"], ["export", "--json", "-vv"]])
  func `are printed so that a terminal shows them as they are`(arguments: [String]) async throws {
    try await withServer(contacts: 0) { server in
      try fill(server)
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.run(arguments + ["--config", "cardferry.yaml"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(isHarmless(outcome.output))
      #expect(isHarmless(outcome.errors))
      if arguments == ["folders"] {
        // Account, policy, and a line for each folder, the server's own ones included.
        #expect(
          outcome.output.split(separator: "\n").count == 2 + server.mailbox.folders.count)
      }
      if arguments.contains("--json") {
        _ = try JSONSerialization.jsonObject(with: Data(outcome.outputBytes))
      }
    }
  }

  @Test func `in place of a status are quoted`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let status = Element(
        WBXML.Tag.FolderHierarchy.status, "\u{1B}[2J\r\ncardferry: done\u{202E}" + "x")
      server.add(
        Fault(
          .http(
            status: 200,
            body: Encoder.encode(Element(WBXML.Tag.FolderHierarchy.folderSync, [status]))),
          command: "FolderSync", times: nil))
      let outcome = try await place.export()
      #expect(outcome.status == 5)
      #expect(
        outcome.errors == "cardferry: error: contoso: FolderSync failed with status "
          + "'\u{FFFD}[2J\u{FFFD}\u{FFFD}cardferry: …': the server gives a status that the protocol "
          + "doesn't define; ask the server's administrator\n")
    }
  }

  @Test func `that aren't UTF-8 in place of an id are two ids, and nowhere else`() async throws {
    try await withServer(contacts: 0) { server in
      typealias Tags = WBXML.Tag.AirSync
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let adds = [[0xFF], [0xFE]].map { id in
        Element(
          Tags.add,
          [
            Element(Tags.serverId, .string(id)),
            Element(Tags.applicationData, [Element(C.lastName, "Name")]),
          ])
      }
      let collection = Element(
        Tags.collection,
        [
          Element(Tags.syncKey, "k"), Element(Tags.collectionId, "2"), Element(Tags.status, "1"),
          Element(Tags.commands, adds),
        ])
      server.add(
        Fault(
          .http(
            status: 200,
            body: Encoder.encode(Element(Tags.sync, [Element(Tags.collections, [collection])]))),
          command: "Sync", skip: 1))
      server.add(Fault(.http(status: 200), command: "Sync", skip: 1))
      let outcome = try await place.export()
      #expect(outcome.errors.isEmpty)
      #expect(outcome.status == 0)
      #expect(try place.cards().files.count == 2)
    }
  }
}
