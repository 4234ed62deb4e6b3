import StateStore

/// An account whose contacts an output is written from.
struct OutputSource {
  let account: String
  let stores: OpenStores
  /// Why nothing of it may be written now; `nil` where all is well.
  let refusal: Failure?

  var store: AccountStore {
    get throws(StateError) { try stores[account] }
  }

  /// Forgets what was written under an output's name while it had another kind of format: it begins
  /// anew, and nothing of that is to be found, moved or deleted where it writes now.
  func forgetOtherKind(of output: Job.Output) throws(StateError) {
    let store = try store
    guard let artifact = try store.anyArtifact(of: output.name),
      !output.format.hasArtifact(named: artifact.name),
      var record = try store.output(output.name)
    else { return }
    record.cursor = 0
    record.pending = nil
    var changes: [(contact: Int64, artifact: Artifact?)] = []
    try store.forEachArtifact(of: output.name) { contact, _ in changes.append((contact, nil)) }
    try store.commit(record, changes: changes)
  }
}

extension Job.Output.Format {
  /// Whether an artifact's name is a DN, a UUID or a path, as this kind of output has it.
  fileprivate func hasArtifact(named name: String) -> Bool {
    let isDN = name.contains("=")
    return switch self {
    case .ldif: isDN
    case .cards: !isDN && name.contains(".")
    case .cardFile: !isDN && !name.contains(".")
    }
  }
}
