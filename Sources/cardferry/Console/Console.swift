import Foundation
import Synchronization

/// The two streams of the program: results on standard output, everything else on standard error.
///
/// Whatever is written goes through ``PrintableText`` here, as a server's words may be in it. A
/// stream that can't be written ends no work: the first failure is noted, and what would follow is
/// not written. Where nobody reads any more that is all; anything else is told at the end, by
/// ``failure``.
enum Console {
  private struct Stream {
    let descriptor: Int32
    /// Why it can't be written; `nil` while it can.
    var failure: Int32?

    mutating func write(_ bytes: [UInt8]) {
      var rest = bytes[...]
      while failure == nil, !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        switch (count, errno) {
        case (1..., _): rest = rest.dropFirst(count)
        case (_, EINTR): continue
        // Whoever has the other end may have made it so, for all who share it.
        case (_, EAGAIN):
          var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&wait, 1, -1)
        case (_, let code): failure = code
        }
      }
    }
  }

  private static let output = Mutex(Stream(descriptor: STDOUT_FILENO))
  private static let errors = Mutex(Stream(descriptor: STDERR_FILENO))

  /// To be called before anything is opened or written.
  ///
  /// The numbers of streams that are closed are taken, or the next file that is opened would be
  /// written to as if it were one. What takes them can't be used, no more than what is closed.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for (descriptor, flags) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest number that is free.
      _ = open("/dev/null", flags)
    }
  }

  /// What could not be written and why; `nil` where all was, or nobody reads any more.
  static var failure: String? {
    for (name, stream) in [
      ("standard output", output.withLock(\.failure)),
      ("standard error", errors.withLock(\.failure)),
    ] {
      guard let code = stream, code != EPIPE else { continue }
      return "\(name): can't be written: \(String(cString: strerror(code)))"
    }
    return nil
  }

  // MARK: - Standard output

  /// One line of a result.
  static func print(_ line: String) {
    print(lines: [line])
  }

  /// Lines of which each is one, whatever stands in it.
  static func print(lines: [String]) {
    write(Array(lines.map { PrintableText.line($0) + "\n" }.joined().utf8))
  }

  /// A result for programs.
  static func print(document: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = PrintableText.json(String(decoding: try encoder.encode(document), as: UTF8.self))
    write(Array((text + "\n").utf8))
  }

  /// A result that is no text.
  static func write(_ bytes: [UInt8]) {
    output.withLock { $0.write(bytes) }
  }

  // MARK: - Standard error

  /// One line for people, with the program's name as cron mails want it.
  static func error(_ line: String) {
    error(lines: [line])
  }

  static func error(lines: [String]) {
    let text = lines.map { PrintableText.line($0) + "\n" }.joined()
    tell("cardferry: " + text)
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Shows how far a run has come on one line that is overwritten.
  static func status(_ text: String) {
    tell("\r\u{1B}[K\(PrintableText.line(text))")
  }

  static func clearStatus() {
    tell("\r\u{1B}[K")
  }

  private static func tell(_ text: String) {
    errors.withLock { $0.write(Array(text.utf8)) }
  }
}
