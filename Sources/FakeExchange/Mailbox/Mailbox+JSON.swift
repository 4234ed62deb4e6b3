import FoundationEssentials
import WBXML

/// A mailbox in JSON, as `fake-exchange serve --mailbox` reads it.
///
///     {"folders": [{"id": "2", "parent": "0", "name": "Contacts", "type": 9}],
///      "contacts": [{"folder": "2", "id": "2:1", "FirstName": "Mark", "LastName": "Hassall"}]}
///
/// A contact without `id` gets one.
extension Mailbox: Codable {
  private enum CodingKeys: String, CodingKey {
    case folders, contacts
  }

  /// Reads the bytes of a JSON document.
  ///
  /// - Throws: ``MailboxError``, or a decoding error of the standard library.
  package init(json: [UInt8]) throws {
    self = try JSONDecoder().decode(Mailbox.self, from: Data(json))
  }

  package init(from decoder: any Swift.Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    for folder in try container.decode([MailboxFolder].self, forKey: .folders) { put(folder) }
    let contacts = try container.decodeIfPresent([AddressedContact].self, forKey: .contacts) ?? []
    for item in contacts { try put(item.contact, in: item.folder, serverID: item.id) }
  }

  package func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(folders, forKey: .folders)
    let contacts = folders.flatMap { folder in
      serverIDs(in: folder.id).compactMap { id in
        contact(id).map { AddressedContact(folder: folder.id, id: id, contact: $0) }
      }
    }
    try container.encode(contacts, forKey: .contacts)
  }
}

/// A contact with the place where it lies, in one JSON object.
struct AddressedContact: Codable {
  var folder: String
  var id: String?
  var contact: MailboxContact

  private enum CodingKeys: String, CodingKey {
    case folder, id
  }

  init(folder: String, id: String?, contact: MailboxContact) {
    self.folder = folder
    self.id = id
    self.contact = contact
  }

  init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    folder = try container.decodeIfPresent(String.self, forKey: .folder) ?? "2"
    id = try container.decodeIfPresent(String.self, forKey: .id)
    contact = try MailboxContact(from: decoder)
  }

  func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(folder, forKey: .folder)
    try container.encodeIfPresent(id, forKey: .id)
    try contact.encode(to: encoder)
  }
}
