package import WBXML

/// Asks for the folders that changed since `syncKey`; key `0` asks for all of them (MS-ASCMD
/// section 2.2.1.5).
///
///     <FolderSync xmlns="FolderHierarchy:"><SyncKey>0</SyncKey></FolderSync>
package struct FolderSync: Command {
  package static let name = "FolderSync"

  /// The most changes that an answer may list: a mailbox of Exchange has no more folders than that.
  package static let maximumChanges = 10_000

  package var syncKey: SyncKey

  package init(syncKey: SyncKey) {
    self.syncKey = syncKey
  }

  package var restart: RestartRule { syncKey == .initial ? .fulfils : .obeys }

  package struct Response: Equatable, Sendable {
    /// The key to send next time.
    package var syncKey: SyncKey
    package var changes: [Change]
  }

  /// A change of the folder list, in the server's order.
  package enum Change: Equatable, Sendable {
    /// A folder that is new to the client, or one that it has asked for again.
    case add(Folder)
    /// A folder that was renamed or moved.
    case update(Folder)
    case delete(ServerID)
  }

  package func element(version: ProtocolVersion) -> Element {
    Element(
      Tag.FolderHierarchy.folderSync,
      [Element(Tag.FolderHierarchy.syncKey, identifier: syncKey.rawValue)])
  }

  package func response(from element: Element?) throws(ActiveSyncError) -> Response {
    typealias Tags = Tag.FolderHierarchy
    let root = try Self.root(element, Tags.folderSync)
    try Self.check(FolderSyncStatus(code: Self.text(Tags.status, in: root)))
    let key = SyncKey(try Self.identifier(Tags.syncKey, in: root))
    var changes: [Change] = []
    for child in root.first(Tags.changes)?.children ?? [] {
      guard changes.count < Self.maximumChanges else {
        throw .tooMuch("lists more than \(Self.maximumChanges) changes of folders")
      }
      switch child.tag {
      case Tags.add: changes.append(.add(try folder(child)))
      case Tags.update: changes.append(.update(try folder(child)))
      case Tags.delete:
        changes.append(.delete(ServerID(try Self.identifier(Tags.serverId, in: child))))
      default: break
      }
    }
    return Response(syncKey: key, changes: changes)
  }

  private func folder(_ element: Element) throws(ActiveSyncError) -> Folder {
    typealias Tags = Tag.FolderHierarchy
    let name = element.first(Tags.displayName)
    return Folder(
      id: ServerID(try Self.identifier(Tags.serverId, in: element)),
      parentID: ServerID(element.first(Tags.parentId)?.identifier ?? "0"),
      displayName: name?.text ?? "",
      type: element.first(Tags.type)?.text.flatMap { Int($0) }, isNameUTF8: name?.isUTF8 ?? true)
  }
}
