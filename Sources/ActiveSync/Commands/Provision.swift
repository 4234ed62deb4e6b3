package import WBXML

/// Fetches the server's policy, or acknowledges it (MS-ASPROV section 3.1.5.1).
///
/// The first phase carries policy key `0` and brings the policy with a temporary key; the second
/// sends that key with the word that the policy is fulfilled, or is in part, and brings the key for
/// all further commands.
///
///     <Provision xmlns="Provision:"><Policies><Policy>
///       <PolicyType>MS-EAS-Provisioning-WBXML</PolicyType>
///       <PolicyKey>1173697270</PolicyKey><Status>1</Status>
///     </Policy></Policies></Provision>
package struct Provision: Command {
  package static let name = "Provision"

  package enum Phase: Equatable, Sendable {
    case fetch
    /// With the temporary key, and whether all that the policy asks for is fulfilled.
    case acknowledge(policyKey: String, isMet: Bool)
    /// The word that what the server ordered to be wiped is gone (MS-ASPROV section 3.1.5.1.2.2).
    case acknowledgeWipe(WipeOrder)
  }

  package var phase: Phase

  package init(phase: Phase) {
    self.phase = phase
  }

  package struct Response: Equatable, Sendable {
    package var policyStatus: PolicyStatus
    /// Temporary or final, by phase.
    package var policyKey: String?
    package var policy: Policy
  }

  package var restart: RestartRule { .waits }

  /// The answer to one may name the order again, done or not: its status alone tells (MS-ASPROV
  /// section 3.2.5.1.2.2).
  private var isWipeAcknowledgement: Bool {
    if case .acknowledgeWipe = phase { true } else { false }
  }

  /// The policy's kind: an XML text up to 2.5, elements after that.
  private static func policyType(version: ProtocolVersion) -> String {
    version < .v12_0 ? "MS-WAP-Provisioning-XML" : "MS-EAS-Provisioning-WBXML"
  }

  package func element(version: ProtocolVersion) -> Element {
    typealias Tags = Tag.Provision
    var policy = [Element(Tags.policyType, Self.policyType(version: version))]
    var children: [Element] = []
    switch phase {
    case .fetch:
      if version >= .v14_1 { children.append(DeviceInformation.element) }
    case .acknowledge(let policyKey, let isMet):
      policy.append(Element(Tags.policyKey, policyKey))
      policy.append(Element(Tags.status, isMet ? "1" : "2"))
    case .acknowledgeWipe(let order):
      return Element(Tags.provision, [Element(order.tag, [Element(Tags.status, "1")])])
    }
    children.append(Element(Tags.policies, [Element(Tags.policy, policy)]))
    return Element(Tags.provision, children)
  }

  /// The statuses of the command and of the policy share a tag, so each is read where it stands.
  package func response(from element: Element?) throws(ActiveSyncError) -> Response {
    typealias Tags = Tag.Provision
    let root = try Self.root(element, Tags.provision)
    if !isWipeAcknowledgement {
      for order in WipeOrder.allCases where root.first(order.tag) != nil {
        throw .wipeRequested(order)
      }
    }
    // Some servers leave the status of the command out.
    if let status = root.first(Tags.status)?.text {
      try Self.check(ProvisionStatus(code: status))
    }
    guard let policy = root.first(Tags.policies)?.first(Tags.policy) else {
      return Response(policyStatus: .noPolicy, policyKey: nil, policy: Policy(data: nil))
    }
    return Response(
      policyStatus: PolicyStatus(code: policy.first(Tags.status)?.text ?? "1"),
      policyKey: policy.first(Tags.policyKey)?.text,
      policy: Policy(data: policy.first(Tags.data)))
  }
}
