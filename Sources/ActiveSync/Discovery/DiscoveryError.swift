/// Why no server was found. The steps were reported already; these are the one line at the end.
package enum DiscoveryError: Error, Equatable, Sendable {
  /// The host took the password and refused it; nobody else is asked.
  case passwordRefused(host: String)
  /// A host asked for a password, and none was given.
  case passwordNeeded(host: String)
  /// HTTP 456.
  case accountBlocked(host: String)
  /// HTTP 457; the address of the page that changes it, where the server names one with https.
  case passwordExpired(host: String, page: String?)
  /// More than ``Discovery/redirectLimit``.
  case tooManyRedirects(host: String)
  /// HTTP 451 a second time.
  case movedAgain(host: String)
  /// What was found or named lies at hosts that the user has to name first.
  case hostsToAllow([String], domain: String)
  /// Nobody answered at all.
  case unreachable(domain: String)
  /// There were answers, and no server in them.
  case notFound(domain: String)
}

extension DiscoveryError {
  package var kind: ActiveSyncError.Kind {
    switch self {
    case .passwordRefused, .passwordNeeded, .passwordExpired: .credentials
    case .accountBlocked: .blocked
    case .unreachable: .unreachable
    case .tooManyRedirects, .movedAgain, .hostsToAllow, .notFound: .protocolViolation
    }
  }
}

extension DiscoveryError: CustomStringConvertible {
  private static let byHand =
    "ask its administrator for the ActiveSync server, and write it as 'server:' by hand"

  package var description: String {
    switch self {
    case .passwordRefused(let host):
      "\(host) refuses the user's name or the password, which was sent once and to nobody else; "
        + "check them, and give the name with --user where it is not the address"
    case .passwordNeeded(let host):
      "\(host) tells only who signs in; give the password with --password-command or "
        + "--password-file, or write 'server:' by hand"
    case .accountBlocked(let host):
      "\(host) says that the account is blocked (HTTP 456); ask its administrator"
    case .passwordExpired(let host, let page):
      "\(host) says that the password has expired (HTTP 457); change it"
        + (page.map { " at \($0)" } ?? "") + ", then try again"
    case .tooManyRedirects(let host):
      "more than \(Discovery.redirectLimit) redirects, the last by \(host); "
        + Self.byHand
    case .movedAgain(let host):
      "\(host) says once more that the mailbox lies elsewhere (HTTP 451); \(Self.byHand)"
    case .hostsToAllow(let hosts, let domain):
      "the search leads out of what \(domain) vouches for; if you trust the host, add "
        + hosts.map { "--allow-redirect-to \($0)" }.joined(separator: " or ")
    case .unreachable(let domain):
      "no host of \(domain) answers; is the address right, and does the network work? Else "
        + Self.byHand
    case .notFound(let domain):
      "\(domain) names no ActiveSync server; \(Self.byHand). For a mailbox in Microsoft's cloud "
        + "add --allow-redirect-to outlook.office365.com"
    }
  }
}
