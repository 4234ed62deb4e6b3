import Testing

/// A configuration that can't be used, and the one line that says why.
struct BadConfiguration: Sendable, CustomTestStringConvertible {
  let text: String
  let message: String
  var testDescription: String { message }

  init(_ text: String, _ message: String) {
    self.text = text
    self.message = message
  }

  /// With an account and an output that are right, and one line of the account replaced.
  static func account(_ line: String, _ message: String) -> BadConfiguration {
    let key = line.prefix { $0 != ":" }
    let lines = [
      "server: https://mail.contoso.com", "user: anna@contoso.com", "password: hush",
      "window: 100",
    ]
    let replaced = lines.contains { $0.hasPrefix(key + ":") }
    let all =
      lines.map { $0.hasPrefix(key + ":") ? line : $0 } + (replaced ? [] : [line])
    return BadConfiguration(
      "accounts:\n  contoso:\n" + all.map { "    \($0)\n" }.joined()
        + "outputs:\n  cards: {format: vcard, path: contacts/}\n", message)
  }

  /// With an account of `auth: oauth` and these lines.
  static func oauth(_ lines: String, _ message: String) -> BadConfiguration {
    BadConfiguration(
      "accounts:\n  contoso:\n    server: https://mail.contoso.com\n    user: anna@contoso.com\n"
        + "    auth: oauth\n    \(lines)\noutputs:\n  cards: {format: vcard, path: contacts/}\n",
      message)
  }

  /// With an account that is right, and this as the outputs.
  static func outputs(_ text: String, _ message: String) -> BadConfiguration {
    BadConfiguration(
      """
      state: state/
      accounts:
        contoso: {server: "https://mail.contoso.com", user: anna@contoso.com, password: hush}
      outputs:
      \(text)

      """, message)
  }

  /// With an output of LDIF that has these keys as well.
  static func ldif(_ keys: String, _ message: String) -> BadConfiguration {
    let base = keys.contains("base:") ? "" : ", base: \"dc=example\""
    return outputs("  ldap: {format: ldif, path: x.ldif\(base), \(keys)}", message)
  }
}
