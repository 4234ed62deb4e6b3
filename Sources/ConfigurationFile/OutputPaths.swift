/// The paths that outputs write to, none of which may lie in another.
struct OutputPaths {
  /// Each path, and each directory above one, with the output that has it first.
  private var outputs: [Substring: String] = [:]
  private var above: [Substring: String] = [:]

  /// Adds an absolute path, as ``absolutePath(_:in:)`` makes them.
  ///
  /// - Returns: The output whose path is the same, or lies in it, or holds it; `nil` for none, and then
  ///   the path is added.
  mutating func add(_ path: String, of output: String) -> String? {
    var directories: [Substring] = []
    var directory = path[...]
    while let slash = directory.lastIndex(of: "/") {
      directory = directory[..<slash]
      directories.append(directory)
    }
    if let other = ([path[...]] + directories).lazy.compactMap({ [outputs] in outputs[$0] }).first
      ?? above[path[...]]
    {
      return other
    }
    outputs[path[...]] = output
    for directory in directories where above[directory] == nil { above[directory] = output }
    return nil
  }
}
