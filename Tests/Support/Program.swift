import Foundation

/// A program, run to its end in a process of its own.
package struct Program: Sendable {
  /// What is left of a run.
  package struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number after a signal, as a shell has it.
    package let status: Int32
    /// All of standard output, as it was written.
    package let outputBytes: [UInt8]
    /// All of standard output.
    package var output: String { String(decoding: outputBytes, as: UTF8.self) }
    /// All of standard error.
    package let errors: String
  }

  /// No program has this name or path.
  package struct NotFound: Error, CustomStringConvertible {
    package let path: String
    package var description: String { "no program at \(path)" }
  }

  package let path: String

  /// The program at an absolute path.
  ///
  /// - Throws: ``NotFound``.
  package init(path: String) throws {
    guard FileManager.default.isExecutableFile(atPath: path) else { throw NotFound(path: path) }
    self.path = path
  }

  /// An executable of this package, as built for these tests: it lies beside them.
  package init(product name: String) throws {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    try self.init(path: URL(filePath: tests).deletingLastPathComponent().path() + name)
  }

  /// Runs the program and waits for its end. The arguments come without its name; `environment`
  /// is added to the test's own, `input` is what it reads from standard input.
  package func run(
    _ arguments: [String] = [], environment: [String: String] = [:],
    in directory: String? = nil, input: [UInt8] = []
  ) async throws -> Outcome {
    // Files, not pipes: however much it writes, it never waits for a reader.
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try Data(input).write(to: URL(filePath: folder.path("input")))
    try folder.write("", to: "output")
    try folder.write("", to: "errors")

    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let directory { process.currentDirectoryURL = URL(filePath: directory) }
    process.standardInput = FileHandle(forReadingAtPath: folder.path("input"))
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("output"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("errors"))
    try await withCheckedThrowingContinuation { (end: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in end.resume() }
      do {
        try Self.start(process)
      } catch {
        process.terminationHandler = nil
        end.resume(throwing: error)
      }
    }
    let signalled = process.terminationReason == .uncaughtSignal
    return Outcome(
      status: process.terminationStatus + (signalled ? 128 : 0),
      outputBytes: Array(try Data(contentsOf: URL(filePath: folder.path("output")))),
      errors: try folder.read("errors"))
  }

  /// Starts the process with no signal blocked. It inherits what its parent's thread blocks, and
  /// the threads of Swift's pool block nearly all: such a process would not hear SIGTERM.
  private static func start(_ process: Process) throws {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }
}
