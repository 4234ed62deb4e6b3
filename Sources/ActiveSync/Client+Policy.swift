import HTTPTransport
import Logging

/// How the client takes the server's policy, or an order to wipe (MS-ASPROV section 3.1.5.1).
extension Client {
  /// Asks for the policy before the first command, as Exchange expects of a new device. A server
  /// without Provision says so in many ways; if it does want a policy, it will ask for it.
  mutating func introduce() async throws {
    do {
      try await provision(isDemanded: false)
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

  /// Fetches the policy and acknowledges it with what is the truth; once more where the server has
  /// forgotten meanwhile what it gave.
  ///
  /// `isDemanded`: whether the server has refused a command for want of it.
  mutating func provision(isDemanded: Bool = true) async throws {
    do {
      try await takePolicy(isDemanded: isDemanded)
    } catch ActiveSyncError.policyKeyOutOfDate {
      try await takePolicy(isDemanded: isDemanded)
    }
  }

  /// Before 14.0 HTTP 403 may say that the device has no policy yet.
  ///
  /// - Throws: The refusal where that isn't so, which is believed then.
  mutating func provision(after refusal: ActiveSyncError) async throws {
    logger.debug("the server forbids a device without a policy: asking for one")
    do {
      try await provision()
    } catch let error as ActiveSyncError {
      switch error {
      case .wipeRequested, .policyNotAccepted: throw error
      default: throw refusal
      }
    }
    guard policyKey != nil else { throw refusal }
  }

  private mutating func takePolicy(isDemanded: Bool) async throws {
    policyKey = nil
    let first = try await exchange(Provision(phase: .fetch), policyKey: "0")
    // From 14.1 on the request has said what the device is, and before that it is to be said again
    // with the new key.
    standing.isDescribed = version.map { $0 >= .v14_1 } ?? false
    hasDescribed = false
    switch first.policyStatus {
    case .success: break
    case .noPolicy: return goOnWithoutPolicy()
    // Whether the server insists on one of another kind shows with the next command.
    case .unknownPolicyType where !isDemanded: return goOnWithoutPolicy()
    default: throw ActiveSyncError.policyRefused(first.policyStatus.meaning)
    }
    let requirements = first.policy.requirements
    policyRequirements = requirements
    standing.isPolicyMet = requirements.isEmpty || options.acceptsPolicy
    guard let temporary = first.policyKey else {
      throw standing.isPolicyMet
        ? ActiveSyncError.policyRefused("the server sent no key with it")
        : ActiveSyncError.policyNotAccepted(requirements: requirements)
    }
    do {
      policyKey = try await acknowledge(temporary, isDemanded: isDemanded)
    } catch let error as ActiveSyncError where !standing.isPolicyMet && error.isFinalOfPolicy {
      logger.debug("the server lets in no device that doesn't fulfil its policy: \(error)")
      throw ActiveSyncError.policyNotAccepted(requirements: requirements)
    }
    isProvisioned = true
  }

  private mutating func goOnWithoutPolicy() {
    policyRequirements = []
    standing.isPolicyMet = true
    isProvisioned = true
  }

  /// Says whether the policy is fulfilled.
  ///
  /// - Returns: The key for all further commands; `nil` where the server goes on without a policy, as
  ///   Horde says to devices that don't fulfil it; whether that is so shows with the next command.
  private mutating func acknowledge(
    _ temporary: String, isDemanded: Bool
  ) async throws -> String? {
    let phase = Provision.Phase.acknowledge(policyKey: temporary, isMet: standing.isPolicyMet)
    let second = try await exchange(Provision(phase: phase), policyKey: temporary)
    if second.policyStatus == .wrongPolicyKey { throw ActiveSyncError.policyKeyOutOfDate }
    if second.policyStatus == .noPolicy, !isDemanded { return nil }
    guard second.policyStatus.isSuccess, let final = second.policyKey else {
      throw ActiveSyncError.policyRefused(
        second.policyStatus.isSuccess
          ? "the server sent no key for the acknowledgement" : second.policyStatus.meaning)
    }
    return final
  }

  // MARK: - Wipe

  /// Asks whether the server orders a wipe; nothing is acknowledged by that.
  ///
  /// - Throws: ``ActiveSyncError``, or `CancellationError`.
  package mutating func wipeOrder() async throws -> WipeOrder? {
    if version == nil { try await negotiate() }
    do {
      do {
        _ = try await exchange(Provision(phase: .fetch), policyKey: "0")
      } catch let error as ActiveSyncError where error.recovery == .renegotiate {
        guard try await renegotiate() else { throw error }
        _ = try await exchange(Provision(phase: .fetch), policyKey: "0")
      }
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
    guard isForbidden(error) else { return }
    guard let order = try? await wipeOrder() else { return }
    throw ActiveSyncError.wipeRequested(order)
  }

  /// Whether HTTP 403 may mean more than that the device is blocked: the versions before 14.0 have no
  /// status for it.
  func isForbidden(_ error: ActiveSyncError) -> Bool {
    guard case .blocked(_, let reason, _) = error, let version, version < .v14_0 else {
      return false
    }
    return reason.hasPrefix("HTTP 403")
  }
}

extension ActiveSyncError {
  /// Whether the answer to an acknowledgement says that the server has decided.
  fileprivate var isFinalOfPolicy: Bool {
    if self == .policyKeyOutOfDate { return false }
    return [.policy, .protocolViolation, .blocked].contains(kind)
  }
}
