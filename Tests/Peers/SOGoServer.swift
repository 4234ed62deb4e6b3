import Foundation
import HTTPTransport

/// SOGo behind nginx, filled over CardDAV.
struct SOGoServer: MailboxServer {
  let url: String
  /// Where SOGo shows its web page, with status 200, whatever it is asked.
  let pageURL: String
  private let scripts: ServerScripts
  /// Where CardDAV has alice's address books.
  let addressBooks: String

  init() async throws {
    scripts = try await ServerScripts("sogo")
    url = try scripts.fact("server")
    pageURL = try scripts.fact("page")
    addressBooks = try scripts.fact("dav") + "/alice/Contacts"
  }

  /// SOGo sends no more than its own web pages show, and the full name as FileAs.
  var dropped: Set<SampleContact.Field> {
    [
      .fileAs, .yomiFirstName, .yomiLastName, .yomiCompanyName, .officeLocation, .imAddress2,
      .imAddress3, .mms, .business2Phone, .companyMainPhone, .home2Phone, .homeFax, .carPhone,
      .radioPhone, .assistantPhone, .anniversary, .spouse, .assistantName, .managerName, .children,
      .customerID, .governmentID, .accountName,
    ]
  }

  func requests() throws -> [String] { try scripts.requests() }

  /// SOGo's sync key is the second of the newest change: a change within it is never sent.
  func settle() async throws {
    try await Task.sleep(for: .milliseconds(1100))
  }

  func put(_ contact: SampleContact) async throws { try await put(contact, in: "personal") }

  func delete(_ contact: SampleContact) async throws {
    try await send("DELETE", "\(addressBooks)/personal/\(contact.id).vcf", expecting: [204])
  }

  func forgetClients() async throws { try await scripts.run("forget") }

  func stop() async throws { try await scripts.stop() }
}
