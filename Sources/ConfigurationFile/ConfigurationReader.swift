import ActiveSync
import ContactFormats
import DurableFiles
package import ExportPipeline
import HTTPTransport
import WBXML
import Yams

/// Turns the document into a job, one key at a time.
package struct ConfigurationReader {
  let file: String
  let directory: String
  /// The directory of the state; empty until it was read.
  private(set) var state = ""
  private var root: YAMLMapping
  /// The files that a pattern of `include` names, in the order of their names.
  private let included: (String) throws(ConfigurationError) -> [(file: String, text: String)]
  /// The variables that `{env: NAME}` names anywhere, in files that are included, too.
  private(set) var variables: Set<String>
  /// The files with a password, a token or the like in the clear, those that are included, too.
  private(set) var filesWithSecrets: [String] = []

  /// `directory`: what relative paths are relative to.
  package init(
    text: String, file: String, directory: String,
    included: @escaping (String) throws(ConfigurationError) -> [(file: String, text: String)]
  ) throws(ConfigurationError) {
    self.file = file
    self.directory = directory
    self.included = included
    let node: Node?
    // What a text means is the key's affair; the patterns that tell it from the text alone take longer
    // to make than all else here.
    do { node = try Yams.compose(yaml: text, .basic) } catch let error as YamlError {
      throw Self.describe(error, in: text, file: file)
    } catch {
      throw ConfigurationError(file: file, line: nil, "\(error)")
    }
    // A document that was only begun, `---`, has a node below its last line.
    guard let node, node.null == nil else {
      throw ConfigurationError(
        file: file, line: nil, "the file is empty; see templates/cardferry.yaml")
    }
    root = try YAMLMapping(node, file: file, name: "the configuration")
    variables = []
    Self.addVariables(in: node, to: &variables)
    if Self.holdsSecret(node) { filesWithSecrets = [file] }
  }

  private static func holdsSecret(_ node: Node) -> Bool {
    if let sequence = node.sequence { return sequence.contains(where: holdsSecret) }
    return node.mapping?.contains { key, value in
      Secret.keys.contains(key.string ?? "") && value.scalar != nil && value.null == nil
        || holdsSecret(value)
    } ?? false
  }

  private static func addVariables(in node: Node, to found: inout Set<String>) {
    // An empty sequence of Yams in place of none would compile all its regular expressions: 5 ms.
    node.sequence?.forEach { addVariables(in: $0, to: &found) }
    node.mapping?.forEach { key, value in
      if key.string == "env", let name = value.string { found.insert(name) }
      addVariables(in: value, to: &found)
    }
  }

  private static func describe(
    _ error: YamlError, in text: String, file: String
  ) -> ConfigurationError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      // At the end of the file the parser stands below the last line. A bare CR ends a line, too.
      let lines = text.count(where: \.isNewline) + 1
      return ConfigurationError(
        file: file, line: min(mark.line, lines), "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      return ConfigurationError(
        file: file, line: context.mark.line, "the key \(keys) stands there twice; leave one")
    default:
      return ConfigurationError(file: file, line: nil, "not YAML")
    }
  }

  package mutating func job() throws(ConfigurationError) -> Job {
    state = if let own = try root.path("state", in: directory) { own } else { try standardState() }
    let accounts = try root.mapping("accounts", name: "'accounts'")
    let patterns = try root.textOrTexts("include")
    let requestsPerHost = try root.integer("per-host", in: 1...1000)
    guard accounts != nil || patterns != nil else {
      throw ConfigurationError(
        file: file, line: root.line, "no 'accounts'; write 'accounts:' with a name and its server")
    }
    guard let outputs = try root.mapping("outputs", name: "'outputs'") else {
      throw ConfigurationError(
        file: file, line: root.line,
        "no 'outputs'; write 'outputs:' with a name, a format and a path")
    }
    try root.finish()
    var job = Job(
      stateDirectory: state, accounts: try self.accounts(accounts, including: patterns ?? []),
      outputs: try self.outputs(outputs, state: state))
    if let requestsPerHost { job.requestsPerHost = requestsPerHost }
    job.secretVariables = variables
    return job
  }

  private func standardState() throws(ConfigurationError) -> String {
    do {
      return try xdgDirectory("XDG_STATE_HOME", default: ".local/state") + "/cardferry"
    } catch {
      throw ConfigurationError(file: file, line: nil, "no 'state', and \(error)")
    }
  }

  // MARK: - Accounts

  /// Those of this file, and behind them those of the files that it includes.
  private mutating func accounts(
    _ own: YAMLMapping?, including patterns: [String]
  ) throws(ConfigurationError) -> [Job.Account] {
    // Whoever reads an account has to know the secrets of all.
    var readers: [ConfigurationReader] = []
    for pattern in patterns {
      for (file, text) in try included(pattern) {
        let reader = try ConfigurationReader(
          text: text, file: file, directory: directory, included: included)
        variables.formUnion(reader.variables)
        readers.append(reader)
      }
    }
    var names = Names(of: "account")
    var accounts =
      try own.map { mapping throws(ConfigurationError) in
        try self.accounts(mapping, &names)
      } ?? []
    for var reader in readers {
      reader.state = state
      reader.variables = variables
      accounts += try reader.includedAccounts(&names)
      filesWithSecrets += reader.filesWithSecrets
    }
    guard !accounts.isEmpty else {
      throw ConfigurationError(
        file: file, line: root.line(of: "include"),
        "the files of 'include' hold no account; add one")
    }
    return accounts
  }

  /// A file that is included holds accounts and nothing else.
  private mutating func includedAccounts(
    _ names: inout Names
  ) throws(ConfigurationError) -> [Job.Account] {
    let accounts = try root.mapping("accounts", name: "'accounts'")
    try root.finish()
    guard let accounts else {
      throw ConfigurationError(
        file: file, line: root.line, "no 'accounts'; write 'accounts:' with a name and its server")
    }
    return try self.accounts(accounts, &names)
  }

  private func accounts(
    _ mapping: YAMLMapping, _ names: inout Names
  ) throws(ConfigurationError) -> [Job.Account] {
    var mapping = mapping
    var accounts: [Job.Account] = []
    for name in mapping.keys {
      try names.add(name, in: mapping)
      let node = try mapping.required(name, "{server: https://HOST, user: USER, password: …}")
      accounts.append(try account(name, YAMLMapping(node, file: file, name: "account '\(name)'")))
    }
    guard !accounts.isEmpty else {
      throw ConfigurationError(file: file, line: mapping.line, "'accounts' is empty; add one")
    }
    return accounts
  }

  private func account(
    _ name: String, _ mapping: YAMLMapping
  ) throws(ConfigurationError) -> Job.Account {
    var mapping = mapping
    let server = try mapping.requiredText("server", "https://mail.example.com")
    let user = try mapping.requiredText("user", "anna@example.com")
    let connection = try connection(&mapping, account: name)
    let (signIn, tokens) = try signIn(
      &mapping, account: name, user: user, connection: connection)
    let client = try client(&mapping)
    let supported = try supported(&mapping)
    let window = try mapping.integer("window", in: 1...512) ?? 100
    let timeout = try mapping.timeout()
    let rebaseline = try rebaseline(&mapping)
    let maximumDeletion = try percentage("max-delete", of: &mapping)
    try mapping.finish()
    let endpoint: Endpoint
    do { endpoint = try Endpoint(parsing: server) } catch {
      throw mapping.error("server", "'server' of \(mapping.name): \(error)")
    }
    var account = Job.Account(
      name: name, endpoint: endpoint, user: user, signIn: signIn, tokens: tokens,
      connection: connection, supported: supported, windowSize: window)
    account.client = client
    if let timeout { account.limits = HTTPLimits(total: timeout) }
    if let rebaseline { account.rebaseline = rebaseline.interval }
    if let maximumDeletion { account.maximumDeletion = maximumDeletion }
    return account
  }

  /// Elements of Contacts and Contacts2 by their names; an empty list is not the same as none.
  private func supported(_ mapping: inout YAMLMapping) throws(ConfigurationError) -> [WBXML.Tag]? {
    guard let names = try mapping.texts("supported") else { return nil }
    var tags: [WBXML.Tag] = []
    for name in names {
      let pages: [UInt8] = [1, 12]
      guard
        let tag = pages.lazy.compactMap({ page in
          CodePage[page]?.token(of: name).map { WBXML.Tag(page: page, token: $0) }
        }).first
      else {
        throw mapping.error(
          "supported",
          "'\(name)' in 'supported' of \(mapping.name) is no element of a contact; "
            + "write names such as JobTitle or NickName")
      }
      tags.append(tag)
    }
    return tags
  }

  // MARK: - Outputs

  private func outputs(
    _ mapping: YAMLMapping, state: String
  ) throws(ConfigurationError) -> [Job.Output] {
    var mapping = mapping
    var outputs: [Job.Output] = []
    var names = Names(of: "output")
    var places = Places()
    _ = places.take(Place(state), for: .state)
    for name in mapping.keys {
      try names.add(name, in: mapping)
      let node = try mapping.required(name, "{format: vcard, path: contacts/}")
      let output = try output(name, YAMLMapping(node, file: file, name: "output '\(name)'"))
      for path in output.kind.paths {
        let place = Place(path)
        let shown = "'\(path)'" + (place.path == path ? "" : " (it leads to '\(place.path)')")
        switch places.take(place, for: .output(name)) {
        case nil: break
        case .state:
          throw mapping.error(
            name,
            "output '\(name)' and the state '\(state)' lie in one another"
              + (place.path == path ? "" : ": \(shown)") + "; give the output a 'path' of its own")
        case .output(let other):
          throw mapping.error(
            name,
            "output '\(name)' would write into \(shown), which "
              + (other == name ? "it uses for something else" : "output '\(other)' uses")
              + "; give it a path of its own")
        }
      }
      outputs.append(output)
    }
    guard !outputs.isEmpty else {
      throw ConfigurationError(file: file, line: mapping.line, "'outputs' is empty; add one")
    }
    return outputs
  }
}
