import Foundation

/// A path as the configuration means it: `~` is the home directory, a relative path is relative to
/// the configuration's directory; without `.`, `..` and a slash at the end.
package func absolutePath(_ path: String, in directory: String) -> String {
  let expanded =
    path == "~" || path.hasPrefix("~/") ? homeDirectory() + path.dropFirst() : path
  let whole = expanded.hasPrefix("/") ? expanded : directory + "/" + expanded
  var parts: [Substring] = []
  for part in whole.split(separator: "/") where part != "." {
    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
  }
  return "/" + parts.joined(separator: "/")
}

func homeDirectory() -> String {
  ProcessInfo.processInfo.environment["HOME"] ?? "/"
}

/// A directory of the XDG base directory specification.
func xdgDirectory(_ variable: String, default standard: String) -> String {
  if let path = ProcessInfo.processInfo.environment[variable], path.hasPrefix("/") { return path }
  return homeDirectory() + "/" + standard
}

/// Whether one of two absolute paths lies in the other, or is the other.
func overlap(_ left: String, _ right: String) -> Bool {
  left == right || left.hasPrefix(right + "/") || right.hasPrefix(left + "/")
}
