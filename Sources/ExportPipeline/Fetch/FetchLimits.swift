/// What one run takes from the server of an account at most: an answer is bounded by itself, and a
/// server could go on with answers for ever.
package struct FetchLimits: Sendable {
  /// Changes of contacts.
  package var changes: Int
  /// Bytes of all answers, unpacked.
  package var bytes: Int
  package var time: Duration

  package init(
    changes: Int = 1_000_000, bytes: Int = 16 << 30, time: Duration = .seconds(86_400)
  ) {
    self.changes = changes
    self.bytes = bytes
    self.time = time
  }
}
