import Foundation
import TestSupport
import Testing

extension Peers {
  /// A sample of what the unit tests do at every step, against a server that is not ours.
  @Suite(.enabled(if: Peer.isThere("horde"), "CARDFERRY_PEERS doesn't name horde"))
  struct KillTests {
    private static let rounds = 25

    @Test func `a run that is killed anywhere ends, run again, as one that nobody killed`()
      async throws
    {
      let seed = UInt64.random(in: 0..<100_000)
      print("killed at random, seed \(seed)")
      var random = SeededGenerator(seed: seed)
      try await withServer(of: .horde) { server in
        var mailbox = EditedMailbox(seed: seed, count: 20)
        try await server.put(mailbox.contacts)
        var (twin, ferry) = (try Self.ferry(server), try Self.ferry(server))
        defer { for ferry in [twin, ferry] { ferry.remove() } }
        var points: [String] = []
        for round in 1...Self.rounds {
          if round % 5 == 0 {
            // A first export again.
            for ferry in [twin, ferry] { ferry.remove() }
            (twin, ferry) = (try Self.ferry(server), try Self.ferry(server))
          } else if round > 1 {
            let edits = mailbox.edit(times: 6)
            try await server.put(edits.put)
            for contact in edits.delete { try await server.delete(contact) }
          }
          let log = twin.folder.path("state/steps")
          let run = try await twin.export([], environment: ["CARDFERRY_STEPS": log])
          try #require(run.status == 0, "\(run.errors)")
          let steps = try twin.folder.read("state/steps").split(separator: "\n")
          try FileManager.default.removeItem(atPath: log)
          let index = steps.indices.randomElement(using: &random) ?? 0
          let point = "\(steps[index]):\(steps[...index].count { $0 == steps[index] })"
          if try await Self.kill(ferry, at: point) { points.append(point) }
          let again = try await ferry.export()
          #expect(again.status == 0, "killed at \(point): \(again.errors)")
          #expect(
            try Self.ending(ferry) == Self.ending(twin), "round \(round), killed at \(point)")
          let settled = try ferry.outputs()
          #expect(try await ferry.export().status == 0)
          #expect(try ferry.outputs() == settled, "round \(round), killed at \(point)")
        }
        // Windows of a folder that is fetched anew may be others than those of its twin.
        #expect(points.count > Self.rounds * 4 / 5, "\(points)")
        print("killed against Horde at \(points.count) points, \(points)")
      }
    }

    private static func ferry(_ server: any MailboxServer) throws -> Ferry {
      try Ferry([
        .init(name: "alice", server: server.url, options: ["window: 7", "max-delete: 100"])
      ])
    }

    /// - Returns: Whether the run came there.
    private static func kill(_ ferry: Ferry, at point: String) async throws -> Bool {
      let outcome = try await Program(product: "cardferry").run(
        ["export", "--config", ferry.folder.path("cardferry.yaml")],
        environment: ["CARDFERRY_KILL": point])
      return outcome.status == 137
    }

    /// The cards, the entries and the records of each change file, in an order of their own.
    private static func ending(_ ferry: Ferry) throws -> [String: [String]] {
      var ending: [String: [String]] = [:]
      for (path, file) in try ferry.outputs().files {
        let name = path.hasPrefix("changes/") ? String(path.prefix(14)) : path.anonymous
        let records = file.text.components(separatedBy: path.hasSuffix(".ldif") ? "\n\n" : "\u{0}")
        ending[name, default: []] += records.map(\.anonymous)
      }
      return ending.mapValues { $0.sorted() }
    }
  }
}
