import DurableFiles
import StateStore
import Steps

/// What is written and not yet durable.
struct VCardWork: ~Copyable {
  let output: String
  let store: AccountStore
  var batch: FileBatch
  private var artifacts: [(contact: Int64, artifact: Artifact?)] = []
  /// Of files that are new, or take an older one's place under the same name: the state knows of
  /// them before they are there.
  private var announced: [(contact: Int64, artifact: Artifact?)] = []
  /// Cards that somebody else has changed and that stay though their contacts are gone.
  private var givenUp: [(path: String, record: FileRecord)] = []
  /// Notes such cards where a wipe finds them.
  private let remember: ([(path: String, record: FileRecord)]) throws -> Void

  init(
    output: String, store: AccountStore, batch: consuming FileBatch,
    remember: @escaping ([(path: String, record: FileRecord)]) throws -> Void
  ) {
    self.output = output
    self.remember = remember
    self.store = store
    self.batch = batch
  }

  var count: Int { announced.count + artifacts.count }

  /// What is known better of a file that stands there.
  mutating func correct(_ artifact: Artifact, of contact: Int64) {
    announced.append((contact, artifact))
  }

  private mutating func note(_ artifact: Artifact?, of contact: Int64) {
    artifacts.append((contact, artifact))
  }

  /// `stamp`: how the file at a path looks.
  mutating func add(_ step: VCardPlan.Step, stamp: (String) -> FileStamp?) throws {
    switch step.action {
    case .create(let path, let bytes):
      let stamp = try batch.write(bytes, to: path)
      announced.append((step.contact, artifact(path, step, stamp)))
    case .replace(let path, let old, let bytes):
      let stamp = try batch.write(bytes, to: path)
      let artifact = artifact(path, step, stamp)
      if old == path {
        announced.append((step.contact, artifact))
      } else {
        note(artifact, of: step.contact)
        batch.delete(old)
      }
    case .move(let path, let old):
      try batch.move(from: old, to: path)
      note(artifact(path, step, stamp(old)), of: step.contact)
    case .keep(let path):
      let artifact = artifact(path, step, stamp(path))
      if artifact != step.artifact { note(artifact, of: step.contact) }
    case .leave(let path):
      guard var written = step.written, let stamp = stamp(path) else { return }
      written.stamp = stamp
      written.isKept = true
      note(Artifact(name: path, file: written), of: step.contact)
    case .delete(let paths):
      for path in paths { batch.delete(path) }
      note(nil, of: step.contact)
    case .giveUp(let path):
      if let record = step.written { givenUp.append((path, record)) }
      note(nil, of: step.contact)
    case .ignore: break
    }
  }

  /// Without a stamp the file is gone again, which the next run will see.
  private func artifact(
    _ path: String, _ step: VCardPlan.Step, _ stamp: FileStamp?
  ) -> Artifact {
    let written = stamp.map {
      FileRecord(digest: step.digest, stamp: $0, after: step.written)
    }
    return Artifact(name: path, file: written)
  }

  /// Contents and names are durable before the cursor moves.
  ///
  /// Files are announced first, or a run after a crash could take our own card for somebody else's
  /// change, and would not know the card of a contact that is gone by then.
  mutating func commit(_ record: OutputRecord) throws {
    let before = try store.output(output)
    try batch.beginSync()
    if !announced.isEmpty {
      var unmoved = before ?? record
      if before == nil { (unmoved.cursor, unmoved.phase) = (0, .filling) }
      try store.commit(unmoved, changes: announced, step: .cardsAnnounced)
    }
    try batch.commit()
    if !givenUp.isEmpty { try remember(givenUp) }
    if !artifacts.isEmpty || before != record { try store.commit(record, changes: artifacts) }
    artifacts.removeAll()
    announced.removeAll()
    givenUp.removeAll()
  }
}
