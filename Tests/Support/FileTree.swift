package import Foundation

/// What lies in a directory and below it at one moment, to be compared with another moment.
package struct FileTree: Equatable, Sendable {
  /// A file: two of them are equal where nobody wrote in between.
  package struct File: Equatable, Sendable {
    package let inode: UInt64
    /// Nanoseconds since 1970.
    package let modified: Int
    package let contents: Data

    package var text: String { String(decoding: contents, as: UTF8.self) }
  }

  /// What happened to files between two moments, by path.
  package struct Difference: Equatable, Sendable, CustomStringConvertible {
    package let added: [String]
    package let removed: [String]
    /// Those with another inode, time of modification or contents.
    package let rewritten: [String]

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && rewritten.isEmpty }

    package var description: String {
      "added \(added), removed \(removed), rewritten \(rewritten)"
    }
  }

  /// By path relative to the directory; directories are no entries of their own.
  package let files: [String: File]

  /// Looks at a directory; an absent one holds nothing.
  package init(_ directory: String) throws {
    var files: [String: File] = [:]
    let exists = FileManager.default.fileExists(atPath: directory)
    for path in exists ? try FileManager.default.subpathsOfDirectory(atPath: directory) : [] {
      var status = stat()
      guard lstat(directory + "/" + path, &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      files[path] = File(
        inode: UInt64(status.st_ino),
        modified: status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec,
        contents: try Data(contentsOf: URL(filePath: directory + "/" + path)))
    }
    self.files = files
  }

  private init(files: [String: File]) {
    self.files = files
  }

  /// Only the files whose paths are wanted.
  package func filter(_ isWanted: (String) -> Bool) -> FileTree {
    FileTree(files: files.filter { isWanted($0.key) })
  }

  package func difference(since earlier: FileTree) -> Difference {
    Difference(
      added: files.keys.filter { earlier.files[$0] == nil }.sorted(),
      removed: earlier.files.keys.filter { files[$0] == nil }.sorted(),
      rewritten: files.filter { path, file in
        earlier.files[path].map { $0 != file } ?? false
      }.keys.sorted())
  }
}
