/// The outcome of Sync, for the whole command, a collection or an item (MS-ASCMD section
/// 2.2.3.177.17; 2, 10 and 11 are not defined).
package enum SyncStatus: CommandStatus {
  case success
  case invalidSyncKey
  case protocolError
  case serverError
  case conversionError
  case conflict
  case objectNotFound
  case cannotComplete
  case folderHierarchyChanged
  case incompleteRequest
  case invalidWait
  case invalidRequest
  case retry
  case undefined(String)

  package static let codes: [(Self, String)] = [
    (.success, "1"), (.invalidSyncKey, "3"), (.protocolError, "4"), (.serverError, "5"),
    (.conversionError, "6"), (.conflict, "7"), (.objectNotFound, "8"), (.cannotComplete, "9"),
    (.folderHierarchyChanged, "12"), (.incompleteRequest, "13"), (.invalidWait, "14"),
    (.invalidRequest, "15"), (.retry, "16"),
  ]

  package var undefinedCode: String? {
    if case .undefined(let code) = self { code } else { nil }
  }

  package var isSuccess: Bool { self == .success }

  package var meaning: String {
    switch self {
    case .success: "success"
    case .invalidSyncKey: "the server no longer knows how far the folder was synchronised"
    case .protocolError: "the server calls the request wrong"
    case .serverError: "the server failed"
    case .conversionError: "the server calls an item malformed"
    case .conflict: "the server has a newer version of an item"
    case .objectNotFound: "the server doesn't find the folder or the item"
    case .cannotComplete: "the mailbox is full"
    case .folderHierarchyChanged: "the folders have changed"
    case .incompleteRequest: "the server misses a part of the request"
    case .invalidWait: "the server calls the waiting time wrong"
    case .invalidRequest: "the server calls the number of folders or commands too large"
    case .retry: "the server asks for the request once more"
    case .undefined: "the server gives a status that the protocol doesn't define"
    }
  }

  package var scope: Scope {
    switch self {
    case .conversionError, .conflict: .item
    case .cannotComplete, .invalidWait, .invalidRequest: .account
    default: .collection
    }
  }

  package var recovery: Recovery {
    switch self {
    case .invalidSyncKey: .rebaseline
    case .objectNotFound, .folderHierarchyChanged: .fetchFolders
    case .serverError, .incompleteRequest, .retry: .retry
    default: .giveUp
    }
  }
}
