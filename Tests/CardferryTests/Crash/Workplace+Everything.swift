import FakeExchange
import Foundation
import GRDB
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// What a scenario's configuration has as an output. None of them ever overwrites what it takes for
/// somebody else's.
enum ScenarioOutput: String {
  case cards = "{format: vcard, path: out/contacts/, on-conflict: keep}"
  case all = "{format: vcard, path: all.vcf, on-conflict: keep}"
  /// A content file alone.
  case ldif = """
    {format: ldif, base: "ou=contacts,dc=example,dc=test", base-entry: true,
           path: out/ldif/contacts.ldif, on-conflict: keep}
    """
  /// With change files that wait for whoever takes them.
  case changes = """
    {format: ldif, base: "ou=contacts,dc=example,dc=test", base-entry: true,
           path: out/ldif/contacts.ldif, on-conflict: keep, changes: out/changes/}
    """
  /// With change files that are handed over to a program, which notes their names in `taken`, unless
  /// there is a file `closed`.
  case delivered = """
    {format: ldif, base: "ou=contacts,dc=example,dc=test", base-entry: true,
           path: out/ldif/contacts.ldif, on-conflict: keep, changes: out/changes/,
           deliver: {command: [sh, -c, 'test ! -e closed && basename "$0" >>taken', "{file}"], keep: 1}}
    """

  var name: String {
    switch self {
    case .cards: "cards"
    case .all: "all"
    case .ldif, .changes, .delivered: "ldap"
    }
  }
}

extension Workplace {
  /// Writes a configuration with an output of every kind.
  func configureEverything(to server: FakeExchange) throws {
    try configure([.cards, .all, .delivered], to: server)
  }

  /// Writes a configuration with small windows. All accounts have the same mailbox, each as a device
  /// of its own: no two contacts of different accounts can be told apart by what they say. What
  /// `change` makes of the text is written.
  func configure(
    _ outputs: [ScenarioOutput], accounts: [String] = ["contoso"], to server: FakeExchange,
    change: (inout String) -> Void = { _ in }
  ) throws {
    var text = "state: state/\naccounts:\n"
    for account in accounts {
      text += """
          \(account):
            server: "\(server.url)"
            user: anna@contoso.com
            password: secret
            window: 5
            max-delete: 100
            retries: 0

        """
    }
    text += "outputs:\n"
    for output in outputs { text += "  \(output.name): \(output.rawValue)\n" }
    change(&text)
    try folder.write(text, to: "cardferry.yaml")
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

  /// Makes that state one of this server, as if it had been exported from there.
  func adopt(_ server: String) throws {
    try DatabaseQueue(path: folder.path("state/contoso.sqlite")).write { database in
      try database.execute(sql: "UPDATE account SET server = ?", arguments: [server])
    }
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
