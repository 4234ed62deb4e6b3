package import HTTPTransport
package import Logging
import WBXML

/// Speaks ActiveSync with one server for one user.
///
/// The client keeps the version and the policy key that are in force; whoever uses it stores them
/// between runs. It repeats a request once where the connection broke and the answer will be the
/// same, once after Provision, once after a new version was chosen. A refused password is never
/// sent twice.
package struct Client: Sendable {
  private let endpoint: Endpoint
  private let user: String
  private let signIn: SignIn
  /// What ``signIn`` gave; `nil` until it was asked.
  private var authentication: HTTPAuthentication?
  private let device: Device
  private let acceptsPolicy: Bool
  private let transport: any Transport
  private let logger: Logger

  /// The version in use; `nil` until the server was asked.
  package private(set) var version: ProtocolVersion?
  /// The final policy key; `nil` without a policy.
  package private(set) var policyKey: String?
  /// Whether the server was asked for its policy, now or in an earlier run.
  package private(set) var isProvisioned: Bool
  /// Requests sent by this client.
  package private(set) var requests = 0

  /// `acceptsPolicy`: the administrator's word that this machine fulfils the server's policy.
  /// `version`: the one of the last run.
  /// `policyKey`: the one of the last run.
  /// `isProvisioned`: whether a run before asked for the policy.
  package init(
    endpoint: Endpoint, user: String, signIn: SignIn, device: Device, acceptsPolicy: Bool,
    version: ProtocolVersion?, policyKey: String?, isProvisioned: Bool,
    transport: any Transport, logger: Logger
  ) {
    self.endpoint = endpoint
    self.user = user
    self.signIn = signIn
    self.device = device
    self.acceptsPolicy = acceptsPolicy
    self.version = version
    self.policyKey = policyKey
    self.isProvisioned = isProvisioned
    self.transport = transport
    self.logger = logger
  }

  /// Sends a command and returns its answer, after OPTIONS and Provision where they are due.
  ///
  /// - Throws: ``ActiveSyncError``, or `CancellationError`.
  package mutating func send<C: Command>(_ command: C) async throws -> C.Response {
    if version == nil { try await negotiate() }
    if !isProvisioned { try await introduce() }
    do {
      return try await exchange(command)
    } catch let error as ActiveSyncError {
      switch error.recovery {
      case .provision:
        logger.debug("the server asks for its policy to be accepted")
        try await provision()
      case .renegotiate where try await renegotiate():
        break
      default:
        throw error
      }
      return try await exchange(command)
    }
  }

  // MARK: - Version

  /// Chooses the version from what OPTIONS offers (MS-ASHTTP section 2.2.3).
  private mutating func negotiate() async throws {
    let response = try await request("OPTIONS", url: endpoint.url, headers: [], body: nil)
    guard let offer = response.headers["MS-ASProtocolVersions"] else {
      throw ActiveSyncError.notActiveSync(
        host: endpoint.host, found: Self.describe(response) ?? "an empty document")
    }
    let versions = offer.split(separator: ",").map { part in
      String(part.filter { $0 != " " })
    }
    guard let chosen = ProtocolVersion.choose(from: versions, keeping: version) else {
      throw ActiveSyncError.noCommonVersion(host: endpoint.host, offered: versions)
    }
    logger.debug("ActiveSync \(chosen.rawValue)")
    version = chosen
  }

  /// Whether asking again has led to another version than the one that was refused.
  private mutating func renegotiate() async throws -> Bool {
    let refused = version
    try await negotiate()
    return version != refused
  }

  // MARK: - Policy

  /// Asks for the policy before the first command, as Exchange expects of a new device. A server
  /// without Provision says so in many ways; if it does want a policy, it will ask for it.
  private mutating func introduce() async throws {
    do {
      try await provision()
    } catch let error as ActiveSyncError {
      switch error {
      case .http(_, 400, _), .http(_, 404, _), .http(_, 500, _), .http(_, 501, _), .unexpected,
        .status, .notActiveSync, .malformed:
        logger.debug("the server answers Provision with: \(error)")
        isProvisioned = true
      case .common(_, let status) where [110, 137].contains(status.code):
        isProvisioned = true
      default:
        throw error
      }
    }
  }

  /// Fetches the policy and acknowledges it where that is the truth.
  private mutating func provision() async throws {
    policyKey = nil
    let first = try await exchange(Provision(phase: .fetch), policyKey: "0")
    if let version, version >= .v12_0, version < .v14_1 { try await describeDevice() }
    switch first.policyStatus {
    case .success: break
    case .noPolicy:
      isProvisioned = true
      return
    default: throw ActiveSyncError.policyRefused(first.policyStatus.meaning)
    }
    let requirements = first.policy.requirements
    guard requirements.isEmpty || acceptsPolicy else {
      throw ActiveSyncError.policyNotAccepted(requirements: requirements)
    }
    guard let temporary = first.policyKey else {
      throw ActiveSyncError.policyRefused("the server sent no key with it")
    }
    let second = try await exchange(
      Provision(phase: .acknowledge(policyKey: temporary)), policyKey: temporary)
    guard second.policyStatus.isSuccess, let final = second.policyKey else {
      throw ActiveSyncError.policyRefused(
        second.policyStatus.isSuccess
          ? "the server sent no key for the acknowledgement" : second.policyStatus.meaning)
    }
    policyKey = final
    isProvisioned = true
  }

  /// A courtesy to the administrator in versions that have no room for it in Provision; what the
  /// server makes of it changes nothing here, but a lost connection or password does.
  private mutating func describeDevice() async throws {
    do {
      try await exchange(Settings(), policyKey: "0")
    } catch let error as ActiveSyncError {
      switch error {
      case .transport, .unauthorized, .blocked: throw error
      default: logger.debug("the server answers Settings with: \(error)")
      }
    }
  }

  // MARK: - Exchange

  private mutating func exchange<C: Command>(
    _ command: C, policyKey key: String? = nil
  ) async throws -> C.Response {
    guard let version else {
      throw ActiveSyncError.noCommonVersion(host: endpoint.host, offered: [])
    }
    var headers = [
      (name: "Content-Type", value: "application/vnd.ms-sync.wbxml"),
      (name: "MS-ASProtocolVersion", value: version.rawValue),
    ]
    if let key = key ?? policyKey { headers.append((name: "X-MS-PolicyKey", value: key)) }
    let response = try await request(
      "POST", url: endpoint.url(command: C.name, user: user, device: device),
      headers: headers, body: Encoder.encode(command.element(version: version)),
      isRepeatable: command.isRepeatable)
    let element = try decode(response.body, command: C.name, response: response)
    if let element { try Self.checkCommonStatus(element, command: C.name) }
    return try command.response(from: element)
  }

  private mutating func request(
    _ method: String, url: String, headers: [(name: String, value: String)], body: [UInt8]?,
    isRepeatable: Bool = true
  ) async throws -> HTTPResponse {
    var request = HTTPRequest(
      method: method, url: url,
      headers: headers + [(name: "User-Agent", value: Device.userAgent)], body: body)
    request.authentication = try await authenticate(wasRefused: false)
    var response: HTTPResponse
    do {
      response = try await send(request, isRepeatable: isRepeatable)
      if response.status == 401, signIn.scheme == .oauth {
        // A token can end before its time; a password that was refused stays refused.
        request.authentication = try await authenticate(wasRefused: true)
        response = try await send(request, isRepeatable: isRepeatable)
      }
    } catch let error as HTTPError {
      throw ActiveSyncError.transport(error)
    }
    logger.trace("\(method): HTTP \(response.status), \(response.body.count) bytes")
    switch response.status {
    case 200: return response
    case 401: throw ActiveSyncError.unauthorized(host: endpoint.host)
    case 403:
      throw ActiveSyncError.blocked(
        host: endpoint.host, reason: "HTTP 403", deviceID: device.id)
    case 449: throw ActiveSyncError.provisioningRequired
    case 451:
      throw ActiveSyncError.moved(
        host: endpoint.host, location: response.headers["X-MS-Location"].flatMap(Self.endpoint))
    default:
      throw ActiveSyncError.http(
        host: endpoint.host, status: response.status,
        retryAfter: response.headers["Retry-After"].flatMap { Int($0) })
    }
  }

  private mutating func authenticate(wasRefused: Bool) async throws -> HTTPAuthentication {
    if !wasRefused, let authentication { return authentication }
    let new = try await signIn.authentication(wasRefused)
    authentication = new
    return new
  }

  /// Sends a request, once more where the connection broke before the answer was whole: servers
  /// close connections that were kept without a word.
  private mutating func send(
    _ request: HTTPRequest, isRepeatable: Bool
  ) async throws -> HTTPResponse {
    requests += 1
    do {
      return try await transport.send(request)
    } catch HTTPError.incomplete where isRepeatable {
      logger.debug("the connection broke, asking again")
      requests += 1
      return try await transport.send(request)
    }
  }

  /// An address that a server names, if it is one that may stand in a configuration.
  private static func endpoint(_ text: String) -> String? {
    (try? Endpoint(parsing: text))?.url
  }

  private func decode(
    _ body: [UInt8], command: String, response: HTTPResponse
  ) throws(ActiveSyncError) -> Element? {
    if body.isEmpty { return nil }
    do {
      return try Decoder.decode(body)
    } catch {
      if case .notWBXML = error.reason {
        throw .notActiveSync(host: endpoint.host, found: Self.describe(response) ?? "\(error)")
      }
      throw .malformed(command: command, error)
    }
  }

  /// What an answer that isn't ActiveSync looks like; `nil` for an empty one.
  private static func describe(_ response: HTTPResponse) -> String? {
    guard let first = response.body.first else { return nil }
    let type = response.headers["Content-Type"]?.lowercased() ?? ""
    if type.contains("html") { return "an HTML page" }
    return first == 0x3C ? "an HTML or XML page" : "a document that is no WBXML"
  }

  /// Common statuses stand where a command's own status does. Horde writes the tag of AirSync
  /// into every command's answer, so any page's Status counts.
  private static func checkCommonStatus(
    _ root: Element, command: String
  ) throws(ActiveSyncError) {
    let tags = [
      Tag.AirSync.status, Tag.FolderHierarchy.status, Tag.Provision.status, Tag.Settings.status,
    ]
    for child in root.children where tags.contains(child.tag) {
      if let code = child.text, let status = CommonStatus(code: code) {
        throw .common(command: command, status)
      }
    }
  }
}
