import ContactFormats
import Yams

/// A mapping of the configuration whose keys are taken out one by one; what is left is unknown.
///
/// Yams alone would pass over a misspelt key in silence.
struct YAMLMapping {
  let file: String
  /// What the mapping is, for messages: `account 'contoso'`.
  let name: String
  let line: Int
  private let entries: [(key: String, keyLine: Int, value: Node)]
  /// Where each key is among the entries: there may be thousands of accounts.
  private let places: [String: Int]
  private var taken: Set<String> = []

  /// - Throws: ``ConfigurationError`` where the node is no mapping or a key isn't plain text.
  init(_ node: Node, file: String, name: String) throws(ConfigurationError) {
    self.file = file
    self.name = name
    line = node.mark?.line ?? 1
    guard let mapping = node.mapping else {
      throw ConfigurationError(
        file: file, line: line, "\(name) must be a mapping, lines of the form 'key: value'")
    }
    var entries: [(String, Int, Node)] = []
    for (key, value) in mapping {
      guard let text = key.string else {
        throw ConfigurationError(file: file, line: key.mark?.line, "a key of \(name) is no text")
      }
      entries.append((text, key.mark?.line ?? 1, value))
    }
    self.entries = entries
    places = Dictionary(entries.indices.map { (entries[$0].0, $0) }) { first, _ in first }
  }

  var keys: [String] { entries.map(\.key) }

  func line(of key: String) -> Int {
    places[key].map { entries[$0].keyLine } ?? line
  }

  func error(_ key: String, _ message: String) -> ConfigurationError {
    ConfigurationError(file: file, line: line(of: key), message)
  }

  /// The value of a key; `nil` where it is absent or empty.
  mutating func node(_ key: String) -> Node? {
    taken.insert(key)
    guard let value = places[key].map({ entries[$0].value }) else { return nil }
    return value.null == nil ? value : nil
  }

  mutating func required(_ key: String, _ remedy: String) throws(ConfigurationError) -> Node {
    guard let node = node(key) else { throw missing(key, remedy) }
    return node
  }

  func missing(_ key: String, _ remedy: String) -> ConfigurationError {
    ConfigurationError(
      file: file, line: line, "\(name) has no '\(key)'; write '\(key): \(remedy)'")
  }

  mutating func text(_ key: String) throws(ConfigurationError) -> String? {
    guard let node = node(key) else { return nil }
    return try text(of: node, key: key)
  }

  mutating func requiredText(
    _ key: String, _ remedy: String
  ) throws(ConfigurationError) -> String {
    try text(of: try required(key, remedy), key: key)
  }

  private func text(of node: Node, key: String) throws(ConfigurationError) -> String {
    guard let scalar = node.scalar, !scalar.string.isEmpty else {
      throw error(key, "'\(key)' of \(name) must be a text")
    }
    return try withoutNUL(scalar.string, key: key)
  }

  /// No path, argument or name can hold one: the system would end the text there.
  private func withoutNUL(_ text: String, key: String) throws(ConfigurationError) -> String {
    guard !text.utf8.contains(0) else {
      throw error(key, "'\(key)' of \(name) holds the character NUL; take it out")
    }
    return text
  }

  /// An absolute path, relative to a directory where it is written so.
  mutating func path(_ key: String, in directory: String) throws(ConfigurationError) -> String? {
    guard let text = try text(key) else { return nil }
    return try path(text, key: key, in: directory)
  }

  /// The same of a text that stands in a key.
  func path(
    _ text: String, key: String, in directory: String
  ) throws(ConfigurationError) -> String {
    do { return try absolutePath(text, in: directory) } catch {
      throw self.error(key, "'\(key)' of \(name): \(error)")
    }
  }

  mutating func bool(_ key: String) throws(ConfigurationError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let value = node.truth else {
      throw error(key, "'\(key)' of \(name) must be true or false")
    }
    return value
  }

  mutating func integer(
    _ key: String, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int? {
    guard let node = node(key) else { return nil }
    guard let value = node.scalar.flatMap({ Int($0.string) }), range.contains(value) else {
      throw error(
        key, "'\(key)' of \(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// `timeout:`, such as `10m` or `90s`; `nil` where nothing is said.
  mutating func timeout() throws(ConfigurationError) -> Duration? {
    guard let text = try text("timeout") else { return nil }
    guard let timeout = Duration(text: text, units: ["s", "m"]) else {
      throw error("timeout", "'timeout' of \(name) must be seconds or minutes, such as 90s or 10m")
    }
    return timeout
  }

  /// A list of texts, or one alone.
  mutating func textOrTexts(_ key: String) throws(ConfigurationError) -> [String]? {
    guard let node = node(key) else { return nil }
    return node.sequence == nil ? [try text(of: node, key: key)] : try texts(key)
  }

  mutating func texts(_ key: String) throws(ConfigurationError) -> [String]? {
    guard let node = node(key) else { return nil }
    guard let sequence = node.sequence else {
      throw error(key, "'\(key)' of \(name) must be a list, such as [A, B]")
    }
    var texts: [String] = []
    for item in sequence {
      guard let text = item.string, !text.isEmpty else {
        throw error(key, "'\(key)' of \(name) must be a list of texts")
      }
      texts.append(try withoutNUL(text, key: key))
    }
    return texts
  }

  /// One of the values of an enumeration, as they are written.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(ConfigurationError) -> Choice? where Choice.RawValue == String {
    guard let node = node(key) else { return nil }
    return try choice(node.scalar?.string ?? "", key: key)
  }

  /// Some of them, in a list.
  mutating func choices<Choice: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(ConfigurationError) -> [Choice]? where Choice.RawValue == String {
    guard let texts = try texts(key) else { return nil }
    var choices: [Choice] = []
    for text in texts { choices.append(try choice(text, key: key)) }
    return choices
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ text: String, key: String
  ) throws(ConfigurationError) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(key, "unknown '\(key)' of \(name), '\(text)'; known are: \(known)")
    }
    return choice
  }

  mutating func mapping(_ key: String, name: String) throws(ConfigurationError) -> YAMLMapping? {
    guard let node = node(key) else { return nil }
    return try YAMLMapping(node, file: file, name: name)
  }

  /// - Throws: ``ConfigurationError`` where a key was not asked for.
  func finish() throws(ConfigurationError) {
    guard let (key, line, _) = entries.first(where: { !taken.contains($0.key) }) else { return }
    let known = taken.sorted()
    throw ConfigurationError(
      file: file, line: line,
      "unknown key '\(key)' in \(name); known are: \(known.joined(separator: ", "))")
  }
}
