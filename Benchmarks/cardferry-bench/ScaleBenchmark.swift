import ExportPipeline
import FakeExchange
import Foundation
import WBXML

/// First exports of ever more contacts, each with a photo: what grows with them, and what doesn't.
struct ScaleBenchmark {
  static let photoBytes = 30_000

  let sizes: [Int]
  let directory: String

  func run(into results: inout Results) throws {
    let log = directory + "/log"
    var states: [(name: String, bytes: Double, contacts: Int)] = []
    for size in sizes {
      let server = try Server(
        ["--contacts", "\(size)", "--photo-bytes", "\(Self.photoBytes)"], in: directory, log: log)
      defer { server.stop() }
      let place = directory + "/scale\(size)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: place) }
      try server.configuration(outputs: Server.cards).write(
        toFile: place + "/cardferry.yaml", atomically: true, encoding: .utf8)
      let usage = try Child.measure(
        "cardferry", ["export", "--config", place + "/cardferry.yaml", "-q"], log: log)
      let name = "first export of \(size) contacts with photos"
      results.add(name, [usage])
      results.add("\(name), a contact", [usage.wall / Double(size) * 1e6], unit: "µs")
      let state = try FileManager.default.attributesOfItem(atPath: place + "/state/account0.sqlite")
      states.append((name, (state[.size] as? NSNumber)?.doubleValue ?? 0, size))
    }
    // Only now: the kernel counts this process's memory as that of a child it starts.
    let each = Self.dataBytesOfContact()
    for (name, bytes, contacts) in states {
      let ratio = bytes / (each * Double(contacts))
      results.add("\(name), state over ApplicationData", [ratio], unit: "times")
    }
  }

  /// What the state has to hold of a contact, from a few of them.
  private static func dataBytesOfContact() -> Double {
    let sample = Corpus(contacts: 1000, photoBytes: photoBytes).items
    return Double(sample.reduce(0) { $0 + $1.count }) / Double(sample.count)
  }
}
