import ArgumentParser
import Foundation

/// Measures the parts of the pipeline in this process, and whole exports as processes of their own.
///
/// Every figure is the median of several runs; the machine, like its figures, is named.
@main
struct BenchCommand: ParsableCommand {
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
    help: "Measure ez-vcard and python-ldap beside the writing of cards and entries.")
  var peers = true

  @Flag(help: "Print the figures as JSON.")
  var json = false

  func validate() throws {
    guard contacts > 0, runs > 0, photoBytes >= 0 else {
      throw ValidationError("--contacts and --runs must be above 0, --photo-bytes not below")
    }
  }

  func run() throws {
    var results = Results(contacts: contacts, runs: runs)
    // The kernel counts this process's own memory as a child's first: while it is small, it doesn't
    // show.
    if exports {
      try ExportBenchmark(contacts: contacts, photoBytes: photoBytes, runs: runs)
        .run(into: &results)
    }
    let corpus = Corpus(contacts: contacts, photoBytes: photoBytes)
    try PartsBenchmark(corpus: corpus, runs: runs).run(into: &results)
    try WritingBenchmark(corpus: corpus, runs: runs, isBesidePeers: peers).run(into: &results)
    print(json ? try results.json() : results.table)
  }
}
