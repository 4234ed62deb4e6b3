package import HTTPTransport
package import WBXML

/// Why a command has no usable answer. Every description is one line with cause and remedy, and
/// holds neither contact data nor password, policy key or sync key.
package enum ActiveSyncError: Error, Equatable, Sendable {
  /// No answer came.
  case transport(HTTPError)
  /// HTTP 401: what proves who asks was refused, or is not of a scheme that the server takes.
  /// `offered`: as WWW-Authenticate names them; empty where it names none that is known.
  /// `worked`: when the account signed in before, as `on 2026-11-30`; `nil` where it isn't known.
  case unauthorized(
    host: String, scheme: SignIn.Scheme, offered: [String], worked: String? = nil)
  /// HTTP 457; the address of the page that changes the password, where there is one with https.
  case passwordExpired(host: String, page: String?)
  /// HTTP 403, or a status from 126 on that says so: the server knows the user and lets this
  /// user, or this device, not in.
  case blocked(host: String, reason: String, deviceID: String)
  /// Contacts that the server has are held back, without a word: a device in quarantine is answered like
  /// that.
  case heldBack(host: String, deviceID: String)
  /// HTTP 451 or a redirect, to an address that the configuration doesn't allow.
  case moved(host: String, status: Int, location: String?)
  /// The same to the address where it was asked, again and again.
  case circling(host: String, status: Int)
  /// HTTP 503 or 429, or a common status that says the same. `retryAfter` in seconds; `throttle` names
  /// the limit that was exceeded (X-MS-ASThrottle).
  case overloaded(host: String, status: Int, retryAfter: Int?, throttle: String?)
  /// Any other HTTP status that isn't 200.
  case http(host: String, status: Int)
  /// `X-MS-RP`: the server wants everything asked for anew.
  case startOver
  /// HTTP 449: the server wants a policy accepted first.
  case provisioningRequired
  /// An answer with status 200 that is not of ActiveSync.
  case notActiveSync(host: String, found: String)
  /// WBXML that is broken.
  case malformed(command: String, DecodingError)
  /// Nothing where more was to come, and something when asked once more.
  case emptied(command: String)
  /// WBXML that is well-formed and not an answer to the command.
  case unexpected(command: String, what: String)
  /// The command's own status says that it failed.
  case status(
    command: String, code: String, meaning: String, scope: Scope, recovery: Recovery)
  /// A status from 101 on, the same for every command.
  case common(command: String, CommonStatus)
  /// The server's policy asks for something, `accept-policy` isn't set, and the server lets in no
  /// device that doesn't fulfil it.
  case policyNotAccepted(requirements: [String])
  /// The server refused the acknowledgement, or its policy makes no sense.
  case policyRefused(String)
  /// The server no longer knows the policy key that it gave a moment ago.
  case policyKeyOutOfDate
  /// The administrator or the mailbox's owner ordered that the device be wiped.
  case wipeRequested(WipeOrder)
  /// None of the versions that the server offers is known here.
  case noCommonVersion(host: String, offered: [String])
  /// The version that the configuration asks for is not among those.
  case versionNotOffered(host: String, wanted: String, offered: [String])
  /// Page after page without a single change, and always one more announced.
  case noProgress(pages: Int)
  /// More than a run takes; what the server did, such as `lists more than 10000 folders`.
  case tooMuch(String)
}

extension ActiveSyncError {
  /// What an administrator can do about a failure; each has an exit code of its own.
  package enum Kind: Equatable, Sendable {
    case credentials, blocked, unreachable, protocolViolation, policy, wipe
  }

  package var kind: Kind {
    switch self {
    case .transport(let error):
      switch error {
      case .tooLarge: .protocolViolation
      case .noTicket, .clientCertificate: .credentials
      default: .unreachable
      }
    case .unauthorized, .passwordExpired: .credentials
    case .blocked, .heldBack: .blocked
    case .moved, .circling, .notActiveSync, .malformed, .emptied, .unexpected, .noCommonVersion,
      .versionNotOffered, .noProgress, .tooMuch, .startOver:
      .protocolViolation
    case .overloaded: .unreachable
    case .http(_, let status): Self.isOutOfOrder(status) ? .unreachable : .protocolViolation
    case .provisioningRequired, .policyNotAccepted, .policyRefused, .policyKeyOutOfDate: .policy
    case .status(_, _, _, _, let recovery):
      switch recovery {
      case .retry, .wait: .unreachable
      default: .protocolViolation
      }
    case .common(_, let status): status.kind
    case .wipeRequested: .wipe
    }
  }

