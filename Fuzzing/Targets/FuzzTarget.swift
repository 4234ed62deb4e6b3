/// Something of cardferry that takes bytes from outside, with what must hold whatever they are.
///
/// libFuzzer calls it with bytes that it makes up (scripts/fuzz); the unit tests call it with the
/// seeds and with every input that once broke something.
package struct FuzzTarget: Sendable {
  package let name: String
  /// Bytes of the longest input worth trying.
  package let maximumLength: Int
  /// What to begin with besides `Tests/FuzzTargetsTests/Fixtures/NAME`: files and directories,
  /// relative to the package.
  package let seeds: [String]
  /// Returns where all is well, whatever errors the code under test has for such bytes.
  ///
  /// - Throws: ``Violation``.
  package let run: @Sendable (_ bytes: [UInt8]) throws -> Void

  package static let all: [FuzzTarget] = [
    .wbxml, .responses, .xml, .json, .configuration, .template, .vCardLint, .ldifLint, .mapping,
    .cards, .records,
  ]

  package static func named(_ name: String) -> FuzzTarget? {
    all.first { $0.name == name }
  }
}

/// Something that should hold for all bytes, and doesn't for these.
package struct Violation: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}

func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws(Violation) {
  guard holds else { throw Violation(rule()) }
}

/// What goes to a terminal or a log is one line and commands nothing.
func requireOneLine(_ text: String, _ what: String) throws(Violation) {
  let isPlain = text.unicodeScalars.allSatisfy { scalar in
    scalar.properties.generalCategory != .control && scalar != "\u{2028}" && scalar != "\u{2029}"
  }
  try require(isPlain, "\(what) is more than one line of plain text: \(text.debugDescription)")
}
