import FakeExchange
import Foundation
import TestSupport
import WBXML

private typealias C = WBXML.Tag.Contacts

private let twoAccounts = ["one", "two"]
private let oneAfterTheOther = ["export", "--jobs", "1"]

/// Scenarios of what is written. What is fetched is killed in others.
extension CrashScenario {
  /// Borders between batches of contacts, and between commits of cards.
  static let ofBatches = [
    CrashScenario(
      description: "first export in batches", contacts: 50, batches: .small, focus: .writing),
    CrashScenario(
      description: "incremental in batches", contacts: 50, batches: .small, focus: .writing
    ) { place, server in
      try await place.succeed()
      try server.editInBatches()
    },
  ]

  /// One file without cards beside it. A first export leaves no change file where nobody is handed
  /// them: it is the content that a directory is loaded from.
  static let ofFiles = [
    CrashScenario(
      description: "first LDIF with changes", outputs: [.changes], focus: .writing),
    CrashScenario(
      description: "first LDIF with changes in batches", outputs: [.changes], batches: .small,
      focus: .writing),
    CrashScenario(
      description: "first LDIF with changes, handed over, in batches", outputs: [.delivered],
      batches: .small, focus: .writing),
    CrashScenario(
      description: "incremental LDIF with changes in batches", outputs: [.changes], contacts: 50,
      batches: .small, focus: .writing
    ) { place, server in
      try await place.succeed()
      try server.editMuch(1)
      try await place.succeed()
      try server.editInBatches()
    },
    CrashScenario(
      description: "first files alone", outputs: [.all, .ldif], batches: .small, focus: .writing),
    CrashScenario(
      description: "incremental files alone", outputs: [.all, .ldif], contacts: 50,
      batches: .small, focus: .writing
    ) { place, server in
      try await place.succeed()
      try server.editInBatches()
    },
  ]

  /// Two accounts in one file.
  static let ofAccounts = [
    CrashScenario(
      description: "first export of two accounts", accounts: twoAccounts,
      outputs: [.all, .changes], arguments: oneAfterTheOther, focus: .writing),
    CrashScenario(
      description: "first export of two accounts, handed over", accounts: twoAccounts,
      outputs: [.delivered], arguments: oneAfterTheOther, focus: .writing),
    CrashScenario(
      description: "incremental of two accounts", accounts: twoAccounts,
      outputs: [.all, .changes], arguments: oneAfterTheOther, focus: .writing
    ) { place, server in
      try await place.succeed()
      try server.editMuch(1)
    },
    CrashScenario(
      description: "second account added later", accounts: twoAccounts, outputs: [.all, .changes],
      arguments: oneAfterTheOther, focus: .writing
    ) { place, server in
      try place.configure([.all, .changes], accounts: ["one"], to: server)
      try await place.succeed()
      try place.configure([.all, .changes], accounts: twoAccounts, to: server)
    },
    CrashScenario(
      description: "lost states of two accounts", accounts: twoAccounts,
      outputs: [.cards, .all, .delivered], arguments: oneAfterTheOther, focus: .writing
    ) { place, server in
      try await place.succeed()
      try server.changeMailbox { try $0.update("2:2") { $0[C.jobTitle] = "Baker" } }
      try place.loseEverything()
    },
  ]

  /// What else becomes of outputs that are there.
  static let ofChanges = [
    CrashScenario(
      description: "lost state, LDIF alone", outputs: [.changes], batches: .small, focus: .writing
    ) { place, server in
      try await place.succeed()
      try server.changeMailbox { mailbox in
        try mailbox.update("2:2") { $0[C.jobTitle] = "Baker" }
        try mailbox.delete("2:3")
      }
      try place.loseStates(of: ["contoso"])
    },
    CrashScenario(
      description: "several folders", outputs: [.cards, .changes], focus: .writing
    ) { place, server in
      try server.addFolder("20", "Kunden")
      try server.addFolder("21", "Freunde")
      try await place.succeed()
      try server.changeMailbox { mailbox in
        try mailbox.deleteFolder("20")
        try mailbox.update("21:1") { $0[C.jobTitle] = "Baker" }
      }
      try server.addFolder("22", "Lieferanten")
    },
    CrashScenario(
      description: "everything after options changed", arguments: ["export", "--full"],
      focus: .writing
    ) { place, server in
      try await place.succeed()
      try place.configure([.cards, .all, .delivered], to: server) { text in
        text.replace("{format: vcard,", with: "{format: vcard, version: \"3.0\",")
        text.replace("ou=contacts,dc=example", with: "ou=people,dc=example")
      }
    },
  ]
}

extension FakeExchange {
  fileprivate func addFolder(_ id: String, _ name: String) throws {
    try changeMailbox { mailbox in
      mailbox.put(MailboxFolder(id: id, name: name, type: 14))
      for number in 1...3 {
        try mailbox.put([C.firstName: name, C.lastName: "\(number)"], in: id)
      }
    }
  }

  /// Lets contacts change, go and come, some of each in several batches, and a second folder, for
  /// which all cards move.
  fileprivate func editInBatches() throws {
    try changeMailbox { mailbox in
      for number in 20...45 { try mailbox.update("2:\(number)") { $0[C.jobTitle] = "Baker" } }
      for number in [8, 9, 10, 46, 47, 48] { try mailbox.delete("2:\(number)") }
      for number in 1...10 { try mailbox.put([C.firstName: "New", C.lastName: "\(number)"]) }
    }
    try addFolder("30", "Kunden")
  }
}
