/// A folder of the mailbox as FolderSync tells of it.
package struct Folder: Equatable, Sendable {
  package var id: ServerID
  /// `0` for the root.
  package var parentID: ServerID
  package var displayName: String
  /// MS-ASCMD section 2.2.3.186.3: 9 is the default contacts folder, 14 one that the user made. `nil`
  /// where the server doesn't say.
  package var type: Int?
  /// Whether the name came as UTF-8; it was read as windows-1252 otherwise.
  package var isNameUTF8: Bool

  package init(
    id: ServerID, parentID: ServerID, displayName: String, type: Int?, isNameUTF8: Bool = true
  ) {
    self.isNameUTF8 = isNameUTF8
    self.id = id
    self.parentID = parentID
    self.displayName = displayName
    self.type = type
  }

  package static let deletedItemsType = 4
  package static let defaultContactsType = 9
  package static let userContactsType = 14
  package static let unknownType = 18

  /// Whether a type is one of contacts. 19, the recipient information cache, is not: it holds
  /// addresses that Exchange collected by itself.
  package static func isContacts(type: Int?) -> Bool {
    type == defaultContactsType || type == userContactsType
  }

  /// What a type is for, in a few words.
  package static func describe(type: Int) -> String {
    names[type] ?? "unknown"
  }

  private static let names: [Int: String] = [
    1: "folder", 2: "inbox", 3: "drafts", 4: "deleted items", 5: "sent items", 6: "outbox",
    7: "tasks", 8: "calendar", 9: "contacts", 10: "notes", 11: "journal", 12: "mail of the user",
    13: "calendar of the user", 14: "contacts of the user", 15: "tasks of the user",
    16: "journal of the user", 17: "notes of the user", 19: "recipient cache",
  ]
}
