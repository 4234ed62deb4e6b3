import HTTPTransport

/// How a request is sent, redirected and signed.
extension Discovery {
  /// The last answer of a chain of redirects.
  struct Answer {
    let url: DiscoveryURL
    let response: HTTPResponse
    let isSignedIn: Bool

    var host: String { url.shownHost }
    var status: Int { response.status }
    var body: [UInt8] { response.body }
    var schemes: [String] { Challenge(header: response.headers["WWW-Authenticate"]).schemes }

    /// What a status says that is no answer.
    var words: String {
      switch status {
      case 401:
        "HTTP 401, asks to sign in"
          + (schemes.isEmpty ? "" : " by " + schemes.joined(separator: " or "))
      case 403: "HTTP 403, forbidden"
      case 404: "HTTP 404, nothing there"
      case 500...599: "HTTP \(status), out of order"
      default: "HTTP \(status)"
      }
    }
  }

  /// Sends a request without a password, follows its redirects and, for POX, signs in once where
  /// a confirmed host asks for it. `nil` where there is no answer to read; the reason is told.
  mutating func follow(_ method: DiscoveryStep.Method, _ first: String) async throws -> Answer? {
    var url: DiscoveryURL
    do throws(DiscoveryURL.Refusal) { url = try DiscoveryURL(first) } catch {
      tell(method, rules.domain, "\(error.rawValue) is not asked")
      return nil
    }
    if let refusal = refusal(of: url.host) {
      tell(method, url.shownHost, refusal)
      return nil
    }
    var transport = makeTransport()
    var isSignedIn = false
    var seen: Set<String> = [url.text]
    while true {
      guard let answer = try await send(method, url, by: transport, signedIn: isSignedIn) else {
        return nil
      }
      if answer.status == 401, method == .pox || method == .options {
        if isSignedIn { throw DiscoveryError.passwordRefused(host: answer.host) }
        guard try await mayAnswer(answer, method) else {
          return method == .options ? answer : nil
        }
        isSignedIn = true
        continue
      }
      guard let location = try location(in: answer, method) else { return answer }
      let next: DiscoveryURL
      do throws(DiscoveryURL.Refusal) {
        next = try DiscoveryURL(location, relativeTo: url)
      } catch {
        tell(method, answer.host, "redirects to \(error.rawValue), which is not followed")
        return nil
      }
      guard seen.insert(next.text).inserted else {
        tell(method, answer.host, "redirects to where it was asked before: a loop")
        return nil
      }
      if let refusal = refusal(of: next.host) {
        tell(method, answer.host, "HTTP \(answer.status), redirects away: " + refusal)
        return nil
      }
      try countRedirect(by: answer.host)
      tell(
        method, answer.host, "HTTP \(answer.status), redirects to \(next.shownHost)",
        signedIn: isSignedIn)
      if !next.isSameServer(as: url) {
        transport = makeTransport()
        isSignedIn = false
      }
      url = next
    }
  }

  mutating func countRedirect(by host: String) throws(DiscoveryError) {
    redirects += 1
    guard redirects <= Self.redirectLimit else { throw .tooManyRedirects(host: host) }
  }

  /// One request; `nil` where no answer came, which is told.
  private mutating func send(
    _ method: DiscoveryStep.Method, _ url: DiscoveryURL, by transport: any Transport,
    signedIn: Bool
  ) async throws -> Answer? {
    var request = HTTPRequest(method: "GET", url: url.text)
    switch method {
    case .pox:
      request.method = "POST"
      request.headers = [("Content-Type", "text/xml; charset=utf-8")]
      request.body = try AutodiscoverPOX.request(for: address)
    case .options: request.method = "OPTIONS"
    case .json, .httpRedirect, .service: request.headers = [("Accept", "application/json")]
    }
    if signedIn { request.authentication = authentication }
    let response: HTTPResponse
    do { response = try await transport.send(request) } catch let error as HTTPError {
      tell(method, url.shownHost, Self.words(for: error), signedIn: signedIn)
      return nil
    }
    wasAnswered = true
    guard response.body.count <= Self.answerLimit else {
      tell(method, url.shownHost, "an answer of more than 1 MiB, which is not read")
      return nil
    }
    let answer = Answer(url: url, response: response, isSignedIn: signedIn)
    switch response.status {
    case 456: throw DiscoveryError.accountBlocked(host: answer.host)
    case 457:
      let page = response.headers["X-MS-Credential-Service-Url"]
        .flatMap { try? DiscoveryURL($0) }
        .map { quoted($0.text, limit: 300) }
      throw DiscoveryError.passwordExpired(host: answer.host, page: page)
    default: return answer
    }
  }

