import Foundation

/// The two streams of the program: results on standard output, everything else on standard error.
///
/// What is told goes through ``PrintableText`` here, as a server's words may be in it; only the documents
/// of `cardferry wbxml` are written as they are, and not here.
enum Console {
  /// One line of a result.
  static func print(_ line: String) {
    print(lines: [line])
  }

  /// Lines of which each is one, whatever stands in it.
  static func print(lines: [String]) {
    let text = lines.map { PrintableText.line($0) + "\n" }.joined()
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  /// A result for programs.
  static func print(document: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = PrintableText.json(String(decoding: try encoder.encode(document), as: UTF8.self))
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// One line for people, with the program's name as cron mails want it.
  static func error(_ line: String) {
    error(lines: [line])
  }

  static func error(lines: [String]) {
    let text = lines.map { PrintableText.line($0) + "\n" }.joined()
    FileHandle.standardError.write(Data(("cardferry: " + text).utf8))
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Shows how far a run has come on one line that is overwritten.
  static func status(_ text: String) {
    FileHandle.standardError.write(Data("\r\u{1B}[K\(PrintableText.line(text))".utf8))
  }

  static func clearStatus() {
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
