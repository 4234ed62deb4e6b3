/// A configuration that can't be used: file, line, what is wrong, what to write instead.
///
///     cardferry.yaml:7: unknown key 'prot' in account 'contoso'; did you mean 'port'?
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  let file: String
  /// `nil` where the file as a whole is meant.
  let line: Int?
  let message: String

  init(file: String, line: Int?, _ message: String) {
    self.file = file
    self.line = line
    self.message = message
  }

  var description: String {
    file + (line.map { ":\($0)" } ?? "") + ": " + message
  }
}
