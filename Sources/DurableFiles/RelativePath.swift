/// A path below an output's directory, taken apart once.
package struct RelativePath {
  /// The directory with the slash behind it; empty for a name alone.
  package let prefix: String
  package let name: String

  package init(prefix: String, name: String) {
    self.prefix = prefix
    self.name = name
  }

  package init(_ path: String) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    prefix = slash.map { String(path[...$0]) } ?? ""
    name = slash.map { String(path[path.index(after: $0)...]) } ?? path
  }

  package var text: String { prefix + name }
}
