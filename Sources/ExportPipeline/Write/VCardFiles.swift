import DurableFiles
import Glibc
import StateStore

/// What lies where the state says that cards are.
struct VCardFiles {
  /// How many cards there are by the state.
  private(set) var count = 0
  /// The directories that they lie in, as ``FileSystem/prefix(of:)`` has them.
  private(set) var prefixes: Set<String> = []
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
    of output: String, in directory: String, store: AccountStore,
    conflictRule: Job.Output.ConflictRule
  ) throws {
    let root: OutputDirectory?
    do throws(FileError) { root = try OutputDirectory(path: directory, mode: FileMode()) } catch {
      guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
      root = nil
    }
    var changed: [(contact: Int64, name: String, written: FileRecord, stamp: FileStamp)] = []
    var prefix: String?
    try store.forEachArtifact(of: output) { contact, name, file in
      count += 1
      let current = FileSystem.prefix(of: name)
      if current != prefix {
        prefixes.insert(current)
        prefix = current
      }
      guard let stamp = root?.stamp(of: name), let written = file else {
        needComparison = true
        return
      }
      guard stamp == written.stamp else { return changed.append((contact, name, written, stamp)) }
      guard written.isKept else { return }
      kept.insert(contact)
      // It was kept until the rule was changed.
      if conflictRule == .overwrite { needComparison = true }
    }
    for (contact, name, file, stamp) in changed {
      var written = file
      guard !written.isKept, let content = try FileSystem.read(directory + "/" + name),
        FileRecord.digest(of: content) == written.digest
      else {
        needComparison = true
        continue
      }
      written.stamp = stamp
      restamped.append((contact, Artifact(name: name, file: written)))
    }
    for prefix in prefixes {
      for name in try FileSystem.names(in: directory + "/" + prefix, areHidden: true)
      where FileBatch.isTemporary(name) {
        temporary.append(prefix + name)
      }
    }
  }
}
