package import ActiveSync
package import StateStore

/// What an answer of FolderSync means for the folders that the state knows.
///
/// A folder of contacts that is gone and one that is new are the same folder under another id where they
/// are both the default one, or have the same type and the same name: a server that moved, or a mailbox
/// that was restored, lists its folders like that. The folder keeps its directory, and its contacts are
/// looked for in it.
package struct FolderPlan {
  package private(set) var changes: [FolderChange] = []
  /// What is to be said of it, a line each.
  package private(set) var warnings: [String] = []

  private var directories: DirectoryNames
  /// What may come back under another id, that which went last first.
  private var gone: [CollectionRecord]

  /// - Parameters:
  ///   - answer: The server's changes in their order.
  ///   - isComplete: Whether they list every folder.
  ///   - known: The folders that the state has, with those whose contacts wait to be found again.
  ///   - deleted: The folders that went with their contacts.
  ///   - directories: Every directory that was ever given to a folder.
  package init(
    _ answer: [FolderSync.Change], isComplete: Bool, known: [CollectionRecord],
    deleted: [CollectionRecord], directories: Set<String>
  ) {
    self.directories = DirectoryNames(taken: directories)
    var listed: Set<ServerID> = []
    var lost: Set<ServerID> = []
    for change in answer {
      switch change {
      case .add(let folder), .update(let folder): listed.insert(folder.id)
      case .delete(let id): lost.insert(id)
      }
    }
    gone =
      known.filter { folder in
        let id = ServerID(folder.serverID)
        return !listed.contains(id) && (folder.isGone || isComplete || lost.contains(id))
      } + deleted.filter { !listed.contains(ServerID($0.serverID)) }.reversed()
    let types = Dictionary(
      (known + deleted).map { (ServerID($0.serverID), $0.type) }, uniquingKeysWith: { $1 })
    for change in answer {
      switch change {
      case .add(let folder), .update(let folder): list(folder, knownType: types[folder.id])
      case .delete(let id): changes.append(.delete(serverID: id.rawValue))
      }
    }
  }

  private mutating func list(_ folder: Folder, knownType: Int?) {
    // Where a server leaves the type out, it doesn't say that it is another one.
    let type = folder.type ?? knownType ?? Folder.unknownType
    if folder.type == nil, knownType == nil {
      warnings.append(
        "a new folder came without its type and is taken for one without contacts; 'cardferry folders' "
          + "shows it; if it should be exported, ask the server's administrator")
    }
    if knownType == nil, let index = gone.firstIndex(where: { isSame($0, folder, type) }) {
      changes.append(.renumber(id: gone.remove(at: index).id, serverID: folder.id.rawValue))
    }
    changes.append(
      .upsert(
        serverID: folder.id.rawValue, parentID: folder.parentID.rawValue, name: folder.displayName,
        type: type, directory: directories.make(from: folder.displayName)))
  }

  private func isSame(_ old: CollectionRecord, _ new: Folder, _ type: Int) -> Bool {
    guard old.type == type, Folder.isContacts(type: type) else { return false }
    return type == Folder.defaultContactsType
      || old.name.utf8.elementsEqual(new.displayName.utf8)
  }
}
