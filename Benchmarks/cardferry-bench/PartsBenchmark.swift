import ContactModel
import ExportPipeline
import WBXML

/// Decoding, encoding and mapping in this process, one after the other.
struct PartsBenchmark {
  let corpus: Corpus
  let runs: Int

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
    results.add(
      "mapping", rates(count) { corpus.items.reduce(0) { $0 + map($1) } }, unit: "contacts/s")
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

  private func map(_ item: Element) -> Int {
    ContactMapper.map(item).contact.phones.count + 1
  }
}
