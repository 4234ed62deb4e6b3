import FoundationEssentials
import WBXML

/// All that changes while the server runs, and the way from a request to its answer.
///
/// A plain value behind the lock of ``FakeExchange``; it knows nothing of sockets.
struct ServerState: Sendable {
  /// The mailbox and options to go back to on a reset.
  private let initialMailbox: Mailbox
  private let initialOptions: FakeExchange.Options

  var options: FakeExchange.Options
  var mailbox: Mailbox
  var quirks = Quirks()
  var faults: [Fault] = []
  /// By DeviceId.
  var devices: [String: Device] = [:]
  var statistics = Statistics()
  var requests: [RecordedRequest] = []
  private var keys: SplitMix64

  init(options: FakeExchange.Options, mailbox: Mailbox) {
    initialMailbox = mailbox
    initialOptions = options
    self.options = options
    self.mailbox = mailbox
    keys = SplitMix64(seed: options.seed)
  }

  /// Goes back to the state of the start; sync keys go on, so that none returns.
  mutating func reset() {
    let keys = keys
    self = ServerState(options: initialOptions, mailbox: initialMailbox)
    self.keys = keys
  }

  /// A new sync key: nine digits, as the article's.
  mutating func newSyncKey() -> String {
    String(Int.random(in: 100_000_000...999_999_999, using: &keys))
  }

  /// A new policy key: ten digits that fit into 32 bits.
  mutating func newPolicyKey() -> String {
    String(UInt32.random(in: 1_000_000_000...UInt32.max, using: &keys))
  }

  // MARK: - Requests

  mutating func answer(_ request: RecordedRequest) -> Reply {
    var request = request
    let query = Result { () throws(Query.Malformed) in try Query(request.query) }
    request.command = request.method == "OPTIONS" ? "OPTIONS" : (try? query.get())?.command
    var reply = answer(request, query)
    if reply.cut == nil || (reply.cut ?? 0) >= 0 { request.status = reply.status }
    reply.headers.insert(("MS-Server-ActiveSync", "15.2"), at: 0)
    record(request)
    return reply
  }

  private mutating func record(_ request: RecordedRequest) {
    statistics.count(request)
    if requests.count >= options.recording { requests.removeFirst(max(1, requests.count / 10)) }
    if options.recording > 0 { requests.append(request) }
  }

  /// Lets the faults have their say before and after the true answer.
  private mutating func answer(
    _ request: RecordedRequest, _ query: Result<Query, Query.Malformed>
  ) -> Reply {
    guard let index = strikingFault(of: request) else { return trueAnswer(request, query) }
    let fault = faults[index]
    statistics.faults += 1
    var reply: Reply
    switch fault.effect {
    case .http(let status, let headers, let body):
      reply = Reply(status: status, headers: headers.map { ($0.key, $0.value) }, body: body)
      if !body.isEmpty, !headers.keys.contains(where: { $0.lowercased() == "content-type" }) {
        reply.headers.append(("Content-Type", Reply.wbxmlType))
      }
    case .status(let status, .item):
      itemStatus = status
      reply = trueAnswer(request, query)
      itemStatus = nil
    case .status(let status, let scope):
      reply = statusReply(status, scope: scope, to: request)
    case .truncate(let count):
      reply = trueAnswer(request, query)
      reply.body = Array(reply.body.prefix(count))
    case .drip(let pause):
      reply = trueAnswer(request, query)
      reply.drip = pause
    case .drop(.before):
      reply = Reply(status: 200)
      reply.cut = -1
    case .drop(.after):
      reply = trueAnswer(request, query)
      reply.cut = -1
    case .drop(.bytes(let count)):
      reply = trueAnswer(request, query)
      reply.cut = max(0, count)
    case .headers(let headers):
      reply = trueAnswer(request, query)
      reply.headers += headers.map { ($0.key, $0.value) }
    case .none:
      reply = trueAnswer(request, query)
    }
    reply.delay = fault.delay
    return reply
  }

  /// The status that the items of the answer at hand are to carry; a fault sets it.
  var itemStatus: Int?

  /// The first fault that fits and strikes; those that only count down let the next ones look.
  private mutating func strikingFault(of request: RecordedRequest) -> Int? {
    guard !faults.isEmpty else { return nil }
    for index in faults.indices
    where faults[index].strikes(command: request.command, body: request.body) {
      return index
    }
    return nil
  }

  // MARK: - The true answer

