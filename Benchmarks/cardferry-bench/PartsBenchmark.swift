import ExportPipeline
import Foundation
import StateStore
import WBXML

/// Decoding, encoding and storing in this process, one after the other.
struct PartsBenchmark {
  let corpus: Corpus
  let runs: Int
  let directory: String

  func run(into results: inout Results) throws {
    let megabytes = Double(corpus.byteCount) / 1e6
    let count = Double(corpus.items.count)
    let roots = try corpus.windows.map { try Decoder.decode($0) }

    results.add(
      "WBXML decode", try rates(megabytes) { try corpus.windows.reduce(0) { try $0 + decode($1) } },
      unit: "MB/s")
    results.add(
      "WBXML encode", rates(megabytes) { roots.reduce(0) { $0 + Encoder.encode($1).count } },
      unit: "MB/s")
    var number = 0
    results.add(
      "storing",
      try rates(count) {
        number += 1
        return try store(in: "\(directory)/parts\(number).sqlite")
      }, unit: "contacts/s")
  }

  /// A load from the start into a new state, window by window.
  private func store(in file: String) throws -> Int {
    let store = try AccountStore(file: file)
    try store.save(AccountRecord(server: "http://localhost", user: "anna", deviceID: "bench"))
    _ = try store.apply(
      [.upsert(serverID: "2", parentID: "0", name: "Contacts", type: 9, directory: "Contacts")],
      folderSyncKey: "1", isComplete: true)
    guard let collection = try store.collections().first?.id else { return 0 }
    try store.startLoading(collection: collection)
    for start in stride(from: 0, to: corpus.items.count, by: 100) {
      let end = min(start + 100, corpus.items.count)
      let changes = (start..<end).map { index in
        return Window.Change.add(
          Window.Item(serverID: "2:\(index)", data: corpus.items[index], content: Int64(index)))
      }
      _ = try store.apply(
        Window(changes: changes, syncKey: "\(end)", isLast: end == corpus.items.count),
        to: collection, now: Date())
    }
    return try store.contactCount()
  }

  /// Amounts per second, after one run that isn't counted; the result keeps the work alive.
  private func rates(_ amount: Double, _ work: () throws -> Int) rethrows -> [Double] {
    var sum = try work()
    var values: [Double] = []
    for _ in 0..<runs {
      let start = ContinuousClock.now
      sum &+= try work()
      values.append(amount / ((ContinuousClock.now - start) / .seconds(1)))
    }
    return sum == 0 ? [] : values
  }

  private func decode(_ bytes: [UInt8]) throws -> Int {
    try Decoder.decode(bytes).children.count
  }
}
