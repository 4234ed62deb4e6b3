import HTTPTransport
import Logging

/// How the client takes the server's policy (MS-ASPROV section 3.1.5.1).
extension Client {
  /// Asks for the policy before the first command, as Exchange expects of a new device. A server
  /// without Provision says so in many ways; if it does want a policy, it will ask for it.
  mutating func introduce() async throws {
    do {
      try await provision()
    } catch let error as ActiveSyncError {
      switch error {
      case .http(_, let status) where ![400, 404, 500, 501].contains(HTTPStatus.understood(status)):
        throw error
      case .http, .unexpected, .status, .notActiveSync, .malformed:
        logger.debug("the server answers Provision with: \(error)")
        isProvisioned = true
      case .common(_, let status) where [110, 137].contains(status.code):
        isProvisioned = true
      default:
        throw error
      }
    }
  }

  /// Fetches the policy and acknowledges it where that is the truth; once more where the server
  /// has forgotten meanwhile what it gave.
  mutating func provision() async throws {
    do {
      try await takePolicy()
    } catch ActiveSyncError.policyKeyOutOfDate {
      try await takePolicy()
    }
  }

  private mutating func takePolicy() async throws {
    policyKey = nil
    let first = try await exchange(Provision(phase: .fetch), policyKey: "0")
    if let version, version >= .v12_0, version < .v14_1 { try await describeDevice() }
    switch first.policyStatus {
    case .success: break
    case .noPolicy:
      policyRequirements = []
      isProvisioned = true
      return
    default: throw ActiveSyncError.policyRefused(first.policyStatus.meaning)
    }
    let requirements = first.policy.requirements
    policyRequirements = requirements
    guard requirements.isEmpty || options.acceptsPolicy else {
      throw ActiveSyncError.policyNotAccepted(requirements: requirements)
    }
    guard let temporary = first.policyKey else {
      throw ActiveSyncError.policyRefused("the server sent no key with it")
    }
    let second = try await exchange(
      Provision(phase: .acknowledge(policyKey: temporary)), policyKey: temporary)
    if second.policyStatus == .wrongPolicyKey { throw ActiveSyncError.policyKeyOutOfDate }
    guard second.policyStatus.isSuccess, let final = second.policyKey else {
      throw ActiveSyncError.policyRefused(
        second.policyStatus.isSuccess
          ? "the server sent no key for the acknowledgement" : second.policyStatus.meaning)
    }
    policyKey = final
    isProvisioned = true
  }

  // MARK: - Wipe

  /// Asks whether the server orders a wipe; nothing is acknowledged by that.
  ///
  /// - Throws: ``ActiveSyncError``, or `CancellationError`.
  package mutating func wipeOrder() async throws -> WipeOrder? {
    if version == nil { try await negotiate() }
    do {
      _ = try await exchange(Provision(phase: .fetch), policyKey: "0")
    } catch ActiveSyncError.wipeRequested(let order) {
      return order
    }
    // The keys that were in force may not be any more.
    policyKey = nil
    isProvisioned = false
    return nil
  }

  /// Tells the server that what it ordered to be wiped is gone.
  ///
  /// - Throws: ``ActiveSyncError``, or `CancellationError`.
  package mutating func acknowledge(_ order: WipeOrder) async throws {
    _ = try await exchange(Provision(phase: .acknowledgeWipe(order)), policyKey: "0")
  }

  /// Before 14.0 a wipe is announced by the HTTP status of a device that is blocked (MS-ASCMD
  /// section 2.2.2, status 140): which of both it is shows in the answer to Provision.
  ///
  /// - Throws: ``ActiveSyncError/wipeRequested(_:)`` if there is an order.
  mutating func tellWipe(from error: ActiveSyncError) async throws {
    guard case .blocked(_, "HTTP 403", _) = error, let version, version < .v14_0 else { return }
    guard let order = try? await wipeOrder() else { return }
    throw ActiveSyncError.wipeRequested(order)
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
}
