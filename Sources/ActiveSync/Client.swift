package import HTTPTransport
package import Logging

/// Speaks ActiveSync with one server for one user.
///
/// The client keeps the version and the policy key that are in force; whoever uses it stores them
/// between runs. It repeats a request where that is worth it: a few times, with growing waits,
/// where the server is out of order for the moment; once where the connection broke and the answer
/// will be the same; once after Provision and once after a new version was chosen, both where both
/// are due; and where the mailbox has moved. A refused password is never sent twice.
package struct Client: Sendable {
  /// What the configuration says of how to speak with the server.
  package struct Options: Sendable {
    /// The administrator's word that this machine fulfils the server's policy.
    package var acceptsPolicy = false
    /// The one version to speak; `nil` for the newest that both know.
    package var version: ProtocolVersion?
    /// How often a request is repeated while the server is out of order for the moment.
    package var retries = 2
    /// How a request says what it is.
    package var query = Query.Form.plain
    /// Hosts that the server may send the client to, beside its own.
    package var allowedHosts: Set<String> = []

    package init() {}
  }

  /// What the server has made of the device so far, which the next run has to know.
  package struct Standing: Equatable, Sendable {
    /// How the last requests named the device: a server may see another one by the other form.
    package var form = Query.Form.plain
    /// Whether the server knows what the device is.
    package var isDescribed = false
    /// The runs that told it in vain.
    package var descriptionFailures = 0
    /// Whether the server was told that the device fulfils its policy.
    package var isPolicyMet = true

    package init() {}
  }

  /// Where requests go: the server of the configuration, or the one that it named by HTTP 451.
  var endpoint: Endpoint
  let user: String
  let signIn: SignIn
  /// What ``signIn`` gave; `nil` until it was asked.
  var authentication: HTTPAuthentication?
  let device: Device
  let options: Options
  let makeTransport: @Sendable () -> any Transport
  /// Keeps cookies and connections; another server gets a new one.
  var transport: any Transport
  let sleep: @Sendable (Duration) async throws -> Void
  let logger: Logger
  /// Whether HTTP 451 was followed to another address, which happens once.
  var hasMoved = false
  /// Whether the server was asked once more as it had named the address where it was asked.
  var hasReturned = false
  /// Whether this run has told the server what the device is, and whether it did so in vain.
  var hasDescribed = false
  var hasDescribedInVain = false
  /// Whether a command of this run has gone on from where an earlier one was, or from its own
  /// beginnings.
  var hasContinued = false
  /// The day of a good sign-in before this run, in words for a person; `nil` where none is known.
  let signedInBefore: String?
  /// Whether an order to start over was passed on, which happens once.
  package internal(set) var hasStartedOver = false
  /// An order to start over that came with the policy: it waits until the policy is taken.
  var heldOrder: String?
  /// One that came with the answer that starts over anyway, or before it.
  var fulfilledOrder: String?
  /// The one that an earlier run has obeyed.
  let obeyedOrder: String?

  /// The version in use; `nil` until the server was asked.
  package internal(set) var version: ProtocolVersion?
  /// The final policy key; `nil` without a policy.
  package internal(set) var policyKey: String?
  /// Whether the server was asked for its policy, now or in an earlier run.
  package internal(set) var isProvisioned: Bool
  /// What the server's policy asks for, as ``Policy/requirements`` has it; `nil` where it isn't
  /// known.
  package internal(set) var policyRequirements: [String]?
  package internal(set) var standing: Standing
  /// Whether the server has answered a command, so that it took who asks.
  package internal(set) var hasSignedIn = false
  /// Why everything is to be fetched anew, where ``ActiveSyncError/startOver`` was thrown.
  package internal(set) var reasonToStartOver: String?
  /// Whether a request is repeated as often as ``Options/retries`` says, and not sent once.
  package var isPatient = true
  /// Requests sent by this client.
  package internal(set) var requests = 0
  /// Bytes of the bodies that came, unpacked.
  package internal(set) var bytesReceived = 0
  /// The last order to start over that came, as `X-MS-RP` has it; `nil` for none.
  package internal(set) var heardOrder: String?
  /// Days until the password expires, where the server warned of it (`X-MS-Credentials-Expire`).
  package internal(set) var passwordExpiresInDays: Int?

  /// `version`: the one of the last run.
  /// `policyKey`: the one of the last run.
  /// `isProvisioned`: whether a run before asked for the policy.
  /// `policyRequirements`: what that run was told.
  /// `standing`: that of the run before.
  /// `obeyedOrder`: the ``heardOrder`` of the run before.
  /// `signedInBefore`: the day of a good sign-in, as `2026-11-30`.
  /// `makeTransport`: makes one without cookies and connections of an earlier one.
  /// `sleep`: waits before a request is repeated.
  package init(
    endpoint: Endpoint, user: String, signIn: SignIn, device: Device, options: Options = Options(),
    version: ProtocolVersion?, policyKey: String?, isProvisioned: Bool,
    policyRequirements: [String]? = nil, standing: Standing = Standing(),
    obeyedOrder: String? = nil, signedInBefore: String? = nil,
    makeTransport: @escaping @Sendable () -> any Transport, logger: Logger,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.endpoint = endpoint
    self.user = user
    self.signIn = signIn
    self.device = device
    self.options = options
    self.version = options.version == nil || options.version == version ? version : nil
    self.policyKey = policyKey
    // What was said of the policy has to be what the administrator says today.
    let isMet = options.acceptsPolicy || policyRequirements?.isEmpty ?? true
    self.isProvisioned = isProvisioned && standing.isPolicyMet == isMet
    self.policyRequirements = policyRequirements
    self.standing = standing
    self.obeyedOrder = obeyedOrder
    self.signedInBefore = signedInBefore
    self.makeTransport = makeTransport
    self.transport = makeTransport()
    self.sleep = sleep
    self.logger = logger
  }

  /// Sends a command and returns its answer, after OPTIONS, Provision and Settings where they are
  /// due. What helps against a failure is tried once for a command, one after the other.
  ///
  /// - Throws: ``ActiveSyncError``, or `CancellationError`.
  package mutating func send<C: Command>(_ command: C) async throws -> C.Response {
    var hasRenegotiated = false
    var hasProvisioned = false
    var mustProvision = false
    while true {
      if version == nil { try await negotiate() }
      let asksForPolicy = mustProvision || !isProvisioned
      var isAskingForPolicy = asksForPolicy
      do {
        if mustProvision { try await provision() } else if asksForPolicy { try await introduce() }
        (mustProvision, isAskingForPolicy) = (false, false)
        try await describeDevice()
        return try await exchange(command)
      } catch let error as ActiveSyncError {
        if error.recovery == .renegotiate, !hasRenegotiated, try await renegotiate() {
          hasRenegotiated = true
          continue
        }
        // That Provision wants a policy taken doesn't help with it.
        guard !isAskingForPolicy, !hasProvisioned else { throw error }
        if error.recovery == .provision {
          logger.debug("the server asks for its policy to be accepted")
          mustProvision = true
        } else if policyKey == nil, isForbidden(error) {
          try await provision(after: error)
        } else {
          try await tellWipe(from: error)
          throw error
        }
        hasProvisioned = true
      }
    }
  }

  // MARK: - Version

  /// Chooses the version from what OPTIONS offers (MS-ASHTTP section 2.2.3).
  mutating func negotiate() async throws {
    let response: HTTPResponse
    do {
      response = try await patiently { client in
        try await client.request("OPTIONS", url: { $0.url }, headers: [], body: nil)
      }
    } catch ActiveSyncError.http(_, let status)
      where options.version != nil
      && [400, 404, 405, 500, 501].contains(HTTPStatus.understood(status))
    {
      // A proxy may know no OPTIONS: whether ActiveSync is here shows with the first command.
      logger.debug("OPTIONS: HTTP \(status), going on with the version of the configuration")
      version = options.version
      return
    }
    guard let offer = response.headers["MS-ASProtocolVersions"] else {
      if let wanted = options.version {
        logger.debug("OPTIONS names no versions, going on with that of the configuration")
        version = wanted
        return
      }
      throw ActiveSyncError.notActiveSync(
        host: endpoint.host, found: Self.describe(response) ?? "an empty document")
    }
    let versions = ProtocolVersion.offered(by: offer)
    if let wanted = options.version, !versions.contains(wanted.rawValue) {
      throw ActiveSyncError.versionNotOffered(
        host: endpoint.host, wanted: wanted.rawValue, offered: versions)
    }
    guard
      let chosen = options.version ?? ProtocolVersion.choose(from: versions, keeping: version)
    else {
      throw ActiveSyncError.noCommonVersion(host: endpoint.host, offered: versions)
    }
    logger.debug("ActiveSync \(chosen.rawValue)")
    version = chosen
  }

  /// Whether asking again has led to another version than the one that was refused.
  mutating func renegotiate() async throws -> Bool {
    let refused = version
    try await negotiate()
    return version != refused
  }

  // MARK: - Patience

  /// Runs a request, again where that is worth it.
  ///
  /// `isRepeatable`: whether the server gives the same answer again, should it have given one.
  mutating func patiently<T>(
    isRepeatable: Bool = true, _ body: (inout Client) async throws -> T
  ) async throws -> T {
    var attempt = 0
    while true {
      do {
        return try await body(&self)
      } catch let error as ActiveSyncError where isPatient && attempt < options.retries {
        var random = SystemRandomNumberGenerator()
        guard error.isPassing, isRepeatable || !error.mayHaveLostAnswer,
          let delay = Backoff.delay(
            attempt: attempt, retryAfter: error.retryAfter, using: &random)
        else { throw error }
        logger.info("\(error); trying again")
        try await sleep(delay)
        attempt += 1
      }
    }
  }
}
