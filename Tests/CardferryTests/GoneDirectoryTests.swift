import FakeExchange
import Foundation
import Synchronization
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

extension FakeExchange {
  /// Does something once, when this Sync has come and before it is answered, counted from now.
  fileprivate func atSync(_ number: Int, _ act: @escaping @Sendable () -> Void) {
    let count = Mutex(0)
    observe { request in
      guard request.command == "Sync" else { return }
      let isNow = count.withLock { count in
        count += 1
        return count == number
      }
      if isNow { act() }
    }
  }
}

extension Program.Outcome {
  /// The lines that say what failed.
  fileprivate var failures: [Substring] {
    errors.split(separator: "\n").filter { $0.hasPrefix("cardferry: error: ") }
  }
}

extension Workplace {
  /// The next run does what was left to do, and the one behind it has nothing to do.
  fileprivate func expectRecovery(as twin: Outcome) async throws {
    let next = try await export()
    #expect(next.status == 0, "\(next.errors)")
    #expect(!next.errors.contains("somebody else"), "\(next.errors)")
    let settled = try outputs()
    #expect(try await export().status == 0)
    #expect(try outputs().difference(since: settled).isEmpty)
    #expect(try outcome() == twin)
  }
}

/// What an export leads to that nothing disturbs.
private func twin(of server: FakeExchange) async throws -> Outcome {
  let place = try Workplace()
  try place.configure(server, delivers: false)
  #expect(try await place.export().status == 0)
  return try place.outcome()
}

@Suite struct `A directory that is taken away in the middle of a run` {
  /// The first Sync after the load has begun, one in its middle, the last.
  static let moments = [1, 3, 4]

  @Test(arguments: moments)
  func `costs nothing of what the outputs hold where it was the state`(moment: Int) async throws {
    try await withServer(contacts: 8) { server in
      let place = try Workplace()
      try place.configure(server, delivers: false)
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let state = place.folder.path("state")
      server.atSync(moment) { try? FileManager.default.removeItem(atPath: state) }
      let outcome = try await place.export("--full")
      #expect(!FileManager.default.fileExists(atPath: state + "/contoso.sqlite"))
      #expect(outcome.status == 1)
      #expect(
        outcome.failures == [
          "cardferry: error: contoso: the state \(state)/contoso.sqlite went away while it was in use; "
            + "see that its file system is mounted, and run again"
        ])
      #expect(try place.outputs() == before)
      try await place.expectRecovery(as: twin(of: server))
      #expect(try place.outputs().difference(since: before).isEmpty)
    }
  }

  @Test(arguments: moments)
  func `is made again where it was an output's`(moment: Int) async throws {
    try await withServer(contacts: 8) { server in
      let place = try Workplace()
      try place.configure(server, delivers: false)
      #expect(try await place.export().status == 0)
      try server.edit(renumbering: true)
      let outputs = place.folder.path("outputs")
      server.atSync(moment) { try? FileManager.default.removeItem(atPath: outputs) }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      try await place.expectRecovery(as: twin(of: server))
    }
  }

  @Test(arguments: ["state", "outputs", "outputs/changes", "outputs/contacts"])
  func `by the program that takes the change files is made good by the next run`(
    directory: String
  ) async throws {
    try await withServer(contacts: 8) { server in
      let place = try Workplace()
      try place.configure(server, delivers: true, then: "rm -r \(directory)")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.folder.read("taken").split(separator: "\n").count == 1)
      try place.configure(server, delivers: true)
      // Cards of an earlier state whose contacts have changed stay.
      if directory != "state" { try server.edit() }
      try await place.expectRecovery(as: twin(of: server))
    }
  }

  @Test func `is no reason to write a file without the account whose state it was`() async throws {
    try await withServer(contacts: 3) { one in
      try await withServer(contacts: 3) { two in
        let place = try Workplace()
        try place.configure(accounts: [("one", one.url), ("two", two.url)], options: "retries: 0")
        #expect(try await place.export().status == 0)
        let before = try place.outputs()
        let file = place.folder.path("state/one.sqlite")
        one.atSync(1) { try? FileManager.default.removeItem(atPath: file) }
        try two.changeMailbox { try $0.update("2:1") { $0[C.jobTitle] = "Baker" } }
        #expect(try await place.export().status == 1)
        var difference = try place.outputs().difference(since: before)
        #expect(difference.rewritten.count == 1 && difference.added.isEmpty, "\(difference)")
        #expect(difference.removed.isEmpty, "\(difference)")

        // Nor is that the server can't be asked.
        one.add(Fault(.http(status: 503), times: nil))
        let outcome = try await place.export()
        #expect(outcome.status == 1)
        #expect(
          outcome.failures.last == """
            cardferry: error: ldap: \(place.folder.path("contacts.ldif")) was not written: it holds \
            contacts that no state knows, and 'one' was not fetched whole yet; run again when that \
            is possible, or take it out of the configuration
            """, "\(outcome.errors)")
        difference = try place.outputs().difference(since: before)
        #expect(difference.rewritten.count == 1 && difference.added.isEmpty, "\(difference)")

        one.removeFaults()
        #expect(try await place.export().status == 0)
        difference = try place.outputs().difference(since: before)
        #expect(difference.rewritten.count == 2 && difference.removed.isEmpty, "\(difference)")
        #expect(difference.added.count == 1, "\(difference)")
      }
    }
  }
}

@Suite(.enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"))
struct `A file system that is taken away in the middle of a run` {
  @Test(arguments: ["state", "outputs"], [1, 2])
  func `and comes back as it was is brought up to date by the next run`(
    directory: String, moment: Int
  ) async throws {
    try await withServer(contacts: 8) { server in
      let place = try Workplace()
      let path = place.folder.path(directory)
      let elsewhere = place.folder.path("elsewhere")
      let disk = try SmallDisk(at: path)
      try place.configure(server, delivers: false)
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try server.edit(deleting: false)
      server.atSync(moment) { try? SmallDisk.move(path, to: elsewhere) }
      let outcome = try await place.export()
      #expect(FileManager.default.fileExists(atPath: elsewhere))
      try SmallDisk.move(elsewhere, to: path)
      if directory == "state" {
        #expect(outcome.status == 1)
        #expect(outcome.failures.allSatisfy { $0.contains(path) && $0.contains("run again") })
        #expect(!outcome.failures.isEmpty)
        #expect(try place.outputs() == before)
      } else {
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      try await place.expectRecovery(as: twin(of: server))
      _ = consume disk
    }
  }

  @Test(arguments: ["state", "outputs"])
  func `or can only be read leaves what was there, and the next run catches up`(
    directory: String
  ) async throws {
    try await withServer(contacts: 8) { server in
      let place = try Workplace()
      let disk = try SmallDisk(at: place.folder.path(directory))
      try place.configure(server, delivers: false)
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try server.edit()
      try disk.makeReadOnly()
      let outcome = try await place.export()
      #expect(outcome.status == 1)
      for failure in outcome.failures {
        #expect(
          failure.contains(disk.path)
            && failure.hasSuffix(": Read-only file system; mount it for writing and run again"))
      }
      #expect(!outcome.failures.isEmpty)
      #expect(try place.outputs() == before)
      try disk.makeRoom()
      try await place.expectRecovery(as: twin(of: server))
    }
  }
}
