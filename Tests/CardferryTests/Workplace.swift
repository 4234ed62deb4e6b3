import FakeExchange
import Foundation
import StateStore
import TestSupport
import Testing

/// A directory with a configuration, in which the real program runs.
struct Workplace: ~Copyable {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  deinit { folder.remove() }

  /// Writes `cardferry.yaml` with these accounts and both formats as outputs.
  func configure(
    accounts: [(name: String, server: String)], options: String = "", password: String? = "secret"
  ) throws {
    var text = "state: state/\naccounts:\n"
    for (name, server) in accounts {
      text += "  \(name):\n    server: \(server)\n    user: anna@contoso.com\n"
      if let password { text += "    password: \(password)\n" }
      for line in options.split(separator: "\n") { text += "    \(line)\n" }
    }
    text += """
      outputs:
        cards: {format: vcard, path: contacts/}
        ldap: {format: ldif, base: "ou=contacts,dc=example,dc=test", path: contacts.ldif,
               changes: changes/}

      """
    try folder.write(text, to: "cardferry.yaml")
  }

  func export(_ arguments: String...) async throws -> Program.Outcome {
    try await export(arguments)
  }

  /// As whom a server knows an account.
  func deviceID(of account: String = "contoso") throws -> String {
    try #require(
      try AccountStore(file: folder.path("state/\(account).sqlite")).account()?.deviceID)
  }

  /// What is said where the outputs would lose too many contacts of an account, behind how many.
  func advice(of account: String = "contoso") throws -> String {
    "nothing was written; if the server holds this device back (quarantine), ask its administrator to "
      + "allow the device '\(try deviceID(of: account))' of type 'cardferry'; if the contacts are really "
      + "gone, run once with --allow-delete\n"
  }

  /// Every file that an export writes must please the linter.
  func export(_ arguments: [String]) async throws -> Program.Outcome {
    let before = try outputs()
    let outcome = try await run(["export", "--config", "cardferry.yaml"] + arguments)
    let findings = try outputs().lintFindings(since: before)
    #expect(findings.isEmpty, "\(findings)")
    return outcome
  }

  func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Program.Outcome {
    // There are passwords in it.
    chmod(folder.path("cardferry.yaml"), 0o600)
    return try await Program(product: "cardferry").run(
      arguments, environment: environment, in: folder.path)
  }

  /// Everything that outputs have written.
  func outputs() throws -> FileTree {
    try FileTree(folder.path).filter { !$0.hasPrefix("state/") && $0 != "cardferry.yaml" }
  }

  /// The cards alone.
  func cards(in directory: String = "contacts") throws -> FileTree {
    try FileTree(folder.path(directory)).filter { $0.hasSuffix(".vcf") }
  }

  func changeFiles() throws -> [String] {
    try FileTree(folder.path("changes")).files.keys.sorted()
  }
}

/// A server with this many contacts that stops with the test.
func withServer(
  _ options: FakeExchange.Options = .init(), contacts: Int = 30,
  _ body: (FakeExchange) async throws -> Void
) async throws {
  let server = try await FakeExchange.start(
    options, mailbox: .generated(contacts, from: ContactGenerator(seed: 7)))
  do {
    try await body(server)
  } catch {
    await server.stop()
    throw error
  }
  await server.stop()
}
