import ActiveSync
import DomainNames
import HTTPTransport
import Synchronization

/// Servers that answer by host and path, and a name server; keeps what was asked, and by which
/// transport.
final class ScriptedWeb: Sendable {
  struct Exchange: Sendable {
    /// Counts the transports, from 1.
    let transport: Int
    let method: String
    let url: String
    let body: String
    /// What the request was signed with: `basic anna@contoso.com:hush`.
    let signature: String?
  }

  private struct State {
    /// The answers for `METHOD https://HOST/PATH`, the last one for ever.
    var answers: [String: [HTTPResponse]]
    var exchanges: [Exchange] = []
    var transports = 0
    var steps: [DiscoveryStep] = []
    var lookups: [String] = []
  }

  private let state: Mutex<State>
  private let records: [SRVRecord]

  /// `answers`: by method and address without its query; what is not there has no address.
  init(_ answers: [String: [HTTPResponse]], records: [SRVRecord] = []) {
    state = Mutex(State(answers: answers))
    self.records = records
  }

  var exchanges: [Exchange] { state.withLock { $0.exchanges } }
  /// `METHOD URL` without the query, in the order sent.
  var requests: [String] { exchanges.map { Self.key($0.method, $0.url) } }
  var steps: [String] { state.withLock { $0.steps.map(\.description) } }
  var lookups: [String] { state.withLock { $0.lookups } }
  /// Where a password or a token went, and what.
  var signatures: [String] {
    exchanges.compactMap { exchange in
      exchange.signature.map { Self.key(exchange.method, exchange.url) + " " + $0 }
    }
  }

  static func key(_ method: String, _ url: String) -> String {
    method + " " + url.prefix { $0 != "?" }
  }

  fileprivate func answer(_ request: HTTPRequest, transport: Int) throws -> HTTPResponse {
    let key = Self.key(request.method, request.url)
    let signature: String? =
      switch request.authentication {
      case .basic(let credentials): "basic \(credentials.user):\(credentials.password)"
      case .bearer(let token): "bearer \(token.value)"
      case .negotiate: "negotiate"
      case .ntlm(let credentials): "ntlm \(credentials.user):\(credentials.password)"
      case nil: nil
      }
    return try state.withLock { state in
      state.exchanges.append(
        Exchange(
          transport: transport, method: request.method, url: request.url,
          body: String(decoding: request.body ?? [], as: UTF8.self), signature: signature))
      guard let answers = state.answers[key], let answer = answers.first else {
        let host = request.url.split(separator: "/")[1]
        throw HTTPError.unknownHost(String(host))
      }
      if answers.count > 1 { state.answers[key]?.removeFirst() }
      return answer
    }
  }

  func discovery(
    _ address: String = "anna@contoso.com", allow: Set<String> = [],
    scheme: SignIn.Scheme = .basic, password: String? = nil
  ) throws -> Discovery {
    var options = Discovery.Options()
    options.allowedHosts = allow
    options.scheme = scheme
    if let password {
      options.authentication = {
        switch scheme {
        case .oauth: .bearer(BearerToken(password))
        default: .basic(BasicCredentials(user: address, password: password))
        }
      }
    }
    return Discovery(
      address: try MailAddress(parsing: address), options: options,
      makeTransport: { [self] in
        Line(
          web: self,
          number: state.withLock {
            $0.transports += 1; return $0.transports
          })
      },
      lookUp: { [self] name async throws(LookupError) in
        state.withLock { $0.lookups.append(name) }
        return records
      },
      report: { [self] step in state.withLock { $0.steps.append(step) } })
  }

  /// A transport of its own, as ``CurlTransport`` would keep cookies.
  private struct Line: Transport {
    let web: ScriptedWeb
    let number: Int

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
      try web.answer(request, transport: number)
    }
  }
}

extension HTTPResponse {
  static func text(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, body: Array(text.utf8))
  }

  static func redirect(_ location: String, status: Int = 302) -> HTTPResponse {
    HTTPResponse(status: status, headers: ["Location": location])
  }

  static func challenge(_ schemes: String = "Basic realm=\"Mail\"") -> HTTPResponse {
    HTTPResponse(status: 401, headers: ["WWW-Authenticate": schemes])
  }

  /// Autodiscover v2 that names a server.
  static func json(_ url: String) -> HTTPResponse {
    .text("{\"Protocol\":\"ActiveSync\",\"Url\":\"\(url)\"}")
  }

  /// Autodiscover that names a server, with what else Exchange says.
  static func pox(_ url: String) -> HTTPResponse {
    .pox(
      action: """
        <Settings>
          <Server><Type>CertEnroll</Type><Url>https://cert.contoso.com/</Url></Server>
          <Server><Type>MobileSync</Type><Url>\(url)</Url><Name>\(url)</Name></Server>
        </Settings>
        """)
  }

  static func pox(action: String) -> HTTPResponse {
    .text(
      """
      <?xml version="1.0" encoding="utf-8"?>
      <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
        <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006">
          <Culture>en:us</Culture>
          <User><DisplayName>Anna</DisplayName><EMailAddress>anna@contoso.com</EMailAddress></User>
          <Action>\(action)</Action>
        </Response>
      </Autodiscover>
      """)
  }
}
