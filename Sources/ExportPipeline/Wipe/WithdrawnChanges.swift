import ContactFormats
import DurableFiles
import Foundation
import Glibc
import StateStore
import Steps

/// The change files that hold what a wiped account said, and what follows for the directory that they
/// are for once they are gone.
///
/// A file holds the changes of one account, so it goes whole; but for the entry above all others, which
/// the files of other accounts build on. A file that does nothing but delete stays: an earlier wipe may
/// have written it.
struct WithdrawnChanges {
  /// The entries that the directory has never got, as the file that adds them waits: nobody is told to
  /// delete them.
  private(set) var unannounced: Set<String> = []
  /// The entries that the directory has under names that no state knows any more, as the file that renames
  /// them waits: it has to be told to delete them.
  private(set) var alsoGone: [String] = []
  /// What is to be left of each file; `nil` for nothing.
  private var files: [(path: String, rest: [UInt8]?)] = []

  /// Looks through the files of an output, and those in the directory where it had them before.
  ///
  /// - Parameters:
  ///   - output: The output.
  ///   - formerDirectory: Where its change files were before, where that was elsewhere.
  ///   - traces: What the account's contacts are known by.
  ///   - marked: The names of the change files that are known to be the account's.
  ///   - decided: The change file that a wipe which was stopped has decided on, and that has no name yet.
  /// - Throws: ``FileError``.
  init(
    output: Job.Output, formerDirectory: String?, traces: Traces, marked: Set<String>,
    decided: String?
  ) throws(FileError) {
    guard let current = output.kind.changeFiles(mode: output.mode) else { return }
    let isDelivered = output.kind.delivery != nil
    var directories = [current]
    if let formerDirectory, formerDirectory != current.directory {
      directories.append(ChangeFiles(directory: formerDirectory))
    }
    for directory in directories {
      let waiting = Set(try directory.waiting().map(directory.path))
      // What the first change of each entry that waits says of whether the directory has it.
      var isThere: [String: Bool] = [:]
      var deleted: Set<String> = []
      if let decided, let text = try FileSystem.read(directory.temporary(decided)),
        Traces.onlyDeletes(text)
      {
        deleted.formUnion(LDIFText.changes(in: text).map(\.dn))
      }
      for path in try directory.paths() {
        guard let text = try FileSystem.read(path) else { continue }
        let changes = LDIFText.changes(in: text)
        if Traces.onlyDeletes(text) {
          if waiting.contains(path) { deleted.formUnion(changes.map(\.dn)) }
          continue
        }
        guard traces.areIn(text) || marked.contains(FileSystem.split(path).name) else { continue }
        let base = output.kind.baseEntry
        files.append((path, base.flatMap { Self.rest(of: text, base: $0) }))
        guard isDelivered, waiting.contains(path) else { continue }
        for change in changes where change.dn != base && isThere[change.dn] == nil {
          isThere[change.dn] = change.type != "add"
        }
      }
      unannounced.formUnion(isThere.filter { !$0.value }.keys)
      alsoGone += isThere.filter { $0.value && !traces.names.contains($0.key) }.keys
        .filter { !deleted.contains($0) }.sorted()
    }
  }

  /// The beginning of a text up to the addition of the entry above all others, that included; `nil`
  /// where it doesn't begin with that.
  private static func rest(of text: [UInt8], base: String) -> [UInt8]? {
    guard let first = LDIFText.changes(in: text).first, first.dn == base, first.type == "add",
      let end = text.indices.dropFirst().first(where: { text[$0] == 0x0A && text[$0 - 1] == 0x0A })
    else { return nil }
    return Array(text[...end])
  }

  /// Removes the files for good, or what of them is to go.
  ///
  /// - Returns: Their paths.
  /// - Throws: ``FileError``.
  func remove(mode: FileMode) throws(FileError) -> [String] {
    // The latest goes first: what a wipe that is stopped leaves still says which entries the directory has.
    for (path, rest) in files.reversed() {
      guard let rest else {
        try Exporter.remove([path])
        continue
      }
      let temporary = FileSystem.temporary(of: path)
      var file = try NewFile(path: temporary, mode: mode)
      try file.append(rest)
      try file.close(isSynced: true)
      guard rename(temporary, path) == 0 else { throw FileError("write", path) }
      Steps.pass(.fileRenamed)
      try FileSystem.syncDirectory(FileSystem.split(path).directory)
    }
    return files.map(\.path)
  }
}