  /// Whether the server may have answered without the answer having arrived. Most servers give it
  /// again to the same sync key; SOGo, whose keys repeat, goes on with the next page.
  package var mayHaveLostAnswer: Bool {
    switch self {
    case .transport(.incomplete), .transport(.tooLarge), .transport(.givenUp): true
    case .malformed, .emptied: true
    case .transport(.timedOut(_, let limit)): limit != "connect"
    // A proxy had no patience, and the server may have worked on. Those that have no place in HTTP are
    // the proxies' own, as 524.
    case .http(_, let status):
      [502, 504].contains(status) || status >= 500 && HTTPStatus.understood(status) != status
    default: false
    }
  }

  /// Whether an answer with fewer changes may well be given and read.
  package var mayBeOfSize: Bool {
    switch self {
    case .transport(.givenUp): false
    // Where the server says how long to wait, or which limit is exceeded, it is no matter of size.
    case .overloaded(_, 503, let retryAfter, let throttle): retryAfter == nil && throttle == nil
    case .http(_, 500): true
    default: mayHaveLostAnswer
    }
  }

  /// What is wrong with an answer that has no body.
  package static let emptyAnswer = "it is empty"

  /// Whether the same request may well succeed in a moment.
  var isPassing: Bool {
    switch self {
    case .transport(.connectionFailed), .transport(.tooManyOpenFiles), .overloaded: true
    // Of a request that came too slowly or too early the server has read nothing.
    case .http(_, let status): [408, 425, 502, 504].contains(status)
    default: recovery == .retry
    }
  }

  /// Whether a status says that the server, or what stands before it, fails for now.
  private static func isOutOfOrder(_ status: Int) -> Bool {
    switch HTTPStatus.understood(status) {
    case 408, 425: true
    // They say what is wrong with the request or the mailbox.
    case 501, 505, 507: false
    default: status >= 500
    }
  }

  /// The seconds that the server asks to wait.
  var retryAfter: Int? {
    if case .overloaded(_, _, let seconds, _) = self { seconds } else { nil }
  }

  package var recovery: Recovery {
    switch self {
    case .provisioningRequired: .provision
    case .status(_, _, _, _, let recovery): recovery
    case .common(_, let status): status.recovery
    case .http(_, let status):
      [400, 505].contains(HTTPStatus.understood(status)) ? .renegotiate : .giveUp
    case .startOver: .rebaseline
    default: .giveUp
    }
  }
}

