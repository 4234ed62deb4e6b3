import TestSupport

/// khard, an address book for the terminal, on one vdir.
struct Khard: Sendable {
  /// A line of a list: what is asked for, and whose it is.
  struct Line: Hashable, Sendable {
    let value: String
    let name: String
  }

  private let folder: TemporaryFolder

  init(_ vdir: String) throws {
    folder = try TemporaryFolder()
    try folder.write(
      """
      [addressbooks]
      [[contacts]]
      path = \(vdir)
      [general]
      editor = /bin/false
      merge_editor = /bin/false
      [contact table]
      display = formatted_name

      """, to: "khard.conf")
  }

  /// UIDs and names.
  func contacts() async throws -> [Line] { try await lines("list") }
  func addresses() async throws -> [Line] { try await lines("email") }
  func numbers() async throws -> [Line] { try await lines("phone") }

  /// All that khard shows of a contact.
  func show(_ uid: String) async throws -> String { try await run("show", "uid:\(uid)") }

  func remove() { folder.remove() }

  private func lines(_ command: String) async throws -> [Line] {
    try await run(command, "--parsable").split(separator: "\n").compactMap { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      return columns.count < 2
        ? nil : Line(value: String(columns[0]), name: String(columns[1]))
    }
  }

  /// - Returns: What it printed. Of a card that it can't read it says so, and fails.
  private func run(_ arguments: String...) async throws -> String {
    let outcome = try await Program(path: "/usr/bin/khard").run(
      ["-c", folder.path("khard.conf")] + arguments, environment: ["LC_ALL": "C.UTF-8"])
    guard outcome.status == 0, outcome.errors.isEmpty else {
      throw ServerScripts.Failure(
        description: "khard \(arguments): status \(outcome.status), \(outcome.errors)")
    }
    return outcome.output
  }
}
