package import WBXML

/// What a server's policy asks of the machine that holds the contacts (MS-ASPROV section
/// 2.2.2.28, EASProvisionDoc).
package struct Policy: Equatable, Sendable {
  /// What is asked, by the names in the policy: `DevicePasswordEnabled`,
  /// `MinDevicePasswordLength 6`, `AllowCamera 0`. Empty where the policy allows everything.
  ///
  /// Rules about mail and calendar are left out: an export of contacts keeps them by its nature.
  package let requirements: [String]

  /// `data`: the `Data` element of the answer; `nil` for no policy.
  package init(data: Element?) {
    guard let data else {
      requirements = []
      return
    }
    if let document = data.first(Tag.Provision.easProvisionDoc) {
      requirements = Self.limited(Self.binding(document.children), Self.words)
    } else if let text = data.text, !text.isEmpty {
      requirements = Self.limited(Self.requirements(ofWAP: text)) { $0 }
    } else {
      requirements = []
    }
  }

  /// No policy has a third of that.
  private static let maximumRequirements = 100

  /// What an administrator can read: the rest is a number.
  private static func limited<Rule>(_ rules: [Rule], _ words: (Rule) -> String) -> [String] {
    let rest = rules.count - maximumRequirements
    return rules.prefix(maximumRequirements).map(words) + (rest > 0 ? ["\(rest) rules more"] : [])
  }

  /// The rules that ask for something.
  private static func binding(_ rules: [Element]) -> [Element] {
    let needsPassword = rules.contains {
      $0.tag == Tag.Provision.devicePasswordEnabled && $0.text == "1"
    }
    return rules.filter { rule in
      let name = name(of: rule)
      return !mailRules.contains(name) && (needsPassword || !passwordRules.contains(name))
        && !isHarmless(name, rule.text ?? "", children: rule.children)
    }
  }

  private static func name(of rule: Element) -> String {
    String("\(rule.tag)".drop { $0 != ":" }.dropFirst())
  }

  private static func words(_ rule: Element) -> String {
    let (name, value) = (name(of: rule), rule.text ?? "")
    return value == "1" || value.isEmpty ? name : "\(name) \(shown(value, limit: 40))"
  }

  /// Whether a rule with this value asks for nothing.
  private static func isHarmless(_ name: String, _ value: String, children: [Element]) -> Bool {
    if !children.isEmpty { return false }
    if value.isEmpty { return true }
    // 2 is "allowed" for AllowBluetooth, whose 1 is "hands-free alone".
    if name == "AllowBluetooth" { return value == "2" }
    if name.hasPrefix("Allow") { return value != "0" }
    return value == "0"
  }

  /// Rules that bind only where a password is asked for.
  private static let passwordRules: Set<String> = [
    "AlphanumericDevicePasswordRequired", "PasswordRecoveryEnabled", "MinDevicePasswordLength",
    "MaxInactivityTimeDeviceLock", "MaxDevicePasswordFailedAttempts",
    "AllowSimpleDevicePassword", "DevicePasswordExpiration", "DevicePasswordHistory",
    "MinDevicePasswordComplexCharacters",
  ]

  private static let mailRules: Set<String> = [
    "AttachmentsEnabled", "MaxAttachmentSize", "AllowTextMessaging", "AllowPOPIMAPEmail",
    "MaxCalendarAgeFilter", "AllowHTMLEmail", "MaxEmailAgeFilter", "MaxEmailBodyTruncationSize",
    "MaxEmailHTMLBodyTruncationSize", "RequireSignedSMIMEMessages",
    "RequireEncryptedSMIMEMessages", "RequireSignedSMIMEAlgorithm",
    "RequireEncryptionSMIMEAlgorithm", "AllowSMIMEEncryptionAlgorithmNegotiation",
    "AllowSMIMESoftCerts", "AllowConsumerEmail",
  ]
}
