import Foundation
import Synchronization

/// SIGINT and SIGTERM: the first one stops a run in good order, the second one at once.
enum StopSignals {
  private static let first = Mutex<ExitStatus?>(nil)
  /// What the handler of a signal may use: almost nothing else is safe there.
  private static let pipe: (reading: Int32, writing: Int32) = {
    var ends: [Int32] = [-1, -1]
    _ = Glibc.pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }()

  /// The exit code of a run that a signal has stopped; `nil` where none came.
  static var status: ExitStatus? { first.withLock(\.self) }

  /// - Parameter stop: Called once, on a thread of its own.
  static func handle(by stop: @escaping @Sendable () -> Void) {
    // Without one, a signal ends the run as it does any program.
    guard pipe.reading >= 0 else { return }
    for number in [SIGINT, SIGTERM] where !isIgnored(number) {
      signal(number) { number in
        let code = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(StopSignals.pipe.writing, &byte, 1)
        errno = code
      }
    }
    Thread.detachNewThread {
      // The threads of Swift's pool block nearly all signals, and whatever they start does.
      var signals = sigset_t()
      sigemptyset(&signals)
      for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      var byte: UInt8 = 0
      while true {
        guard read(pipe.reading, &byte, 1) == 1 else { continue }
        let number = Int32(byte)
        guard status == nil else {
          signal(number, SIG_DFL)
          raise(number)
          return
        }
        first.withLock { $0 = number == SIGINT ? .interrupted : .terminated }
        if Console.isTerminal { Console.error("stopping; press ^C once more to end at once") }
        stop()
      }
    }
  }

  /// Whoever starts a program in the background, or by nohup, may want it to hear none.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
