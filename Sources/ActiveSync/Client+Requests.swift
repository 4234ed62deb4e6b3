import HTTPTransport
import Logging
import WBXML

/// How a command becomes a request, and an answer the command's response.
extension Client {
  mutating func exchange<C: Command>(
    _ command: C, policyKey key: String? = nil
  ) async throws -> C.Response {
    try await patiently(isRepeatable: command.isRepeatable) { client in
      try await client.exchangeOnce(command, policyKey: key)
    }
  }

  private mutating func exchangeOnce<C: Command>(
    _ command: C, policyKey key: String?
  ) async throws -> C.Response {
    guard let version else {
      throw ActiveSyncError.noCommonVersion(host: endpoint.host, offered: [])
    }
    let form = options.query.form(in: version)
    let restart = understood(command.restart)
    try startOver(before: restart, form: form)
    if restart == .obeys { hasContinued = true }
    var headers = [(name: "Content-Type", value: "application/vnd.ms-sync.wbxml")]
    let query = Query(
      command: C.name, user: user, device: device, version: version, policyKey: key ?? policyKey)
    let text: String
    if form == .base64, let base64 = query.base64 {
      text = base64
    } else {
      text = query.plain
      headers.append((name: "MS-ASProtocolVersion", value: version.rawValue))
      if let key = query.policyKey { headers.append((name: "X-MS-PolicyKey", value: key)) }
    }
    let response = try await request(
      "POST", url: { $0.url + "?" + text }, headers: headers,
      body: Encoder.encode(command.element(version: version)),
      isRepeatable: command.isRepeatable, takesBeginning: command.takesBeginning,
      restart: restart)
    hasSignedIn = true
    let element: Element?
    do {
      if let cause = response.brokenBy { throw ActiveSyncError.transport(cause) }
      element = try decode(response.body, command: C.name, response: response)
    } catch let error as ActiveSyncError where command.takesBeginning && error.mayBeOfSize {
      return try command.response(
        fromBeginning: Decoder.decodeBeginning(response.body), brokenBy: error)
    }
    do {
      if let element { try Self.checkCommonStatus(element, command: C.name) }
      return try command.response(from: element)
    } catch {
      guard case .common(_, let status) = error else { throw error }
      throw failure(status, response.headers) ?? error
    }
  }

  /// What a common status means where the server says more beside it.
  private func failure(_ status: CommonStatus, _ headers: HTTPHeaders) -> ActiveSyncError? {
    let throttle = Self.throttle(headers)
    if status.isOfDevice {
      // Whoever is to let the device in must know which one it is.
      return .blocked(
        host: endpoint.host,
        reason: "status \(status.code), \(status.meaning)" + Self.words(throttle),
        deviceID: device.id)
    }
    // From 14.0 on Exchange limits a device by a status, and not by HTTP 503.
    guard status.recovery == .retry else { return nil }
    let wait = RetryAfter.seconds(in: headers)
    guard throttle != nil || wait != nil else { return nil }
    return .overloaded(
      host: endpoint.host, status: status.code, retryAfter: wait, throttle: throttle)
  }

  /// Sends a request to the server, and follows it to where it says that the mailbox is.
  mutating func request(
    _ method: String, url: (Endpoint) -> String, headers: [(name: String, value: String)],
    body: [UInt8]?, isRepeatable: Bool = true, takesBeginning: Bool = false,
    restart: RestartRule? = nil
  ) async throws -> HTTPResponse {
    while true {
      var request = HTTPRequest(
        method: method, url: url(endpoint),
        headers: headers + [(name: "User-Agent", value: Device.userAgent)], body: body)
      request.cookie = anchor
      request.takesBeginning = takesBeginning
      let response: HTTPResponse
      do {
        response = try await signedIn(&request, isRepeatable: isRepeatable)
      } catch let error as HTTPError {
        throw ActiveSyncError.transport(error)
      }
      bytesReceived += response.body.count
      logger.trace("\(method): HTTP \(response.status), \(response.body.count) bytes")
      try note(response.headers, restart: restart)
      if HTTPStatus.understood(response.status) == 200 { return response }
      let error = failure(response)
      guard try goesOn(after: error) else { throw error }
    }
  }

