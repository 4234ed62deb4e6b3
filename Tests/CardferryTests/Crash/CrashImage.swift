import FakeExchange
import Foundation
import TestSupport

/// A folder and a server at one moment, to which both can be brought back.
///
/// The folder stays where it is, for the state knows files by their times, and a configuration
/// leads to it by its path.
struct CrashImage: ~Copyable {
  private let copy: TemporaryFolder
  private let moment: FakeExchange.Moment
  /// What the contacts of the moment are called.
  let names: ContactNames

  init(
    of place: borrowing Workplace, _ server: FakeExchange, accounts: [String]
  ) async throws {
    let copy = try TemporaryFolder()
    let names = try ContactNames(in: place.folder, of: accounts, before: nil)
    try await Self.copy(place.folder.path, to: copy.path)
    // What a run changes from now on has another time than all there is, in whole seconds.
    let now = Date().timeIntervalSince1970
    try await Task.sleep(for: .seconds(now.rounded(.up) - now + 0.05))
    self.copy = copy
    self.names = names
    moment = server.moment
  }

  deinit { copy.remove() }

  func restore(_ place: borrowing Workplace, _ server: FakeExchange) async throws {
    server.goBack(to: moment)
    for name in try FileManager.default.contentsOfDirectory(atPath: place.folder.path) {
      try FileManager.default.removeItem(atPath: place.folder.path(name))
    }
    try await Self.copy(copy.path, to: place.folder.path)
  }

  private static func copy(_ source: String, to target: String) async throws {
    _ = try await Program(path: "/bin/cp").run(["-a", source + "/.", target])
  }
}
