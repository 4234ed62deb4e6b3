package import Foundation

/// A program of the user's that is run to its end, without a shell, and with nothing to read.
package struct ExternalCommand: Sendable {
  /// What a program left behind.
  package struct Outcome: Sendable {
    /// The exit code; 128 and the signal's number for one that a signal ended.
    package let status: Int32
    package let output: Data
  }

  /// The program, found by `PATH`, and its arguments; at least the program.
  private let words: [String]
  /// Variables of this program's environment that are none of that program's business.
  private let withheld: Set<String>

  package init(_ words: [String], withholding withheld: Set<String> = []) {
    self.words = words
    self.withheld = withheld
  }

  /// What names the command to a person.
  package var name: String { words.first ?? "" }

  /// Whether the program can be found.
  package var isThere: Bool {
    if name.contains("/") { return access(name, X_OK) == 0 }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }

  /// - Parameter includesErrors: Whether what the program says on standard error counts as its
  ///   output; else it goes where this program's does.
  /// - Returns: `nil` where the program could not be started.
  package func run(includesErrors: Bool) -> Outcome? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--"] + words
    process.environment = ProcessInfo.processInfo.environment.filter { !withheld.contains($0.key) }
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    if includesErrors { process.standardError = output }
    guard (try? Self.start(process)) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return Outcome(status: process.terminationStatus + (isSignal ? 128 : 0), output: data)
  }

  /// Starts a program with no signal blocked: it inherits what its parent's thread blocks, and the
  /// threads of Swift's pool block nearly all, so that it would not hear SIGTERM.
  private static func start(_ process: Process) throws {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }
}
