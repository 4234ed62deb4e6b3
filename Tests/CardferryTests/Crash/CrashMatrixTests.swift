import FakeExchange
import Foundation
import Steps
import TestSupport
import Testing

@Suite struct `A run that is killed at any step` {
  /// What came of one scenario.
  private struct Result {
    var points = 0
    var differences = 0
    var steps: Set<Step> = []
  }

  /// Three scenarios at a time: a run is one process that often waits for the disk.
  @Test func `is finished by the next one as if nobody had killed it`() async throws {
    let total = try await withThrowingTaskGroup(of: Result.self) { group in
      var total = Result()
      func add(_ result: Result) {
        total.points += result.points
        total.differences += result.differences
        total.steps.formUnion(result.steps)
      }
      for (index, scenario) in CrashScenario.chosen.enumerated() {
        if index > 2, let result = try await group.next() { add(result) }
        group.addTask { try await Self.walk(scenario) }
      }
      for try await result in group { add(result) }
      return total
    }
    print("crash matrix: \(total.points) points, \(total.differences) differences")
    #expect(total.differences == 0)
    if ProcessInfo.processInfo.environment["CARDFERRY_CRASHES"] == nil {
      #expect(Set(Step.allCases).subtracting(total.steps) == [], "no scenario passes these")
    }
  }

  private static func walk(_ scenario: CrashScenario) async throws -> Result {
    var result = Result()
    try await withServer(contacts: scenario.contacts) { server in
      let matrix = try await CrashMatrix(scenario, on: server)
      result.steps = Set(matrix.passings.keys)
      let unsettled = try await matrix.settle()
      #expect(unsettled == [], "\(scenario) killed by nobody")
      for point in matrix.points {
        let problems = try await matrix.kill(at: point)
        #expect(problems == [], "\(scenario) killed at \(point)")
        result.points += 1
        if !problems.isEmpty { result.differences += 1 }
      }
    }
    print("crash matrix: \(scenario): \(result.points) points, \(result.differences) differ")
    return result
  }
}
