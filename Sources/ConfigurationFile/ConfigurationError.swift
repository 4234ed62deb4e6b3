/// A configuration that can't be used: file, line, what is wrong, what to write instead.
///
///     cardferry.yaml:7: unknown key 'usr' in account 'contoso'; known are: auth, ca, …
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// `nil` where the file as a whole is meant.
  package let line: Int?
  package let message: String

  init(file: String, line: Int?, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  package var description: String {
    file + (line.map { ":\($0)" } ?? "") + ": " + message
  }
}
