import FakeExchange
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// The keys of an output, from the configuration to the file.
@Suite struct `The options of an output` {
  private func export(
    _ outputs: String, _ body: (borrowing Workplace, Program.Outcome) throws -> Void
  ) async throws {
    try await withServer(contacts: 0) { server in
      try server.changeMailbox { mailbox in
        try mailbox.put(
          [
            C.firstName: "Ada", C.mobilePhoneNumber: "0170 1234567", C.spouse: "Bob",
            C.picture: "/9j/4AAQ", WBXML.Tag.Contacts2.governmentId: "1815",
          ], in: "2")
      }
      let place = try Workplace()
      try place.folder.write(
        """
        state: state/
        accounts:
          contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret}
        outputs:
        \(outputs)

        """, to: "cardferry.yaml")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.outputs().lintFindings(since: FileTree(place.folder.path("nowhere"))) == [])
      try body(place, outcome)
    }
  }

  @Test func `choose version, dialect, photos and sensitive fields of cards`() async throws {
    try await export(
      """
        plain: {format: vcard, path: plain.vcf}
        mac: {format: vcard, path: mac.vcf, version: 3.0, dialect: [apple], photos: false,
              sensitive: []}
        all: {format: vcard, path: whole.vcf, sensitive: [government-id]}
      """
    ) { place, outcome in
      let plain = try place.folder.read("plain.vcf")
      #expect(plain.contains("VERSION:4.0\r\n") && plain.contains("PHOTO:"))
      #expect(!plain.contains("X-AB") && !plain.contains("1815"))
      #expect(
        outcome.errors == "cardferry: warning: contoso plain: left out; 'sensitive: "
          + "[government-id]' writes it (left-out): governmentID 1\n")
      let mac = try place.folder.read("mac.vcf")
      #expect(mac.contains("VERSION:3.0\r\n") && !mac.contains("PHOTO"))
      #expect(mac.contains(".X-ABRELATEDNAMES:Bob\r\n") && !mac.contains("1815"))
      #expect(try place.folder.read("whole.vcf").contains("X-EAS-GOVERNMENTID:1815\r\n"))
    }
  }

  @Test func `choose version line, base and numbers of entries`() async throws {
    try await export(
      """
        ldap: {format: ldif, base: "ou=people,dc=example", path: contacts.ldif, changes: changes/,
               base-entry: true, version-line: true, phone-format: e164, region: DE,
               deliver: {command: ["true", "{file}"]}}
      """
    ) { place, _ in
      let content = try place.folder.read("contacts.ldif")
      #expect(content.hasPrefix("version: 1\ndn: ou=people,dc=example\nobjectClass: organiz"))
      #expect(content.contains("\nmobile: +491701234567\n"))
      let file = try #require(try place.changeFiles().first)
      let changes = try place.folder.read("changes/" + file)
      #expect(changes.hasPrefix("version: 1\ndn: ou=people,dc=example\nchangetype: add\n"))
    }
  }
}
