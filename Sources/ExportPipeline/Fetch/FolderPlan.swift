package import ActiveSync
package import StateStore

/// What an answer of FolderSync means for the folders that the state knows.
///
/// A folder of contacts that is gone and one that is new are the same folder under another id where they
/// are both the default one, or have the same type and the same name: a server that moved, or a mailbox
/// that was restored, lists its folders like that. The folder keeps its directory, and its contacts are
/// looked for in it. Of several that are alike, one below Deleted Items is first taken for one that was there.
package struct FolderPlan {
  package private(set) var changes: [FolderChange] = []
  /// What is to be said of it, a line each.
  package private(set) var warnings: [String] = []

  private var directories: DirectoryNames
  /// The folders that come back under another id, by that.
  private var returned: [ServerID: Int64] = [:]

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
    // What may come back, that which went last first.
    let gone =
      known.filter { folder in
        let id = ServerID(folder.serverID)
        return !listed.contains(id) && (folder.isGone || isComplete || lost.contains(id))
      } + deleted.filter { !listed.contains(ServerID($0.serverID)) }.reversed()
    let types = Dictionary(
      (known + deleted).map { (ServerID($0.serverID), $0.type) }, uniquingKeysWith: { $1 })
    find(gone, in: answer, known: known + deleted)
    for change in answer {
      switch change {
      case .add(let folder), .update(let folder): list(folder, knownType: types[folder.id])
      case .delete(let id): changes.append(.delete(serverID: id.rawValue))
      }
    }
  }

  /// Finds what comes back under another id: what is, or is not, below Deleted Items as before, and then
  /// the rest.
  private mutating func find(
    _ gone: [CollectionRecord], in answer: [FolderSync.Change], known: [CollectionRecord]
  ) {
    let ids = Set(known.map { ServerID($0.serverID) })
    let listed = answer.compactMap { change -> Folder? in
      switch change {
      case .add(let folder), .update(let folder): folder
      case .delete: nil
      }
    }
    let before = FolderTree(known.map(Folder.init))
    let after = FolderTree(known.map(Folder.init) + listed)
    var rest = gone
    for isLenient in [false, true] where !rest.isEmpty {
      for folder in listed where !ids.contains(folder.id) && returned[folder.id] == nil {
        let index = rest.firstIndex { old in
          isSame(old, folder)
            && (isLenient
              || before.isDeleted(ServerID(old.serverID)) == after.isDeleted(folder.id))
        }
        if let index { returned[folder.id] = rest.remove(at: index).id }
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
    if !folder.isNameUTF8 {
      warnings.append(
        "the name of a folder is not UTF-8 and was read as windows-1252; if it looks wrong, rename the "
          + "folder")
    }
    // For the first of them: an answer may list a folder twice.
    if let id = returned.removeValue(forKey: folder.id) {
      changes.append(.renumber(id: id, serverID: folder.id.rawValue))
    }
    changes.append(
      .upsert(
        serverID: folder.id.rawValue, parentID: folder.parentID.rawValue, name: folder.displayName,
        type: type, directory: directories.make(from: folder.displayName)))
  }

  private func isSame(_ old: CollectionRecord, _ new: Folder) -> Bool {
    guard let type = new.type, old.type == type, Folder.isContacts(type: type) else { return false }
    return type == Folder.defaultContactsType
      || old.name.utf8.elementsEqual(new.displayName.utf8)
  }
}
