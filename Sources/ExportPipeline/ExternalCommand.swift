import Glibc
import OpenFiles
import Subprocess
import SystemPackage

/// A program of the user's that is run to its end, without a shell, with nothing to read and no
/// terminal: by hand as by a timer.
///
/// It leads a session of its own. Whatever it has left running there when it ends, or when its time is
/// up, is ended with it; a daemon has a session of its own, and stays.
package struct ExternalCommand: Sendable {
  /// What of a program's output is kept. All of it is read, or the program would wait for that.
  package enum Kept: Sendable {
    /// Standard output, up to so many bytes: one that writes more is ended. What it says on standard
    /// error goes where this program's does.
    case output(limit: Int)
    /// The end of what it writes on both.
    case end
  }

  /// Why a program's work doesn't count.
  package enum Problem: Error, Equatable, Sendable {
    case notStarted(String)
    /// The exit code; 128 and the signal's number for one that a signal ended.
    case status(Int32)
    case tooLong(Duration)
    case tooMuchOutput(limit: Int)
  }

  /// What a program left behind.
  package struct Outcome: Sendable {
    /// `nil` where it ended with status 0.
    package var problem: Problem?
    package var output: [UInt8] = []
  }

  /// How long a program has to heed SIGTERM.
  private static let grace = Duration.seconds(2)
  /// The bytes of ``Kept/end``, at least; double that may be there while it is read.
  private static let endSize = 64 << 10

  /// The program, found by `PATH`, and its arguments; at least the program.
  private let words: [String]
  private let timeout: Duration
  /// Variables of this program's environment that are none of that program's business.
  private let withheld: Set<String>

  package init(_ words: [String], timeout: Duration, withholding withheld: Set<String> = []) {
    self.words = words
    self.timeout = timeout
    self.withheld = withheld
  }

  /// What names the command to a person.
  package var name: String { words.first ?? "" }

  private var executable: Executable { name.contains("/") ? .path(FilePath(name)) : .name(name) }

  /// Whether the program can be found.
  package var isThere: Bool {
    get async {
      guard let path = try? await executable.resolveExecutablePath(in: .inherit) else {
        return false
      }
      return access(path.string, X_OK) == 0
    }
  }

  // MARK: - Run

  /// Runs the program and waits for its end, on no thread.
  ///
  /// - Throws: `CancellationError` where the task was cancelled, once the program is ended.
  package func run(keeping kept: Kept) async throws -> Outcome {
    let (timeout, command) = (timeout, self)
    let outcome = await withTaskGroup(of: Outcome?.self) { group in
      group.addTask { await command.execute(keeping: kept) }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return nil
      }
      // The first to come ends the other.
      var outcome = await group.next() ?? nil
      group.cancelAll()
      if outcome == nil {
        outcome = await group.next() ?? nil
        outcome?.problem = .tooLong(timeout)
      }
      return outcome ?? Outcome()
    }
    try Task.checkCancellation()
    return outcome
  }

  private func execute(keeping kept: Kept) async -> Outcome {
    do {
      return switch kept {
      case .output(let limit): try await execute(limit: limit, errors: .currentStandardError)
      case .end: try await execute(limit: nil, errors: .combinedWithOutput)
      }
    } catch let error as SubprocessError {
      return Outcome(problem: .notStarted(Self.words(of: error)))
    } catch {
      return Outcome(problem: .notStarted("\(error)"))
    }
  }

  /// `limit`: of the output; `nil` for its end alone.
  private func execute(
    limit: Int?, errors: some ErrorOutputProtocol
  ) async throws -> Outcome {
    var options = PlatformOptions()
    options.createSession = true
    let steps = [
      TeardownStep.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.grace)
    ]
    options.teardownSequence = steps
    let hidden = withheld.compactMap { name in
      Environment.Key(rawValue: name).map { ($0, String?.none) }
    }
    let result = try await Subprocess.run(
      executable, arguments: Arguments(Array(words.dropFirst())),
      environment: .inherit.updating(Dictionary(uniqueKeysWithValues: hidden)),
      platformOptions: options, input: .none, output: .sequence, error: errors
    ) { execution in
      var outcome = Outcome()
      var hasEnded = false
      for try await part in execution.standardOutput {
        part.withUnsafeBytes { outcome.output += $0 }
        if let limit, outcome.output.count > limit {
          outcome = Outcome(problem: .tooMuchOutput(limit: limit))
          await execution.teardown(using: steps)
          break
        }
        if limit == nil, outcome.output.count > 2 * Self.endSize {
          outcome.output.removeFirst(outcome.output.count - Self.endSize)
        }
        // What the program wrote before it ended is in one part more; others may go on writing.
        if hasEnded { break }
        hasEnded = Self.hasEnded(execution.processIdentifier)
      }
      return outcome
    }
    await Self.endGroup(result.processIdentifier.value)
    var outcome = result.closureResult
    outcome.problem = outcome.problem ?? Self.problem(result.terminationStatus)
    return outcome
  }

  private static func problem(_ status: TerminationStatus) -> Problem? {
    switch status {
    case .exited(0): nil
    case .exited(let code): .status(code)
    case .signaled(let signal): .status(128 + signal)
    }
  }

  private static func words(of error: SubprocessError) -> String {
    switch error.code {
    case .executableNotFound: "it is not in PATH, or may not be run"
    default: error.underlyingError.map { words(of: $0.rawValue) } ?? "\(error)"
    }
  }

  private static func words(of code: Int32) -> String {
    OpenFileLimit.isExceeded(by: code) ? OpenFileLimit.words : String(cString: strerror(code))
  }

  private static func hasEnded(_ process: ProcessIdentifier) -> Bool {
    // A descriptor below zero, of a kernel without them, is passed over.
    var look = pollfd(fd: process.processDescriptor, events: Int16(POLLIN), revents: 0)
    return poll(&look, 1, 0) > 0
  }

  /// Ends what a program has left running, also where the task is cancelled.
  private static func endGroup(_ group: pid_t) async {
    guard kill(-group, SIGTERM) == 0 else { return }
    await Task {
      let step = Duration.milliseconds(50)
      for _ in 0..<Int(grace / step) {
        try? await Task.sleep(for: step)
        guard kill(-group, 0) == 0 else { return }
      }
      kill(-group, SIGKILL)
    }.value
  }
}

extension ExternalCommand.Problem: CustomStringConvertible {
  /// What goes behind the program's name.
  package var description: String {
    switch self {
    case .notStarted(let reason): "could not be started (\(reason))"
    case .status(let status): "ended with status \(status)"
    case .tooLong(let duration): "took longer than \(Self.words(duration)) and was ended"
    case .tooMuchOutput(let limit): "wrote more than \(limit >> 20) MiB and was ended"
    }
  }

  /// `2m` or `90s`, as the configuration has them.
  private static func words(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    return seconds.isMultiple(of: 60) ? "\(seconds / 60)m" : "\(seconds)s"
  }
}
