/// The outcome of Settings (MS-ASCMD section 2.2.3.177.16).
package enum SettingsStatus: CommandStatus {
  case success
  case protocolError
  case accessDenied
  case serverUnavailable
  case invalidArguments
  case conflictingArguments
  case deniedByPolicy
  case undefined(String)

  package static let codes: [(Self, String)] = [
    (.success, "1"), (.protocolError, "2"), (.accessDenied, "3"), (.serverUnavailable, "4"),
    (.invalidArguments, "5"), (.conflictingArguments, "6"), (.deniedByPolicy, "7"),
  ]

  package var undefinedCode: String? {
    if case .undefined(let code) = self { code } else { nil }
  }

  package var isSuccess: Bool { self == .success }

  package var meaning: String {
    switch self {
    case .success: "success"
    case .protocolError: "the server calls the request wrong"
    case .accessDenied: "the user may not do that"
    case .serverUnavailable: "the server is out of order for now"
    case .invalidArguments: "the server calls a value of the request wrong"
    case .conflictingArguments: "the server calls the request contradictory"
    case .deniedByPolicy: "the server's policy forbids it"
    case .undefined: "the server gives a status that the protocol doesn't define"
    }
  }

  package var scope: Scope { .account }
  package var recovery: Recovery { self == .serverUnavailable ? .retry : .giveUp }
}
