import DurableFiles
import ActiveSync
import StateStore

/// The directories that cards lie in, with the files that tell programs about them (vdir): the name
/// of the folder in `displayname`, where the cards come from in `description`.
struct VCardDirectories {
  private static let nameFile = "displayname"
  private static let descriptionFile = "description"

  /// An absolute path.
  let root: String
  let mode: FileMode
  let account: String
  let layout: VCardLayout
  /// The directories that the account's cards were in before the run, as ``VCardFiles`` has them.
  let known: Set<String>

  private var description: [UInt8] {
    Array("Exported by cardferry from the account \(account); it is written over.".utf8)
  }

  /// `folders`: all that are there and that were.
  func tidy(folders: [CollectionRecord]) throws {
    var batch = FileBatch(root: root, mode: mode)
    for (prefix, name) in layout.displayNames.sorted(by: { $0.key < $1.key }) {
      let files = [
        (prefix + Self.nameFile, Self.text(name)), (prefix + Self.descriptionFile, description),
      ]
      for (file, text) in files where try FileSystem.read(root + "/" + file) != text {
        try batch.write(text, to: file)
      }
    }
    try batch.commit()
    try removeUnused(folders.filter { Folder.isContacts(type: $0.type) })
  }

  /// Removes the directories that this account's cards are not in any more: of folders that are
  /// gone, and those from before folders or accounts became one, or more than one.
  ///
  /// Durable, as a wipe must be before the server is told of it.
  private func removeUnused(_ folders: [CollectionRecord]) throws {
    let used = Set(layout.prefixes.values)
    let own = account + "/"
    var removed: [String] = []
    // Of those that cards were in, a name alone is ours, whatever it says by now.
    var left = known.subtracting(used)
    let files = [Self.nameFile, Self.descriptionFile]
    for prefix in left
    where try FileSystem.names(in: root + "/" + prefix).allSatisfy(files.contains) {
      removed += files.map { prefix + $0 }
    }
    for folder in folders {
      for prefix in ["", own, folder.directory + "/", own + folder.directory + "/"]
      where !used.contains(prefix) {
        // What somebody else wrote there says something else.
        let path = root + "/" + prefix
        if try FileSystem.read(path + Self.nameFile) == Self.text(folder.name) {
          removed.append(prefix + Self.nameFile)
        }
        if try FileSystem.read(path + Self.descriptionFile) == description {
          removed.append(prefix + Self.descriptionFile)
        }
        left.insert(prefix)
      }
    }
    // The deepest come first.
    try OutputDirectory.tidy(
      root, files: removed,
      directories: left.sorted(by: >).filter { !$0.isEmpty }.map { String($0.dropLast()) }
        + (used.contains { $0.hasPrefix(own) } ? [] : [account]))
  }

  private static func text(_ name: String) -> [UInt8] {
    Array(
      name.unicodeScalars.filter { $0.properties.generalCategory != .control }
        .map(String.init).joined().utf8)
  }
}
