import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// A run that is to be killed at every step.
struct CrashScenario: Sendable, CustomStringConvertible {
  let description: String
  /// What is run, killed, and run again.
  var arguments = ["export"]
  /// What is run once more, and writes nothing.
  var settled = ["export"]
  var contacts = 18
  /// Whether each run of the command by itself makes a change file, so that their numbers tell
  /// nothing; what waits is compared then.
  var numbersChangeFiles = true
  /// Whether there is a state to compare.
  var keepsState = true
  /// Brings folder and server to the moment before.
  let prepare: @Sendable (borrowing Workplace, FakeExchange) async throws -> Void

  static let all = [
    first, afterKill, incremental, rebaseline, deliver, rebuild, wipe, migration, lost,
  ]

  static let first = CrashScenario(description: "first export") { _, _ in }

  static let afterKill = CrashScenario(description: "export after a killed one") {
    place, server in
    try await place.succeed("export")
    try server.editMuch(1)
    let outcome = try await place.run(
      ["export", "--config", "cardferry.yaml"],
      environment: ["CARDFERRY_KILL": "fetch.window.applied:1"])
    #expect(outcome.status == 137)
  }

  static let incremental = CrashScenario(description: "incremental") { place, server in
    try await place.succeed("export")
    try server.editMuch(1)
    try await place.succeed("export")
    // What killed runs have left behind.
    try place.folder.write("half", to: "out/changes/.000003-20260101T000000Z.ldif.tmp")
    try place.folder.write(
      "half", to: "out/contacts/Kunden/.6f9619ff-8b86-4011-b42d-00c04fc964ff.vcf.tmp")
    try server.editMuch(2)
  }

  static let rebaseline = CrashScenario(description: "rebaseline") { place, server in
    try await place.succeed("export")
    try server.changeMailbox { mailbox in
      try mailbox.put([C.firstName: "New", C.lastName: "One"])
      try mailbox.update("2:2") { $0[C.jobTitle] = "Baker" }
      try mailbox.delete("2:7")
    }
    server.renumber("2")
  }

  static let deliver = CrashScenario(
    description: "deliver", arguments: ["deliver"], settled: ["deliver"]
  ) { place, server in
    try await place.makeWaitingFiles(server)
    try FileManager.default.removeItem(atPath: place.folder.path("closed"))
  }

  static let rebuild = CrashScenario(
    description: "rebuild", arguments: ["rebuild", "ldap"], numbersChangeFiles: false
  ) { place, server in
    try await place.makeWaitingFiles(server)
  }

  static let wipe = CrashScenario(
    description: "wipe", arguments: ["wipe", "contoso", "--confirm", "--exports"],
    settled: ["deliver"], keepsState: false
  ) { place, server in
    try await place.succeed("export")
    try await place.makeWaitingFiles(server)
    server.provisioning = FakeExchange.Provisioning(mode: .none, wipe: .remoteWipe)
  }

  static let migration = CrashScenario(description: "migration", contacts: 3) { place, _ in
    try place.makeState(version: 1)
    try place.folder.write("old", to: "state/contoso.sqlite.backup-0")
  }

  static let lost = CrashScenario(description: "lost state") { place, server in
    try await place.succeed("export")
    try server.changeMailbox { try $0.update("2:2") { $0[C.jobTitle] = "Baker" } }
    try FileManager.default.moveItem(
      atPath: place.folder.path("state/contoso.sqlite"), toPath: place.folder.path("old.sqlite"))
  }
}

extension Workplace {
  fileprivate func succeed(_ command: String) async throws {
    let outcome = try await run([command, "--config", "cardferry.yaml"])
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  /// Two change files that nobody took.
  fileprivate func makeWaitingFiles(_ server: FakeExchange) async throws {
    try folder.write("", to: "closed")
    for round in 1...2 {
      try server.editMuch(round)
      #expect(try await run(["export", "--config", "cardferry.yaml"]).status == 12)
    }
  }
}
