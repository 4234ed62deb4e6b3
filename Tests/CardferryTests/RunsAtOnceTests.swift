import FakeExchange
import Foundation
import TestSupport
import Testing

/// The test itself stands for the other run: it holds a lock as that one would.
private struct OtherRun: ~Copyable {
  private let descriptor: Int32

  /// Holds the lock of a file, with the number of a process in it, or of a directory.
  init(_ path: String, process: Int? = nil) throws {
    descriptor = open(
      path, process == nil ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    // Waits: a process that another test has just begun holds all open files until it runs.
    try #require(descriptor >= 0 && flock(descriptor, LOCK_EX) == 0)
    guard let process else { return }
    let text = "\(process)\n"
    try #require(pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count)
  }

  deinit {
    ftruncate(descriptor, 0)
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

extension Workplace {
  /// Lets go of what the other run holds once an export says that it waits for it.
  fileprivate func exportThatWaits(for other: consuming OtherRun) async throws -> (
    status: Int32, errors: String
  ) {
    let cardferry = try Program(product: "cardferry").path
    let path = folder.path
    let export = Task {
      try await Program(path: "/bin/sh").run(
        ["-c", "exec \"$0\" export --config cardferry.yaml --wait 5m 2>errors", cardferry], in: path
      )
    }
    while try !FileManager.default.fileExists(atPath: folder.path("errors"))
      || !folder.read("errors").contains("waiting for")
    {
      try await Task.sleep(for: .milliseconds(50))
    }
    _ = consume other
    let status = try await export.value.status
    let errors = try folder.read("errors")
    try FileManager.default.removeItem(atPath: folder.path("errors"))
    return (status, errors)
  }
}

@Suite(.timeLimit(.minutes(5))) struct `Two runs at once` {
  @Test func `of one account end with the second one's refusal`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try server.changeMailbox { try $0.delete("2:1") }

      let other = try OtherRun(place.folder.path("state/contoso.lock"), process: 4711)
      let refusal =
        "another cardferry (process 4711) is working on account 'contoso'; wait for its end\n"
      let second = try await place.export()
      #expect(second.status == 8)
      #expect(second.errors == "cardferry: error: contoso: " + refusal)
      #expect(try place.outputs() == before)

      // The others say so as well, and a doctor doesn't look at what is being changed.
      let doctor = try await place.run(["doctor", "--config", "cardferry.yaml"])
      #expect(doctor.status == 8)
      #expect(doctor.output.hasSuffix("error   contoso: " + refusal), "\(doctor.output)")
      let folders = try await place.run(["folders", "--config", "cardferry.yaml"])
      #expect(folders.status == 8)
      #expect(folders.errors == "cardferry: contoso: " + refusal)

      // A lock that a dead process left behind is no obstacle.
      _ = consume other
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 29)
    }
  }

  @Test func `wait as long as they are told to, and say once for whom`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let waiting =
        "cardferry: waiting for another cardferry (process 4711), which is working on account "
        + "'contoso'\n"
      let lock = place.folder.path("state/contoso.lock")
      do {
        let other = try OtherRun(lock, process: 4711)
        let start = ContinuousClock.now
        let impatient = try await place.export("--wait", "1s")
        #expect(impatient.status == 8)
        #expect(ContinuousClock.now - start >= .seconds(1))
        #expect(
          impatient.errors == waiting
            + "cardferry: error: contoso: another cardferry (process 4711) is working on account "
            + "'contoso'; wait for its end\n")
        _ = consume other
      }
      let other = try OtherRun(lock, process: 4711)
      let patient = try await place.exportThatWaits(for: other)
      #expect(patient.status == 0)
      #expect(patient.errors == waiting)
    }
  }

  @Test(arguments: ["5", "0s", "-1s", "5x", "1.5h", "99999999999999999999s"])
  func `take no other spelling of a duration`(text: String) async throws {
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "http://127.0.0.1:9")])
    let outcome = try await place.export("--wait=\(text)")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains("write seconds, minutes or hours, such as 30s, 5m or 1h"),
      "\(outcome.errors)")
  }

  @Test func `take turns, however many they are`() async throws {
    try await withServer(contacts: 10) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let path = place.folder.path
      let outcomes = try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await Program(product: "cardferry").run(
              ["export", "--config", "cardferry.yaml", "--wait", "5m"], in: path)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.map(\.status) == [0, 0, 0, 0], "\(outcomes.map(\.errors))")
      #expect(try place.cards().files.count == 10)
      #expect(try place.changeFiles() == [])
    }
  }

  @Test func `into the same directory take turns, whatever their states`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      for directory in ["contacts", ".", "changes", ".contacts.tmp"] {
        let path = place.folder.path(directory)
        // One that is not there yet has its lock under the name that it is made under.
        if directory == ".contacts.tmp" {
          try FileManager.default.removeItem(atPath: place.folder.path("contacts"))
        }
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true)
        let outcome = try await place.exportThatWaits(for: try OtherRun(path))
        #expect(outcome.status == 0)
        #expect(
          outcome.errors.contains(
            "cardferry: waiting for another cardferry (process \(getpid())), which is working on "),
          "\(outcome.errors)")
      }
    }
  }

  @Test func `are none where the first was killed`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      // The lock's file is there, and so is the number of a process that is gone.
      let killed = try await Program(path: "/bin/sh").run(
        [
          "-c",
          "mkdir -p state && exec 9>state/contoso.lock && flock -n 9 && echo $$ >&9 && kill -9 $$",
        ],
        in: place.folder.path)
      #expect(killed.status == 137)
      #expect(try place.folder.read("state/contoso.lock").isEmpty == false)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }
}
