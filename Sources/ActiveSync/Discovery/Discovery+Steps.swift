import DomainNames
import HTTPTransport

/// The four ways to ask, each with the hosts of its own.
extension Discovery {
  /// Microsoft's host knows an answer for every address, so it is asked for those of Microsoft's
  /// own domains, and where the user named it.
  private var jsonHosts: [String] {
    let cloud = "outlook.office365.com"
    let isMicrosofts =
      ["outlook.com", "hotmail.com", "live.com", "msn.com"].contains(rules.domain)
      || rules.domain.hasSuffix(".onmicrosoft.com")
    return rules.candidates.reversed()
      + (isMicrosofts || rules.allowed.contains(cloud) ? [cloud] : [])
  }

  static func askJSON(_ discovery: inout Discovery) async throws -> Result {
    for host in discovery.jsonHosts {
      let url = AutodiscoverJSON.url(host: host, address: discovery.address)
      guard let answer = try await discovery.follow(.json, url) else { continue }
      switch AutodiscoverJSON.read(answer.body) {
      case .server(let url):
        if let server = try await discovery.check(url, .json, namedBy: answer) {
          return .server(server)
        }
      case .error(let code):
        discovery.tell(.json, answer.host, "HTTP \(answer.status), error \(quoted(code))")
      case .notUnderstood:
        discovery.tell(.json, answer.host, answer.status == 200 ? "no JSON answer" : answer.words)
      }
    }
    return .nothing
  }

  static func askPOX(_ discovery: inout Discovery) async throws -> Result {
    for host in discovery.rules.candidates {
      let result = try await discovery.askPOX("https://" + host + AutodiscoverPOX.path)
      if case .nothing = result { continue }
      return result
    }
    return .nothing
  }

  /// `http://autodiscover.DOMAIN` is asked for nothing but where to go.
  static func askHTTP(_ discovery: inout Discovery) async throws -> Result {
    let host = "autodiscover." + discovery.rules.domain
    let response: HTTPResponse
    do {
      response = try await discovery.makeTransport().send(
        HTTPRequest(method: "GET", url: "http://" + host + AutodiscoverPOX.path))
    } catch let error as HTTPError {
      discovery.tell(.httpRedirect, host, Self.words(for: error))
      return .nothing
    }
    discovery.wasAnswered = true
    guard [301, 302].contains(response.status), let location = response.headers["Location"] else {
      discovery.tell(.httpRedirect, host, "HTTP \(response.status), no redirect")
      return .nothing
    }
    return try await discovery.goOn(
      to: location, .httpRedirect, host, "http proves nothing about where it leads")
  }

  static func askDNS(_ discovery: inout Discovery) async throws -> Result {
    let name = "_autodiscover._tcp." + discovery.rules.domain
    let records: [SRVRecord]
    do { records = try await discovery.lookUp(name) } catch {
      discovery.tell(.service, name, "\(error)")
      return .nothing
    }
    let offers = records.filter { !$0.target.isEmpty && $0.target != "." }
    guard !offers.isEmpty else {
      discovery.tell(.service, name, "no record")
      return .nothing
    }
    for offer in offers {
      let result = try await discovery.goOn(
        to: "https://\(offer.target):\(offer.port)" + AutodiscoverPOX.path, .service, name,
        "DNS proves nothing about where it leads")
      if case .nothing = result { continue }
      return result
    }
    return .nothing
  }

  /// Asks an address by POX that http or DNS named, if the user named its host as well.
  private mutating func goOn(
    to location: String, _ method: DiscoveryStep.Method, _ host: String, _ doubt: String
  ) async throws -> Result {
    let url: DiscoveryURL
    do throws(DiscoveryURL.Refusal) { url = try DiscoveryURL(location) } catch {
      tell(method, host, "names \(error.rawValue), which is not followed")
      return .nothing
    }
    guard rules.allowed.contains(url.host) else {
      tell(method, host, noteToAllow(url.host, "is named, but \(doubt)"))
      return .nothing
    }
    try countRedirect(by: host)
    tell(method, host, "leads to \(url.shownHost)")
    return try await askPOX(url.text)
  }

  private mutating func askPOX(_ url: String) async throws -> Result {
    guard let answer = try await follow(.pox, url) else { return .nothing }
    func tell(_ outcome: String) {
      self.tell(.pox, answer.host, outcome, signedIn: answer.isSignedIn)
    }
    guard answer.status == 200 else {
      tell(answer.words)
      return .nothing
    }
    switch AutodiscoverPOX.read(answer.body) {
    case .server(let url):
      return try await check(url, .pox, namedBy: answer).map { .server($0) } ?? .nothing
    case .address(let text):
      return try turn(to: text, namedBy: answer)
    case .error(let code, let message):
      tell(
        "error \(quoted(code, limit: 20))" + (message.isEmpty ? "" : ", \(quoted(message))"))
    case .empty:
      tell("an answer without a server")
    case .notUnderstood(let reason):
      tell("no Autodiscover answer: \(reason)")
    }
    return .nothing
  }

  /// Follows `Action/Redirect` to another address.
  private mutating func turn(to text: String, namedBy answer: Answer) throws -> Result {
    let other: MailAddress
    do throws(MailAddress.ParsingError) { other = try MailAddress(parsing: text) } catch {
      tell(
        .pox, answer.host, "names another address that can't be asked for: \(error)",
        signedIn: answer.isSignedIn)
      return .nothing
    }
    guard rules.permits(domain: other.domain) else {
      tell(
        .pox, answer.host,
        "names an address elsewhere: "
          + noteToAllow(other.domain, "is another domain"), signedIn: answer.isSignedIn)
      return .nothing
    }
    try countRedirect(by: answer.host)
    tell(
      .pox, answer.host, "names another address in \(other.domain), which is asked for instead",
      signedIn: answer.isSignedIn)
    return .address(other)
  }
}
