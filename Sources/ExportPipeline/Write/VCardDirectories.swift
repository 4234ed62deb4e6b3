import Steps
import DurableFiles
import StateStore

/// The directories that cards lie in, with the files that tell programs about them (vdir): the name
/// of the folder in `displayname`, where the cards come from in `description`.
///
/// What stands there of somebody else's is left alone: ours are those that the output's state names.
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
  let store: OutputStore
  let conflictRule: Job.Output.ConflictRule
  /// Whether the user gives away what somebody else has put there.
  let takesOver: Bool

  private var description: [UInt8] {
    Array("Exported by cardferry from the account \(account); it is written over.".utf8)
  }

  /// - Throws: ``FileError``, ``StateError``.
  func tidy() throws {
    var batch = FileBatch(root: root, mode: mode)
    let records = Dictionary(
      try store.files().filter { $0.account == account }.map { ($0.name, $0.record) },
      uniquingKeysWith: { first, _ in first })
    var changed: [OutputStore.File] = []
    for (prefix, name) in layout.displayNames.sorted(by: { $0.key < $1.key }) {
      let (nameFile, descriptionFile) = (prefix + Self.nameFile, prefix + Self.descriptionFile)
      // A directory that says that it is ours was made by an earlier state.
      let standing = try FileSystem.read(root + "/" + descriptionFile)
      let isOurs = records[descriptionFile] == nil && standing == description
      for (file, text) in [(nameFile, Self.text(name)), (descriptionFile, description)] {
        let content = try FileSystem.read(root + "/" + file)
        let ownership = Ownership(of: content, record: records[file])
        guard takes(ownership, isOurs: isOurs, says: content == text) else { continue }
        let digest = FileRecord.digest(of: text)
        if content == text {
          guard let stamp = FileStamp(of: root + "/" + file) else { continue }
          let record = FileRecord(digest: digest, stamp: stamp, after: records[file])
          if records[file] != record {
            changed.append(.init(account: account, name: file, record: record))
          }
        } else {
          let stamp = try batch.write(text, to: file)
          changed.append(
            .init(
              account: account, name: file,
              record: FileRecord(digest: digest, stamp: stamp, after: records[file])))
        }
      }
    }
    if !changed.isEmpty { try store.commit(files: changed, step: .outputStored) }
    try batch.commit()
    try removeUnused(records)
  }

  /// Whether a file may be written, or is ours as it stands.
  private func takes(_ ownership: Ownership, isOurs: Bool, says isSame: Bool) -> Bool {
    switch ownership {
    case .nothing, .ours, .earlier: true
    case .edited: conflictRule == .overwrite
    case .foreign: isSame || isOurs || takesOver
    }
  }

  /// Removes the directories that this account's cards are not in any more: of folders that are
  /// gone, and those from before folders or accounts became one, or more than one.
  ///
  /// Durable, as a wipe must be before the server is told of it.
  private func removeUnused(_ records: [String: FileRecord]) throws {
    let used = Set(layout.prefixes.values)
    let files = [Self.nameFile, Self.descriptionFile]
    let side = records.keys.filter { files.contains(RelativePath($0).name) }
    let left = known.union(side.map(FileSystem.prefix)).subtracting(used)
    guard !left.isEmpty else { return }
    var removed: [String] = []
    var forgotten: [String] = []
    for prefix in left {
      // In a directory without cards a name alone is ours, whatever it says by now.
      let names = try FileSystem.names(in: root + "/" + prefix)
      let isOursAlone = known.contains(prefix) && names.allSatisfy(files.contains)
      for file in files.map({ prefix + $0 }) {
        let record = records[file]
        if record != nil { forgotten.append(file) }
        switch Ownership(of: try FileSystem.read(root + "/" + file), record: record) {
        case .ours, .earlier: removed.append(file)
        case .edited, .foreign: if isOursAlone { removed.append(file) }
        case .nothing: break
        }
      }
    }
    // The deepest come first.
    try OutputDirectory.tidy(
      root, files: removed,
      directories: left.sorted(by: >).filter { !$0.isEmpty }.map { String($0.dropLast()) }
        + (used.contains { $0.hasPrefix(account + "/") } ? [] : [account]))
    if !forgotten.isEmpty {
      try store.commit(
        gone: forgotten.compactMap { name in
          records[name].map { .init(account: account, name: name, record: $0) }
        }, step: .outputStored)
    }
  }

  private static func text(_ name: String) -> [UInt8] {
    Array(
      name.unicodeScalars.filter { $0.properties.generalCategory != .control }
        .map(String.init).joined().utf8)
  }
}
