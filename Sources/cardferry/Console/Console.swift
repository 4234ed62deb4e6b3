import Foundation

/// The two streams of the program: results on standard output, everything else on standard error.
enum Console {
  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// One line for people, with the program's name as cron mails want it.
  static func error(_ text: String) {
    let line = text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text
    FileHandle.standardError.write(Data("cardferry: \(printable(line))\n".utf8))
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Shows how far a run has come on one line that is overwritten.
  static func status(_ text: String) {
    FileHandle.standardError.write(Data("\r\u{1B}[K\(printable(text))".utf8))
  }

  static func clearStatus() {
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }

  /// A text without control characters but line breaks: a server's words could hold sequences
  /// that a terminal obeys.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
            ? "\u{FFFD}" : scalar
        }))
  }
}
