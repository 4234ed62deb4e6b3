import ActiveSync
import HTTPTransport
import Logging
import Synchronization
import WBXML

/// Answers requests from a list, and keeps what was asked.
final class ScriptedTransport: Transport {
  private let answers: Mutex<[HTTPResponse]>
  private let sent = Mutex<[HTTPRequest]>([])
  private let uses = Mutex(0)

  /// Takes note of a client that begins with empty cookies.
  func count() { uses.withLock { $0 += 1 } }

  /// How often a client began with empty cookies.
  var starts: Int { uses.withLock { $0 } }

  init(_ answers: [HTTPResponse]) {
    self.answers = Mutex(answers)
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    sent.withLock { $0.append(request) }
    return try answers.withLock { answers in
      guard !answers.isEmpty else {
        throw HTTPError.connectionFailed("mail.contoso.com", reason: "no answer left")
      }
      let answer = answers.removeFirst()
      if answer.status == 0 { throw HTTPError.incomplete("mail.contoso.com", reason: "cut") }
      return answer
    }
  }

  var requests: [HTTPRequest] { sent.withLock { $0 } }

  /// The commands that were asked for, OPTIONS by its name.
  var commands: [String] {
    requests.map { request in
      guard let range = request.url.firstRange(of: "Cmd=") else { return request.method }
      return String(request.url[range.upperBound...].prefix { $0 != "&" })
    }
  }
}

extension HTTPResponse {
  /// No answer: the connection breaks.
  static let broken = HTTPResponse(status: 0)

  static let options = HTTPResponse(
    status: 200, headers: ["MS-ASProtocolVersions": "2.5,12.1,14.0,14.1,16.0,16.1"])

  static func wbxml(_ element: Element) -> HTTPResponse {
    HTTPResponse(status: 200, body: Encoder.encode(element))
  }

  /// No policy, as SOGo answers.
  static let noPolicy = provision(policyStatus: "2")

  static func provision(policyStatus: String, key: String? = nil, rules: [Element] = [])
    -> HTTPResponse
  {
    typealias Tags = Tag.Provision
    var policy = [
      Element(Tags.policyType, "MS-EAS-Provisioning-WBXML"), Element(Tags.status, policyStatus),
    ]
    if let key { policy.append(Element(Tags.policyKey, key)) }
    if !rules.isEmpty {
      policy.append(Element(Tags.data, [Element(Tags.easProvisionDoc, rules)]))
    }
    return .wbxml(
      Element(
        Tags.provision,
        [Element(Tags.status, "1"), Element(Tags.policies, [Element(Tags.policy, policy)])]))
  }

  static func settings(_ status: String = "1", ofDevice deviceStatus: String? = nil) -> HTTPResponse
  {
    typealias Tags = Tag.Settings
    let part = deviceStatus.map {
      [Element(Tags.deviceInformation, [Element(Tags.status, $0)])]
    }
    return .wbxml(Element(Tags.settings, [Element(Tags.status, status)] + (part ?? [])))
  }

  static let folders = wbxml(
    Element(
      Tag.FolderHierarchy.folderSync,
      [
        Element(Tag.FolderHierarchy.status, "1"), Element(Tag.FolderHierarchy.syncKey, "7"),
        Element(Tag.FolderHierarchy.changes, [Element(Tag.FolderHierarchy.count, "0")]),
      ]))
}

/// What a request says of the policy: `1` for fulfilled, `2` for in part.
func acknowledgement(_ request: HTTPRequest?) -> String? {
  guard let body = request?.body, let root = try? Decoder.decode(body) else { return nil }
  return root.first(Tag.Provision.policies)?.first(Tag.Provision.policy)?
    .first(Tag.Provision.status)?.text
}

extension Client.Standing {
  /// That of a device which the server knows.
  static var known: Client.Standing {
    var standing = Client.Standing()
    standing.isDescribed = true
    return standing
  }

  /// The same, by a form of query.
  static func known(by form: Query.Form) -> Client.Standing {
    var standing = known
    standing.form = form
    return standing
  }
}

/// A client that talks to a script.
func client(
  _ transport: ScriptedTransport, device: String? = nil, acceptsPolicy: Bool = false,
  version: ProtocolVersion? = nil,
  policyKey: String? = nil, isProvisioned: Bool = false, scheme: SignIn.Scheme = .basic,
  order: String? = nil, standing: Client.Standing = .known, policyRequirements: [String]? = nil,
  signedInBefore: String? = nil, waits: Waits = Waits(),
  _ set: (inout Client.Options) -> Void = { _ in }
) throws -> Client {
  var options = Client.Options()
  options.acceptsPolicy = acceptsPolicy
  set(&options)
  return Client(
    endpoint: try Endpoint(parsing: "https://mail.contoso.com"),
    user: "anna@contoso.com",
    signIn: SignIn(scheme: scheme) { _ in
      scheme == .oauth
        ? .bearer(BearerToken("hush"))
        : .basic(BasicCredentials(user: "anna@contoso.com", password: "hush"))
    },
    device: Device(id: device ?? "0123456789abcdef0123456789abcdef"), options: options,
    version: version, policyKey: policyKey, isProvisioned: isProvisioned,
    policyRequirements: policyRequirements, standing: standing, obeyedOrder: order,
    signedInBefore: signedInBefore,
    makeTransport: {
      transport.count()
      return transport
    },
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    sleep: { waits.add($0) })
}

/// Keeps how long a client would have waited, and doesn't wait.
final class Waits: Sendable {
  private let waits = Mutex<[Duration]>([])

  func add(_ wait: Duration) { waits.withLock { $0.append(wait) } }

  var all: [Duration] { waits.withLock { $0 } }
}
