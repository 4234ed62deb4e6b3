/// Which hosts discovery asks, and which of them may see a password.
struct HostRules: Sendable {
  /// Microsoft's own, as its documentation names them.
  static let knownGood: Set<String> = [
    "outlook.office365.com", "eas.outlook.com", "autodiscover-s.outlook.com",
  ]

  /// The domain of the address that is being looked for.
  var domain: String
  /// Named by the user, in small letters.
  let allowed: Set<String>

  /// The two hosts that are asked for a domain, in the order of the specification.
  var candidates: [String] { [domain, "autodiscover." + domain] }

  /// Whether a request without a password may go to the host: it lies in the mail domain, is one
  /// of Microsoft's, or the user named it.
  func permits(_ host: String) -> Bool {
    host == domain || host.hasSuffix("." + domain) || Self.knownGood.contains(host)
      || allowed.contains(host)
  }

  /// Whether the host may see the password once it asks for it. Another host of the mail domain
  /// may not: it can belong to a customer of its owner.
  func confirms(_ host: String) -> Bool {
    candidates.contains(host) || Self.knownGood.contains(host) || allowed.contains(host)
  }

  /// Whether a server may send the search on to the addresses of another domain.
  func permits(domain other: String) -> Bool {
    other == domain || allowed.contains(other)
  }
}
