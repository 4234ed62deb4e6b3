import HTTPTransport
import Logging
import WBXML

/// How a command becomes a request, and an answer the command's response.
extension Client {
  mutating func exchange<C: Command>(
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

  mutating func request(
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
    ]
    for child in root.children where tags.contains(child.tag) {
      if let code = child.text, let status = CommonStatus(code: code) {
        throw .common(command: command, status)
      }
    }
  }
}
