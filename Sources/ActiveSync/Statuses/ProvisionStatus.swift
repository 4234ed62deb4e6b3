/// The outcome of Provision as a whole (MS-ASPROV section 2.2.2.54.2).
package enum ProvisionStatus: CommandStatus {
  case success
  case protocolError
  case serverError
  case undefined(String)

  package static let codes: [(Self, String)] = [
    (.success, "1"), (.protocolError, "2"), (.serverError, "3"),
  ]

  package var undefinedCode: String? {
    if case .undefined(let code) = self { code } else { nil }
  }

  package var isSuccess: Bool { self == .success }

  package var meaning: String {
    switch self {
    case .success: "success"
    case .protocolError: "the server calls the request wrong"
    case .serverError: "the server failed"
    case .undefined: "the server gives a status that the protocol doesn't define"
    }
  }

  package var scope: Scope { .account }

  package var recovery: Recovery {
    self == .serverError ? .retry : .giveUp
  }
}

/// The outcome for one policy (MS-ASPROV section 2.2.2.54.1).
package enum PolicyStatus: CommandStatus {
  case success
  case noPolicy
  case unknownPolicyType
  case corruptPolicy
  case wrongPolicyKey
  case undefined(String)

  package static let codes: [(Self, String)] = [
    (.success, "1"), (.noPolicy, "2"), (.unknownPolicyType, "3"), (.corruptPolicy, "4"),
    (.wrongPolicyKey, "5"),
  ]

  package var undefinedCode: String? {
    if case .undefined(let code) = self { code } else { nil }
  }

  package var isSuccess: Bool { self == .success }

  package var meaning: String {
    switch self {
    case .success: "success"
    case .noPolicy: "there is no policy"
    case .unknownPolicyType: "the server doesn't know this kind of policy"
    case .corruptPolicy: "the policy on the server is corrupt"
    case .wrongPolicyKey: "the server doesn't accept the policy key"
    case .undefined: "the server gives a status that the protocol doesn't define"
    }
  }

  package var scope: Scope { .account }
  package var recovery: Recovery { .giveUp }
}
