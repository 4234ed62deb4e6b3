import ExportPipeline
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct `A program of the user's` {
  private static let limit = ExternalCommand.Kept.output(limit: 1 << 20)

  private func run(
    _ words: String..., timeout: Duration = .seconds(540),
    keeping kept: ExternalCommand.Kept = Self.limit
  ) async throws -> (problem: ExternalCommand.Problem?, output: String) {
    let outcome = try await ExternalCommand(words, timeout: timeout).run(keeping: kept)
    return (outcome.problem, String(decoding: outcome.output, as: UTF8.self))
  }

  /// The number of a process that a program has printed.
  private func isRunning(_ output: String) throws -> Bool {
    kill(try #require(pid_t(output.trimmingCharacters(in: .newlines))), 0) == 0
  }

  @Test func `is known by how it ended`() async throws {
    #expect(try await run("printf", "a\\nb") == (nil, "a\nb"))
    #expect(try await run("sh", "-c", "exit 3").problem == .status(3))
    // It hears SIGTERM, whatever the thread that starts it has blocked.
    #expect(try await run("sh", "-c", "kill -TERM $$; sleep 600").problem == .status(143))
    let missing = try await run("no-such-program-anywhere").problem
    #expect(
      "\(try #require(missing))"
        == "could not be started (it is not in PATH, or may not be run)")
  }

  @Test func `is ended with all that it began when its time is up`() async throws {
    for script in [
      "sleep 600 & echo $!; wait", "trap '' TERM; sleep 600 & echo $!; wait; sleep 600",
    ] {
      let (problem, output) = try await run("sh", "-c", script, timeout: .milliseconds(500))
      #expect(problem == .tooLong(.milliseconds(500)))
      #expect(try !isRunning(output))
    }
    #expect(
      "\(ExternalCommand.Problem.tooLong(.seconds(120)))" == "took longer than 2m and was ended")
    #expect(
      "\(ExternalCommand.Problem.tooLong(.seconds(90)))" == "took longer than 90s and was ended")
  }

  @Test func `may write so much and no more`() async throws {
    let (problem, output) = try await run("yes")
    #expect(problem == .tooMuchOutput(limit: 1 << 20))
    #expect(output == "")
    #expect("\(try #require(problem))" == "wrote more than 1 MiB and was ended")
  }

  @Test func `is read to its end, of which the last lines stay`() async throws {
    let (problem, output) = try await run(
      "sh", "-c", "seq 1 300000; echo last >&2; exit 1", keeping: .end)
    #expect(problem == .status(1))
    #expect(output.hasSuffix("\n299999\n300000\nlast\n"))
    #expect(output.utf8.count <= 200_000)
  }

  @Test func `is not waited for once it has ended, and what it has left is ended`() async throws {
    for kept in [Self.limit, .end] {
      let (problem, output) = try await run("sh", "-c", "sleep 600 & echo $!", keeping: kept)
      #expect(problem == nil)
      #expect(try !isRunning(output))
    }
    // One that goes on writing keeps nobody either.
    #expect(try await run("sh", "-c", "yes & sleep 0.1", keeping: .end).problem == nil)
  }

  @Test func `may have a name that looks like a variable`() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("#!/bin/sh\necho here\n", to: "a=b")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o700], ofItemAtPath: folder.path("a=b"))
    #expect(try await run(folder.path("a=b")) == (nil, "here\n"))
    #expect(await ExternalCommand([folder.path("a=b")], timeout: .seconds(1)).isThere)
  }

  @Test func `keeps no thread waiting`() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let go = folder.path("go")
    let count = ProcessInfo.processInfo.activeProcessorCount + 2
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask {
          let outcome = try await run("sh", "-c", "until test -e '\(go)'; do sleep 0.02; done")
          #expect(outcome.problem == nil)
        }
      }
      group.addTask {
        let outcome = try await run("touch", go)
        #expect(outcome.problem == nil)
      }
      try await group.waitForAll()
    }
  }

  @Test func `is ended when the task is cancelled`() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let begun = folder.path("begun")
    let task = Task { try await run("sh", "-c", "echo $$ >'\(begun)'; exec sleep 600") }
    while (try? folder.read("begun"))?.hasSuffix("\n") != true {
      try await Task.sleep(for: .milliseconds(10))
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try !isRunning(folder.read("begun")))
  }
}
