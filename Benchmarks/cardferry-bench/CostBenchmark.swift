import Foundation

/// What each list and each decoder costs as it grows, with what makes it unlucky: where time grows with size
/// alone, an element among many costs what one among a few does.
struct CostBenchmark {
  /// A list, or something that is read or written.
  struct Case {
    let name: String
    /// Elements of the smaller size.
    let count: Int
    /// Makes so many elements, and returns what is measured; its result keeps the work alive.
    let make: (Int) throws -> () throws -> Int

    init(_ name: String, _ count: Int, _ make: @escaping (Int) throws -> () throws -> Int) {
      self.name = name
      self.count = count
      self.make = make
    }
  }

  /// How many times as large the larger size is.
  static let factor = 8

  let runs: Int
  let directory: String

  func run(into results: inout Results) throws {
    let groups = [
      Self.mapping, Self.protocols, Self.cards, Self.entries, Self.linting, Self.configuration,
      Self.state(in: directory),
    ]
    for each in groups.joined() {
      let (few, many) = (try each.make(each.count), try each.make(each.count * Self.factor))
      var (best, bestOfMany) = (Double.infinity, Double.infinity)
      // In turn, so that both meet the same moments of a busy machine; its other work makes no run shorter.
      for _ in 0...runs {
        best = min(best, try Self.seconds(few) / Double(each.count))
        bestOfMany = min(bestOfMany, try Self.seconds(many) / Double(each.count * Self.factor))
      }
      results.add(
        Results.Cost(
          name: each.name, count: each.count, nanoseconds: best * 1e9,
          nanosecondsOfMany: bestOfMany * 1e9))
    }
  }

  private static func seconds(_ work: () throws -> Int) rethrows -> Double {
    let start = ContinuousClock.now
    let result = try work()
    precondition(result >= 0)
    return (ContinuousClock.now - start) / .seconds(1)
  }
}
