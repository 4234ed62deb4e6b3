import FakeExchange
import Foundation
import TestSupport
import Testing

/// What a run is about when the room ends.
private enum Stage: CaseIterable {
  case firstExport, changes, rebaseline, delivery, lostState
}

/// What lies on the full file system.
private enum Place: String, CaseIterable {
  case state, outputs
}

/// A point in a run at which the room ends: this much is left when it starts.
private struct Shortage: CustomStringConvertible {
  let stage: Stage
  let place: Place
  let room: SmallDisk.Room
  var left = 0

  var description: String { "\(stage), \(place) with \(left) \(room) left" }

  static let all = Stage.allCases.flatMap { stage in
    // Where the state alone is lost, the outputs are not written at all.
    (stage == .lostState ? [Place.state] : Place.allCases).flatMap { place in
      SmallDisk.Room.allCases.map { Shortage(stage: stage, place: place, room: $0) }
    }
  }

  /// A log of SQLite's takes many pages, and each counts for as much as the one before.
  var step: Int { place == .state && room == .pages ? 6 : 1 }
}

@Suite(
  .enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"),
  .timeLimit(.minutes(10)))
struct `A full disk` {
  /// From no room at all to just enough of it.
  @Test(arguments: Shortage.all)
  private func `leaves what was there whole, and the next run with room catches up`(
    first: Shortage
  ) async throws {
    var (shortage, points, differences) = (first, 0, [String]())
    var twin: Outcome?
    var isEnough = false
    while !isEnough {
      try await withServer(contacts: 8) { server in
        let found: [String]
        (isEnough, found) = try await Self.run(shortage, on: server, twin: &twin)
        differences += found.map { "\(shortage): \($0)" }
      }
      points += 1
      shortage.left += shortage.step
      try #require(shortage.left < 400, "no room is ever enough")
    }
    print(
      "full disk: \(first.stage), \(first.place), \(first.room): \(points) points, "
        + "\(differences.count) differences")
    #expect(differences == [])
  }

  /// `twin`: what a run leads to that nothing disturbs.
  /// - Returns: Whether the run had all the room that it needs, and what is not as it should be.
  private static func run(
    _ shortage: Shortage, on server: FakeExchange, twin: inout Outcome?
  ) async throws -> (isEnough: Bool, differences: [String]) {
    server.quirks.repeatsSyncKeys = true
    let place = try Workplace()
    let disk = try SmallDisk(at: place.folder.path(shortage.place.rawValue))
    try place.configure(server, delivers: shortage.stage == .delivery)
    if shortage.stage != .firstExport {
      #expect(try await place.export().status == 0)
    }
    switch shortage.stage {
    case .firstExport: break
    case .lostState:
      try FileManager.default.removeItem(atPath: place.folder.path("state/contoso.sqlite"))
    case .changes, .delivery, .rebaseline:
      try server.edit(renumbering: shortage.stage == .rebaseline)
    }
    let before = try place.records()
    let content = try? place.folder.read("outputs/contacts.ldif")

    try disk.leave(shortage.left, of: shortage.room)
    let full = try await place.export()
    try disk.makeRoom()
    let between = try place.records()
    let loaded = content ?? (try? place.folder.read("outputs/contacts.ldif"))

    let next = try await place.export()
    let settled = try place.outputs()
    let last = try await place.export()
    if twin == nil {
      let undisturbed = try Workplace()
      try undisturbed.configure(server, delivers: shortage.stage == .delivery)
      #expect(try await undisturbed.export().status == 0)
      twin = try undisturbed.outcome()
    }

    var found: [String] = []
    func check(_ isRight: Bool, _ what: @autoclosure () -> String) {
      if !isRight { found.append(what()) }
    }
    let errors = full.errors.split(separator: "\n").filter { $0.hasPrefix("cardferry: error: ") }
    check(errors.isEmpty == (full.status == 0), "ends with \(full.status): \(full.errors)")
    for error in errors {
      check(
        error.contains(disk.path) && error.contains("make room") && error.contains("run again"),
        "tells no path or remedy: \(error)")
    }
    let after = try place.records()
    check(between.isSubset(of: before.union(after)), "wrote what is neither old nor new")
    check(before.intersection(after).isSubset(of: between), "lost what was there")
    if shortage.stage == .lostState { check(before == after, "changed what was there") }

    check(next.status == 0, "the next run fails: \(next.errors)")
    check(last.status == 0, "the last run fails: \(last.errors)")
    check(!(next.errors + last.errors).contains("somebody else"), next.errors + last.errors)
    let difference = try place.outputs().difference(since: settled)
    check(difference.isEmpty, "the last run writes: \(difference)")
    check(settled.files.keys.allSatisfy { !$0.hasSuffix(".tmp") }, "left: \(settled.files.keys)")
    let outcome = try place.outcome()
    check(outcome == twin, "\(outcome), and the twin \(twin as Outcome?)")
    found += try place.differences(ofChangeFilesSince: loaded)
    return (full.status == 0, found)
  }
}
