/// The outcome of ItemOperations as a whole, or of one item (MS-ASCMD section 2.2.3.177.8).
package enum ItemOperationsStatus: CommandStatus {
  case success
  case protocolError
  case serverError
  case badLink
  case accessDenied
  case notFound
  case connectionFailed
  case invalidRange
  case unknownStore
  case emptyFile
  case tooLarge
  case ioFailure
  case conversionFailed
  case invalidAttachment
  case noAccess
  case partialSuccess
  case credentialsRequired
  case undefined(String)

  package static let codes: [(Self, String)] = [
    (.success, "1"), (.protocolError, "2"), (.serverError, "3"), (.badLink, "4"),
    (.accessDenied, "5"), (.notFound, "6"), (.connectionFailed, "7"), (.invalidRange, "8"),
    (.unknownStore, "9"), (.emptyFile, "10"), (.tooLarge, "11"), (.ioFailure, "12"),
    (.conversionFailed, "14"), (.invalidAttachment, "15"), (.noAccess, "16"),
    (.partialSuccess, "17"), (.credentialsRequired, "18"),
  ]

  package var undefinedCode: String? {
    if case .undefined(let code) = self { code } else { nil }
  }

  /// A part that failed has a status of its own.
  package var isSuccess: Bool { self == .success || self == .partialSuccess }

  package var meaning: String {
    switch self {
    case .success: "success"
    case .protocolError: "the server calls the request wrong"
    case .serverError: "the server failed"
    case .badLink: "the server calls the item's address wrong"
    case .accessDenied, .noAccess: "the user may not see the item"
    case .notFound: "the item is gone"
    case .connectionFailed: "the server could not reach where the item lies"
    case .invalidRange: "the server calls the range wrong"
    case .unknownStore: "the server doesn't know the store"
    case .emptyFile: "the item is empty"
    case .tooLarge: "the item is too large for the server"
    case .ioFailure: "the server could not read the item"
    case .conversionFailed: "the server could not convert the item"
    case .invalidAttachment: "the server calls the attachment wrong"
    case .partialSuccess: "a part of the items came"
    case .credentialsRequired: "the server asks to sign in to where the item lies"
    case .undefined: "the server gives a status that the protocol doesn't define"
    }
  }

  package var scope: Scope {
    switch self {
    case .protocolError, .serverError: .account
    default: .item
    }
  }

  package var recovery: Recovery { self == .serverError ? .retry : .giveUp }
}
