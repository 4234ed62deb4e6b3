import Foundation

/// A thousand mailboxes in an idle night, one after the other and eight at a time, with a server
/// that answers after 20 ms.
struct FleetBenchmark {
  let accounts: Int
  let runs: Int
  let directory: String

  func run(into results: inout Results) throws {
    let log = directory + "/log"
    let server = try Server(["--contacts", "100", "--delay", "20"], in: directory, log: log)
    defer { server.stop() }
    let place = directory + "/fleet"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    try server.configuration(accounts: accounts, outputs: Server.cards).write(
      toFile: place + "/cardferry.yaml", atomically: true, encoding: .utf8)
    let export = ["export", "--config", place + "/cardferry.yaml", "-q", "--jobs"]
    let first = try Child.measure("cardferry", export + ["8"], log: log)
    results.add("first export of \(accounts) accounts, --jobs 8", [first])
    var (serial, parallel): ([Child.Usage], [Child.Usage]) = ([], [])
    for _ in 0..<runs {
      serial.append(try Child.measure("cardferry", export + ["1"], log: log))
      parallel.append(try Child.measure("cardferry", export + ["8"], log: log))
    }
    results.add("idle export of \(accounts) accounts, --jobs 1", serial[...])
    results.add("idle export of \(accounts) accounts, --jobs 8", parallel[...])
    results.add(
      "idle export of \(accounts) accounts, --jobs 1 over 8",
      zip(serial, parallel).map { $0.wall / $1.wall }, unit: "times")
  }
}
