/// The names of accounts or outputs, which become names of files, of directories and arguments of
/// the command line.
struct Names {
  private static let allowed = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-")

  private let what: String
  /// By their lower case.
  private var known: [String: (name: String, file: String)] = [:]

  init(of what: String) {
    self.what = what
  }

  /// - Throws: ``ConfigurationError`` for a name that can't be one, or that is taken.
  mutating func add(_ name: String, in mapping: YAMLMapping) throws(ConfigurationError) {
    guard !name.isEmpty, name.count <= 64, name.allSatisfy(Self.allowed.contains),
      name.first != ".", name.first != "-"
    else {
      throw mapping.error(
        name,
        "the name of \(what) '\(name)' must be up to 64 letters, digits, '.', '_', '@' and '-', "
          + "not beginning with '.' or '-'")
    }
    guard let same = known.updateValue((name, mapping.file), forKey: name.lowercased()) else {
      return
    }
    throw mapping.error(
      name,
      same.name == name
        ? "\(what) '\(name)' is in \(same.file) as well; rename one"
        : "\(what) '\(name)' differs from '\(same.name)' by upper and lower case alone; rename one")
  }
}
