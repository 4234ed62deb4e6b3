import Foundation
import Steps

/// What a program asked of the kernel, as strace tells it: what became of files, in its order.
struct SystemCallTrace {
  enum Event: Equatable {
    /// A file or a directory under a name that nothing had.
    case made(String)
    case wrote(String)
    /// A file or a directory.
    case synced(String)
    case syncedAll
    case renamed(String, to: String)
    case removed(String)
    case passed(Step)
  }

  /// The calls to trace, for `strace -e trace=`; a name that strace doesn't know counts as none.
  static let calls =
    "?open,openat,?mkdir,mkdirat,write,writev,pwrite64,ftruncate,fsync,fdatasync,syncfs,"
    + "?rename,renameat,renameat2,?unlink,unlinkat,?rmdir"

  private(set) var events: [Event] = []

  /// `text`: what `strace -f -y` has written.
  /// `steps`: the file of `CARDFERRY_STEPS`.
  init(_ text: String, steps: String) {
    var unfinished: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      guard let start = line.firstIndex(of: " ") else { continue }
      let process = line[..<start]
      var call = line[start...].drop { $0 == " " }
      if call.hasSuffix(" <unfinished ...>") {
        unfinished[process] = call.dropLast(" <unfinished ...>".count)
        continue
      }
      if call.hasPrefix("<... "), let end = call.firstRange(of: " resumed>") {
        call = (unfinished.removeValue(forKey: process) ?? "") + call[end.upperBound...]
      }
      if let event = Self.event(of: call, steps: steps) { events.append(event) }
    }
  }

  /// `nil` for a call that failed or means nothing here.
  private static func event(of call: Substring, steps: String) -> Event? {
    guard let match = call.prefixMatch(of: /([a-z0-9]+)\((.*)\) += ([0-9]+)/) else { return nil }
    let (name, arguments) = (String(match.1), match.2)
    switch name {
    case "open", "openat":
      return arguments.contains("O_EXCL") ? paths(arguments).first.map(Event.made) : nil
    case "mkdir", "mkdirat":
      return paths(arguments).first.map(Event.made)
    case "write", "writev", "pwrite64", "ftruncate":
      guard let path = descriptor(arguments) else { return nil }
      guard path == steps else { return .wrote(path) }
      return arguments.firstMatch(of: /"([a-z.]+)\\n"/).flatMap { Step(rawValue: String($0.1)) }
        .map(Event.passed)
    case "fsync", "fdatasync":
      return descriptor(arguments).map(Event.synced)
    case "syncfs":
      return .syncedAll
    case "rename", "renameat", "renameat2":
      let paths = paths(arguments)
      return paths.count == 2 ? .renamed(paths[0], to: paths[1]) : nil
    case "unlink", "unlinkat", "rmdir":
      return paths(arguments).first.map(Event.removed)
    default: return nil
    }
  }

  /// The path behind the first argument: `7</tmp/file>`.
  private static func descriptor(_ arguments: Substring) -> String? {
    arguments.prefixMatch(of: /[0-9]+<(\/[^>]*)>/).map { String($0.1) }
  }

  /// The paths among the arguments, each below the directory before it, where there is one:
  /// `7</tmp>, "file"`.
  private static func paths(_ arguments: Substring) -> [String] {
    arguments.matches(of: /(?:[A-Z_0-9]+<(\/[^>]*)>, )?"([^"]*)"/).map { match in
      let name = String(match.2)
      return name.hasPrefix("/") ? name : (match.1.map { $0 + "/" } ?? "") + name
    }
  }
}
