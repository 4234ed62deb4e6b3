import FakeExchange
import Foundation
import Steps
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// A run that is to be killed at every step.
struct CrashScenario: Sendable, CustomStringConvertible {
  /// How much a run does at a time.
  enum Batches {
    case usual
    /// Some twenty contacts are several batches, and fifty are several commits of cards, each of more
    /// files than are made durable one by one.
    case small

    var environment: [String: String] {
      switch self {
      case .usual: [:]
      case .small: ["CARDFERRY_BATCH_CONTACTS": "7", "CARDFERRY_BATCH_CARDS": "20"]
      }
    }
  }

  /// What a scenario is about: at other steps it is like one that is killed there.
  enum Focus {
    case everything
    /// The network and the state, with the copies of it.
    case fetching
    /// What an output looks like, and what the state says of it.
    case writing
  }

  let description: String
  var accounts = ["contoso"]
  var outputs: [ScenarioOutput] = [.cards, .all, .delivered]
  /// What is run, killed, and run again. Several accounts are fetched one after the other, or no two
  /// runs would pass their steps in the same order.
  var arguments = ["export"]
  /// What is run once more, and writes nothing.
  var settled = ["export"]
  var contacts = 18
  var batches = Batches.usual
  var focus = Focus.everything
  /// Whether each run of the command by itself makes a change file, so that their numbers tell
  /// nothing; what waits is compared then.
  var numbersChangeFiles = true
  /// Whether there is a state to compare.
  var keepsState = true
  /// What is known to be wrong with it; nobody runs it until then. `nil` for nothing.
  var waitsFor: String?
  /// Brings folder and server to the moment before.
  var prepare: @Sendable (borrowing Workplace, FakeExchange) async throws -> Void = { _, _ in }

  static let all =
    [first, afterKill, incremental, rebaseline, deliver, rebuild, wipe, migration, lost]
    + ofBatches + ofFiles + ofAccounts + ofChanges

  /// Those that are chosen by `CARDFERRY_CRASHES`: a part of their description; else all but those
  /// that wait.
  static var chosen: [CrashScenario] {
    guard let text = ProcessInfo.processInfo.environment["CARDFERRY_CRASHES"], text != "all" else {
      return all.filter { $0.waitsFor == nil }
    }
    return all.filter { $0.description.contains(text) }
  }

  /// The steps that decide what a run after this one finds to do. Of few passings each counts: they
  /// may be of different accounts or outputs.
  private static let decisions: Set<Step> = [
    .contactsAdopted, .fillingBegun, .cardsAnnounced, .contentAnnounced, .numberTaken,
    .changesDecided, .changesPublished, .outputStored, .cursorStored,
  ]
  /// The steps that change how files look, and the end of a load before.
  private static let changesOfFiles: Set<Step> = [
    .windowLoaded, .fileWritten, .fileRenamed, .fileDeleted, .directoryNamed, .directoryRemoved,
    .draftDeleted,
  ]
  /// Whoever comes after a kill sees nothing of them.
  private static let syncs: Set<Step> = [.fileSynced, .directorySynced, .fileSystemSynced]

  /// The passings of a step that the scenario is killed at, of as many as a run has that nobody kills.
  func numbers(of step: Step, passed count: Int) -> [Int] {
    guard count > 0 else { return [] }
    let isDecision = Self.decisions.contains(step)
    switch focus {
    case .fetching where step.isOfOutputs: return []
    case .writing where !isDecision && !Self.changesOfFiles.contains(step): return []
    case .writing where isDecision && count <= 6: return Array(1...count)
    case .writing where step == .windowLoaded: return [count]
    case .writing where batches == .small: return Set([1, (count + 1) / 2, count]).sorted()
    case .everything where Self.syncs.contains(step): return [1]
    default: return Set([1, count]).sorted()
    }
  }

  static let first = CrashScenario(description: "first export")

  static let afterKill = CrashScenario(
    description: "export after a killed one", focus: .fetching
  ) { place, server in
    try await place.succeed()
    try server.editMuch(1)
    let outcome = try await place.run(
      ["export", "--config", "cardferry.yaml"],
      environment: ["CARDFERRY_KILL": "fetch.window.applied:1"])
    #expect(outcome.status == 137)
  }

  static let incremental = CrashScenario(description: "incremental") { place, server in
    try await place.succeed()
    try server.editMuch(1)
    try await place.succeed()
    // What killed runs have left behind.
    try place.folder.write("half", to: "out/changes/.000003-20260101T000000Z.ldif.tmp")
    try place.folder.write(
      "half", to: "out/contacts/Kunden/.6f9619ff-8b86-4011-b42d-00c04fc964ff.vcf.tmp")
    try server.editMuch(2)
  }

  static let rebaseline = CrashScenario(description: "rebaseline") { place, server in
    try await place.succeed()
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
    try await place.succeed()
    try await place.makeWaitingFiles(server)
    server.provisioning = FakeExchange.Provisioning(mode: .none, wipe: .remoteWipe)
  }

  static let migration = CrashScenario(
    description: "migration", contacts: 3, focus: .fetching
  ) { place, _ in
    try place.makeState(version: 1)
    try place.folder.write("old", to: "state/contoso.sqlite.backup-0")
  }

  static let lost = CrashScenario(description: "lost state", focus: .writing) { place, server in
    try await place.succeed()
    try server.changeMailbox { try $0.update("2:2") { $0[C.jobTitle] = "Baker" } }
    try place.loseStates(of: ["contoso"])
  }
}

extension Step {
  var isOfOutputs: Bool {
    ["write.", "changes.", "deliver."].contains(where: rawValue.hasPrefix)
  }

  /// Whether it comes before anything is written.
  var isOfFetch: Bool { ["http.", "fetch.", "lock."].contains(where: rawValue.hasPrefix) }
}

extension Workplace {
  /// Exports, which must succeed.
  func succeed() async throws {
    let outcome = try await run(["export", "--config", "cardferry.yaml", "--jobs", "1"])
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  /// Moves states to where their contacts' names are still found.
  func loseStates(of accounts: [String]) throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("lost"), withIntermediateDirectories: false)
    for name in accounts.map({ $0 + ".sqlite" }) {
      try FileManager.default.moveItem(
        atPath: folder.path("state/" + name), toPath: folder.path("lost/" + name))
    }
  }

  /// The same of all states, of outputs as well.
  func loseEverything() throws {
    try FileManager.default.moveItem(atPath: folder.path("state"), toPath: folder.path("lost"))
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
