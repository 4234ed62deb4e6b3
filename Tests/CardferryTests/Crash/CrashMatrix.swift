import FakeExchange
import Foundation
import Steps
import TestSupport
import Testing

/// Kills a scenario's run at each of its steps, runs it again, and compares the end with that of a
/// run that nobody killed.
struct CrashMatrix: ~Copyable {
  /// The Nth passing of a step.
  struct Point: CustomStringConvertible {
    let step: Step
    let number: Int
    var description: String { "\(step.rawValue):\(number)" }
  }

  private let scenario: CrashScenario
  private let place: Workplace
  private let server: FakeExchange
  private let image: CrashImage
  private let twin: Ending
  private let status: Int32
  /// How often the run that nobody killed has passed each step.
  let passings: [Step: Int]

  init(_ scenario: CrashScenario, on server: FakeExchange) async throws {
    let place = try Workplace()
    try place.configure(scenario.outputs, accounts: scenario.accounts, to: server)
    try await scenario.prepare(place, server)
    let image = try await CrashImage(of: place, server, accounts: scenario.accounts)
    let log = try TemporaryFolder()
    defer { log.remove() }
    let outcome = try await Self.run(
      scenario.arguments, scenario, in: place, ["CARDFERRY_STEPS": log.path("steps")])
    let twin = try Ending(of: place, scenario, before: image.names)
    let steps = try log.read("steps").split(separator: "\n").compactMap {
      Step(rawValue: String($0))
    }
    self.scenario = scenario
    self.server = server
    self.place = place
    self.image = image
    self.twin = twin
    status = outcome.status
    passings = Dictionary(steps.map { ($0, 1) }) { $0 + $1 }
  }

  private static func run(
    _ arguments: [String], _ scenario: CrashScenario, in place: borrowing Workplace,
    _ environment: [String: String] = [:]
  ) async throws -> Program.Outcome {
    try await place.run(
      arguments + ["--config", "cardferry.yaml"],
      environment: scenario.batches.environment.merging(environment) { $1 })
  }

  /// With `CARDFERRY_CRASHES` every step at every passing; else those that the scenario is about.
  var points: [Point] {
    let isAll = ProcessInfo.processInfo.environment["CARDFERRY_CRASHES"] != nil
    return Step.allCases.flatMap { step in
      let count = passings[step] ?? 0
      let numbers = isAll ? Array(1..<(count + 1)) : scenario.numbers(of: step, passed: count)
      return numbers.map { Point(step: step, number: $0) }
    }
  }

  /// - Returns: What went wrong; empty where nothing did.
  func kill(at point: Point) async throws -> [String] {
    try await image.restore(place, server)
    let killed = try await Self.run(
      scenario.arguments, scenario, in: place, ["CARDFERRY_KILL": point.description])
    guard killed.status == 137 else { return ["it wasn't killed, but ended with \(killed.status)"] }

    let again = try await Self.run(scenario.arguments, scenario, in: place)
    var problems: [String] = []
    if scenario.keepsState && again.status != status {
      problems.append("the next run ended with \(again.status): \(again.errors)")
    }
    if again.errors.contains("somebody else") { problems.append(again.errors) }
    problems += try Ending(of: place, scenario, before: image.names).difference(from: twin)

    problems += try place.outputs().files.keys.filter { $0.hasSuffix(".tmp") }
      .map { "\($0) is left" }
    // Before that the killed run had written nothing: the next one is as good as the first.
    if !point.step.isOfFetch { problems += try await settle() }
    return problems
  }

  /// Runs once more, which is to write nothing.
  func settle() async throws -> [String] {
    let (files, state) = (try place.outputs(), try dump())
    let outcome = try await Self.run(scenario.settled, scenario, in: place)
    let difference = try place.outputs().difference(since: files)
    var problems: [String] = []
    // A rebuild hands nothing over; the run behind it does.
    if !difference.isEmpty && scenario.numbersChangeFiles {
      problems.append("one run more: \(difference) \(outcome.errors)")
    }
    if try dump() != state { problems.append("one run more changes the state") }
    return problems
  }

  /// Every row of every state.
  private func dump() throws -> [String] {
    guard scenario.keepsState else { return [] }
    return try (scenario.accounts + scenario.outputs.map { "outputs/" + $0.name })
      .map { place.folder.path("state/\($0).sqlite") }
      .filter(FileManager.default.fileExists).flatMap(StateContents.everything)
  }
}
