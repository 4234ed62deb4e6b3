import DurableFiles
import Foundation

/// Why a text is no path of a file. Each description is the cause and the remedy.
package struct PathError: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A path as the configuration means it: `~` is the home directory, a relative path is relative to
/// the configuration's directory; without `.`, `..` and a slash at the end.
///
/// Nothing else of a shell is understood, and what looks like it is refused: nobody wants a directory
/// that is called `$HOME`.
package func absolutePath(
  _ path: String, in directory: String
) throws(PathError) -> String {
  guard !path.utf8.contains(0) else {
    throw PathError("a path can't hold the character NUL; take it out")
  }
  var path = path
  if path == "~" || path.hasPrefix("~/") {
    path = try homeDirectory() + path.dropFirst()
  } else if path.hasPrefix("~") {
    throw PathError(
      "~ alone is a home directory, that of whoever runs cardferry; write the whole path, or "
        + "./\(path) for a file of that name")
  }
  let names = path.split(separator: "/")
  if let name = names.first(where: { $0.starts(with: /\$[A-Za-z_{]/) }) {
    throw PathError(
      "variables aren't looked up, and \(name) stays as it is; write the path without, or with ~/ "
        + "for your home directory")
  }
  guard names.allSatisfy({ $0.utf8.count <= longestName }) else {
    throw PathError("no name in a path can be longer than \(longestName) bytes; shorten it")
  }
  return normalized(path.hasPrefix("/") ? path : directory + "/" + path)
}

/// In bytes, on the usual file systems.
private let longestName = 255

/// An absolute path without `.`, `..` and a slash at the end.
private func normalized(_ path: String) -> String {
  var parts: [Substring] = []
  for part in path.split(separator: "/") where part != "." {
    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
  }
  return "/" + parts.joined(separator: "/")
}

/// `HOME`, or without it, as below systemd and `env -i`, what the system knows of the user: a run by
/// hand and one by a timer are to find the same state.
private func homeDirectory() throws(PathError) -> String {
  for home in [ProcessInfo.processInfo.environment["HOME"], FileSystem.homeOfUser] {
    if let home, home.hasPrefix("/") { return home }
  }
  throw PathError(
    "there is no home directory: HOME is no absolute path, and the system knows none of this user; "
      + "set HOME, or write whole paths")
}

/// A directory of the XDG base directory specification.
func xdgDirectory(_ variable: String, default standard: String) throws(PathError) -> String {
  if let path = ProcessInfo.processInfo.environment[variable], path.hasPrefix("/") {
    return normalized(path)
  }
  return normalized(try homeDirectory() + "/" + standard)
}
