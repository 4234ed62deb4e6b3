import Foundation

/// The figures of a run, with what they were measured on.
struct Results: Encodable {
  struct Figure: Encodable {
    var name: String
    /// The median of the runs, and the best and the worst.
    var median: Double
    var minimum: Double
    var maximum: Double
    var unit: String
  }

  /// What an element of a list costs among a few, and among many.
  struct Cost: Encodable {
    var name: String
    var count: Int
    var nanoseconds: Double
    var nanosecondsOfMany: Double

    /// 1 where time grows with size alone, as many times as there are elements where with its square.
    var growth: Double { nanosecondsOfMany / nanoseconds }
  }

  let contacts: Int
  let runs: Int
  let machine = Self.machine()
  private(set) var figures: [Figure] = []
  private(set) var costs: [Cost] = []

  init(contacts: Int, runs: Int) {
    self.contacts = contacts
    self.runs = runs
  }

  mutating func add(_ name: String, _ values: [Double], unit: String) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return }
    figures.append(
      Figure(
        name: name, median: sorted[sorted.count / 2], minimum: first, maximum: last, unit: unit))
  }

  mutating func add(_ cost: Cost) { costs.append(cost) }

  /// The figures of whole processes.
  mutating func add(_ name: String, _ usages: ArraySlice<Child.Usage>) {
    add("\(name), wall time", usages.map(\.wall), unit: "s")
    add("\(name), CPU time", usages.map(\.cpu), unit: "s")
    add("\(name), peak memory", usages.map(\.peakMemory), unit: "MiB")
  }

  var table: String { costs.isEmpty ? tableOfFigures : tableOfCosts }

  private var tableOfCosts: String {
    var lines = [
      "Nanoseconds that an element costs, best of \(runs + 1) runs, on \(machine)", "",
      "| what | elements | each | of \(CostBenchmark.factor) times as many | growth |",
      "|---|---:|---:|---:|---:|",
    ]
    for cost in costs {
      let values = [cost.nanoseconds, cost.nanosecondsOfMany, cost.growth].map(Self.text)
      lines.append("| \(cost.name) | \(cost.count) | \(values.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n")
  }

  private var tableOfFigures: String {
    var lines = [
      "\(contacts) contacts, median of \(runs) runs (best and worst), on \(machine)", "",
      "| what | median | from | to | unit |", "|---|---:|---:|---:|---|",
    ]
    for figure in figures {
      let values = [figure.median, figure.minimum, figure.maximum].map(Self.text)
      lines.append("| \(figure.name) | \(values.joined(separator: " | ")) | \(figure.unit) |")
    }
    return lines.joined(separator: "\n")
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  private static func text(_ value: Double) -> String {
    if value >= 100 { return String(Int(value.rounded())) }
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100)." + (fraction < 10 ? "0" : "") + "\(fraction)"
  }

  private static func machine() -> String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return "\(ProcessInfo.processInfo.activeProcessorCount) × \(model ?? "unknown processor")"
  }
}
