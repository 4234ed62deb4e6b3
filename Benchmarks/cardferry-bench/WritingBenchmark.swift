import ContactMapping
import ContactFormats
import ContactModel
import ExportPipeline
import Foundation
import WBXML

/// Writing cards and entries in this process, and beside it by other libraries.
///
/// Part by part, each made just before it is written, as an export does it: thousands of contacts
/// that wait are a measure of the machine's memory. Making them isn't counted, but where it is named.
struct WritingBenchmark {
  let corpus: Corpus
  let runs: Int
  let isBesidePeers: Bool

  func run(into results: inout Results) throws {
    guard let template = try LDIFTemplate.named("inetorgperson") else { return }
    let entry = { (contact: inout Contact, bytes: inout [UInt8]) in
      var entry = Self.entry(contact, template)
      Self.append(&entry, to: &bytes)
    }

    try measure(
      "vCard writing", Self.contact, Self.append(card:to:), peer: Self.ezVCard, into: &results)
    try measure("mapping", Self.item, into: &results) {
      $1.append(UInt8(clamping: Self.contact($0).phones.count))
    }
    try measure("mapping and vCard writing", Self.item, into: &results) {
      var contact = Self.contact($0)
      Self.append(card: &contact, to: &$1)
    }
    try measure("LDIF writing", Self.contact, entry, peer: Self.pythonLDAP, into: &results)
    // What LDIFWriter does is no more than this.
    try measure(
      "LDIF writing of ready entries", { Self.entry(try Self.contact($0), template) },
      Self.append(_:to:), peer: Self.pythonLDAP, into: &results)
    try measure("mapping and LDIF writing", Self.item, into: &results) {
      var contact = Self.contact($0)
      entry(&contact, &$1)
    }
  }

  /// A library that does the same, and the command of its program in Benchmarks/peers.
  private typealias Peer = (name: String, program: [String])

  private static let ezVCard: Peer = (
    "ez-vcard",
    ["java", "-cp", "/usr/share/java/ez-vcard.jar:/usr/share/java/vinnie.jar", "EzVCard.java"]
  )
  /// Debian's own Python has Debian's python-ldap.
  private static let pythonLDAP: Peer = ("python-ldap", ["/usr/bin/python3", "python_ldap.py"])

  /// Writes in turn with the peer, so that both meet the same moments of a busy machine.
  ///
  /// The peer has read what `write` makes of them: it starts from its own model of a card or an
  /// entry.
  private func measure<Item>(
    _ name: String, _ make: Make<Item>, _ write: Write<Item>, peer: Peer,
    into results: inout Results
  ) throws {
    guard isBesidePeers else {
      return try measure(name, make, into: &results, write)
    }
    let file = FileManager.default.temporaryDirectory.appending(
      path: "cardferry-bench-\(getpid()).\(peer.name)")
    defer { try? FileManager.default.removeItem(at: file) }
    var bytes: [UInt8] = []
    for item in corpus.items {
      var item = try make(item)
      write(&item, &bytes)
    }
    try Data(bytes).write(to: file)
    let program = try PeerProgram(peer.program, on: file.path())
    let count = corpus.items.count
    guard program.contacts == count, abs(program.byteCount - bytes.count) < bytes.count / 20
    else {
      throw Child.Failure(
        description: """
          \(program.name) makes \(program.byteCount) bytes of \(program.contacts) contacts, \
          cardferry \(bytes.count) of \(count): they don't do the same
          """)
    }
    var (ours, theirs): ([Double], [Double]) = ([], [])
    for run in 0...runs {
      let (own, other) = (try seconds(make, write), try program.pass())
      // The first one isn't counted.
      if run > 0 {
        ours.append(Double(count) / own)
        theirs.append(Double(count) / other)
      }
    }
    try program.stop()
    results.add(name, ours, unit: "contacts/s")
    results.add("\(name), \(program.name)", theirs, unit: "contacts/s")
    results.add(
      "\(name), ours over \(peer.name)", zip(ours, theirs).map { $0 / $1 }, unit: "times")
  }

  private func measure<Item>(
    _ name: String, _ make: Make<Item>, into results: inout Results, _ write: Write<Item>
  ) throws {
    let passes = try (0...runs).map { _ in Double(corpus.items.count) / (try seconds(make, write)) }
    results.add(name, Array(passes.dropFirst()), unit: "contacts/s")
  }

  /// A pass over all items into a buffer that is used again, as whoever writes files does.
  private func seconds<Item>(_ make: Make<Item>, _ write: Write<Item>) throws -> Double {
    var time = Duration.zero
    var count = 0
    var buffer: [UInt8] = []
    for start in stride(from: 0, to: corpus.items.count, by: Self.partSize) {
      var part = try corpus.items[start...].prefix(Self.partSize).map(make)
      let begin = ContinuousClock.now
      for index in part.indices {
        buffer.removeAll(keepingCapacity: true)
        write(&part[index], &buffer)
        count += buffer.count
      }
      time += ContinuousClock.now - begin
    }
    // The result keeps the work alive.
    precondition(count > 0)
    return time / .seconds(1)
  }

  /// How many contacts are held at once; the peers' programs do the same.
  private static let partSize = 500

  /// What is written, from an item of the state.
  private typealias Make<Item> = ([UInt8]) throws -> Item

  /// In place: a contact taken out of an array is copied, which whoever has just made it doesn't do.
  private typealias Write<Item> = (inout Item, inout [UInt8]) -> Void

  private static func item(_ bytes: [UInt8]) throws -> Element { try ApplicationData.decode(bytes) }

  private static func contact(_ item: Element) -> Contact { ContactMapper.map(item).contact }

  private static func contact(_ bytes: [UInt8]) throws -> Contact { contact(try item(bytes)) }

  private static let uid = "6f9619ff-8b86-4011-b42d-00c04fc964ff"

  private static func append(card contact: inout Contact, to bytes: inout [UInt8]) {
    _ = writer.append(contact, uid: uid, revision: "20261122T020000Z", to: &bytes)
  }

  private static let writer = VCardWriter()

  private static func entry(_ contact: Contact, _ template: LDIFTemplate) -> LDIFEntry {
    template.entry(for: contact, uid: uid, base: "ou=x,dc=example,dc=test").entry
  }

  private static func append(_ entry: inout LDIFEntry, to bytes: inout [UInt8]) {
    LDIFWriter().append(.content(entry), to: &bytes)
  }
}
