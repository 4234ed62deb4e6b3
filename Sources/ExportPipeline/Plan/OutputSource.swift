import StateStore

/// An account whose contacts an output is written from.
struct OutputSource {
  let account: String
  let stores: OpenStores
  let membership: Membership
  /// Why nothing of it may be written now; `nil` where all is well.
  var refusal: Failure?

  var store: AccountStore {
    get throws(StateError) { try stores[account] }
  }

  /// What the output has written of the account, and nothing where that was of another kind: then the
  /// output begins anew, and nothing of that is to be found, moved or deleted where it writes now. Where
  /// `forgets` is true the state forgets it; a dry run leaves it.
  func record(of output: Job.Output, forgets: Bool) throws(StateError) -> OutputRecord? {
    let store = try store
    guard var record = try store.output(output.name) else { return nil }
    guard !record.kind.isEmpty, record.kind != output.kind.name else { return record }
    guard forgets else { return nil }
    record.kind = output.kind.name
    record.phase = .filling
    record.cursor = 0
    var changes: [(contact: Int64, artifact: Artifact?)] = []
    try store.forEachArtifact(of: output.name) { contact, _, _ in changes.append((contact, nil)) }
    try store.commit(record, changes: changes)
    return record
  }
}
