import Foundation

/// Whole exports from a server on this machine: the first one, and one on which nothing changed,
/// with what other programs take for the same.
struct ExportBenchmark {
  let contacts: Int
  let photoBytes: Int
  let runs: Int
  let isBesidePeers: Bool
  /// A directory of the benchmark's own.
  let directory: String

  private var log: String { directory + "/log" }

  func run(into results: inout Results) throws {
    let server = try Server(
      ["--contacts", "\(contacts)", "--photo-bytes", "\(photoBytes)"], in: directory, log: log)
    defer { server.stop() }
    let place = try measure(
      "to a vdir", server.configuration(outputs: Server.cards), into: &results)
    _ = try measure(
      "to a vdir and LDIF", server.configuration(outputs: Server.cards + Server.ldif),
      into: &results)
    try measureFloor(FileSet(place + "/contacts"), into: &results)
    guard isBesidePeers else { return }
    try ExportPeers(directory: directory, log: log, runs: runs)
      .run(cards: FileSet(place + "/contacts"), server: server, into: &results)
  }

  /// The first run of both kinds isn't counted. Each has a directory of its own: making files where
  /// as many were just deleted is slow on ext4.
  ///
  /// - Returns: The directory of the last run.
  private func measure(
    _ what: String, _ configuration: String, into results: inout Results
  ) throws -> String {
    var (first, idle, version): ([Child.Usage], [Child.Usage], [Child.Usage]) = ([], [], [])
    var place = ""
    for run in 0...runs {
      place = directory + "/\(what.filter(\.isLetter))\(run)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
      try configuration.write(
        toFile: place + "/cardferry.yaml", atomically: true, encoding: .utf8)
      let export = ["export", "--config", place + "/cardferry.yaml", "-q"]
      first.append(try Child.measure("cardferry", export, log: log))
      idle.append(try Child.measure("cardferry", export, log: log))
      version.append(try Child.measure("cardferry", ["--version"], log: log))
    }
    for (name, usages) in [("first export", first), ("idle export", idle)] {
      results.add("\(name) \(what)", usages.dropFirst())
    }
    let ratios = zip(idle, version).dropFirst().map { $0.cpu / $1.cpu }
    results.add(
      "idle export \(what), CPU time over --version", Array(ratios), unit: "times")
    return place
  }

  /// What the disk takes for the same files: written under other names, made durable by one sync,
  /// renamed.
  private func measureFloor(_ files: FileSet, into results: inout Results) throws {
    let seconds = try (0...runs).map { try files.write(to: directory + "/floor\($0)") }
    results.add(
      "the same \(files.count) files, written and synced once", Array(seconds.dropFirst()),
      unit: "s")
  }
}
