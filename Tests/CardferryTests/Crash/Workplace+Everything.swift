import FakeExchange
import Foundation
import GRDB
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

extension Workplace {
  /// Writes a configuration with every kind of output, and small windows. Change files are handed
  /// over to a program that notes their names in `taken`, unless there is a file `closed`.
  func configureEverything(to server: FakeExchange) throws {
    try folder.write(
      """
      state: state/
      accounts:
        contoso:
          server: "\(server.url)"
          user: anna@contoso.com
          password: secret
          window: 5
          max-delete: 100
          retries: 0
      outputs:
        cards: {format: vcard, path: out/contacts/, on-conflict: keep}
        all: {format: vcard, path: all.vcf, on-conflict: keep}
        ldap:
          format: ldif
          base: "ou=contacts,dc=example,dc=test"
          base-entry: true
          path: out/ldif/contacts.ldif
          on-conflict: keep
          changes: out/changes/
          deliver:
            command: [sh, -c, 'test ! -e closed && basename "$0" >>taken', "{file}"]
            keep: 1

      """, to: "cardferry.yaml")
  }

  /// Makes a state that an earlier version has made: three contacts that the server has, too.
  func makeState(version: Int) throws {
    let dump = try #require(
      Bundle.module.url(
        forResource: "\(version)", withExtension: "sql", subdirectory: "Fixtures/states"))
    try FileManager.default.createDirectory(
      atPath: folder.path("state"), withIntermediateDirectories: true)
    var configuration = GRDB.Configuration()
    configuration.foreignKeysEnabled = false
    try DatabaseQueue(path: folder.path("state/contoso.sqlite"), configuration: configuration)
      .writeWithoutTransaction { try $0.execute(sql: String(contentsOf: dump, encoding: .utf8)) }
  }
}

extension FakeExchange {
  /// Lets contacts come, change and go, in each round others, and in turn a folder beside the first.
  func editMuch(_ round: Int) throws {
    try changeMailbox { mailbox in
      try mailbox.put([C.firstName: "New", C.lastName: "One \(round)"])
      try mailbox.put([C.firstName: "New", C.lastName: "Two \(round)"])
      for id in ["2:\(round)", "2:\(round + 2)"] {
        try mailbox.update(id) { $0[C.jobTitle] = "Baker \(round)" }
      }
      try mailbox.delete("2:\(round + 4)")
      if mailbox.folder("20") == nil {
        mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
        try mailbox.put([C.firstName: "Kim", C.lastName: "Kunde \(round)"], in: "20")
      } else {
        try mailbox.deleteFolder("20")
      }
    }
  }
}
