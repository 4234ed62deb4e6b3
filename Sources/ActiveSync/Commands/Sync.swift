package import WBXML

/// Asks for a window of the changes in one folder since `syncKey` (MS-ASCMD section 2.2.1.21).
///
/// The first request of a folder carries key `0` and brings a key and nothing else:
///
///     <Sync xmlns="AirSync:" xmlns:A1="POOMCONTACTS:"><Collections><Collection>
///       <SyncKey>0</SyncKey><CollectionId>2</CollectionId>
///       <Supported><A1:JobTitle/><A1:Department/></Supported>
///     </Collection></Collections></Sync>
///
/// The client never sends commands of its own: it can't change the mailbox.
package struct Sync: Command {
  package static let name = "Sync"

  package var syncKey: SyncKey
  package var collectionID: ServerID
  /// The elements that the client claims to know, in the first request alone; `nil` for no
  /// Supported element, which says all of them (MS-ASCMD section 2.2.3.179).
  package var supported: [Tag]?
  /// Changes in one answer, 1 to 512.
  package var windowSize: Int

  package init(syncKey: SyncKey, collectionID: ServerID, supported: [Tag]?, windowSize: Int) {
    self.syncKey = syncKey
    self.collectionID = collectionID
    self.supported = supported
    self.windowSize = windowSize
  }

  /// Most servers give a window again to the same key; SOGo, whose keys repeat, goes on with the
  /// next one.
  package var isRepeatable: Bool { syncKey == .initial }

  /// Of an answer with one change, the beginning tells of which item it is and how to go on.
  package var takesBeginning: Bool { syncKey != .initial && windowSize == 1 }
  package var restart: RestartRule { syncKey == .initial ? .begins : .obeys }

  package struct Response: Sendable {
    /// The key to send next; `nil` where nothing changed and the old key stays.
    package var syncKey: SyncKey?
    package var changes: [Change]
    package var moreAvailable: Bool
    /// What can't be used of an answer that is good otherwise.
    package var problems: [ItemProblem]

    package init(
      syncKey: SyncKey?, changes: [Change], moreAvailable: Bool, problems: [ItemProblem]
    ) {
      self.syncKey = syncKey
      self.changes = changes
      self.moreAvailable = moreAvailable
      self.problems = problems
    }

    /// An item with a problem is there, unless the server doesn't find it.
    fileprivate mutating func note(_ problem: ItemProblem) {
      problems.append(problem)
      guard let id = problem.serverID, problem.reason != .status(.objectNotFound) else { return }
      changes.append(.listed(id))
    }
  }

  /// An item of which nothing came that could be used.
  package struct ItemProblem: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
      case noID
      case noData
      /// A command that the protocol has no place for here.
      case unknownCommand
      /// What the server says of the item.
      case status(SyncStatus)
      /// The answer with nothing but the item is larger than what is read, or breaks off within it.
      case tooLarge
    }

    /// `nil` where it has none.
    package var serverID: ServerID?
    package var reason: Reason

    package init(serverID: ServerID?, reason: Reason) {
      self.serverID = serverID
      self.reason = reason
    }
  }

  /// A change of one item.
  package enum Change: Sendable {
    /// ApplicationData of a new item, or of one that the client may know already.
    case add(ServerID, Element)
    /// ApplicationData of a changed item.
    case change(ServerID, Element)
    /// An item that the server names and of which it says nothing: without ApplicationData, with nothing in
    /// it, or with what is no element. It is there all the same.
    case listed(ServerID)
    /// Deleted, or moved out of what is synchronised (SoftDelete).
    case delete(ServerID)

    package var serverID: ServerID {
      switch self {
      case .add(let id, _), .change(let id, _), .listed(let id), .delete(let id): id
      }
    }
  }

  /// The order of the elements is fixed (MS-ASCMD section 2.2.3.29.2).
  package func element(version: ProtocolVersion) -> Element {
    typealias Tags = Tag.AirSync
    var collection: [Element] = []
    if version < .v12_1 { collection.append(Element(Tags.class, "Contacts")) }
    collection.append(Element(Tags.syncKey, identifier: syncKey.rawValue))
    collection.append(Element(Tags.collectionId, identifier: collectionID.rawValue))
    if syncKey == .initial {
      if let supported {
        collection.append(Element(Tags.supported, supported.map { Element($0) }))
      }
    } else {
      collection.append(Element(Tags.deletesAsMoves))
      collection.append(Element(Tags.getChanges))
      collection.append(Element(Tags.windowSize, String(windowSize)))
      collection.append(Element(Tags.options, [Self.noteOption(version: version)]))
    }
    return Element(Tags.sync, [Element(Tags.collections, [Element(Tags.collection, collection)])])
  }

  /// Asks for notes as plain text and whole. Exchange makes its HTML anew for every answer, which
  /// would look like a change; before 12.0 notes are plain text, and 9 says not to cut them.
  private static func noteOption(version: ProtocolVersion) -> Element {
    version < .v12_0
      ? Element(Tag.AirSync.truncation, "9")
      : Element(
        Tag.AirSyncBase.bodyPreference, [Element(Tag.AirSyncBase.type, "1")])
  }

  package func response(from element: Element?) throws(ActiveSyncError) -> Response {
    typealias Tags = Tag.AirSync
    var response = Response(syncKey: nil, changes: [], moreAvailable: false, problems: [])
    // An empty body says that nothing changed. SOGo says the same of a folder that isn't there,
    // so it is no answer to a first request.
    guard let element else {
      guard syncKey != .initial else {
        throw .unexpected(
          command: Self.name, what: "it is empty; the folder may no longer be there")
      }
      return response
    }
    let root = try Self.root(element, Tags.sync)
    if let status = root.first(Tags.status)?.text {
      try Self.check(SyncStatus(code: status))
    }
    guard let collection = collection(in: root) else { return response }
    try Self.check(SyncStatus(code: collection.first(Tags.status)?.text ?? "1"))
    response.syncKey = SyncKey(try Self.identifier(Tags.syncKey, in: collection))
    response.moreAvailable = collection.first(Tags.moreAvailable) != nil
    for command in collection.first(Tags.commands)?.children ?? [] {
      switch Self.change(command) {
      case .success(let change): response.changes.append(change)
      case .failure(let problem): response.note(problem)
      }
    }
    // The client sends no commands, so there is nothing to respond to; a server that does names
    // an item that it has trouble with.
    for item in collection.first(Tags.responses)?.children ?? [] {
      let status = SyncStatus(code: item.first(Tags.status)?.text ?? "1")
      guard !status.isSuccess else { continue }
      response.note(
        ItemProblem(
          serverID: item.first(Tags.serverId)?.identifier.map { ServerID($0) },
          reason: .status(status)))
    }
    return response
  }

  /// Passes over an item that makes an answer too large all by itself. It is listed.
  package func response(
    fromBeginning element: Element?, brokenBy error: ActiveSyncError
  ) throws(ActiveSyncError) -> Response {
    typealias Tags = Tag.AirSync
    guard let collection = element.flatMap(collection),
      let key = collection.first(Tags.syncKey)?.identifier,
      let item = collection.first(Tags.commands)?.children.first?.first(Tags.serverId)?.identifier,
      !key.isEmpty, !item.isEmpty
    else { throw error }
    var response = Response(
      syncKey: SyncKey(key), changes: [], moreAvailable: true, problems: [])
    response.note(ItemProblem(serverID: ServerID(item), reason: .tooLarge))
    return response
  }

  /// The answer's part for the folder asked for; where it is left out, nothing changed.
  private func collection(in root: Element) -> Element? {
    typealias Tags = Tag.AirSync
    let collections = (root.first(Tags.collections)?.children ?? []).filter {
      $0.tag == Tags.collection
    }
    return collections.first {
      $0.first(Tags.collectionId)?.identifier.map { ServerID($0) } == collectionID
    }
      ?? (collections.count == 1 ? collections.first : nil)
  }

  /// Whether ApplicationData, or the Properties of an item, hold anything. An element that is there and
  /// empty says nothing, at any depth, and neither does what tells of a note that isn't there.
  static func saysSomething(_ data: Element) -> Bool {
    var isSaying = false
    data.forEachChild { child in
      guard !isSaying, !aboutNote.contains(child.tag) else { return }
      isSaying = child.children.isEmpty ? !child.isEmpty : saysSomething(child)
    }
    return isSaying
  }

  /// The form, the size and the wholeness of a note.
  private static let aboutNote: Set<Tag> = [
    .AirSyncBase.type, .AirSyncBase.estimatedDataSize, .AirSyncBase.truncated,
    .AirSyncBase.nativeBodyType, .Contacts.bodySize, .Contacts.bodyTruncated,
  ]

  private static func change(_ command: Element) -> Result<Change, ItemProblem> {
    typealias Tags = Tag.AirSync
    guard let id = command.first(Tags.serverId)?.identifier, !id.isEmpty else {
      return .failure(ItemProblem(serverID: nil, reason: .noID))
    }
    let serverID = ServerID(id)
    switch command.tag {
    case Tags.add, Tags.change:
      guard let data = command.first(Tags.applicationData), saysSomething(data) else {
        return .success(.listed(serverID))
      }
      return .success(command.tag == Tags.add ? .add(serverID, data) : .change(serverID, data))
    case Tags.delete, Tags.softDelete:
      return .success(.delete(serverID))
    default:
      return .failure(ItemProblem(serverID: serverID, reason: .unknownCommand))
    }
  }
}
