/// A folder of the mailbox (MS-ASCMD, FolderSync).
///
///     {"id": "2", "parent": "0", "name": "Contacts", "type": 9}
package struct MailboxFolder: Codable, Equatable, Sendable {
  /// The ServerId, which a Sync calls CollectionId.
  package var id: String
  /// The ServerId of the folder above, `"0"` at the top.
  package var parent: String
  package var name: String
  /// 9 is the default contacts folder, 14 one that the user made, 19 the recipient cache.
  package var type: Int

  package init(id: String, parent: String = "0", name: String, type: Int) {
    self.id = id
    self.parent = parent
    self.name = name
    self.type = type
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case id, parent, name, type
  }

  package init(from decoder: any Swift.Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    parent = try container.decodeIfPresent(String.self, forKey: .parent) ?? "0"
    name = try container.decode(String.self, forKey: .name)
    type = try container.decode(Int.self, forKey: .type)
  }
}
