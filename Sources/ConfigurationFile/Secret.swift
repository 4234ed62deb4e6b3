import DurableFiles
import ExportPipeline
import Foundation
import Yams

/// Where a password comes from. It is read when the account is fetched, and never printed.
package struct Secret: Equatable, Sendable {
  package enum Source: Equatable, Sendable {
    case literal(String)
    /// Its first line of output; nothing of a shell.
    case command([String], timeout: Duration = Secret.timeout)
    /// The file's first line; an absolute path.
    case file(String)
    /// A variable of the environment.
    case environment(String)
    /// A file of the directory that the service manager made for this service alone.
    case credential(String)
  }

  /// How long a program may take, unless the configuration says otherwise.
  package static let timeout = Duration.seconds(120)
  /// Bytes that a program may write.
  private static let outputLimit = 1 << 20
  /// The keys of the configuration that name one.
  static let keys: Set<String> = ["password", "token", "client-secret"]
  /// Of a file: enough for any, and a device ends nowhere.
  private static let limit = 1 << 20

  /// The key of the configuration that names it, such as `password`.
  let key: String
  let source: Source
  /// What to do where it can't be read; `nil` for what the key of the configuration says.
  var remedy: String?
  /// The variables of the environment that hold secrets: a program that is asked for one doesn't get
  /// the others.
  private let withheld: Set<String>

  /// One that an option of the command line names.
  package init(_ source: Source, key: String, remedy: String) {
    self.key = key
    self.source = source
    self.remedy = remedy
    withheld = []
  }

  /// `{command: [pass, show, contoso]}` with a `timeout:` if need be, `{file: PATH}`, `{env: NAME}`,
  /// `{credential: NAME}` or a text.
  ///
  /// `withheld`: the variables that hold secrets.
  /// - Throws: ``ConfigurationError``.
  init(
    _ node: Node, key: String, of name: String, file: String, directory: String,
    withholding withheld: Set<String>
  ) throws(ConfigurationError) {
    self.key = key
    self.withheld = withheld
    if let text = node.scalar?.string, !text.isEmpty {
      source = .literal(text)
      return
    }
    let what = "'\(key)' of \(name)"
    var mapping = try YAMLMapping(node, file: file, name: what)
    let command = try mapping.texts("command")
    let path = try mapping.text("file")
    let variable = try mapping.text("env")
    let credential = try mapping.text("credential")
    let timeout = try mapping.timeout()
    try mapping.finish()
    if timeout != nil, command == nil {
      throw mapping.error("timeout", "'timeout' of \(what) goes with 'command'; take it out")
    }
    switch (command, path, variable, credential) {
    case (let command?, nil, nil, nil) where !command.isEmpty:
      source = .command(command, timeout: timeout ?? Self.timeout)
    case (nil, let path?, nil, nil):
      source = .file(try mapping.path(path, key: "file", in: directory))
    case (nil, nil, let variable?, nil):
      // One with such a name can't be kept from the programs that are run.
      guard !variable.contains("="), !variable.contains("\0"),
        variable.first?.isNumber == false
      else {
        throw mapping.error(
          "env", "'env' of \(what) must be the name of a variable, such as CONTOSO_PASSWORD")
      }
      source = .environment(variable)
    case (nil, nil, nil, let credential?) where !credential.contains("/"):
      source = .credential(credential)
    default:
      throw ConfigurationError(
        file: file, line: mapping.line,
        "\(what) must be a text or one of {command: [PROGRAM, ARGUMENT]}, {file: PATH}, "
          + "{env: NAME}, {credential: NAME}"
      )
    }
  }

  /// - Throws: ``Failure`` with the cause, and nothing that a program printed; `CancellationError`.
  package func read(account: String) async throws -> String {
    let bytes: [UInt8]
    switch source {
    case .literal(let value):
      return try text(account) { () throws(SecretText.Refusal) in try SecretText.checked(value) }
    case .environment(let variable):
      guard let value = ProcessInfo.processInfo.environment[variable] else {
        throw failure(account, "the variable \(variable) is not set")
      }
      bytes = Array(value.utf8)
    case .file(let path):
      if let remedy = FileSystem.remedyForMode(of: path) { throw failure(account, remedy) }
      bytes = try contents(of: path, account: account)
    case .credential(let name):
      guard let directory = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"] else {
        throw failure(
          account, "CREDENTIALS_DIRECTORY is not set; is LoadCredential= in the service's unit?")
      }
      bytes = try contents(of: directory + "/" + name, account: account)
    case .command(let words, let timeout):
      bytes = try await run(
        ExternalCommand(words, timeout: timeout, withholding: withheld), account: account)
    }
    return try text(account) { () throws(SecretText.Refusal) in
      try SecretText.firstLine(of: bytes)
    }
  }

  private func text(
    _ account: String, _ body: () throws(SecretText.Refusal) -> String
  ) throws(Failure) -> String {
    do { return try body() } catch { throw failure(account, error.reason) }
  }

  private func contents(of path: String, account: String) throws -> [UInt8] {
    do {
      if let bytes = try FileSystem.read(path, followingLinks: true, limit: Self.limit) {
        return bytes
      }
    } catch {
      throw failure(account, "\(error)")
    }
    throw failure(account, "there is no file \(path)")
  }

  private func run(_ command: ExternalCommand, account: String) async throws -> [UInt8] {
    let outcome = try await command.run(keeping: .output(limit: Self.outputLimit))
    if let problem = outcome.problem { throw failure(account, "'\(command.name)' \(problem)") }
    return outcome.output
  }

  private func failure(_ account: String, _ reason: String) -> Failure {
    Failure(
      .credentials,
      "no \(key) for account '\(account)': \(reason); "
        + (remedy ?? "correct '\(key):' in the configuration"))
  }
}
