import WBXML

/// Folders and contacts of one user, with the history that incremental answers are made from.
package struct Mailbox: Sendable {
  /// A folder that is there, or was, and the revisions of the hierarchy that touched it.
  private struct FolderRecord {
    var folder: MailboxFolder
    var added: Int
    var changed: Int
    var isDeleted = false
  }

  private var records: [FolderRecord] = []
  /// The contacts by the ServerId of their folder.
  var collections: [String: Collection] = [:]
  /// The revision of the folder hierarchy.
  private(set) var revision = 0

  package init() {}

  // MARK: - Folders

  /// The folders in the order in which they were made.
  package var folders: [MailboxFolder] {
    records.filter { !$0.isDeleted }.map(\.folder)
  }

  package func folder(_ id: String) -> MailboxFolder? {
    record(id).map { records[$0].folder }
  }

  /// Makes a folder, or renames or moves the one with this ServerId.
  package mutating func put(_ folder: MailboxFolder) {
    revision += 1
    if let index = record(folder.id) {
      records[index].folder = folder
      records[index].changed = revision
    } else {
      records.removeAll { $0.folder.id == folder.id }
      records.append(FolderRecord(folder: folder, added: revision, changed: revision))
      collections[folder.id] = Collection()
    }
  }

  /// Deletes a folder with all that is in it.
  package mutating func deleteFolder(_ id: String) throws(MailboxError) {
    guard let index = record(id) else { throw .noFolder(id) }
    revision += 1
    records[index].isDeleted = true
    records[index].changed = revision
    collections[id] = nil
  }

  /// Deletes a folder and makes it again under another ServerId, with all its contacts, which get other
  /// ServerIds too: what a server does that restores a mailbox.
  package mutating func replaceFolder(_ id: String, by new: String) throws(MailboxError) {
    guard var folder = folder(id) else { throw .noFolder(id) }
    let contacts = serverIDs(in: id).compactMap { collections[id]?[$0] }
    try deleteFolder(id)
    folder.id = new
    put(folder)
    for contact in contacts { try put(contact, in: new) }
  }

  /// Whether a folder with this ServerId is gone.
  func isDeleted(_ id: String) -> Bool {
    records.contains { $0.folder.id == id && $0.isDeleted }
  }

  /// What became of the hierarchy after a revision; 0 for all of it.
  func folderChanges(
    since base: Int
  ) -> (added: [MailboxFolder], updated: [MailboxFolder], deleted: [MailboxFolder]) {
    let changed = records.filter { $0.changed > base }
    return (
      changed.filter { !$0.isDeleted && $0.added > base }.map(\.folder),
      changed.filter { !$0.isDeleted && $0.added <= base }.map(\.folder),
      changed.filter { $0.isDeleted && $0.added <= base }.map(\.folder)
    )
  }

  private func record(_ id: String) -> Int? {
    records.firstIndex { $0.folder.id == id && !$0.isDeleted }
  }

  // MARK: - Contacts

  /// The ServerIds of a folder's contacts, the last changed last.
  package func serverIDs(in folder: String) -> [String] {
    collections[folder]?.serverIDs ?? []
  }

  /// The contact with this ServerId in any folder.
  package func contact(_ serverID: String) -> MailboxContact? {
    collections.values.lazy.compactMap { $0[serverID] }.first
  }

  /// Adds a contact, or replaces the one with this ServerId; without one a new ServerId is made
  /// from the folder's.
  ///
  /// - Returns: the ServerId.
  @discardableResult
  package mutating func put(
    _ contact: MailboxContact, in folder: String = "2", serverID: String? = nil
  ) throws(MailboxError) -> String {
    guard collections[folder] != nil else { throw .noFolder(folder) }
    let new = serverID ?? collections[folder]?.newServerID(in: folder) ?? ""
    collections[folder]?.put(contact, serverID: new)
    return new
  }

  /// Changes one contact in place.
  package mutating func update(
    _ serverID: String, _ change: (inout MailboxContact) throws -> Void
  ) throws {
    guard let folder = folder(of: serverID), var contact = collections[folder]?[serverID] else {
      throw MailboxError.noContact(serverID)
    }
    try change(&contact)
    collections[folder]?.put(contact, serverID: serverID)
  }

  package mutating func delete(_ serverID: String) throws(MailboxError) {
    guard let folder = folder(of: serverID) else { throw .noContact(serverID) }
    _ = collections[folder]?.delete(serverID)
  }

  /// Puts `count` made-up contacts into a folder.
  package mutating func fill(
    _ folder: String = "2", count: Int, from generator: ContactGenerator
  ) throws(MailboxError) {
    for index in 0..<count { try put(generator.contact(index), in: folder) }
  }

  private func folder(of serverID: String) -> String? {
    collections.first { $0.value[serverID] != nil }?.key
  }
}

/// Why a change to the mailbox isn't possible.
package enum MailboxError: Error, Equatable, Sendable, CustomStringConvertible {
  case noFolder(String)
  case noContact(String)

  package var description: String {
    switch self {
    case .noFolder(let id): "no folder '\(id)'; GET /control/mailbox lists them"
    case .noContact(let id): "no contact '\(id)'; GET /control/mailbox lists them"
    }
  }
}
