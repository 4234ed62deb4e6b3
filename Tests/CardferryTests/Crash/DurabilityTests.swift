import FakeExchange
import Foundation
import Steps
import TestSupport
import Testing

@Suite(.enabled(if: Strace.isUsable, "strace is not there or may not trace"))
struct `The order in which a run makes things durable` {
  /// Runs the program under strace and judges what it did.
  private func expectOrder(
    of arguments: [String], in place: borrowing Workplace, status: Int32 = 0,
    passing steps: [Step], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let (outcome, trace) = try await Strace.run(arguments, in: place)
    #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
    for step in steps {
      #expect(trace.events.contains(.passed(step)), sourceLocation: sourceLocation)
    }
    #expect(
      Durability(of: trace, in: place.folder.path).violations == [],
      sourceLocation: sourceLocation)
  }

  @Test(arguments: [8, 30])
  func `is contents, names, directories, cursors in an export, whether few or many files`(
    contacts: Int
  ) async throws {
    try await withServer(contacts: contacts) { server in
      let place = try Workplace()
      try place.configureEverything(to: server)
      let many: Step = contacts > 16 ? .fileSystemSynced : .fileSynced
      try await expectOrder(
        of: ["export"], in: place,
        passing: [
          .windowLoaded, .windowApplied, .fileRenamed, .changesPublished, .deliveryEnded, many,
        ])
      try server.editMuch(1)
      try await expectOrder(
        of: ["export"], in: place,
        passing: [.fileRenamed, .fileDeleted, .changesDecided, .deliveryMoved])
      try server.editMuch(2)
      server.invalidateSyncKeys(of: "2")
      try await expectOrder(
        of: ["export"], in: place,
        passing: [.folderRestarted, .directoryRemoved, .deliveryPruned])
      try await expectOrder(of: ["rebuild", "ldap"], in: place, passing: [.changesPublished])
    }
  }

  @Test func `is removal, directories, acknowledgement in a wipe`() async throws {
    try await withServer(contacts: 8) { server in
      let place = try Workplace()
      try place.configureEverything(to: server)
      #expect(try await place.export().status == 0)
      server.provisioning = FakeExchange.Provisioning(mode: .none, wipe: .remoteWipe)
      try await expectOrder(
        of: ["wipe", "contoso", "--confirm", "--exports"], in: place,
        passing: [.wipeRemoved, .wipeAcknowledging])
      #expect(server.statistics.wipeAcknowledgements == ["1"])
    }
  }

  @Test func `is backup, new tables in a migration`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configureEverything(to: server)
      try place.makeState(version: 1)
      try await expectOrder(of: ["export"], in: place, passing: [.backupRenamed, .stateMigrated])
    }
  }
}

/// The program under strace.
enum Strace {
  private static let path = "/usr/bin/strace"

  /// Whether a process may be traced here; in some containers none may.
  static let isUsable: Bool = {
    guard FileManager.default.isExecutableFile(atPath: path) else { return false }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["-f", "-o", "/dev/null", "/bin/true"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  static func run(
    _ arguments: [String], in place: borrowing Workplace
  ) async throws -> (Program.Outcome, SystemCallTrace) {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let outcome = try await Program(path: path).run(
      [
        "-f", "-y", "-s", "64", "-o", folder.path("trace"), "-e", "trace=" + SystemCallTrace.calls,
        try Program(product: "cardferry").path,
      ] + arguments + ["--config", "cardferry.yaml"],
      environment: ["CARDFERRY_STEPS": folder.path("steps")], in: place.folder.path)
    let trace = SystemCallTrace(try folder.read("trace"), steps: folder.path("steps"))
    return (outcome, trace)
  }
}
