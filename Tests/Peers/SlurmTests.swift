import FakeExchange
import Foundation
import TestSupport
import Testing

extension Peers {
  /// Slurm runs the parts of the accounts, as `examples/slurm` has it.
  @Suite(.enabled(if: Peer.isThere("slurm"), "CARDFERRY_PEERS doesn't name slurm"))
  struct SlurmTests {
    @Test func `exports every account once, also where a part was killed and queued again`()
      async throws
    {
      try await withServer(FakeServer.init) { server in
        for contact in SampleContact.rich { try await server.put(contact) }
        let slurm = try await ServerScripts("slurm")
        try await finally(slurm.stop) {
          let cluster = try Cluster(slurm, server: server.url, accounts: 12)
          defer { cluster.folder.remove() }
          // Slow enough to be met at work.
          server.exchange.add(Fault(.none, times: nil, delay: 150))
          let job = try await cluster.submit()
          try await cluster.wait(for: "RUNNING", of: "\(job)_2")
          try await Task.sleep(for: .milliseconds(500))
          try await cluster.run("scancel", "--signal=KILL", "--batch", "\(job)_2")
          try await cluster.wait(for: "FAILED", of: "\(job)_2")
          try await cluster.run("scontrol", "requeue", "\(job)_2")
          for part in 1...4 { try await cluster.wait(for: "COMPLETED", of: "\(job)_\(part)") }
          server.exchange.removeFaults()

          #expect(try cluster.lines() == cluster.names.map { "\($0) cards: 3 added" })
          for name in cluster.names {
            let files = try FileTree(cluster.folder.path("contacts/\(name)")).files
            #expect(files.keys.count { $0.hasSuffix(".vcf") } == 3, "\(name)")
          }
          let before = try FileTree(cluster.folder.path("contacts"))
          let second = try await cluster.submit()
          for part in 1...4 { try await cluster.wait(for: "COMPLETED", of: "\(second)_\(part)") }
          #expect(try FileTree(cluster.folder.path("contacts")) == before)
          #expect(try cluster.lines() == cluster.names.map { "\($0) cards: 0 added" })
        }
      }
    }
  }
}

/// A cluster, and a folder with a configuration that all of its nodes see.
private struct Cluster {
  let folder: TemporaryFolder
  let names: [String]
  private let environment: [String: String]

  init(_ slurm: ServerScripts, server: String, accounts: Int) throws {
    folder = try TemporaryFolder()
    names = (1...accounts).map { "account\($0)" }.sorted()
    let program = try Program(product: "cardferry").path
    environment = [
      "SLURM_CONF": try slurm.fact("configuration"),
      "PATH": program.dropLast("/cardferry".count) + ":/usr/bin:/bin",
    ]
    try folder.write(
      "state: state/\naccounts:\n"
        + names.map { "  \($0): {server: \"\(server)\", user: alice, password: secret}\n" }.joined()
        + "outputs:\n  cards: {format: vcard, path: contacts/}\n", to: "cardferry.yaml")
  }

  @discardableResult
  func run(_ name: String, _ arguments: String...) async throws -> String {
    let outcome = try await Program(path: "/usr/bin/\(name)")
      .run(arguments, environment: environment, in: folder.path)
    guard outcome.status == 0 else {
      throw ServerScripts.Failure(description: "\(name) \(arguments): \(outcome.errors)")
    }
    return outcome.output
  }

  /// - Returns: The number of the job.
  func submit() async throws -> String {
    let script = URL(filePath: #filePath).appending(
      path: "../../../examples/slurm/cardferry.sbatch"
    )
    .standardized.path()
    return try await run(
      "sbatch", "--parsable", "--array=1-4", "--output=part-%a", script,
      folder.path("cardferry.yaml")
    ).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Waits until a task is in a state; a task that is in another one for good is an error.
  func wait(for state: String, of task: String) async throws {
    var last = ""
    for _ in 0..<1200 {
      last = try await run("scontrol", "--oneliner", "show", "job", task)
      if last.contains(" JobState=\(state) ") { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw ServerScripts.Failure(description: "\(task) is not \(state): \(last)")
  }

  /// What the runs said of each account, in the order of the accounts.
  func lines() throws -> [String] {
    try (1...4).flatMap { part in
      try folder.read("part-\(part)").split(separator: "\n").filter { $0.contains(" cards: ") }
        .map { line in String(line.prefix { $0 != "," }) }
    }.sorted()
  }
}
