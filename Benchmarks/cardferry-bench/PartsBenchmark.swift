import ContactFormats
import ContactModel
import ExportPipeline
import WBXML

/// Decoding, encoding, mapping and writing in this process, one after the other.
struct PartsBenchmark {
  let corpus: Corpus
  let runs: Int

  func run(into results: inout Results) throws {
    let megabytes = Double(corpus.byteCount) / 1e6
    let count = Double(corpus.items.count)
    let roots = try corpus.windows.map { try Decoder.decode($0) }
    let contacts = corpus.items.map { ContactMapper.map($0).contact }
    let template = try LDIFTemplate.named("inetorgperson")

    results.add(
      "WBXML decode", try rates(megabytes) { try corpus.windows.reduce(0) { try $0 + decode($1) } },
      unit: "MB/s")
    results.add(
      "WBXML encode", rates(megabytes) { roots.reduce(0) { $0 + Encoder.encode($1).count } },
      unit: "MB/s")
    results.add(
      "mapping", rates(count) { corpus.items.reduce(0) { $0 + map($1) } }, unit: "contacts/s")
    results.add(
      "vCard writing", rates(count) { contacts.reduce(0) { $0 + card($1) } },
      unit: "contacts/s")
    results.add(
      "mapping and vCard writing",
      rates(count) { corpus.items.reduce(0) { $0 + card(ContactMapper.map($1).contact) } },
      unit: "contacts/s")
    guard let template else { return }
    results.add(
      "LDIF writing", rates(count) { contacts.reduce(0) { $0 + entry($1, template) } },
      unit: "contacts/s")
    results.add(
      "mapping and LDIF writing",
      rates(count) {
        corpus.items.reduce(0) { $0 + entry(ContactMapper.map($1).contact, template) }
      }, unit: "contacts/s")
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

  private let uid = "6f9619ff-8b86-4011-b42d-00c04fc964ff"

  private func decode(_ bytes: [UInt8]) throws -> Int {
    try Decoder.decode(bytes).children.count
  }

  private func map(_ item: Element) -> Int {
    ContactMapper.map(item).contact.phones.count + 1
  }

  private func card(_ contact: Contact) -> Int {
    VCardWriter().card(for: contact, uid: uid, revision: "20261122T020000Z").bytes.count
  }

  private func entry(_ contact: Contact, _ template: LDIFTemplate) -> Int {
    var bytes: [UInt8] = []
    LDIFWriter().append(
      .content(template.entry(for: contact, uid: uid, base: "ou=x,dc=example,dc=test").entry),
      to: &bytes)
    return bytes.count
  }
}
