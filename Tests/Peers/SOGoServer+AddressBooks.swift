import HTTPTransport
import WBXML

/// Address books beside the default one, which only the protocol itself makes so that it shows
/// them.
extension SOGoServer {
  /// Makes an address book, and returns its name in the paths of CardDAV.
  func makeAddressBook(named name: String) async throws -> String {
    let folders = try await command("FolderSync", .folderSync, [Element(.syncKey, "0")])
    guard let key = folders.first(.syncKey)?.text else { throw Refusal(answer: folders) }
    let book = try await command(
      "FolderCreate", .folderCreate,
      [
        Element(.syncKey, key), Element(.parentId, "0"), Element(.displayName, name),
        Element(.type, "14"),
      ])
    // "vcard%2F41D-6B034F00-3-140D88C0"
    guard let id = book.first(.serverId)?.text?.split(separator: "F", maxSplits: 1).last else {
      throw Refusal(answer: book)
    }
    return String(id)
  }

  func put(_ contact: SampleContact, in addressBook: String) async throws {
    try await send(
      "PUT", "\(addressBooks)/\(addressBook)/\(contact.id).vcf", body: Array(contact.vCard3.utf8),
      type: "text/vcard; charset=utf-8", expecting: [201, 204])
  }

  func deleteAddressBook(_ addressBook: String) async throws {
    try await send("DELETE", "\(addressBooks)/\(addressBook)/", expecting: [204])
  }

  /// The server took no part in it.
  struct Refusal: Error {
    let answer: Element
  }

  /// A request of another device of alice's.
  private func command(_ name: String, _ tag: Tag, _ children: [Element]) async throws -> Element {
    let response = try await CurlTransport().send(
      HTTPRequest(
        method: "POST", url: "\(url)?Cmd=\(name)&User=alice&DeviceId=another&DeviceType=test",
        headers: [
          ("Content-Type", "application/vnd.ms-sync.wbxml"), ("MS-ASProtocolVersion", "14.1"),
        ],
        body: Encoder.encode(Element(tag, children)),
        authentication: .basic(BasicCredentials(user: "alice", password: "secret"))))
    return try Decoder.decode(response.body)
  }
}

extension Tag {
  fileprivate static let folderSync = FolderHierarchy.folderSync
  fileprivate static let folderCreate = FolderHierarchy.folderCreate
  fileprivate static let syncKey = FolderHierarchy.syncKey
  fileprivate static let parentId = FolderHierarchy.parentId
  fileprivate static let serverId = FolderHierarchy.serverId
  fileprivate static let displayName = FolderHierarchy.displayName
  fileprivate static let type = FolderHierarchy.type
}
