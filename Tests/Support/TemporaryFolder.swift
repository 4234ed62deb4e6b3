import Foundation

/// A new directory of a test's own, which others may enter but not change.
package struct TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    let name = "cardferry-test-" + UUID().uuidString.lowercased()
    path = FileManager.default.temporaryDirectory.appending(path: name).path()
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
  }

  /// The path of what lies in it, there or not.
  package func path(_ name: String) -> String { path + "/" + name }

  /// Makes the directories above it, too.
  package func write(_ text: String, to name: String) throws {
    let file = URL(filePath: path(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    // There may be passwords in a configuration, which others must not read.
    if name.hasSuffix(".yaml") { chmod(file.path, 0o600) }
  }

  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
  }

  /// Removes it with all that lies in it.
  package func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
