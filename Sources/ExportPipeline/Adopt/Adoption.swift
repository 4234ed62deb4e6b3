import Steps
import DurableFiles
import ActiveSync
import ContactFormats
import StateStore
import Steps

/// Gives contacts that are new in a state the UUIDs under which the outputs hold them already.
///
/// A state that was lost takes with it whose card is whose. What was written says it still: a card
/// that says the same, but for UUID and time, is the contact's. It keeps both, and its file isn't
/// touched. Nothing is lost by a mistake: two cards that say the same are as good for either
/// contact.
struct Adoption {
  /// Of an output that was not written since: no options have it, so that all is compared.
  static let fingerprint = "adopted"

  let account: String
  let store: AccountStore
  let layout: VCardLayout
  /// What each output holds that no state knows; cards come first, as their folder tells more.
  private(set) var records: [WrittenRecords]
  /// The outputs that hold a contact of the account.
  private(set) var found: Set<String> = []

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
    // Two outputs may hold the same contact: its UUID is one contact's all the same.
    var taken: Set<String> = []
    var last = try store.highestCursor()
    while true {
      let batch = try store.unwritten(after: last, limit: BatchSizes.contacts)
      guard let end = batch.last else { break }
      last = end.sequence
      for contact in batch {
        for index in records.indices {
          guard
            let found = try records[index].take(
              for: contact, of: account, at: layout.path(of: contact), unlessIn: taken)
          else { continue }
          taken.insert(found.uuid)
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
      // The export that wrote it was finished, for all that is known.
      let record =
        try store.output(records[index].output)
        ?? OutputRecord(
          name: records[index].output, kind: records[index].kind, fingerprint: Self.fingerprint,
          phase: .following)
      outputs.append((record, artifacts))
      found.insert(records[index].output)
    }
    try store.adopt(adopted, outputs: outputs)
  }
}

extension Exporter {
  /// Looks for the account's new contacts in what the outputs hold, while no other account does.
  ///
  /// - Returns: What is to be said of it.
  /// - Throws: ``Failure``, ``FileError``, ``StateError``, ``LockHeld``.
  func adopt(_ account: Job.Account, store: AccountStore) async throws -> [String] {
    // In a first export nothing is there yet.
    guard try !store.unwritten(after: store.highestCursor(), limit: 1).isEmpty,
      try job.outputs.map(\.kind.path).contains(where: {
        try FileSystem.isFile($0) || !FileSystem.names(in: $0).isEmpty
      })
    else { return [] }
    let state = StateDirectory(path: job.stateDirectory)
    // Whoever holds it reads files and asks no server, most often for another account of this run.
    let lock = try await state.lockAdoption(patience: Patience(duration: .seconds(600)))
    let warnings = try adoptAlone(account, store: store, in: state)
    _ = consume lock
    return warnings
  }

  private func adoptAlone(
    _ account: Job.Account, store: AccountStore, in state: StateDirectory
  ) throws -> [String] {
    let others = Set(job.accounts.map(\.name)).subtracting([account.name])
    let known = try store.uuids()
    var cards: [WrittenRecords] = []
    var files: [WrittenRecords] = []
    var warnings: [(records: Int, output: String, path: String)] = []
    for output in job.outputs {
      let record = try store.output(output.name)
      let isNew = record == nil || record?.fingerprint == Adoption.fingerprint
      let isByAccount = output.kind.isWrittenByAccount
      guard isByAccount || isNew,
        let found = try output.kind.unknownRecords(
          of: output.name, known: known, otherAccounts: others)
      else { continue }
      if isByAccount {
        cards.append(found)
        if isNew { warnings.append((cards.count - 1, output.name, output.kind.path)) }
      } else {
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
    for output in job.outputs where adoption.found.contains(output.name) {
      let records = adoption.records.first { $0.output == output.name }
      if let file = records?.file { try recognise(file, as: output, in: state) }
    }
    return warnings.compactMap { index, output, path in
      let count = adoption.records[index].leftOver
      guard count > 0 else { return nil }
      return "\(count) cards below \(path) are of an earlier state, and no contact says the same: "
        + "they stay, and those that are out of date are yours to remove"
    }
  }

  /// Takes a file in which contacts were found for the output's own, as it stands.
  private func recognise(
    _ file: FileRecord, as output: Job.Output, in state: StateDirectory
  ) throws {
    let store = try openStore(of: output, in: state)
    guard try store.contentFile(output.kind.path) == nil else { return }
    var record = try store.record() ?? OutputStore.Record()
    record.path = output.kind.path
    record.baseEntry = try output.kind.standingBaseEntry() ?? record.baseEntry
    try store.commit(
      record, files: [OutputStore.File(account: "", name: output.kind.path, record: file)],
      step: .outputStored)
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
