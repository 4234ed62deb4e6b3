package import DomainNames
package import HTTPTransport

/// Finds the ActiveSync server of a mail address.
///
/// In this order: Autodiscover v2 (JSON), Autodiscover (POX) by https, the redirect that
/// `http://autodiscover.DOMAIN` gives, and the DNS service record. What http and DNS say is not
/// proven by a certificate, so it is followed only to hosts that the user named. A server counts
/// once it answers OPTIONS as ActiveSync does. Which hosts are asked, and which see a password:
/// ``HostRules``.
package struct Discovery {
  /// Redirects of one search, of HTTP and of Autodiscover together.
  package static let redirectLimit = 10
  /// Bytes of an answer.
  package static let answerLimit = 1 << 20

  /// What a search may do beyond asking the hosts of the domain without a password.
  package struct Options: Sendable {
    /// Hosts outside the mail domain that may be asked, and sign in to.
    package var allowedHosts: Set<String> = []
    /// The way to sign in; a server that offers only others gets nothing.
    package var scheme = SignIn.Scheme.basic
    /// Asked for once, when the first confirmed host wants it; `nil` where there is none.
    package var authentication: (@Sendable () async throws -> HTTPAuthentication)?

    package init() {}
  }

  /// What was found.
  package struct Server: Equatable, Sendable {
    package let endpoint: Endpoint
    package let foundBy: DiscoveryStep.Method
    /// As MS-ASProtocolVersions names them; empty where the server tells only who signs in.
    package let versions: [String]
    /// As WWW-Authenticate names them.
    package let schemes: [String]
  }

  /// Where a step leads.
  enum Result {
    case server(Server)
    case address(MailAddress)
    case nothing
  }

  let options: Options
  /// A new one for every server that is asked, so that none sees the cookies of another.
  let makeTransport: @Sendable () -> any Transport
  let lookUp: @Sendable (String) async throws(LookupError) -> [SRVRecord]
  let report: @Sendable (DiscoveryStep) -> Void

  var rules: HostRules
  var address: MailAddress
  var redirects = 0
  /// Whether one redirect by X-MS-Location was followed, which is all there may be.
  var hasMoved = false
  /// Whether anything answered.
  var wasAnswered = false
  var hostsToAllow: [String] = []
  /// The first host that asked for a password that there is none for.
  var hostInNeed: String?
  var authentication: HTTPAuthentication?
  /// What OPTIONS was challenged with.
  var schemes: [String] = []

  /// `makeTransport`: without credentials and cookies of an earlier one, and with
  /// ``answerLimit`` as its limit for a body.
  /// `report`: called for each step as soon as its outcome is known.
  package init(
    address: MailAddress, options: Options = Options(),
    makeTransport: @escaping @Sendable () -> any Transport,
    lookUp: @escaping @Sendable (String) async throws(LookupError) -> [SRVRecord],
    report: @escaping @Sendable (DiscoveryStep) -> Void
  ) {
    self.address = address
    self.options = options
    self.makeTransport = makeTransport
    self.lookUp = lookUp
    self.report = report
    rules = HostRules(
      domain: address.domain, allowed: Set(options.allowedHosts.map { $0.lowercased() }))
  }

  /// - Throws: ``DiscoveryError`` where nothing was found, what `authentication` throws, and
  ///   `CancellationError`.
  package mutating func run() async throws -> Server {
    var addresses = [address.text.lowercased()]
    search: while true {
      for step in [Self.askJSON, Self.askPOX, Self.askHTTP, Self.askDNS] {
        switch try await step(&self) {
        case .server(let server):
          return server
        case .address(let other):
          // The candidates start over, with another address (MS-ASCMD section 4.2.5).
          guard !addresses.contains(other.text.lowercased()) else {
            tell(.pox, other.domain, "names an address that was asked for already: a loop")
            continue
          }
          addresses.append(other.text.lowercased())
          address = other
          rules.domain = other.domain
          continue search
        case .nothing:
          continue
        }
      }
      throw failure
    }
  }

  private var failure: DiscoveryError {
    if let hostInNeed { return .passwordNeeded(host: hostInNeed) }
    if !hostsToAllow.isEmpty { return .hostsToAllow(hostsToAllow, domain: rules.domain) }
    return wasAnswered
      ? .notFound(domain: rules.domain) : .unreachable(domain: rules.domain)
  }

  func tell(
    _ method: DiscoveryStep.Method, _ host: String, _ outcome: String, signedIn: Bool = false
  ) {
    let disclosure =
      switch method {
      case .json: "without password, tells it the address"
      case .pox:
        signedIn ? "signed in, tells it the address" : "without password, tells it the address"
      case .httpRedirect: "without password and address"
      case .service: "without password and address"
      case .options: signedIn ? "signed in" : "without password"
      }
    report(
      DiscoveryStep(method: method, host: host, disclosure: disclosure, outcome: outcome))
  }

  /// Whether a request may go to the host; if not, why, with the option that lets it.
  mutating func refusal(of host: String) -> String? {
    guard !rules.permits(host) else { return nil }
    return noteToAllow(host, "is outside \(rules.domain)")
  }

  mutating func noteToAllow(_ host: String, _ reason: String) -> String {
    if !hostsToAllow.contains(host) { hostsToAllow.append(host) }
    return "\(host) \(reason), so it is not asked; if you trust it, add --allow-redirect-to \(host)"
  }
}
