import Glibc
import Steps

/// The directory of an output before it has its name.
///
/// It lies hidden beside its place until all that is first written is durable. So one rename does for
/// thousands of files, which takes a fifth of a first export, and nobody sees a part of them.
package enum NewDirectory {
  /// Where it lies.
  package static func path(of directory: String) -> String {
    FileSystem.temporary(of: directory)
  }

  /// Makes the directory of an output, hidden, unless something is there already.
  package static func make(_ directory: String, mode: FileMode) throws(FileError) {
    var status = stat()
    let isThere = lstat(directory, &status) == 0
    try FileSystem.makeDirectory(isThere ? directory : path(of: directory), mode: mode)
  }

  /// Removes for good the cards that a run which was stopped has left in it, and it as well where its
  /// place is taken, or `entirely`. What is somebody else's stays.
  package static func clear(_ directory: String, entirely: Bool = false) throws(FileError) {
    let path = path(of: directory)
    guard FileSystem.isOwnDirectory(path) else { return }
    let directories = try FileSystem.names(in: path).filter {
      FileSystem.isOwnDirectory(path + "/" + $0)
    }
    let cards = try cards(in: path, directories)
    try OutputDirectory.tidy(path, files: cards, directories: directories)
    if !cards.isEmpty {
      let left = try self.cards(in: path, directories)
      guard left.isEmpty else { throw FileError("remove", path) }
    }
    guard entirely || FileSystem.isDirectory(directory), rmdir(path) == 0 else { return }
    Steps.pass(.directoryRemoved)
    try FileSystem.syncDirectory(FileSystem.split(path).directory)
  }

  private static func cards(in path: String, _ directories: [String]) throws(FileError) -> [String]
  {
    var cards: [String] = []
    for prefix in [""] + directories.map({ $0 + "/" }) {
      let names = try FileSystem.names(in: path + "/" + prefix)
      cards += names.filter(FileBatch.isCard).map { prefix + $0 }
    }
    return cards
  }
}
