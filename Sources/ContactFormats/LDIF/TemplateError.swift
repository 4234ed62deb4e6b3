/// Why a template can't be used: where, what, and what to do about it, in one line.
///
///     contacts.yaml:12: "spuse" is no field of a contact; did you mean "spouse"?
package struct TemplateError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// From 1.
  package let line: Int
  package let text: String

  init(file: String, line: Int, _ text: String) {
    self.file = file
    self.line = line
    self.text = text
  }

  package var description: String { "\(file):\(line): \(text)" }
}
