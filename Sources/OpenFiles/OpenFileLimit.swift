import Glibc

/// How many files, directories and connections a process may hold open at a time.
package enum OpenFileLimit {
  /// More than any run needs; some programs that a process starts go through all numbers up to the
  /// limit.
  private static let most: rlim_t = 65_536

  /// What a run takes that does one thing at a time. Below that, parts of the system end the process
  /// where they find no file.
  package static let least = 32

  /// The limit as it is now.
  package static var current: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(clamping: limit.rlim_cur)
  }

  /// Takes what the system would grant anyway: the limit that most systems begin with is for programs
  /// that can't count beyond it.
  package static func raise() {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return }
    let wanted = min(limit.rlim_max, most)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = wanted
    setrlimit(resource, &limit)
  }

  /// Whether an error number says that no file could be opened for there being too many.
  package static func isExceeded(by code: Int32) -> Bool { code == EMFILE || code == ENFILE }

  /// Whether there is no room now for the few files that one database or one connection takes, for
  /// whoever has no error number to go by.
  package static var isReached: Bool {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    for _ in 0..<5 {
      let descriptor = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { return isExceeded(by: errno) }
      opened.append(descriptor)
    }
    return false
  }

  /// The cause and the remedy, as all errors have them.
  package static var words: String {
    "too many open files: the limit is \(current); raise it (ulimit -n, or LimitNOFILE= of a "
      + "service) or lower --jobs"
  }
}
