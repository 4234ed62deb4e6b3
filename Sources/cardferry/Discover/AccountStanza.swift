import ActiveSync

/// The account of a configuration that leads to a server that was found, ready to paste.
///
///     accounts:
///       contoso.com:
///         server: "https://mail.contoso.com/Microsoft-Server-ActiveSync"
///         user: "anna@contoso.com"
///         password: {command: [pass, show, contoso.com]}
struct AccountStanza {
  let server: Discovery.Server
  let domain: String
  let user: String
  let auth: SignIn.Scheme
  let caFile: String?

  /// The one asked for, if the server has it or doesn't say; where it takes no passwords by Basic,
  /// the strongest that it has instead, and never a weaker one than asked for.
  var scheme: SignIn.Scheme {
    func isOffered(_ scheme: SignIn.Scheme) -> Bool {
      server.schemes.contains(scheme.challengeName)
    }
    guard auth == .basic, !server.schemes.isEmpty, !isOffered(auth) else { return auth }
    return [.oauth, .negotiate, .ntlm].first(where: isOffered) ?? auth
  }

  var lines: [String] {
    var lines = [
      "# ActiveSync \(versions); signs in by \(schemes)",
      "accounts:",
      "  \(name):",
      "    server: " + Self.quoted(server.endpoint.url),
      "    user: " + Self.quoted(user),
    ]
    if scheme != .basic { lines.append("    auth: \(scheme.rawValue)") }
    switch scheme {
    case .basic, .ntlm: lines.append("    password: {command: [pass, show, \(name)]}")
    case .oauth:
      lines += [
        "    # The id of an application that you registered; then run: cardferry login \(name)",
        "    oauth: {client-id: ID}",
      ]
    case .negotiate: break
    }
    if let caFile { lines.append("    ca: " + Self.quoted(caFile)) }
    return lines
  }

  /// The domain, as far as a name of an account can hold it.
  private var name: String { String(domain.prefix(64)) }

  private var versions: String {
    server.versions.isEmpty
      ? "in versions told to who signs in" : server.versions.joined(separator: ", ")
  }

  private var schemes: String {
    server.schemes.isEmpty ? "what it doesn't tell" : server.schemes.joined(separator: ", ")
  }

  /// A YAML text in double quotes.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
