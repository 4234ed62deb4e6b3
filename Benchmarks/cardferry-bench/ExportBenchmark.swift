import Foundation

/// Whole exports from a server on this machine: the first one, and one on which nothing changed.
struct ExportBenchmark {
  let contacts: Int
  let photoBytes: Int
  let runs: Int

  func run(into results: inout Results) throws {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "cardferry-bench-\(getpid())").path()
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let log = directory + "/log"

    let port = directory + "/port"
    let server = try Child(
      "fake-exchange",
      [
        "serve", "--contacts", "\(contacts)", "--photo-bytes", "\(photoBytes)", "--port-file", port,
      ], log: log)
    defer { server.stop() }
    let number = try waitForPort(port)
    var first: [Child.Usage] = []
    var idle: [Child.Usage] = []
    // The first run of both isn't counted. Each has a directory of its own: making files where as
    // many were just deleted is slow on ext4.
    for run in 0...runs {
      let place = directory + "/\(run)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
      try configuration(port: number).write(
        toFile: place + "/cardferry.yaml", atomically: true, encoding: .utf8)
      let export = ["export", "--config", place + "/cardferry.yaml", "-q"]
      first.append(try Child.measure("cardferry", export, log: log))
      idle.append(try Child.measure("cardferry", export, log: log))
    }
    for (name, usages) in [("first export", first), ("idle export", idle)] {
      let counted = usages.dropFirst()
      results.add("\(name), wall time", counted.map(\.wall), unit: "s")
      results.add("\(name), CPU time", counted.map(\.cpu), unit: "s")
      results.add("\(name), peak memory", counted.map(\.peakMemory), unit: "MiB")
    }
  }

  private func waitForPort(_ file: String) throws -> String {
    for _ in 0..<600 {
      if let text = try? String(contentsOfFile: file, encoding: .utf8), !text.isEmpty {
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      usleep(100_000)
    }
    throw Child.Failure(description: "fake-exchange didn't start in a minute")
  }

  private func configuration(port: String) -> String {
    """
    state: state/
    accounts:
      bench: {server: "http://127.0.0.1:\(port)", user: anna@contoso.com, password: secret}
    outputs:
      cards: {format: vcard, path: contacts/}
      ldap: {format: ldif, base: "ou=contacts,dc=example,dc=test", path: contacts.ldif, changes: changes/}

    """
  }
}
