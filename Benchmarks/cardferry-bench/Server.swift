import Foundation

/// `fake-exchange` as a process of its own.
struct Server {
  let port: String
  private let child: Child

  init(_ options: [String], in directory: String, log: String) throws {
    let file = directory + "/port-\(options.joined(separator: "-").filter(\.isNumber))"
    child = try Child("fake-exchange", ["serve", "--port-file", file] + options, log: log)
    for _ in 0..<6000 {
      if let text = try? String(contentsOfFile: file, encoding: .utf8), !text.isEmpty {
        port = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return
      }
      usleep(100_000)
    }
    child.stop()
    throw Child.Failure(description: "fake-exchange didn't start in ten minutes")
  }

  func stop() { child.stop() }

  /// A configuration with so many accounts of the one mailbox, and these outputs.
  func configuration(accounts: Int = 1, outputs: String) -> String {
    let accounts = (0..<accounts).map { index in
      "  account\(index): {server: \"http://127.0.0.1:\(port)\", user: anna@contoso.com, "
        + "password: secret}\n"
    }
    return "state: state/\nper-host: 8\naccounts:\n" + accounts.joined() + "outputs:\n" + outputs
  }

  static let cards = "  cards: {format: vcard, path: contacts/}\n"
  static let ldif =
    "  ldap: {format: ldif, base: \"ou=contacts,dc=example,dc=test\", path: contacts.ldif, "
    + "changes: changes/}\n"
}
