/// The outcome of FolderSync (MS-ASCMD section 2.2.3.177.5).
package enum FolderSyncStatus: CommandStatus {
  case success
  case serverError
  case invalidSyncKey
  case malformedRequest
  case unknownError
  case unusualError
  case undefined(String)

  package static let codes: [(Self, String)] = [
    (.success, "1"), (.serverError, "6"), (.invalidSyncKey, "9"), (.malformedRequest, "10"),
    (.unknownError, "11"), (.unusualError, "12"),
  ]

  package var undefinedCode: String? {
    if case .undefined(let code) = self { code } else { nil }
  }

  package var isSuccess: Bool { self == .success }

  package var meaning: String {
    switch self {
    case .success: "success"
    case .serverError: "the server failed"
    case .invalidSyncKey: "the server no longer knows which folders it told of"
    case .malformedRequest: "the server calls the request malformed"
    case .unknownError: "the server failed and says not why"
    case .unusualError: "the server failed in an unusual way"
    case .undefined: "the server gives a status that the protocol doesn't define"
    }
  }

  package var scope: Scope { .account }

  package var recovery: Recovery {
    switch self {
    case .invalidSyncKey: .rebaseline
    case .serverError, .unknownError: .retry
    case .unusualError: .wait
    default: .giveUp
    }
  }
}
