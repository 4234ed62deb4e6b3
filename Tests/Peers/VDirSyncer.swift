import TestSupport

/// vdirsyncer, with a vdir `contacts` that it carries to a CardDAV server, and another vdir of that
/// name in a folder of its own, to which it carries what the server holds.
struct VDirSyncer: Sendable {
  enum Pair: String, CaseIterable {
    case there, back
  }

  /// What a sync did: UIDs.
  struct Changes: Equatable, Sendable {
    var uploaded: Set<String> = []
    var updated: Set<String> = []
    var deleted: Set<String> = []
  }

  private let folder: TemporaryFolder

  /// With the vdir `contacts` that lies in a folder.
  init(_ directory: String, _ server: CardDAVServer) throws {
    folder = try TemporaryFolder()
    var lines = ["[general]", "status_path = \"\(folder.path("status"))\""]
    for (pair, storage, winner) in [(Pair.there, "vdir", "a"), (.back, "second", "b")] {
      lines += [
        "[pair \(pair)]", "a = \"\(storage)\"", "b = \"server\"", "collections = [\"contacts\"]",
        "metadata = [\"displayname\", \"description\"]",
        "conflict_resolution = \"\(winner) wins\"",
      ]
    }
    for (storage, path) in [("vdir", directory), ("second", folder.path("second"))] {
      lines += [
        "[storage \(storage)]", "type = \"filesystem\"", "path = \"\(path)\"",
        "fileext = \".vcf\"",
      ]
    }
    lines += [
      "[storage server]", "type = \"carddav\"", "url = \"\(server.url)\"", "username = \"alice\"",
      "password = \"secret\"",
    ]
    try folder.write(lines.joined(separator: "\n") + "\n", to: "config")
  }

  /// Finds the collections of a pair, and makes those that one side lacks.
  func discover(_ pair: Pair) async throws { _ = try await run("discover", pair, answer: "y\n") }

  func sync(_ pair: Pair) async throws -> Changes {
    var changes = Changes()
    // "Copying (uploading) item urn:uuid:… to server/contacts"
    for line in try await run("sync", pair).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let place = words.firstIndex(where: { $0.hasPrefix("urn:uuid:") }) else { continue }
      switch words[..<place] {
      case ["Copying", "(uploading)", "item"]: changes.uploaded.insert(words[place])
      case ["Copying", "(updating)", "item"]: changes.updated.insert(words[place])
      case ["Deleting", "item"]: changes.deleted.insert(words[place])
      default: throw ServerScripts.Failure(description: "vdirsyncer said: \(line)")
      }
    }
    return changes
  }

  /// Carries what a vdir says of itself, its name and its description.
  func syncMetadata(_ pair: Pair) async throws { _ = try await run("metasync", pair) }

  /// What lies in the second vdir.
  func second() throws -> FileTree { try FileTree(folder.path("second/contacts")) }

  func remove() { folder.remove() }

  /// - Returns: What it said.
  private func run(_ command: String, _ pair: Pair, answer: String = "") async throws -> String {
    let outcome = try await Program(path: "/usr/bin/vdirsyncer").run(
      ["--config", folder.path("config"), command, pair.rawValue],
      environment: ["LC_ALL": "C.UTF-8"],
      input: Array(repeatElement(answer, count: 4).joined().utf8))
    guard outcome.status == 0 else {
      throw ServerScripts.Failure(
        description: "vdirsyncer \(command): \(outcome.output)\(outcome.errors)")
    }
    return outcome.output + outcome.errors
  }
}
