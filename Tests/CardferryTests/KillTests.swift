import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

@Suite struct `Runs that are killed at any moment` {
  private static let rounds = 50

  @Test func `lose nothing, repeat nothing, and take nothing of ours for somebody else's`()
    async throws
  {
    let seed = soakSeed(else: .random(in: 0..<10_000))
    print("kills: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    try await withServer(contacts: 20) { server in
      server.quirks.repeatsSyncKeys = true
      // An export that nobody kills tells how long a run takes, and how it ends.
      let unharmed = try Workplace()
      try unharmed.configureAllOutputs(to: server)
      var start = ContinuousClock.now
      #expect(try await unharmed.export().status == 0)
      var duration = (ContinuousClock.now - start) / .seconds(1)

      let place = try Workplace()
      try place.configureAllOutputs(to: server)
      var killed = 0
      for round in 0..<Self.rounds {
        try server.edit(round)
        start = .now
        let moment = Double.random(in: 0..<1.5, using: &random) * duration
        let outcome = try await place.export(killedAfter: moment)
        #expect(!outcome.errors.contains("conflict"), "seed \(seed): \(outcome.errors)")
        if outcome.status == 137 {
          killed += 1
        } else {
          duration = (ContinuousClock.now - start) / .seconds(1)
        }
      }
      #expect(killed > Self.rounds / 5)
      let last = try await place.export()
      #expect(last.status == 0, "\(last.errors)")
      #expect(!last.errors.contains("conflict"), "\(last.errors)")
      let settled = try place.outputs()
      for arguments in [[], ["--full"]] {
        #expect(try await place.export(arguments).status == 0)
        #expect(try place.outputs().difference(since: settled).isEmpty)
      }
      #expect(settled.files.keys.allSatisfy { !$0.hasSuffix(".tmp") }, "\(settled.files.keys)")
      let cards = try place.cards().files.sorted { $0.key < $1.key }.map(\.value.text)
      #expect(try place.folder.read("all.vcf") == cards.joined())

      #expect(try await unharmed.export().status == 0)
      #expect(cards.count == server.mailbox.serverIDs(in: "2").count)
      #expect(
        try cards.map(\.anonymous).sorted()
          == unharmed.cards().files.values.map(\.text.anonymous).sorted())
      let entries = try place.entries(in: "contacts.ldif")
      #expect(
        try entries.values.map(\.anonymous).sorted()
          == unharmed.entries(in: "contacts.ldif").values.map(\.anonymous).sorted())

      let files = try place.names(in: "changes/delivered")
      #expect(files.map { Int($0.prefix(6)) } == Array(1...files.count))
      #expect(try place.names(in: "changes") == [])
      var taken: [String] = []
      for name in try place.folder.read("taken").split(separator: "\n").map(String.init)
      where !taken.contains(name) { taken.append(name) }
      #expect(taken == files)
      var directory = LDIFDirectory()
      for name in files { try directory.apply(try place.folder.read("changes/delivered/" + name)) }
      #expect(directory.entries == entries)
    }
  }
}

extension Workplace {
  fileprivate func configureAllOutputs(to server: FakeExchange) throws {
    try folder.write(
      """
      state: state/
      accounts:
        contoso:
          server: "\(server.url)"
          user: anna@contoso.com
          password: secret
          window: 10
          max-delete: 100
      outputs:
        cards: {format: vcard, path: contacts/, on-conflict: keep}
        all: {format: vcard, path: all.vcf, on-conflict: keep}
        ldap:
          format: ldif
          base: "ou=contacts,dc=example,dc=test"
          base-entry: true
          path: contacts.ldif
          on-conflict: keep
          changes: changes/
          deliver: {command: [sh, -c, 'basename "$0" >>taken', "{file}"], keep: 1000}

      """, to: "cardferry.yaml")
  }

  fileprivate func export(killedAfter seconds: Double) async throws -> Program.Outcome {
    let program = try Program(product: "cardferry")
    return try await Program(path: "/usr/bin/timeout").run(
      [
        "--foreground", "--signal", "KILL", "\(seconds)", program.path, "export", "--config",
        "cardferry.yaml",
      ], in: folder.path)
  }

  /// The change files in a directory.
  fileprivate func names(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(directory))
      .filter { $0.hasSuffix(".ldif") }.sorted()
  }

  fileprivate func entries(in path: String) throws -> [String: Set<String>] {
    var directory = LDIFDirectory()
    try directory.apply(try folder.read(path))
    return directory.entries
  }
}

extension FakeExchange {
  /// Lets a contact come, another change and a third go, all in turn.
  fileprivate func edit(_ round: Int) throws {
    try changeMailbox { mailbox in
      let new = try mailbox.put([C.firstName: "New", C.lastName: "\(round)"])
      let ids = mailbox.serverIDs(in: "2")
      try mailbox.update(ids[round % ids.count]) { $0[C.jobTitle] = "Baker \(round)" }
      try mailbox.delete(round % 3 == 0 ? new : ids[round * 7 % ids.count])
    }
  }
}
