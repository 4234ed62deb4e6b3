import FakeExchange
import Foundation
import GRDB
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
    try place.configureEverything(to: server)
    try await scenario.prepare(place, server)
    let image = try await CrashImage(of: place, server)
    let log = try TemporaryFolder()
    defer { log.remove() }
    let outcome = try await Self.run(
      scenario.arguments, in: place, ["CARDFERRY_STEPS": log.path("steps")])
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
    _ arguments: [String], in place: borrowing Workplace, _ environment: [String: String] = [:]
  ) async throws -> Program.Outcome {
    try await place.run(
      arguments + ["--config", "cardferry.yaml"], environment: environment)
  }

  /// Every step, at its first and its last passing; with `CARDFERRY_CRASHES=all` at every one.
  var points: [Point] {
    let isAll = ProcessInfo.processInfo.environment["CARDFERRY_CRASHES"] == "all"
    return Step.allCases.flatMap { step in
      let count = passings[step] ?? 0
      return (1...max(1, count)).filter { number in
        number <= count && (isAll || number == 1 || number == count)
      }.map { Point(step: step, number: $0) }
    }
  }

  /// - Returns: What went wrong; empty where nothing did.
  func kill(at point: Point) async throws -> [String] {
    try await image.restore(place, server)
    let killed = try await Self.run(
      scenario.arguments, in: place, ["CARDFERRY_KILL": point.description])
    guard killed.status == 137 else { return ["it wasn't killed, but ended with \(killed.status)"] }

    let again = try await Self.run(scenario.arguments, in: place)
    var problems: [String] = []
    if scenario.keepsState && again.status != status {
      problems.append("the next run ended with \(again.status): \(again.errors)")
    }
    if again.errors.contains("somebody else") { problems.append(again.errors) }
    problems += try Ending(of: place, scenario, before: image.names).difference(from: twin)

    let (files, state) = (try place.outputs(), try dump())
    problems += files.files.keys.filter { $0.hasSuffix(".tmp") }.map { "\($0) is left" }
    let settled = try await Self.run(scenario.settled, in: place)
    let difference = try place.outputs().difference(since: files)
    // A rebuild hands nothing over; the run behind it does.
    if !difference.isEmpty && scenario.numbersChangeFiles {
      problems.append("one run more: \(difference) \(settled.errors)")
    }
    if try dump() != state { problems.append("one run more changes the state") }
    return problems
  }

  /// Every row of the state.
  private func dump() throws -> [String] {
    let file = place.folder.path("state/contoso.sqlite")
    guard scenario.keepsState, FileManager.default.fileExists(atPath: file) else { return [] }
    return try DatabaseQueue(path: file).read { database in
      try ["account", "collection", "contact", "output", "artifact"].flatMap { table in
        let uuid = table == "contact" ? "\(UUIDText.sql) AS text, " : ""
        return try Row.fetchAll(database, sql: "SELECT \(uuid)* FROM \(table)").map(\.description)
      }
    }
  }
}