  /// A search asks names that needn't exist.
  static func words(for error: HTTPError) -> String {
    if case .unknownHost = error { "the name has no address" } else { "\(error)" }
  }

  /// Where an answer redirects to; `nil` for one that doesn't.
  private mutating func location(
    in answer: Answer, _ method: DiscoveryStep.Method
  ) throws -> String? {
    switch answer.status {
    case 301, 302, 303, 307, 308: return answer.response.headers["Location"]
    case 451:
      guard let location = answer.response.headers["X-MS-Location"] else { return nil }
      guard !hasMoved else { throw DiscoveryError.movedAgain(host: answer.host) }
      hasMoved = true
      return location
    default: return nil
    }
  }

  /// Whether a challenge is answered; if not, the reason is told. The password is asked for once,
  /// and goes to a host of ``HostRules/confirms(_:)`` by the scheme configured, never another.
  private mutating func mayAnswer(
    _ answer: Answer, _ method: DiscoveryStep.Method
  ) async throws -> Bool {
    let scheme = options.scheme
    if method == .options { schemes = answer.schemes }
    guard answer.schemes.contains(scheme.challengeName) else {
      tell(
        method, answer.host,
        "\(answer.words); no answer, as '--auth \(scheme.rawValue)' is not among them")
      return false
    }
    guard rules.confirms(answer.url.host) else {
      if method == .options {
        tell(method, answer.host, answer.words)
      } else {
        tell(
          method, answer.host,
          "\(answer.words); "
            + noteToAllow(answer.url.host, "is neither the domain nor its autodiscover host"))
      }
      return false
    }
    guard let source = options.authentication else {
      if method != .options { hostInNeed = hostInNeed ?? answer.host }
      tell(method, answer.host, "\(answer.words); no password was given")
      return false
    }
    tell(method, answer.host, "\(answer.words); asked again, signed in")
    if authentication == nil { authentication = try await source() }
    return true
  }

  /// Asks the address that an answer names whether it is ActiveSync, first without a password.
  mutating func check(
    _ text: String, _ foundBy: DiscoveryStep.Method, namedBy answer: Answer
  ) async throws -> Server? {
    let url: DiscoveryURL
    do throws(DiscoveryURL.Refusal) { url = try DiscoveryURL(text) } catch {
      tell(
        foundBy, answer.host, "names \(error.rawValue) as the server, which is not used",
        signedIn: answer.isSignedIn)
      return nil
    }
    if url.hasQuery {
      tell(foundBy, answer.host, "names an address with a query as the server, which is not used")
      return nil
    }
    if let refusal = refusal(of: url.host) {
      tell(
        foundBy, answer.host, "names a server elsewhere: " + refusal, signedIn: answer.isSignedIn)
      return nil
    }
    let endpoint: Endpoint
    do { endpoint = try Endpoint(parsing: url.text) } catch {
      tell(foundBy, answer.host, "names a server that can't be used: \(error)")
      return nil
    }
    tell(
      foundBy, answer.host, "names the server \(quoted(endpoint.url, limit: 300))",
      signedIn: answer.isSignedIn)
    schemes = []
    guard let offer = try await follow(.options, endpoint.url) else { return nil }
    let versions = ProtocolVersion.offered(
      by: offer.response.headers["MS-ASProtocolVersions"] ?? "")
    // Without a version, only a challenge is left as a sign of a server.
    guard !versions.isEmpty || (offer.status == 401 && !offer.schemes.isEmpty) else {
      tell(.options, offer.host, offer.words + "; no ActiveSync there")
      return nil
    }
    if offer.status != 401 {
      tell(
        .options, offer.host, "ActiveSync " + versions.joined(separator: ", "),
        signedIn: offer.isSignedIn)
    }
    guard let found = try? Endpoint(parsing: offer.url.text) else { return nil }
    return Server(
      endpoint: found, foundBy: foundBy, versions: versions, schemes: schemes)
  }
}

extension SignIn.Scheme {
  /// As WWW-Authenticate names it.
  package var challengeName: String {
    switch self {
    case .basic: "Basic"
    case .oauth: "Bearer"
    case .negotiate: "Negotiate"
    case .ntlm: "NTLM"
    }
  }
}