  /// The cookie by which Microsoft's cloud finds the mailbox of an Outlook.com user: clients that
  /// don't send it are seen to end at a server that has none.
  private var anchor: String? {
    guard HostRules.knownGood.contains(endpoint.host.lowercased()), user.contains("@") else {
      return nil
    }
    return "DefaultAnchorMailbox="
      + Endpoint.encoded(user)
      .replacing("%40", with: "@")
  }

  /// Sends a request with what proves who asks; with OAuth a second time where the token was
  /// refused, as one can end before its time. A password that was refused stays refused.
  private mutating func signedIn(
    _ request: inout HTTPRequest, isRepeatable: Bool
  ) async throws -> HTTPResponse {
    request.authentication = try await authenticate(wasRefused: false)
    let response = try await send(request, isRepeatable: isRepeatable)
    guard response.status == 401, signIn.scheme == .oauth else { return response }
    request.authentication = try await authenticate(wasRefused: true)
    return try await send(request, isRepeatable: isRepeatable)
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

  /// What a server says beside its answer.
  ///
  /// - Throws: ``ActiveSyncError/startOver`` where `X-MS-RP` orders that all be asked for anew.
  private mutating func note(_ headers: HTTPHeaders, restart: RestartRule?) throws {
    if let days = headers["X-MS-Credentials-Expire"].flatMap({ Int($0) }), days >= 0 {
      passwordExpiresInDays = days
    }
    guard let restart, let order = headers["X-MS-RP"] else { return }
    // A list of versions.
    try note(order: String(order.prefix(200)), restart: restart)
  }

  /// What a status other than 200 means (MS-ASHTTP section 2.2.2.1.1).
  private func failure(_ response: HTTPResponse) -> ActiveSyncError {
    let host = endpoint.host
    let headers = response.headers
    let throttle = Self.throttle(headers)
    switch HTTPStatus.understood(response.status) {
    case 401:
      return .unauthorized(
        host: host, scheme: signIn.scheme,
        offered: Challenge(header: headers["WWW-Authenticate"]).schemes,
        worked: hasSignedIn ? "a moment ago" : signedInBefore.map { "on " + $0 })
    case 403:
      return .blocked(
        host: host, reason: "HTTP 403" + Self.words(throttle), deviceID: device.id)
    case 449:
      return .provisioningRequired
    case 451:
      return moved(451, to: headers["X-MS-Location"])
    case 300, 301, 302, 303, 307, 308:
      return moved(response.status, to: headers["Location"])
    case 456:
      return .blocked(
        host: host, reason: "HTTP 456, the account is blocked", deviceID: device.id)
    case 457:
      return .passwordExpired(
        host: host, page: headers["X-MS-Credential-Service-Url"].flatMap(Self.securePage))
    case 429, 503:
      return .overloaded(
        host: host, status: response.status,
        retryAfter: RetryAfter.seconds(in: headers), throttle: throttle)
    default:
      return .http(host: host, status: response.status)
    }
  }

  private static func securePage(_ text: String) -> String? {
    (try? DiscoveryURL(text))?.text
  }

  /// The limit that was exceeded, as the server names it.
  private static func throttle(_ headers: HTTPHeaders) -> String? {
    headers["X-MS-ASThrottle"].flatMap(word)
  }

  private static func words(_ throttle: String?) -> String {
    throttle.map { ", X-MS-ASThrottle: \($0)" } ?? ""
  }

  /// A name that a server gives, if it is no more than that: `CommandFrequency`.
  private static func word(_ text: String) -> String? {
    let isName = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    return isName && (1...40).contains(text.utf8.count) ? text : nil
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
  static func describe(_ response: HTTPResponse) -> String? {
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
      Tag.ItemOperations.status,
    ]
    for child in root.children where tags.contains(child.tag) {
      if let code = child.text, let status = CommonStatus(code: code) {
        throw .common(command: command, status)
      }
    }
  }
}
