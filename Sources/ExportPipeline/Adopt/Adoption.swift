import DurableFiles
import ActiveSync
import ContactFormats
import StateStore

/// Gives contacts that are new in a state the UUIDs under which the outputs hold them already.
///
/// A state that was lost takes with it whose card is whose. What was written says it still: a card
/// that says the same, but for UUID and time, is the contact's. It keeps both, and its file isn't
/// touched. Nothing is lost by a mistake: two cards that say the same are as good for either
/// contact.
struct Adoption {
  /// Of an output that was not written since.
  static let fingerprint = "adopted"

  private static let batchSize = 500

  let account: String
  let store: AccountStore
  let layout: VCardLayout
  /// What each output holds that no state knows; cards come first, as their folder tells more.
  private(set) var records: [WrittenRecords]

  init(
    account: String, store: AccountStore, layout: VCardLayout, records: [WrittenRecords]
  ) {
    self.account = account
    self.store = store
    self.layout = layout
    self.records = records
  }

  /// - Throws: ``Failure``, ``FileError``, ``StateError``.
  mutating func run() throws {
    var adopted: [ContactRecord] = []
    var last = try store.highestCursor()
    while true {
      let batch = try store.unwritten(after: last, limit: Self.batchSize)
      guard let end = batch.last else { break }
      last = end.sequence
      for contact in batch {
        for index in records.indices {
          guard
            let found = try records[index].take(
              for: contact, of: account, at: layout.path(of: contact))
          else { continue }
          var contact = contact
          contact.uuid = found.uuid
          contact.changedAt = found.changedAt ?? contact.changedAt
          adopted.append(contact)
          break
        }
      }
    }
    guard !adopted.isEmpty else { return }
    var outputs: [(record: OutputRecord, artifacts: [(contact: Int64, artifact: Artifact?)])] = []
    for index in records.indices {
      var artifacts: [(contact: Int64, artifact: Artifact?)] = []
      for contact in adopted {
        if let artifact = try records[index].artifact(of: contact, account: account) {
          artifacts.append((contact.id, artifact))
        }
      }
      guard !artifacts.isEmpty else { continue }
      let name = records[index].output
      outputs.append(
        (try store.output(name) ?? Self.record(of: name, file: records[index].file), artifacts))
    }
    try store.adopt(adopted, outputs: outputs)
  }

  /// Not that of a first export, and of no options that there are, so that all is compared.
  private static func record(of output: String, file: [UInt8]?) -> OutputRecord {
    var record = OutputRecord(name: output, fingerprint: fingerprint)
    record.cursor = 1
    record.file = file
    return record
  }
}

extension Exporter {
  /// Sees that a file doesn't lose the contacts of an account whose state was lost and that was not
  /// fetched whole since: it would have to be written without them.
  ///
  /// - Throws: ``Failure``, ``FileError``, ``StateError``.
  func checkWholeness(of output: Job.Output, from sources: [OutputSource]) throws {
    var accounts = Set(job.accounts.map(\.name))
    for source in sources {
      let isLoaded = try source.store.collections().allSatisfy {
        $0.rebaselinedAt != nil || !Folder.isContacts(type: $0.type)
      }
      if isLoaded { accounts.remove(source.account) }
    }
    if accounts.isEmpty { return }
    var known: Set<String> = []
    for source in sources { known.formUnion(try source.store.uuids()) }
    guard let unknown = accounts.sorted().first,
      let records = try records(in: output, known: known), !records.isEmpty
    else { return }
    throw Failure(
      .storage,
      "\(output.format.path) was not written: it holds contacts that no state knows, and '\(unknown)' "
        + "was not fetched whole yet; run again when that is possible, or take it out of the "
        + "configuration")
  }

  /// What a single file holds that no state knows; `nil` where that can't be told.
  private func records(in output: Job.Output, known: Set<String>) throws -> WrittenRecords? {
    switch output.format {
    case .cardFile(let path, let options) where options.notation == .text:
      try WrittenRecords(
        content: CardContent(file: path, options), ends: "END:VCARD\r\n", of: output.name,
        hasRevision: true, known: known)
    case .ldif(let format):
      try WrittenRecords(
        content: LDIFContent(format, startsOver: false), ends: "\n\n", of: output.name,
        hasRevision: false, known: known)
    default: nil
    }
  }

  /// Looks for the account's new contacts in what the outputs hold.
  ///
  /// - Returns: What is to be said of it.
  func adopt(_ account: Job.Account, store: AccountStore) throws -> [String] {
    // In a first export nothing is there yet.
    guard try !store.unwritten(after: store.highestCursor(), limit: 1).isEmpty,
      try job.outputs.map(\.format.path).contains(where: {
        try FileSystem.isFile($0) || !FileSystem.names(in: $0).isEmpty
      })
    else { return [] }
    let others = Set(job.accounts.map(\.name)).subtracting([account.name])
    let known = try store.uuids()
    var cards: [WrittenRecords] = []
    var files: [WrittenRecords] = []
    var warnings: [(records: Int, output: String, path: String)] = []
    for output in job.outputs {
      let record = try store.output(output.name)
      let isNew = record == nil || record?.fingerprint == Adoption.fingerprint
      switch output.format {
      case .cards(let path, let options):
        cards.append(
          try WrittenRecords(
            cards: options, in: path, of: output.name, known: known, otherAccounts: others))
        if isNew { warnings.append((cards.count - 1, output.name, path)) }
      default:
        guard isNew, let found = try records(in: output, known: known) else { break }
        files.append(found)
      }
    }
    // Seldom there is anything: the states of all the others aren't read before.
    guard (cards + files).contains(where: { !$0.isEmpty }) else { return [] }
    let (othersKnow, areAllKnown) = uuids(of: others)
    if !areAllKnown { files = [] }
    for index in cards.indices { cards[index].forget(othersKnow) }
    for index in files.indices { files[index].forget(othersKnow) }
    guard (cards + files).contains(where: { !$0.isEmpty }) else { return [] }
    let collections = try store.collections()
    let layout = VCardLayout(
      collections: collections, account: others.isEmpty ? nil : account.name, fileExtension: "")
    var adoption = Adoption(
      account: account.name, store: store, layout: layout, records: cards + files)
    try adoption.run()
    return warnings.compactMap { index, output, path in
      let count = adoption.records[index].leftOver
      guard count > 0 else { return nil }
      return "\(count) cards below \(path) are of an earlier state, and no contact says the same: "
        + "they stay, and those that are out of date are yours to remove"
    }
  }

  /// The UUIDs that other accounts know, and whether all of them could be read. A state that is
  /// damaged is told of where it is read itself.
  private func uuids(of accounts: Set<String>) -> (uuids: Set<String>, areAllRead: Bool) {
    let directory = StateDirectory(path: job.stateDirectory)
    var known: Set<String> = []
    var areAllRead = true
    for account in accounts where directory.hasDatabase(of: account) {
      if let uuids = try? AccountStore(file: directory.database(of: account)).uuids() {
        known.formUnion(uuids)
      } else {
        areAllRead = false
      }
    }
    return (known, areAllRead)
  }
}
