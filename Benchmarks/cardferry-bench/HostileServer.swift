import FakeExchange
import Foundation
import TestSupport
import WBXML

/// A server that means harm, and what cardferry is to make of it.
struct HostileServer: Sendable {
  private struct Setup {
    var mailbox = Mailbox.generated(0)
    var faults: [Fault] = []
    /// Of the account.
    var options = ""
    /// How cardferry ends.
    var status: Int32 = 0
    /// What standard error has.
    var message = ""

    init() {}

    /// A server that answers a command with these bytes, always, or from the second time on.
    init(
      _ body: [UInt8], headers: [String: String] = [:], to command: String = "FolderSync",
      skip: Int = 0, status: Int32 = 5, message: String
    ) {
      faults = [
        Fault(
          .http(status: 200, headers: headers, body: body), command: command, skip: skip,
          times: skip == 0 ? nil : 1)
      ]
      self.status = status
      self.message = message
    }

    /// A server whose mailbox has one contact.
    init(contact: [Element]) throws {
      try mailbox.put(MailboxContact(elements: contact))
    }
  }

  /// As the README's table has it.
  let name: String
  /// Whether it takes minutes, and gigabytes of disk.
  let isLong: Bool
  /// Some hold tens of megabytes, so each is made when it is needed.
  private let make: @Sendable () throws -> Setup

  private init(_ name: String, isLong: Bool = false, _ make: @escaping @Sendable () throws -> Setup)
  {
    self.name = name
    self.isLong = isLong
    self.make = make
  }

  /// Lets cardferry export from it.
  ///
  /// - Returns: What the process left, and what was to come of it and didn't; `nil` for nothing.
  func meet() async throws -> (outcome: Program.Outcome, problem: String?) {
    let setup = try make()
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let server = try await FakeExchange.start(mailbox: setup.mailbox)
    for fault in setup.faults { server.add(fault) }
    try folder.write(
      """
      state: state/
      accounts:
        contoso: {server: "\(server.url)", user: anna@contoso.com, password: secret\(setup.options)}
      outputs:
        cards: {format: vcard, path: contacts/}

      """, to: "cardferry.yaml")
    let outcome = try await Program(product: "cardferry").run(
      ["export", "--config", "cardferry.yaml"], in: folder.path, measuresMemory: true)
    await server.stop()
    let last = outcome.errors.split(separator: "\n").last?.prefix(200) ?? ""
    if outcome.status != setup.status { return (outcome, "ended with \(outcome.status): \(last)") }
    let isSaid = setup.message.isEmpty ? last.isEmpty : outcome.errors.contains(setup.message)
    return (outcome, isSaid ? nil : "said: \(last)")
  }

  // MARK: - The table

  static let all = [
    HostileServer("nests 30 million elements") {
      Setup(HostileAnswer.nested(30_000_000), message: "more than the limit 'depth' of 64")
    },
    HostileServer("announces a block of 4 GiB") {
      Setup(HostileAnswer.hugeBlock, message: "more than the limit 'string' of 33554432")
    },
    HostileServer("announces a string table of 4 GiB") {
      Setup(HostileAnswer.hugeTable, message: "the document ends too early")
    },
    HostileServer("sends a string of 60 MB without an end") {
      Setup(HostileAnswer.endlessString(60_000_000), message: "the document ends too early")
    },
    HostileServer("sends 60 million elements") {
      Setup(HostileAnswer.elements(60_000_000), message: "the limit 'elements' of 1048576")
    },
    HostileServer("packs a GiB into a MB") {
      Setup(
        gzipOfZeros(count: 1 << 30), headers: ["Content-Encoding": "gzip"],
        message: "is larger than the limit 'body'")
    },
    HostileServer("lists 10,001 folders") {
      Setup(
        HostileAnswer.folders(10_001), message: "lists more than 10000 changes of folders")
    },
    HostileServer("lists 9,991 folders of one name") {
      Setup(HostileAnswer.folders(9991), status: 0, message: "")
    },
    HostileServer("has a policy of a million rules") {
      Setup(
        HostileAnswer.policy(1_000_000), to: "Provision", status: 6, message: "999900 rules more")
    },
    HostileServer("sends a million items without an id") {
      let items = Array(repeating: Element(Tag.AirSync.add), count: 1_000_000)
      return Setup(
        HostileAnswer.sync(items), to: "Sync", skip: 1, status: 0,
        message: "999980 more items came with such problems")
    },
    HostileServer("sends a contact with six fields of 10 MB") {
      typealias C = Tag.Contacts
      let text = String(repeating: "é;", count: 10_000_000 / 3)
      return try Setup(
        contact: [
          C.lastName, C.firstName, C.companyName, C.jobTitle, C.department, C.spouse,
        ].map { Element($0, text) })
    },
    HostileServer("sends one with a photo of 22 MB") {
      let photo = [0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0x61, count: 22_000_000)
      return try Setup(
        contact: [Element(Tag.Contacts.picture, Data(photo).base64EncodedString())])
    },
    HostileServer("sends one with 300,000 telephone numbers") {
      let tags = [Tag.Contacts.carPhoneNumber, Tag.Contacts.businessPhoneNumber]
      return try Setup(
        contact: (0..<300_000).map { Element(tags[$0 % 2], "+1 206 555 \($0)") })
    },
    HostileServer("sets 45 new cookies of 4 KB with each of 300 answers") {
      var setup = Setup()
      setup.options = ", window: 1"
      for number in 0..<300 { try setup.mailbox.put([Tag.Contacts.lastName: "\(number)"]) }
      let value = String(repeating: "x", count: 4000)
      setup.faults = (0..<300).map { answer in
        let cookies = names(of: "set-cookie").prefix(45).enumerated().map {
          ($1, "c\(answer)-\($0)=\(value)")
        }
        return Fault(.headers(Dictionary(uniqueKeysWithValues: cookies)), command: "Sync")
      }
      return setup
    },
    HostileServer("sends a byte a second") {
      var setup = Setup()
      setup.faults = [Fault(.drip(1000), command: "FolderSync", times: nil)]
      setup.options = ", timeout: 5s, retries: 0"
      (setup.status, setup.message) = (4, "too slow")
      return setup
    },
    HostileServer("lists contacts without end", isLong: true) {
      var setup = Setup()
      // The first answer is the true one.
      setup.faults = [Fault(.none, command: "Sync")]
      for page in 0..<2000 {
        let items = (0..<512).map { number in
          Element(
            Tag.AirSync.add,
            [
              Element(Tag.AirSync.serverId, "2:\(page)-\(number)"),
              Element(
                Tag.AirSync.applicationData,
                [Element(Tag.Contacts.lastName, "\(page)-\(number)")]),
            ])
        }
        let body = HostileAnswer.sync(items, key: "\(page)", isLast: false)
        setup.faults.append(Fault(.http(status: 200, body: body), command: "Sync"))
      }
      setup.options = ", window: 512"
      (setup.status, setup.message) = (5, "sent more than 1000000 changes of contacts")
      return setup
    },
  ]

  /// The spellings of a header field, which differ by case: a fault has each once.
  private static func names(of field: String) -> [String] {
    let spellings = (0..<1 << field.count).map { bits in
      String(
        field.enumerated().map { index, letter in
          bits >> index & 1 == 1 ? Character(letter.uppercased()) : letter
        })
    }
    return Set(spellings).sorted()
  }
}
