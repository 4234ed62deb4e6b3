import FakeExchange
import Foundation
import WBXML

/// The project's own double, within the test's process.
struct FakeServer: MailboxServer {
  let exchange: FakeExchange
  private static let folder = "1"

  init() async throws {
    var mailbox = Mailbox()
    mailbox.put(MailboxFolder(id: Self.folder, name: "Contacts", type: 9))
    exchange = try await FakeExchange.start(.init(user: "alice"), mailbox: mailbox)
  }

  var url: String { exchange.url }

  func requests() throws -> [String] {
    exchange.requests.map { request in
      let version = request.header("MS-ASProtocolVersion") ?? "-"
      return "\(request.method) \(request.command ?? "-") \(version) \(request.status ?? 0)"
    }
  }

  func put(_ contact: SampleContact) async throws {
    try put(MailboxContact(contact), as: contact.id)
  }

  func put(_ contact: MailboxContact, as id: String) throws {
    try exchange.changeMailbox { mailbox in
      _ = try mailbox.put(contact, in: Self.folder, serverID: id)
    }
  }

  func delete(_ contact: SampleContact) async throws { try delete(contact.id) }

  func delete(_ id: String) throws {
    try exchange.changeMailbox { try $0.delete(id) }
  }

  func forgetClients() async throws { exchange.invalidateSyncKeys(of: Self.folder) }

  func stop() async throws { await exchange.stop() }
}

extension MailboxContact {
  /// The elements of a sample contact, in the pages of their names.
  init(_ contact: SampleContact) throws {
    self.init(body: contact[.body])
    for (field, text) in contact.fields.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      switch field {
      case .body: break
      case .categories: categories = text.components(separatedBy: "\n")
      case .children: children = text.components(separatedBy: "\n")
      case .birthday, .anniversary:
        self[try Self.tag(of: field)] = text + "T00:00:00.000Z"
      default: self[try Self.tag(of: field)] = text
      }
    }
  }

  private struct NoTag: Error {
    let name: String
  }

  private static func tag(of field: SampleContact.Field) throws -> Tag {
    for page in ["Contacts", "Contacts2"].compactMap(CodePage.named) {
      if let token = page.token(of: field.rawValue) { return Tag(page: page.number, token: token) }
    }
    throw NoTag(name: field.rawValue)
  }
}
