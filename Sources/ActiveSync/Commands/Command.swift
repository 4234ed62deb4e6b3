package import WBXML

/// What an order to ask for everything anew (`X-MS-RP`) means for a command.
package enum RestartRule: Sendable {
  /// It is obeyed at once, and the answer counts for nothing.
  case obeys
  /// It is obeyed before the next command: the policy is not dropped half-way.
  case waits
  /// The command has just done what it says.
  case fulfils
  /// The command begins a part anew: it does what the order says where nothing was gone on with in this
  /// run, and else obeys.
  case begins
}

/// One command of MS-ASCMD: its request as an element and its answer as a value.
///
/// What a command doesn't know of an answer it passes over: servers add elements with every
/// version. Only ApplicationData is kept whole.
package protocol Command: Sendable {
  associatedtype Response: Sendable

  /// The value of `Cmd` in the query.
  static var name: String { get }

  /// Whether the server gives the same answer to the same request again.
  var isRepeatable: Bool { get }

  /// Whether the beginning of an answer that isn't whole says something: see
  /// ``response(fromBeginning:brokenBy:)``.
  var takesBeginning: Bool { get }

  /// What an order to start over means that comes with its answer.
  var restart: RestartRule { get }

  /// The request in a version of the protocol.
  func element(version: ProtocolVersion) -> Element

  /// Reads the answer; `nil` stands for an empty body.
  ///
  /// - Throws: ``ActiveSyncError/unexpected(command:what:)`` where an element is missing, and
  ///   ``ActiveSyncError/status(command:code:meaning:scope:recovery:)`` where the status says
  ///   that the command failed.
  func response(from element: Element?) throws(ActiveSyncError) -> Response

  /// Reads the beginning of an answer that broke off, or is larger than what is read.
  ///
  /// - Parameters:
  ///   - element: What came; `nil` where not even the root did.
  ///   - error: Why there isn't more.
  /// - Returns: What the beginning says.
  /// - Throws: `error` where the beginning doesn't say enough.
  func response(
    fromBeginning element: Element?, brokenBy error: ActiveSyncError
  ) throws(ActiveSyncError) -> Response
}

extension Command {
  package var isRepeatable: Bool { true }
  package var takesBeginning: Bool { false }

  package func response(
    fromBeginning element: Element?, brokenBy error: ActiveSyncError
  ) throws(ActiveSyncError) -> Response {
    throw error
  }

  package var restart: RestartRule { .obeys }

  /// The root of an answer that must not be empty.
  static func root(_ element: Element?, _ tag: Tag) throws(ActiveSyncError) -> Element {
    guard let element else {
      throw .unexpected(command: name, what: ActiveSyncError.emptyAnswer)
    }
    guard element.tag == tag else {
      throw .unexpected(command: name, what: "it begins with \(element.tag)")
    }
    return element
  }

  /// The text of a child that must be there.
  static func text(_ tag: Tag, in element: Element) throws(ActiveSyncError) -> String {
    guard let text = element.first(tag)?.text else {
      throw .unexpected(command: name, what: "\(tag) is missing")
    }
    return text
  }

  /// The id or the sync key in a child that must be there.
  static func identifier(_ tag: Tag, in element: Element) throws(ActiveSyncError) -> String {
    guard let identifier = element.first(tag)?.identifier else {
      throw .unexpected(command: name, what: "\(tag) is missing")
    }
    return identifier
  }

  /// Throws what a status other than success says. Common statuses may stand in place of the
  /// command's own, at any level.
  static func check(_ status: some CommandStatus) throws(ActiveSyncError) {
    guard !status.isSuccess else { return }
    if let common = CommonStatus(code: status.code) {
      throw .common(command: name, common)
    }
    throw .status(
      command: name, code: status.code, meaning: status.meaning, scope: status.scope,
      recovery: status.recovery)
  }
}
