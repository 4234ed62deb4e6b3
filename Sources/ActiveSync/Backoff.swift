/// How long to wait before a request is sent once more.
///
/// Each wait is four times the one before, and never quite the same, so that the clients of a
/// server that comes back don't all come back at once.
enum Backoff {
  /// A server that asks for more than this is left to the next run.
  static let longestWait = 60

  /// `attempt`: 0 for the first repetition.
  /// `retryAfter`: the seconds that the server asks for (RFC 9110 section 10.2.3).
  /// Returns `nil` where waiting is not worth it.
  static func delay(
    attempt: Int, retryAfter: Int?, using random: inout some RandomNumberGenerator
  ) -> Duration? {
    let jitter = Double.random(in: 0.5..<1.5, using: &random)
    guard let retryAfter else { return .seconds(1) * (pow4(attempt) * jitter) }
    guard (0...longestWait).contains(retryAfter) else { return nil }
    // Never less than what was asked for.
    return .seconds(retryAfter) + .seconds(1) * jitter
  }

  private static func pow4(_ exponent: Int) -> Double {
    Double(1 << (2 * min(max(exponent, 0), 8)))
  }
}
