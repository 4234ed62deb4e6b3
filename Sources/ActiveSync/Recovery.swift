/// What a failure concerns.
package enum Scope: Equatable, Sendable {
  case item, collection, account
}

/// What helps after a failure.
package enum Recovery: Equatable, Sendable {
  /// The same request again, a few times at most.
  case retry
  /// The next run.
  case wait
  /// FolderSync, then the request again.
  case fetchFolders
  /// The collection from sync key 0 (for FolderSync: the folder list).
  case rebaseline
  /// Provision, then the request again, once.
  case provision
  /// OPTIONS, then the request again in the version that results, once.
  case renegotiate
  /// Nothing that the client can do.
  case giveUp
}

/// The outcome of a command as its own table in MS-ASCMD section 2.2.3.177 tells it; the same
/// number means something else for every command.
package protocol CommandStatus: Equatable, Sendable {
  /// The table: each case with its code.
  static var codes: [(Self, String)] { get }
  /// A code outside of the table.
  static func undefined(_ code: String) -> Self

  /// Total: a code outside of the table is a case of its own.
  init(code: String)
  /// The code where it is outside of the table; `nil` where it is in it.
  var undefinedCode: String? { get }
  /// The code as it came.
  var code: String { get }
  var isSuccess: Bool { get }
  /// In a few words, without a full stop.
  var meaning: String { get }
  var scope: Scope { get }
  var recovery: Recovery { get }
}

extension CommandStatus {
  package init(code: String) {
    self = Self.codes.first { $0.1 == code }?.0 ?? .undefined(code)
  }

  package var code: String {
    undefinedCode ?? Self.codes.first { $0.0 == self }?.1 ?? ""
  }
}
