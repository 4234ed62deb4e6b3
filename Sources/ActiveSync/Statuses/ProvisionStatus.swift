/// The outcome of Provision as a whole (MS-ASPROV section 2.2.2.54.2).
package enum ProvisionStatus: CommandStatus {
  case success
  case protocolError
  case serverError
  case undefined(String)

  package init(code: String) {
    switch code {
    case "1": self = .success
    case "2": self = .protocolError
    case "3": self = .serverError
    default: self = .undefined(code)
    }
  }

  package var code: String {
    switch self {
    case .success: "1"
    case .protocolError: "2"
    case .serverError: "3"
    case .undefined(let code): code
    }
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

  package init(code: String) {
    switch code {
    case "1": self = .success
    case "2": self = .noPolicy
    case "3": self = .unknownPolicyType
    case "4": self = .corruptPolicy
    case "5": self = .wrongPolicyKey
    default: self = .undefined(code)
    }
  }

  package var code: String {
    switch self {
    case .success: "1"
    case .noPolicy: "2"
    case .unknownPolicyType: "3"
    case .corruptPolicy: "4"
    case .wrongPolicyKey: "5"
    case .undefined(let code): code
    }
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
