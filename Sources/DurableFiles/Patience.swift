/// How long to wait for another process, and whom to tell.
package struct Patience: Sendable {
  package let duration: Duration
  /// Told for whom, once for each wait.
  package var tell: @Sendable (String) -> Void

  package init(
    duration: Duration, tell: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.duration = duration
    self.tell = tell
  }
}

/// Waits for the end of another process's work, looking more and more seldom.
///
/// Only the time asleep counts: whoever was stopped for a while has not waited.
package struct Waiting {
  private static let longest = Duration.milliseconds(500)

  /// What the other process works on.
  package let what: String
  package let patience: Patience
  private var slept = Duration.zero
  private var step = Duration.milliseconds(50)

  package init(what: String, patience: Patience) {
    self.what = what
    self.patience = patience
  }

  /// Returns when it is time to look again.
  ///
  /// `holder`: the number of the other process, if it can be told.
  /// - Throws: ``LockHeld`` where there is no time left, `CancellationError`.
  package mutating func pause(for holder: String?) async throws {
    let other = "another cardferry" + (holder.map { " (process \($0))" } ?? "")
    let left = patience.duration - slept
    guard left > .zero else {
      throw LockHeld(what: what, other: other)
    }
    if slept == .zero { patience.tell("waiting for \(other), which is working on \(what)") }
    try await Task.sleep(for: min(step, left))
    slept += step
    step = min(step * 2, Self.longest)
  }
}

/// Another process works on something, and there is no time left to wait for its end.
package struct LockHeld: Error, Equatable, CustomStringConvertible {
  /// What the other process works on.
  let what: String
  /// The other process, with its number where it can be told.
  let other: String

  package init(what: String, other: String = "another cardferry") {
    self.what = what
    self.other = other
  }

  package var description: String { "\(other) is working on \(what); wait for its end" }
}
