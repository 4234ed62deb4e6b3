import ArgumentParser
import Foundation

/// Measures the parts of the pipeline in this process, and whole exports as processes of their own.
///
/// Every figure is the median of several runs; the machine, like its figures, is named.
@main
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cardferry-bench", abstract: "Speed and memory of cardferry; see scripts/bench.")

  @Option(help: "Contacts in the mailbox.")
  var contacts = 10_000

  @Option(help: "Measured runs of each figure.")
  var runs = 5

  @Option(help: "Bytes of a photo in every fourth contact; 0 for none.")
  var photoBytes = 0

  @Flag(inversion: .prefixedNo, help: "Measure whole exports, too.")
  var exports = true

  @Flag(
    inversion: .prefixedNo,
    help: """
      Measure others beside: ez-vcard, python-ldap, wbxml2xml, vdirsyncer, a script with requests \
      and vobject.
      """)
  var peers = true

  @Option(
    help: ArgumentHelp(
      "Measure idle exports of so many accounts, and nothing else; a thousand take ten minutes.",
      valueName: "accounts"))
  var fleet: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Measure first exports of so many contacts with photos of 30 kB, and nothing else.",
      valueName: "contacts"))
  var scale: [Int] = []

  @Flag(
    help: """
      Measure what an element of each list and of each decoder costs among a few and among many, and \
      nothing else; a minute.
      """)
  var cost = false

  @Option(
    help: ArgumentHelp(
      "Hold what a README says of hostile servers against what they can do, and nothing else.",
      valueName: "readme"))
  var claims: String?

  @Flag(help: "With --claims: those that take minutes, too.")
  var all = false

  @Flag(help: "Print the figures as JSON.")
  var json = false

  func validate() throws {
    guard contacts > 0, runs > 0, photoBytes >= 0 else {
      throw ValidationError("--contacts and --runs must be above 0, --photo-bytes not below")
    }
  }

  func run() async throws {
    if let claims {
      let text = try String(contentsOfFile: claims, encoding: .utf8)
      guard try await ClaimsBenchmark(readme: text, includesLong: all).run() else {
        throw ExitCode.failure
      }
      return
    }
    var results = Results(contacts: contacts, runs: runs)
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "cardferry-bench-\(getpid())").path()
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    // The kernel counts this process's own memory as a child's first: while it is small, it doesn't
    // show.
    if let fleet {
      try FleetBenchmark(accounts: fleet, runs: runs, directory: directory).run(into: &results)
    } else if cost {
      try CostBenchmark(runs: runs, directory: directory).run(into: &results)
    } else if !scale.isEmpty {
      try ScaleBenchmark(sizes: scale, directory: directory).run(into: &results)
    } else {
      try measureAll(in: directory, into: &results)
    }
    print(json ? try results.json() : results.table)
  }

  private func measureAll(in directory: String, into results: inout Results) throws {
    if exports {
      try ExportBenchmark(
        contacts: contacts, photoBytes: photoBytes, runs: runs, isBesidePeers: peers,
        directory: directory
      ).run(into: &results)
    }
    try DecodingBenchmark(runs: runs, isBesidePeers: peers, directory: directory)
      .run(into: &results)
    let corpus = Corpus(contacts: contacts, photoBytes: photoBytes)
    try PartsBenchmark(corpus: corpus, runs: runs, directory: directory).run(into: &results)
    try WritingBenchmark(corpus: corpus, runs: runs, isBesidePeers: peers).run(into: &results)
  }
}
