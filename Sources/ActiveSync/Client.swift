package import HTTPTransport
package import Logging

/// Speaks ActiveSync with one server for one user.
///
/// The client keeps the version and the policy key that are in force; whoever uses it stores them
/// between runs. It repeats a request once where the connection broke and the answer will be the
/// same, once after Provision, once after a new version was chosen. A refused password is never
/// sent twice.
package struct Client: Sendable {
  let endpoint: Endpoint
  let user: String
  let signIn: SignIn
  /// What ``signIn`` gave; `nil` until it was asked.
  var authentication: HTTPAuthentication?
  let device: Device
  let acceptsPolicy: Bool
  let transport: any Transport
  let logger: Logger

  /// The version in use; `nil` until the server was asked.
  package internal(set) var version: ProtocolVersion?
  /// The final policy key; `nil` without a policy.
  package internal(set) var policyKey: String?
  /// Whether the server was asked for its policy, now or in an earlier run.
  package internal(set) var isProvisioned: Bool
  /// Requests sent by this client.
  package internal(set) var requests = 0

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
}
