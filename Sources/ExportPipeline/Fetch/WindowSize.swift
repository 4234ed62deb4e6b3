package import ActiveSync

/// How many changes of a folder are asked for at a time: fewer where an answer is too large or breaks
/// off, and where the server fails to give one.
///
/// Thirty photos may be more than an answer may hold. What was in such an answer may never come again, so
/// the folder starts over; where it came to grief before, windows are half as large, and half of that
/// again, until an item stands there alone. Servers that fail to answer have a limit of their own for
/// all windows.
package struct WindowSize {
  /// The most that a request may ask for (MS-ASCMD section 2.2.3.199).
  package static let maximum = 512

  /// A part of what the server lists, and how much of it is asked for at a time.
  private struct Stretch {
    var range: Range<Int>
    var size: Int
  }

  /// Anywhere but in the narrow stretches.
  private var size: Int
  /// Disjoint, in their order.
  private var narrow: [Stretch] = []
  /// How many changes have come since the folder started over.
  private var position = 0
  /// Whether a failure was met at this size, without an answer since.
  private var hasFailed = false
  /// Whether a smaller size than the one that failed is tried, without an answer since. A server that is
  /// out of order is asked for each of them once.
  package private(set) var isShrinking = false

  package init(_ configured: Int) {
    size = configured
  }

  /// How much to ask for now.
  package var current: Int {
    if let stretch = narrow.first(where: { $0.range.contains(position) }) {
      return min(stretch.size, stretch.range.upperBound - position)
    }
    let next = narrow.first { $0.range.lowerBound > position }
    return min(size, (next?.range.lowerBound ?? .max) - position)
  }

  /// Takes note that everything is asked for from the start.
  package mutating func startOver() { position = 0 }

  /// Takes note of an answer.
  package mutating func succeed(changes: Int) {
    (hasFailed, isShrinking) = (false, false)
    position += changes
  }

  /// Takes note of a failure.
  ///
  /// - Returns: Whether it is worth while to ask again: once for the same, where the server fails without
  ///   a word of being overloaded (that was repeated already), and for half of it otherwise. Of one item
  ///   there is no half.
  package mutating func fail(_ error: ActiveSyncError) -> Bool {
    guard error.mayBeOfSize else { return false }
    if !hasFailed, !isShrinking, case .http(_, 500) = error {
      hasFailed = true
      return true
    }
    let failed = current
    guard failed > 1 else { return false }
    isShrinking = true
    if error.mayHaveLostAnswer {
      narrow(position..<position + failed, to: failed / 2)
    } else {
      size = failed / 2
    }
    return true
  }

  /// A window lies within one of the stretches, or outside of all.
  private mutating func narrow(_ range: Range<Int>, to size: Int) {
    var parts = [Stretch(range: range, size: size)]
    if let index = narrow.firstIndex(where: { $0.range.contains(range.lowerBound) }) {
      let old = narrow.remove(at: index)
      parts.append(Stretch(range: old.range.lowerBound..<range.lowerBound, size: old.size))
      parts.append(Stretch(range: range.upperBound..<old.range.upperBound, size: old.size))
    }
    narrow += parts.filter { !$0.range.isEmpty }
    narrow.sort { $0.range.lowerBound < $1.range.lowerBound }
  }
}
