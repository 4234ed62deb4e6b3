package import ActiveSync
package import StateStore

/// The folders of a mailbox, each below another: the one answer to which of them are exported.
///
/// A folder is where it is one of contacts and lies nowhere below Deleted Items: who deletes a folder of
/// contacts moves it there.
package struct FolderTree: Sendable {
  /// Why a folder is not exported.
  package enum Exclusion: String, Sendable {
    case noContacts = "no-contacts"
    case isDeleted = "deleted"
  }

  /// Deleted Items, and all that lies below it.
  private let deleted: Set<ServerID>

  package init(_ folders: [Folder]) {
    var parents: [ServerID: ServerID] = [:]
    var deleted: Set<ServerID> = []
    // What is listed last counts.
    for folder in folders {
      parents[folder.id] = folder.parentID
      if folder.type == Folder.deletedItemsType {
        deleted.insert(folder.id)
      } else {
        deleted.remove(folder.id)
      }
    }
    // From above, each once: a server may list folders that lie within one another.
    let children = Dictionary(grouping: parents.keys) { parents[$0] ?? $0 }
    var open = Array(deleted)
    while let id = open.popLast() {
      for child in children[id] ?? [] where deleted.insert(child).inserted { open.append(child) }
    }
    self.deleted = deleted
  }

  /// Why a folder is not exported; `nil` for one that is.
  package func exclusion(of folder: Folder) -> Exclusion? {
    guard Folder.isContacts(type: folder.type) else { return .noContacts }
    return deleted.contains(folder.id) ? .isDeleted : nil
  }

  package func isDeleted(_ id: ServerID) -> Bool { deleted.contains(id) }
}

extension Folder {
  /// As the state has it.
  package init(_ record: CollectionRecord) {
    self.init(
      id: ServerID(record.serverID), parentID: ServerID(record.parentID),
      displayName: record.name, type: record.type)
  }
}

extension [CollectionRecord] {
  /// Those that are exported.
  package var exported: [CollectionRecord] {
    let tree = FolderTree(map(Folder.init))
    return filter { tree.exclusion(of: Folder($0)) == nil }
  }
}