  private mutating func trueAnswer(
    _ request: RecordedRequest, _ query: Result<Query, Query.Malformed>
  ) -> Reply {
    guard request.path.lowercased() == "/microsoft-server-activesync" else {
      return .failure(404, "ActiveSync lies at /Microsoft-Server-ActiveSync.")
    }
    guard isAuthorized(request) else {
      var reply = Reply.failure(401, "User name, password or token is wrong.")
      let scheme = options.bearerTokens == nil ? "Basic" : "Bearer"
      reply.headers.append(("WWW-Authenticate", "\(scheme) realm=\"contoso.com\""))
      return reply
    }
    if let cookie = quirks.wantedCookie, !Self.names(cookie, request) {
      var reply = Reply.failure(451, "The mailbox lies here, for those with the cookie.")
      reply.headers.append(
        ("X-MS-Location", "http://\(request.header("Host") ?? "")\(request.path)"))
      reply.headers.append(("Set-Cookie", "\(cookie); path=/; HttpOnly"))
      return reply
    }
    switch request.method {
    case "OPTIONS": return Reply(status: 200, headers: capabilities)
    case "POST": break
    default: return .failure(501, "ActiveSync knows OPTIONS and POST.")
    }
    switch query {
    case .failure(let error): return .failure(400, error.description)
    case .success(var query):
      if quirks.capitalizesDeviceIDs, query.namesDeviceByBytes {
        query.deviceID = query.deviceID.uppercased()
      }
      return commandAnswer(request, query)
    }
  }

  private static func names(_ cookie: String, _ request: RecordedRequest) -> Bool {
    let cookies = request.header("Cookie")?.split(separator: ";") ?? []
    return cookies.contains { $0.drop { $0 == " " } == cookie }
  }

  private func isAuthorized(_ request: RecordedRequest) -> Bool {
    let parts = request.header("Authorization")?.split(separator: " ", maxSplits: 1) ?? []
    if let tokens = options.bearerTokens {
      return parts.count == 2 && parts[0].lowercased() == "bearer"
        && tokens.contains(String(parts[1]))
    }
    guard parts.count == 2, parts[0].lowercased() == "basic",
      let data = Data(base64Encoded: String(parts[1]))
    else { return false }
    return Array(data) == Array("\(options.user):\(options.password)".utf8)
  }

  /// What OPTIONS answers, and FolderSync with key 0 beside its body.
  var capabilities: [(name: String, value: String)] {
    [
      ("MS-ASProtocolVersions", options.versions.map(\.rawValue).joined(separator: ",")),
      ("MS-ASProtocolCommands", Command.allCases.map(\.rawValue).joined(separator: ",")),
      ("Public", "OPTIONS,POST"),
    ]
  }

  private mutating func commandAnswer(_ request: RecordedRequest, _ query: Query) -> Reply {
    guard let command = Command(rawValue: query.command) else {
      return .failure(501, "\(query.command) is not implemented.")
    }
    let named = request.header("MS-ASProtocolVersion").map(FakeExchange.Version.init(rawValue:))
    guard let version = named ?? query.version else {
      return .failure(400, "MS-ASProtocolVersion is missing or no version there is.")
    }
    let context = Context(
      command: command, version: version, deviceID: query.deviceID,
      policyKey: request.header("X-MS-PolicyKey") ?? query.policyKey)
    guard options.versions.contains(version) else { return context.commonStatus(138) }
    guard Self.hasRightType(request) else { return context.commonStatus(101) }
    if let refusal = policyRefusal(context) { return refusal }
    guard !request.body.isEmpty else { return emptyBodyAnswer(context) }
    guard let root = try? WBXML.Decoder.decode(request.body) else {
      return context.commonStatus(102)
    }
    guard root.tag == command.root else { return context.commonStatus(103) }
    return switch command {
    case .sync: sync(root, context)
    case .folderSync: folderSync(root, context)
    case .getItemEstimate: getItemEstimate(root, context)
    case .settings: settings(root, context)
    case .itemOperations: itemOperations(root, context)
    case .provision: provision(root, context)
    }
  }

  private static func hasRightType(_ request: RecordedRequest) -> Bool {
    if request.body.isEmpty { return true }
    let type = request.header("Content-Type")?.prefix { $0 != ";" }.lowercased()
    return type == Reply.wbxmlType || type == "application/vnd.ms-sync"
  }

  /// An empty Sync means the request before, which this server doesn't keep; it asks for the whole
  /// of it with status 13 (MS-ASCMD section 2.2.3.177.17). Other commands need a body.
  private func emptyBodyAnswer(_ context: Context) -> Reply {
    guard context.command == .sync, context.version >= .v12_1 else {
      return context.commonStatus(101)
    }
    return Reply(Element(.AirSync.sync, [Element(.AirSync.status, "13")]))
  }
}
