import CSpawn
import Foundation

/// A program, run to its end in a process of its own.
///
/// Not Foundation's `Process`: with the hundreds of open files of a parallel test run it crashes
/// now and then, and its children can't hear the signals that the starting thread has blocked.
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
    /// The most memory that it had at a moment, in MiB; `nil` where nobody looked. None under a
    /// sanitizer, which has more than the program.
    package let peakMemory: Int?
    /// Seconds of the processor.
    package let cpu: Double
  }

  /// A program couldn't be started.
  package struct NotStarted: Error, CustomStringConvertible {
    package let description: String
  }

  package let path: String

  /// The program at an absolute path.
  ///
  /// - Throws: ``NotStarted`` where there is none.
  package init(path: String) throws {
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw NotStarted(description: "there is no program \(path)")
    }
    self.path = path
  }

  /// An executable of this package, as built for these tests: it lies beside them.
  package init(product name: String) throws {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    try self.init(path: URL(filePath: tests).deletingLastPathComponent().path() + name)
  }

  /// Runs the program and waits for its end. The arguments come without its name; `environment`
  /// is added to the test's own, `input` is what it reads from standard input,
  /// `measuresMemory` whether to look at how much it has.
  package func run(
    _ arguments: [String] = [], environment: [String: String] = [:],
    in directory: String = ".", input: [UInt8] = [], measuresMemory: Bool = false
  ) async throws -> Outcome {
    // Files, not pipes: however much it writes, it never waits for a reader.
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try Data(input).write(to: URL(filePath: folder.path("input")))
    let process = try start(
      arguments, environment, directory,
      files: [
        (folder.path("input"), O_RDONLY), (folder.path("output"), O_WRONLY | O_CREAT),
        (folder.path("errors"), O_WRONLY | O_CREAT),
      ])
    let (status, peak, cpu) = await Self.end(of: process, measuresMemory: measuresMemory)
    return Outcome(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F,
      outputBytes: Array(try Data(contentsOf: URL(filePath: folder.path("output")))),
      errors: try folder.read("errors"), peakMemory: peak, cpu: cpu)
  }

  /// Starts a process with three open files and no more, and with signals as a login shell has
  /// them.
  private func start(
    _ arguments: [String], _ environment: [String: String], _ directory: String,
    files: [(path: String, flags: Int32)]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() {
      posix_spawn_file_actions_addopen(&actions, Int32(number), file.path, file.flags, 0o644)
    }
    // A lock that a test holds ends with the test's own file.
    cardferry_spawn_closing_from(&actions, 3)
    cardferry_spawn_in(&actions, directory)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var process: pid_t = 0
    let error = posix_spawn(&process, path, &actions, &attributes, &words, &settings)
    guard error == 0 else {
      throw NotStarted(description: "\(path): \(String(cString: strerror(error)))")
    }
    return process
  }

  /// Waits on a thread of its own, as a wait can't be suspended.
  private static func end(
    of process: pid_t, measuresMemory: Bool
  ) async -> (status: Int32, peakMemory: Int?, cpu: Double) {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var status: Int32 = 0
        var peak: Int?
        var usage = rusage()
        while true {
          let ended = wait4(process, &status, measuresMemory ? WNOHANG : 0, &usage)
          if ended == process || ended < 0 && errno != EINTR { break }
          guard measuresMemory else { continue }
          peak = isSanitized ? 0 : peakMemory(of: process) ?? peak
          usleep(2000)
        }
        let times = [usage.ru_utime, usage.ru_stime]
        let cpu = times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        continuation.resume(returning: (status, peak, cpu))
      }
    }
  }

  /// Whether this package was built with `--sanitize`.
  private static let isSanitized =
    dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

  /// The kernel's high-water mark. That of `getrusage` is no use here: it begins with what the
  /// process had that started this one.
  private static func peakMemory(of process: pid_t) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return Int(line.filter(\.isNumber)).map { $0 >> 10 }
  }
}
