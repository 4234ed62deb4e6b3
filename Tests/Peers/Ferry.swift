import Foundation
import TestSupport
import Testing

/// A folder with a configuration, and the real `cardferry export` run on it.
struct Ferry: Sendable {
  /// An account of the configuration.
  struct Account: Sendable {
    var name: String
    var server: String
    var user = "alice"
    /// `nil` for a way to sign in that has none.
    var password: String? = "secret"
    /// Further lines of the account: `window: 50`.
    var options: [String] = []
  }

  /// A run of `cardferry export --json`.
  struct Run: Sendable {
    let status: Int32
    let report: Report
    /// Standard error.
    let errors: String
  }

  /// The document of `--json`; fields that no test looks at are left out.
  struct Report: Decodable, Sendable {
    struct Failure: Decodable, Sendable {
      let message: String
    }

    struct Account: Decodable, Sendable {
      let name: String
      let status: String
      let error: Failure?
      let folders: Int
    }

    struct Output: Decodable, Equatable, Sendable {
      let name: String
      let account: String?
      let status: String
      let added: Int
      let changed: Int
      let deleted: Int
      let unchanged: Int
    }

    let accounts: [Account]
    let outputs: [Output]
    let exitCode: Int32

    func account(_ name: String) -> Account? { accounts.first { $0.name == name } }
    func output(_ name: String) -> Output? { outputs.first { $0.name == name } }
  }

  let folder: TemporaryFolder

  /// Writes the configuration: the accounts, a vCard output `cards` and an LDIF output `ldap`, which
  /// may have further lines.
  init(
    _ accounts: [Account], base: String = "ou=contacts,dc=example,dc=test",
    template: String = "inetorgperson", ldap: [String] = []
  ) throws {
    folder = try TemporaryFolder()
    var lines = ["state: state/", "accounts:"]
    for account in accounts {
      lines += [
        "  \(account.name):", "    server: \(account.server)", "    user: \(account.user)",
      ]
      if let password = account.password { lines.append("    password: \(password)") }
      lines += account.options.map { "    " + $0 }
    }
    lines += [
      "outputs:", "  cards: {format: vcard, path: contacts/, sensitive: [government-id]}",
      "  ldap:",
      "    format: ldif", "    template: \(template)", "    base: \"\(base)\"",
      "    path: contacts.ldif", "    changes: changes/",
    ]
    lines += ldap.map { "    " + $0 }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "cardferry.yaml")
  }

  func export(_ arguments: String...) async throws -> Run { try await export(arguments) }

  /// Every file that an export writes must please the linter.
  func export(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Run {
    let before = try outputs()
    let outcome = try await Program(product: "cardferry").run(
      ["export", "--config", folder.path("cardferry.yaml"), "--json"] + arguments,
      environment: environment)
    #expect(try outputs().lintFindings(since: before) == [])
    do {
      let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
      return Run(status: outcome.status, report: report, errors: outcome.errors)
    } catch {
      throw ServerScripts.Failure(
        description: "no report, status \(outcome.status): \(outcome.output)\(outcome.errors)")
    }
  }

  /// Runs another command of cardferry on the configuration.
  func run(_ arguments: String...) async throws -> Program.Outcome {
    try await Program(product: "cardferry").run(
      arguments + ["--config", folder.path("cardferry.yaml")])
  }

  /// All that the outputs hold, by path: `contacts/….vcf`, `contacts.ldif`, `changes/…`.
  func outputs() throws -> FileTree {
    try FileTree(folder.path).filter { !$0.hasPrefix("state/") && $0 != "cardferry.yaml" }
  }

  /// The cards by the text of their FN.
  func cards() throws -> [String: Card] {
    let files = try outputs().files.filter { $0.key.hasSuffix(".vcf") }
    let cards = try files.values.map { try Card($0.text) }
    return Dictionary(cards.map { ($0.text("FN") ?? "", $0) }) { first, _ in first }
  }

  /// The paths of the change files, in the order in which they are to be applied.
  func changeFiles() throws -> [String] {
    try outputs().files.keys.filter { $0.hasPrefix("changes/") }.sorted().map(folder.path)
  }

  func remove() { folder.remove() }
}
