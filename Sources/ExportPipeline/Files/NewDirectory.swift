import Foundation
import Glibc
import Steps

/// The directory of an output before it has its name.
///
/// It lies hidden beside its place until all that is first written is durable. So one rename does for
/// thousands of files, which takes a fifth of a first export, and nobody sees a part of them.
enum NewDirectory {
  /// Where it lies.
  static func path(of directory: String) -> String {
    let (parent, name) = FileSystem.split(directory)
    return "\(parent)/.\(name).tmp"
  }

  /// Makes the directory of an output, unless something is there already.
  static func make(_ directory: String, mode: FileMode) throws(FileError) {
    var status = stat()
    let isThere = lstat(directory, &status) == 0
    try FileSystem.makeDirectory(isThere ? directory : path(of: directory), mode: mode)
  }

  /// Removes for good what a run that was stopped has left in it, and it as well where its place is
  /// taken, or `entirely`.
  static func clear(_ directory: String, entirely: Bool = false) throws(FileError) {
    let path = path(of: directory)
    guard FileSystem.isOwnDirectory(path) else { return }
    let names = FileSystem.names(in: path)
    do {
      for name in names { try FileManager.default.removeItem(atPath: path + "/" + name) }
    } catch {
      throw FileError("remove", path)
    }
    if !names.isEmpty { try FileSystem.syncDirectory(path) }
    guard entirely || FileSystem.isDirectory(directory) else { return }
    guard rmdir(path) == 0 else { throw FileError("remove", path) }
    Steps.pass(.directoryRemoved)
    try FileSystem.syncDirectory(FileSystem.split(path).directory)
  }
}
