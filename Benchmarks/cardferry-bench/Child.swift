import Foundation

/// A program of this package or of the system, run as a process of its own and measured from outside.
struct Child {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What the kernel says of a process that has ended.
  struct Usage {
    /// Seconds.
    var wall: Double
    var cpu: Double
    /// MiB.
    var peakMemory: Double
  }

  let process: pid_t

  /// Starts a program that lies beside this one, or at an absolute path; its output goes to `log`.
  init(_ name: String, _ arguments: [String], log: String) throws {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let path =
      name.hasPrefix("/") ? name : URL(filePath: own).deletingLastPathComponent().path() + name
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var process = pid_t()
    let code = posix_spawn(&process, path, &actions, nil, words, environ)
    guard code == 0 else {
      throw Failure(description: "cannot start \(path): \(String(cString: strerror(code)))")
    }
    self.process = process
  }

  static func measure(_ name: String, _ arguments: [String], log: String) throws -> Usage {
    let start = ContinuousClock.now
    let child = try Child(name, arguments, log: log)
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(child.process, &status, 0, &usage) == child.process, status == 0 else {
      throw Failure(description: "\(name) ended with status \(status >> 8); see \(log)")
    }
    let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return Usage(
      wall: (ContinuousClock.now - start) / .seconds(1),
      cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakMemory: Double(usage.ru_maxrss) / 1024)
  }

  func stop() {
    kill(process, SIGTERM)
    var status: Int32 = 0
    waitpid(process, &status, 0)
  }
}
