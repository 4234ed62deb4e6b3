import StateStore

/// What lies where the state says that cards are.
struct VCardFiles {
  /// Whether a card is missing, or not what it was when it was last seen: then every card is
  /// compared.
  private(set) var needComparison = false
  /// The contacts whose files hold somebody else's change that was kept before.
  var kept: Set<Int64> = []
  /// Those of which the file alone is another, and says the same.
  private(set) var restamped: [(contact: Int64, artifact: Artifact)] = []
  /// What a stopped run left behind.
  private(set) var temporary: [String] = []

  init(
    _ known: [Int64: Artifact], in directory: String, conflictRule: Job.Output.ConflictRule
  ) throws(FileError) {
    for (contact, artifact) in known {
      let path = directory + "/" + artifact.name
      let stamp = FileStamp(of: path)
      guard let stamp, var written = WrittenFile(bytes: artifact.digest) else {
        needComparison = true
        continue
      }
      if stamp == written.stamp {
        if written.isForeign { kept.insert(contact) }
        // It was kept until the rule was changed.
        if written.isForeign && conflictRule == .overwrite { needComparison = true }
        continue
      }
      guard !written.isForeign, let content = try FileSystem.read(path),
        WrittenFile.digest(content) == written.digest
      else {
        needComparison = true
        continue
      }
      written.stamp = stamp
      restamped.append((contact, Artifact(name: artifact.name, digest: written.bytes)))
    }
    let prefixes = Set(known.values.map { FileSystem.prefix(of: $0.name) })
    for prefix in prefixes {
      for name in FileSystem.names(in: directory + "/" + prefix)
      where FileBatch.isTemporary(name) {
        temporary.append(prefix + name)
      }
    }
  }
}
