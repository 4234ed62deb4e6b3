import Foundation
import TestSupport

/// What the README says that a hostile server can do, beside what it does: the rows of its table, each
/// measured with a server of its own.
///
/// A claim holds where cardferry does what it is said to, and takes little more than that: machines differ in
/// their speed, not in what a program needs.
struct ClaimsBenchmark {
  /// A row of the README.
  struct Row {
    let server: String
    /// MiB.
    let memory: Double
    /// Seconds.
    let cpu: Double
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private static let heading = "| the server | cardferry | memory | CPU |"

  let rows: [Row]
  /// Whether those are measured, too, that take minutes.
  let includesLong: Bool

  /// `readme`: the text of the README.
  /// - Throws: ``Failure`` for a table that says other things than there are measurements.
  init(readme: String, includesLong: Bool) throws {
    let lines = readme.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0 == Self.heading }) else {
      throw Failure(description: "the README has no table '\(Self.heading)'")
    }
    rows = try lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      let numbers = cells.dropFirst(2).compactMap { $0.split(separator: " ").first }
        .compactMap { Double($0) }
      guard cells.count == 4, numbers.count == 2 else {
        throw Failure(description: "no row of a server, what happens, MiB and seconds: \(line)")
      }
      return Row(server: cells[0], memory: numbers[0], cpu: numbers[1])
    }
    self.includesLong = includesLong
    let (named, known) = (Set(rows.map(\.server)), Set(HostileServer.all.map(\.name)))
    guard named == known else {
      let others = named.symmetricDifference(known).sorted().joined(separator: "; ")
      throw Failure(description: "only in one of the README and HostileServer.swift: \(others)")
    }
  }

  /// - Returns: Whether all claims hold.
  func run() async throws -> Bool {
    print("| the server | MiB | README | s of CPU | README | |\n|---|---:|---:|---:|---:|---|")
    var allHold = true
    for row in rows {
      guard let server = HostileServer.all.first(where: { $0.name == row.server }),
        includesLong || !server.isLong
      else { continue }
      let (outcome, problem) = try await server.meet()
      let memory = Double(outcome.peakMemory ?? 0)
      var faults: [String] = []
      if let problem { faults.append(problem) }
      if memory > row.memory * 1.25 + 5 { faults.append("more memory") }
      if outcome.cpu > row.cpu * 3 + 0.5 { faults.append("more time") }
      allHold = allHold && faults.isEmpty
      let words = [
        row.server, "\(Int(memory))", "\(Int(row.memory))", Self.text(outcome.cpu),
        Self.text(row.cpu), faults.isEmpty ? "" : "FAILED: " + faults.joined(separator: ", "),
      ]
      print("| " + words.joined(separator: " | ") + " |")
      fflush(nil)
    }
    return allHold
  }

  private static func text(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