extension ActiveSyncError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .transport(let error):
      "\(error)"
    case .unauthorized(let host, let scheme, let offered, let worked):
      Self.describe(host: host, scheme: scheme, offered: offered, worked: worked)
    case .passwordExpired(let host, let page):
      "\(host) says that the password has expired (HTTP 457); change it"
        + (page.map { " at \($0)" } ?? "") + ", then correct 'password:'"
    case .blocked(let host, let reason, let deviceID):
      "\(host) lets this device or user not in (\(reason)); ask its administrator to allow "
        + "the device '\(deviceID)' of type '\(Device.type)'"
    case .heldBack(let host, let deviceID):
      "\(host) gives nothing of contacts that it had given, as to a device in quarantine; nothing was "
        + "deleted; ask its administrator to allow the device '\(deviceID)' of type '\(Device.type)'"
    case .moved(let host, let status, let location):
      "\(host) says that the mailbox lies elsewhere (HTTP \(status)); "
        + (location.map { "if you trust it, write 'server: \($0)'" }
          ?? "ask its administrator for the address")
    case .circling(let host, let status):
      "\(host) says again and again that the mailbox lies where it was asked for it (HTTP \(status)); "
        + "try again later, then ask its administrator"
    case .overloaded(let host, let status, let retryAfter, let throttle):
      "\(host) is overloaded"
        + (throttle.map { " or limits this device (\(Self.name(ofStatus: status)), \($0))" }
          ?? " (\(Self.name(ofStatus: status)))")
        + (retryAfter.map { "; it asks to wait \($0) s" } ?? "; the next run tries again")
    case .http(let host, let status):
      Self.describe(host: host, status: status)
    case .startOver:
      "the server orders that everything be fetched anew (X-MS-RP)"
    case .provisioningRequired:
      "the server asks for its policy to be accepted again and again; ask its administrator"
    case .notActiveSync(let host, let found):
      "\(host) answered with \(found) instead of ActiveSync; check the address in 'server:'"
    case .malformed(let command, let error):
      "the answer to \(command) is broken: \(error); nothing of it was used"
    case .emptied(let command):
      "an answer to \(command) came without its body; try again, then look for what stands between"
    case .unexpected(let command, let what):
      "the answer to \(command) makes no sense: \(what)"
    case .status(let command, let code, let meaning, _, let recovery):
      "\(command) failed with status \(shown(code, limit: 17)): \(meaning)" + Self.advice(recovery)
    case .common(let command, let status):
      "\(command) failed with status \(status.code): \(status.meaning)"
        + Self.advice(status.recovery)
    case .policyNotAccepted(let requirements):
      "the server's policy asks for " + requirements.joined(separator: ", ")
        + "; if this machine fulfils that, set 'accept-policy: true'"
    case .policyKeyOutOfDate:
      "the server doesn't accept the policy key that it gave; ask its administrator"
    case .policyRefused(let reason):
      "the server's policy could not be accepted: \(reason); ask its administrator"
    case .wipeRequested(let order):
      "the server orders a wipe of " + (order == .account ? "this account" : "this device")
        + "; nothing was deleted and nothing acknowledged; ask its administrator, then run "
        + "'cardferry wipe ACCOUNT --confirm', or remove the order on the server"
    case .noCommonVersion(let host, let offered):
      "\(host) offers ActiveSync " + offered.joined(separator: ", ")
        + " and cardferry speaks 2.5 to 16.1 alone; ask its administrator"
    case .versionNotOffered(let host, let wanted, let offered):
      "\(host) offers ActiveSync " + offered.joined(separator: ", ")
        + " and not \(wanted); correct or take out 'version:'"
    case .noProgress(let pages):
      "the server announced more changes \(pages) times and sent none; try again with --full"
    case .tooMuch(let what):
      "the server \(what), and no run takes more; ask its administrator"
    }
  }

  /// Statuses of HTTP are 300 and more here, those of MS-ASCMD below 200.
  private static func name(ofStatus status: Int) -> String {
    (status < 200 ? "status " : "HTTP ") + String(status)
  }

  private static func describe(
    host: String, scheme: SignIn.Scheme, offered: [String], worked: String?
  ) -> String {
    if !offered.isEmpty, !offered.contains(scheme.challengeName) {
      return "\(host) doesn't take 'auth: \(scheme.rawValue)' (HTTP 401), it offers "
        + offered.joined(separator: ", ") + "; nothing else was tried; correct 'auth:'"
    }
    // Some servers say so as well while they can't ask who is to know.
    let hint = worked.map {
      "signing in worked \($0), so what stands behind the server may be down; if it isn't, "
    }
    return switch scheme {
    case .basic, .ntlm:
      "\(host) refused user name or password (HTTP 401); " + (hint ?? "")
        + "correct 'user:' or 'password:' before the next run, so that the account isn't locked"
    case .oauth:
      "\(host) refused the access token, and a new one as well (HTTP 401); " + (hint ?? "")
        + "does it belong to 'user:', and is the scope right?"
    case .negotiate:
      "\(host) refused the Kerberos ticket, or there was none (HTTP 401); " + (hint ?? "")
        + "run kinit, or name a keytab in KRB5_CLIENT_KTNAME"
    }
  }

  private static func describe(host: String, status: Int) -> String {
    switch status {
    case 404:
      "\(host) knows no ActiveSync at this address (HTTP 404); check the path in 'server:'"
    case 500:
      "\(host) failed (HTTP 500); the next run tries again; if it stays so, see whether the user is "
        + "enabled for ActiveSync, as some servers say no more than this"
    case _ where isOutOfOrder(status):
      "\(host) failed (HTTP \(status)); the next run tries again"
    case 501:
      "\(host) doesn't know what it was asked for (HTTP 501); check the path in 'server:'"
    case 507:
      "the mailbox on \(host) is full (HTTP 507); make room in it"
    default:
      "\(host) answered with HTTP \(status); ask its administrator what that is about"
    }
  }

  private static func advice(_ recovery: Recovery) -> String {
    switch recovery {
    case .retry, .wait: "; the next run tries again"
    case .rebaseline: "; run again with --full"
    case .fetchFolders, .provision, .renegotiate: "; trying that did not help"
    case .giveUp: "; ask the server's administrator"
    }
  }
}
