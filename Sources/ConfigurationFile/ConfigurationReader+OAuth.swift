import ActiveSync
import ExportPipeline
import HTTPTransport
import OAuth

/// How an account signs in by OAuth 2.0: with tokens of `cardferry login`, or with a ready one.
extension ConfigurationReader {
  /// `oauth:` of an account; `nil` where there is none.
  func registration(
    _ mapping: inout YAMLMapping, account: String
  ) throws(ConfigurationError) -> ClientRegistration? {
    guard var oauth = try mapping.mapping("oauth", name: "'oauth' of \(mapping.name)") else {
      return nil
    }
    guard let clientID = try oauth.text("client-id") else {
      throw ConfigurationError(
        file: file, line: oauth.line,
        "\(oauth.name) has no 'client-id'; register an application with your provider, allow it "
          + "the device flow, and write its id, 'client-id: ID'")
    }
    let secret = try secret("client-secret", of: &oauth)
    let scope = try oauth.text("scope")
    let endpoints = try endpoints(&oauth)
    try oauth.finish()
    var registration = ClientRegistration(
      clientID: clientID, scope: scope ?? (endpoints.isMicrosoft ? Microsoft.scope : nil),
      deviceEndpoint: endpoints.device, tokenEndpoint: endpoints.token)
    if let secret { registration.clientSecret = { try await secret.read(account: account) } }
    return registration
  }

  /// Microsoft's for the `tenant`, or the two that are named.
  private func endpoints(
    _ oauth: inout YAMLMapping
  ) throws(ConfigurationError) -> (device: SecureURL, token: SecureURL, isMicrosoft: Bool) {
    let tenant = try oauth.text("tenant")
    let device = try endpoint("device-endpoint", of: &oauth)
    let token = try endpoint("token-endpoint", of: &oauth)
    switch (device, token) {
    case (let device?, let token?):
      if tenant != nil {
        throw oauth.error(
          "tenant",
          "'tenant' of \(oauth.name) is Microsoft's alone, and the endpoints are named; "
            + "take it or them out")
      }
      return (device, token, false)
    case (nil, nil):
      let name = tenant ?? Microsoft.tenant
      guard let device = Microsoft.deviceEndpoint(tenant: name),
        let token = Microsoft.tokenEndpoint(tenant: name)
      else {
        throw oauth.error(
          "tenant",
          "'tenant' of \(oauth.name) must be the id or the domain of a tenant, or organizations")
      }
      return (device, token, true)
    case (_?, nil), (nil, _?):
      throw ConfigurationError(
        file: file, line: oauth.line,
        "\(oauth.name) needs both 'device-endpoint' and 'token-endpoint', or neither for "
          + "Microsoft's")
    }
  }

  private func endpoint(
    _ key: String, of oauth: inout YAMLMapping
  ) throws(ConfigurationError) -> SecureURL? {
    guard let text = try oauth.text(key) else { return nil }
    guard let url = SecureURL(text) else {
      throw oauth.error(
        key,
        "'\(key)' of \(oauth.name) must be an https address without a query, such as "
          + "https://login.example.com/token (http is for this machine alone)")
    }
    return url
  }

  /// One of a ready token and what `cardferry login` stores, which is asked for over the account's
  /// connection.
  func oauth(
    _ mapping: YAMLMapping, token: Secret?, registration: ClientRegistration?, account: String,
    connection: ConnectionOptions
  ) throws(ConfigurationError) -> (signIn: SignIn, tokens: TokenSource?) {
    switch (token, registration) {
    case (let token?, nil):
      let signIn = SignIn(scheme: .oauth) { _ in
        .bearer(BearerToken(try await token.read(account: account)))
      }
      return (signIn, nil)
    case (nil, let registration?):
      let tokens = TokenSource(
        account: account, directory: state, registration: registration,
        transport: {
          CurlTransport(
            limits: HTTPLimits(
              connect: .seconds(20), idle: .seconds(30), total: .seconds(60),
              body: AuthorizationServer.answerLimit),
            options: connection)
        })
      let signIn = SignIn(scheme: .oauth) { wasRefused in
        .bearer(try await tokens.token(wasRefused: wasRefused))
      }
      return (signIn, tokens)
    case (nil, nil):
      throw ConfigurationError(
        file: file, line: mapping.line,
        "\(mapping.name) has no 'oauth'; write 'oauth: {client-id: ID}' for cardferry login, or "
          + "'token: {command: [PROGRAM, ARGUMENT]}' for a token of another program")
    case (_?, _?):
      throw mapping.error(
        "token", "'token' and 'oauth' of \(mapping.name) exclude each other; take one of them out")
    }
  }
}
