/// How long to wait for another process, and whom to tell.
struct Patience: Sendable {
  let duration: Duration
  /// Told for whom, once for each wait.
  var tell: @Sendable (String) -> Void = { _ in }
}

/// Waits for the end of another process's work, looking more and more seldom.
///
/// Only the time asleep counts: whoever was stopped for a while has not waited.
struct Waiting {
  private static let longest = Duration.milliseconds(500)

  /// What the other process works on.
  let what: String
  let patience: Patience
  private var slept = Duration.zero
  private var step = Duration.milliseconds(50)

  init(what: String, patience: Patience) {
    self.what = what
    self.patience = patience
  }

  /// Returns when it is time to look again.
  ///
  /// `holder`: the number of the other process, if it can be told.
  /// - Throws: ``Failure`` where there is no time left, `CancellationError`.
  mutating func pause(for holder: String?) async throws {
    let other = "another cardferry" + (holder.map { " (process \($0))" } ?? "")
    let left = patience.duration - slept
    guard left > .zero else {
      throw Failure(.locked, "\(other) is working on \(what); wait for its end")
    }
    if slept == .zero { patience.tell("waiting for \(other), which is working on \(what)") }
    try await Task.sleep(for: min(step, left))
    slept += step
    step = min(step * 2, Self.longest)
  }
}
