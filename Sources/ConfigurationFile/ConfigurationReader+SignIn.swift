import DurableFiles
import ActiveSync
import ExportPipeline
import HTTPTransport

/// How an account signs in, and what its connection needs.
extension ConfigurationReader {
  /// `auth:` and what belongs to it: `password`, `token`, `oauth`, or nothing.
  ///
  /// The tokens are those of `oauth`, over the account's connection.
  func signIn(
    _ mapping: inout YAMLMapping, account: String, user: String, connection: ConnectionOptions
  ) throws(ConfigurationError) -> (signIn: SignIn, tokens: TokenSource?) {
    let name = try mapping.text("auth") ?? SignIn.Scheme.basic.rawValue
    guard let scheme = SignIn.Scheme(rawValue: name) else {
      throw mapping.error(
        "auth",
        "unknown 'auth: \(name)' of \(mapping.name); write "
          + SignIn.Scheme.allCases.map(\.rawValue).joined(separator: ", "))
    }
    if scheme == .basic || scheme == .ntlm, !BasicCredentials.isUser(user) {
      throw mapping.error(
        "user",
        "'user' of \(mapping.name) holds a colon or a control character, which 'auth: \(name)' can't "
          + "send; correct it")
    }
    let password = try secret("password", of: &mapping)
    let token = try secret("token", of: &mapping)
    let registration = try registration(&mapping, account: account)
    for (key, isThere) in [("token", token != nil), ("oauth", registration != nil)]
    where isThere && scheme != .oauth {
      throw mapping.error(
        key, "'\(key)' of \(mapping.name) goes with 'auth: oauth'; write that, or take it out")
    }
    switch scheme {
    case .basic, .ntlm:
      guard let password else {
        throw mapping.missing("password", "{command: [PROGRAM, ARGUMENT]}")
      }
      if scheme == .basic {
        return (.basic(user: user) { try await password.read(account: account) }, nil)
      }
      let signIn = SignIn(scheme: .ntlm) { _ in
        .ntlm(BasicCredentials(user: user, password: try await password.read(account: account)))
      }
      return (signIn, nil)
    case .oauth, .negotiate:
      if password != nil {
        throw mapping.error(
          "password",
          "'auth: \(name)' of \(mapping.name) sends no password; take 'password' out")
      }
      if scheme == .negotiate { return (SignIn(scheme: .negotiate) { _ in .negotiate }, nil) }
      return try oauth(
        mapping, token: token, registration: registration, account: account, connection: connection)
    }
  }

  func secret(
    _ key: String, of mapping: inout YAMLMapping
  ) throws(ConfigurationError) -> Secret? {
    guard let node = mapping.node(key) else { return nil }
    return try Secret(
      node, key: key, of: mapping.name, file: file, directory: directory, withholding: variables)
  }

  /// `ca:`, `client-certificate:` and `proxy:`.
  func connection(
    _ mapping: inout YAMLMapping, account: String
  ) throws(ConfigurationError) -> ConnectionOptions {
    var options = ConnectionOptions()
    options.caFile = try path("ca", of: &mapping)
    if var certificate = try mapping.mapping(
      "client-certificate", name: "'client-certificate' of \(mapping.name)")
    {
      guard let file = try path("file", of: &certificate) else {
        throw ConfigurationError(
          file: self.file, line: certificate.line,
          "\(certificate.name) has no 'file'; write the path of a PEM or .p12 file")
      }
      let key = try path("key", of: &certificate)
      let password = try secret("password", of: &certificate)
      try certificate.finish()
      var clientCertificate = ConnectionOptions.ClientCertificate(file: file, key: key)
      if let password {
        clientCertificate.password = { try await password.read(account: account) }
      }
      options.clientCertificate = clientCertificate
    }
    switch try mapping.text("proxy") {
    case nil, "environment": options.proxy = .environment
    case "none": options.proxy = .none
    case let url?:
      guard ConnectionOptions.Proxy.isURL(url) else {
        throw mapping.error(
          "proxy",
          "'proxy' of \(mapping.name) must be http://HOST:PORT, https://HOST:PORT, none or environment"
        )
      }
      options.proxy = .url(url)
    }
    return options
  }

  /// A file that has to be there, so that a slip shows before anything is sent.
  private func path(
    _ key: String, of mapping: inout YAMLMapping
  ) throws(ConfigurationError) -> String? {
    guard let path = try mapping.path(key, in: directory) else { return nil }
    var bytes: [UInt8]?
    // It is read again for each connection, which no pipe can be.
    if FileSystem.isFile(path) { bytes = try? FileSystem.read(path, followingLinks: true) }
    guard bytes != nil else {
      throw mapping.error(
        key, "'\(key)' of \(mapping.name): cannot read \(path); is it there, and may you read it?")
    }
    return path
  }
}
