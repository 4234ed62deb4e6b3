import Glibc
import Synchronization

/// Lets tests see how far a run has come, and kill it there.
///
/// `CARDFERRY_STEPS=FILE` appends the name of each step that is passed. `CARDFERRY_KILL=NAME:N` kills
/// the process with SIGKILL at the Nth passing of a step. Without them a passing costs a comparison.
package enum Steps {
  private static let trial = Trial()

  /// Called when a step was just done.
  package static func pass(_ step: Step) {
    trial?.pass(step)
  }
}

/// What the environment asks for.
private final class Trial: Sendable {
  private let last: (name: String, number: Int)?
  /// Of the file that names are appended to; below 0 for none.
  private let descriptor: Int32
  private let count = Mutex(0)

  /// `nil` where it asks for nothing.
  init?() {
    last = Self.variable("CARDFERRY_KILL").flatMap { text in
      let parts = text.split(separator: ":")
      guard parts.count == 2, let number = Int(parts[1]) else { return nil }
      return (String(parts[0]), number)
    }
    descriptor =
      Self.variable("CARDFERRY_STEPS").map {
        open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      } ?? -1
    if last == nil && descriptor < 0 { return nil }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  func pass(_ step: Step) {
    if descriptor >= 0 {
      let line = Array("\(step.rawValue)\n".utf8)
      _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
    guard let last, step.rawValue == last.name else { return }
    count.withLock { count in
      count += 1
      if count == last.number { kill(getpid(), SIGKILL) }
    }
  }
}
