import WBXML

/// Provision in two phases (MS-ASPROV sections 2.2.2 and 3.1.5.1): the policy with a temporary
/// key, then its acknowledgement, which is answered with the final key.
extension ServerState {
  /// Refuses a command of a device without the right policy key, or one that is to be wiped;
  /// `nil` where it may go on.
  func policyRefusal(_ context: Context) -> Reply? {
    guard context.command != .provision else { return nil }
    if wipe(context) != nil { return context.commonStatus(140) }
    let isDue =
      switch options.provisioning.mode {
      case .none: false
      case .loose: context.policyKey != nil
      case .forced: true
      }
    let key = devices[context.deviceID]?.policyKey
    guard isDue, key == nil || context.policyKey != key else { return nil }
    let isMissing = context.policyKey == nil || context.policyKey == "0"
    return context.commonStatus(isMissing ? 142 : 144)
  }

  private func wipe(_ context: Context) -> FakeExchange.Provisioning.Wipe? {
    let wipe = options.provisioning.wipe
    return wipe == .accountOnlyRemoteWipe && context.version < .v16_1 ? nil : wipe
  }

  mutating func provision(_ root: Element, _ context: Context) -> Reply {
    guard
      let fields = try? root.children(inOrder: [
        .Settings.deviceInformation, .Provision.policies, .Provision.remoteWipe,
        .Provision.accountOnlyRemoteWipe,
      ])
    else { return context.command.reply(status: 2) }
    if let acknowledgement = fields[.Provision.remoteWipe]
      ?? fields[.Provision.accountOnlyRemoteWipe]
    {
      return wipeAcknowledgement(acknowledgement, context)
    }
    if let wipe = wipe(context) {
      let directive: Tag =
        wipe == .remoteWipe ? .Provision.remoteWipe : .Provision.accountOnlyRemoteWipe
      return Reply(
        Element(
          .Provision.provision, [Element(.Provision.status, "1"), Element(directive)]))
    }
    guard
      let policy = fields[.Provision.policies]?.first(.Provision.policy),
      let parts = try? policy.children(inOrder: [
        .Provision.policyType, .Provision.policyKey, .Provision.status,
      ]),
      let type = parts[.Provision.policyType]?.text
    else { return context.command.reply(status: 2) }
    if parts[.Provision.policyKey] == nil, parts[.Provision.status] == nil {
      return offer(type, information: fields[.Settings.deviceInformation], context)
    }
    // The key and what the device made of the policy belong together, and DeviceInformation has
    // no place in the acknowledgement.
    guard let key = parts[.Provision.policyKey]?.text,
      let status = parts[.Provision.status]?.text, fields[.Settings.deviceInformation] == nil
    else { return context.command.reply(status: 2) }
    return acknowledge(type, key: key, status: status, context)
  }

  /// The first phase.
  private mutating func offer(
    _ type: String, information: Element?, _ context: Context
  ) -> Reply {
    var extra: [Element] = []
    if context.version >= .v14_1 {
      guard let set = information?.first(.Settings.set),
        let model = set.first(.Settings.model)?.text, !model.isEmpty
      else { return context.command.reply(status: 165) }
      learn(set, context)
      extra = [Element(.Settings.deviceInformation, [Element(.Settings.status, "1")])]
    } else if information != nil {
      return context.command.reply(status: 2)
    }
    guard type == Self.policyType(context.version) else {
      return Self.reply(type: type, policyStatus: 3, extra: extra)
    }
    guard options.provisioning.mode != .none else {
      return Self.reply(type: type, policyStatus: 2, extra: extra)
    }
    let key = newPolicyKey()
    devices[context.deviceID, default: Device()].temporaryPolicyKey = key
    return Self.reply(
      type: type, policyStatus: 1, key: key, data: policyData(context.version), extra: extra)
  }

  /// The second phase.
  private mutating func acknowledge(
    _ type: String, key: String, status: String, _ context: Context
  ) -> Reply {
    guard let temporary = devices[context.deviceID]?.temporaryPolicyKey, key == temporary,
      context.policyKey == temporary
    else { return Self.reply(type: type, policyStatus: 5) }
    switch (status, options.provisioning.mode) {
    case ("2", _) where quirks.waivesPolicy, ("3", _) where quirks.waivesPolicy:
      devices[context.deviceID]?.temporaryPolicyKey = nil
      return Self.reply(type: type, policyStatus: 2)
    case ("1", _), ("2", .loose), ("3", .loose): break
    case ("2", _), ("3", _): return context.command.reply(status: 139)
    case ("4", _): return context.command.reply(status: 145)
    default: return context.command.reply(status: 2)
    }
    let final = newPolicyKey()
    devices[context.deviceID]?.temporaryPolicyKey = nil
    devices[context.deviceID]?.policyKey = final
    return Self.reply(type: type, policyStatus: 1, key: final)
  }

  private mutating func wipeAcknowledgement(_ element: Element, _ context: Context) -> Reply {
    guard let status = element.first(.Provision.status)?.text else {
      return context.command.reply(status: 2)
    }
    statistics.wipeAcknowledgements.append(status)
    options.provisioning.wipe = nil
    // The order comes back with the answer (MS-ASPROV section 3.2.5.1.2.2), as Horde does it.
    return Reply(
      Element(.Provision.provision, [Element(.Provision.status, "1"), Element(element.tag)]))
  }

  private static func policyType(_ version: FakeExchange.Version) -> String {
    version == .v2_5 ? "MS-WAP-Provisioning-XML" : "MS-EAS-Provisioning-WBXML"
  }

  private func policyData(_ version: FakeExchange.Version) -> Element {
    guard version == .v2_5 else {
      let document = options.provisioning.policy.map { Element($0.tag, $0.value) }
      return Element(
        .Provision.data, [Element(.Provision.easProvisionDoc, .elements(document))])
    }
    // 4131 holds whether a PIN is asked for: 0 is yes (MS-ASPROV section 2.2.2.27.1, 2.5 only).
    let asksForPIN = options.provisioning.policy.contains {
      $0.tag == .Provision.devicePasswordEnabled && $0.value == "1"
    }
    let value = asksForPIN ? "0" : "1"
    return Element(
      .Provision.data,
      "<wap-provisioningdoc><characteristic type=\"SecurityPolicy\">"
        + "<parm name=\"4131\" value=\"\(value)\"/></characteristic></wap-provisioningdoc>")
  }

  private static func reply(
    type: String, policyStatus: Int, key: String? = nil, data: Element? = nil,
    extra: [Element] = []
  ) -> Reply {
    var policy = [
      Element(.Provision.policyType, type), Element(.Provision.status, String(policyStatus)),
    ]
    if let key { policy.append(Element(.Provision.policyKey, key)) }
    if let data { policy.append(data) }
    let policies = Element(.Provision.policies, [Element(.Provision.policy, policy)])
    return Reply(
      Element(
        .Provision.provision, extra + [Element(.Provision.status, "1"), policies]))
  }

  /// Keeps what the device tells of itself.
  mutating func learn(_ set: Element, _ context: Context) {
    for field in set.children {
      guard let name = CodePage[field.tag.page]?.name(of: field.tag.token) else { continue }
      devices[context.deviceID, default: Device()].information[name] = field.text
    }
  }
}
