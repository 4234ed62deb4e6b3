import WBXML

extension Mailbox {
  /// The mailbox of the article "ActiveSync III" (Dominic Salemno, 2010): eleven folders and one
  /// contact, each value as printed there.
  package static var article: Mailbox {
    var mailbox = articleFolders
    // The folder is there.
    _ = try? mailbox.put(markHassall, in: "2")
    return mailbox
  }

  /// The article's folders with this many made-up contacts in folder 2: `2:1`, `2:2` and so on.
  package static func generated(
    _ count: Int, from generator: ContactGenerator = ContactGenerator()
  ) -> Mailbox {
    var mailbox = articleFolders
    // The folder is there.
    try? mailbox.fill("2", count: count, from: generator)
    return mailbox
  }

  private static var articleFolders: Mailbox {
    var mailbox = Mailbox()
    let folders = [
      ("Calendar", 8), ("Contacts", 9), ("Deleted Items", 4), ("Drafts", 3), ("Inbox", 2),
      ("Journal", 11), ("Junk E-Mail", 12), ("Notes", 10), ("Outbox", 6), ("Sent Items", 5),
      ("Tasks", 7),
    ]
    for (index, folder) in folders.enumerated() {
      mailbox.put(MailboxFolder(id: String(index + 1), name: folder.0, type: folder.1))
    }
    return mailbox
  }

  /// The contact of the article in the article's order; its ServerId there is `2:1`.
  package static let markHassall: MailboxContact = [
    Tag.Contacts.webPage: "http://contoso.com",
    Tag.Contacts.businessAddressCountry: "USA",
    Tag.Contacts.department: "Executive",
    Tag.Contacts.email1Address: #""president@contoso.com" <president@contoso.com>"#,
    Tag.Contacts.fileAs: "Hassall, Mark",
    Tag.Contacts.firstName: "Mark",
    Tag.Contacts.homeAddressCity: "Seattle",
    Tag.Contacts.homeAddressCountry: "USA",
    Tag.Contacts.homePhoneNumber: "(206) 555-0100",
    Tag.Contacts.homeAddressPostalCode: "98000",
    Tag.Contacts.homeAddressState: "WA",
    Tag.Contacts.homeAddressStreet: "234 Main Street",
    Tag.Contacts.businessAddressCity: "Seattle",
    Tag.Contacts.middleName: "I",
    Tag.Contacts.mobilePhoneNumber: "(206) 555-0101",
    Tag.Contacts.companyName: "Contoso Inc.",
    Tag.Contacts.businessAddressPostalCode: "98000",
    Tag.Contacts.assistantName: "Andy Jacobs",
    Tag.Contacts.assistantPhoneNumber: "(206) 555-0102",
    Tag.Contacts.lastName: "Hassall",
    Tag.Contacts.businessAddressState: "WA",
    Tag.Contacts.businessAddressStreet: "123 Main Street",
    Tag.Contacts.businessPhoneNumber: "(206) 555-0103",
    Tag.Contacts.jobTitle: "President",
    Tag.Contacts.officeLocation: "TopFloor",
    Tag.Contacts2.managerName: "Roya Asbari",
  ]
}
