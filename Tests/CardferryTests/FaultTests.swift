import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// A misbehaviour, and what the administrator reads; `DEVICE` stands for the account's device id, and
/// `DATE` for the day on which it signed in.
struct Trouble: Sendable, CustomTestStringConvertible {
  let fault: Fault
  let status: Int32
  let message: String
  var testDescription: String { message }

  init(_ fault: Fault, _ status: Int32, _ message: String) {
    self.fault = fault
    self.status = status
    self.message = message
  }

  static func sync(_ code: Int, _ status: Int32, _ message: String) -> Trouble {
    Trouble(
      Fault(.status(code, scope: .collection), command: "Sync", times: nil), status,
      "Sync failed with status \(code): " + message)
  }

  /// A status of FolderSync, or a common one.
  static func folderSync(_ code: Int, _ status: Int32, _ message: String) -> Trouble {
    Trouble(
      Fault(.status(code), command: "FolderSync", times: nil), status,
      "FolderSync failed with status \(code): " + message)
  }

  static func http(
    _ code: Int, with headers: [String: String] = [:], _ status: Int32, _ message: String
  ) -> Trouble {
    Trouble(
      Fault(.http(status: code, headers: headers), command: "FolderSync", times: nil), status,
      message)
  }

  static let blocked =
    "; ask its administrator to allow the device 'DEVICE' of type 'cardferry'"
}

/// The id by which the server knows the program; empty where it wasn't asked for anything.
private func deviceID(_ server: FakeExchange) -> String {
  let target = server.requests("FolderSync").first?.target ?? ""
  guard let range = target.firstRange(of: "DeviceId=") else { return "" }
  return String(target[range.upperBound...].prefix { $0 != "&" })
}

@Suite struct `A server in trouble` {
  @Test(arguments: [
    Trouble(
      Fault(.http(status: 401), times: nil), 3,
      "127.0.0.1 refused user name or password (HTTP 401); signing in worked on DATE, so what stands "
        + "behind the server may be down; if it isn't, correct 'user:' or 'password:' before the next "
        + "run, so that the account isn't locked"),
    Trouble(
      .html(times: nil), 5,
      "127.0.0.1 answered with an HTML page instead of ActiveSync; check the address in 'server:'"),
    Trouble(
      Fault(.truncate(20), command: "FolderSync", times: nil), 5,
      "the answer to FolderSync is broken: byte 20: the document ends too early; "
        + "nothing of it was used"),
    Trouble(
      Fault(.http(status: 503, headers: ["Retry-After": "60"]), times: nil), 4,
      "127.0.0.1 is overloaded (HTTP 503); it asks to wait 60 s"),
    Trouble(
      Fault(.http(status: 500), command: "FolderSync", times: nil), 4,
      "127.0.0.1 failed (HTTP 500); the next run tries again; if it stays so, see whether the user is "
        + "enabled for ActiveSync, as some servers say no more than this"),
    Trouble(
      Fault(.http(status: 404), command: "FolderSync", times: nil), 5,
      "127.0.0.1 knows no ActiveSync at this address (HTTP 404); check the path in 'server:'"),
    .http(400, 5, "127.0.0.1 answered with HTTP 400; ask its administrator what that is about"),
    .http(403, 9, "127.0.0.1 lets this device or user not in (HTTP 403)" + Trouble.blocked),
    .http(
      403, with: ["X-MS-ASThrottle": "RecentCommands"], 9,
      "127.0.0.1 lets this device or user not in (HTTP 403, X-MS-ASThrottle: RecentCommands)"
        + Trouble.blocked),
    .http(418, 5, "127.0.0.1 answered with HTTP 418; ask its administrator what that is about"),
    .http(429, 4, "127.0.0.1 is overloaded (HTTP 429); the next run tries again"),
    .http(
      449, 6,
      "the server asks for its policy to be accepted again and again; ask its administrator"),
    .http(
      456, 9,
      "127.0.0.1 lets this device or user not in (HTTP 456, the account is blocked)"
        + Trouble.blocked),
    .http(
      457, 3,
      "127.0.0.1 says that the password has expired (HTTP 457); change it, then correct 'password:'"
    ),
    .http(
      457, with: ["X-MS-Credential-Service-Url": "https://id.contoso.com/"], 3,
      "127.0.0.1 says that the password has expired (HTTP 457); change it at "
        + "https://id.contoso.com/, then correct 'password:'"),
    .http(
      501, 5,
      "127.0.0.1 doesn't know what it was asked for (HTTP 501); check the path in 'server:'"),
    .http(502, 4, "127.0.0.1 failed (HTTP 502); the next run tries again"),
    .http(
      503, with: ["X-MS-ASThrottle": "RecentCommands"], 4,
      "127.0.0.1 is overloaded or limits this device (HTTP 503, RecentCommands); "
        + "the next run tries again"),
    .http(504, 4, "127.0.0.1 failed (HTTP 504); the next run tries again"),
    .http(505, 5, "127.0.0.1 answered with HTTP 505; ask its administrator what that is about"),
    .http(507, 5, "the mailbox on 127.0.0.1 is full (HTTP 507); make room in it"),
    .folderSync(6, 4, "the server failed; the next run tries again"),
    .folderSync(
      9, 5, "the server no longer knows which folders it told of; run again with --full"),
    .folderSync(10, 5, "the server calls the request malformed; ask the server's administrator"),
    .folderSync(11, 4, "the server failed and says not why; the next run tries again"),
    .folderSync(12, 4, "the server failed in an unusual way; the next run tries again"),
    .folderSync(113, 5, "the mailbox is full; ask the server's administrator"),
    .folderSync(
      126, 9, "ActiveSync is switched off for the user; ask the server's administrator"),
    Trouble(
      Fault(.status(129), command: "FolderSync", times: nil), 9,
      "127.0.0.1 lets this device or user not in (status 129, the device is blocked for this "
        + "user)" + Trouble.blocked),
    .folderSync(
      177, 9,
      "the user has too many devices, and one must be removed on the server; "
        + "ask the server's administrator"),
    .sync(
      3, 5, "the server no longer knows how far the folder was synchronised; run again with --full"),
    .sync(4, 5, "the server calls the request wrong; ask the server's administrator"),
    .sync(5, 4, "the server failed; the next run tries again"),
    .sync(6, 5, "the server calls an item malformed; ask the server's administrator"),
    .sync(7, 5, "the server has a newer version of an item; ask the server's administrator"),
    .sync(8, 5, "the server doesn't find the folder or the item; trying that did not help"),
    .sync(9, 5, "the mailbox is full; ask the server's administrator"),
    .sync(12, 5, "the folders have changed; trying that did not help"),
    .sync(13, 4, "the server misses a part of the request; the next run tries again"),
    .sync(14, 5, "the server calls the waiting time wrong; ask the server's administrator"),
    .sync(
      15, 5,
      "the server calls the number of folders or commands too large; "
        + "ask the server's administrator"),
    .sync(16, 4, "the server asks for the request once more; the next run tries again"),
    .sync(
      2, 5,
      "the server gives a status that the protocol doesn't define; "
        + "ask the server's administrator"),
  ])
  func `is told of in one line, harms nothing, and the other account goes on`(
    trouble: Trouble
  ) async throws {
    try await withServer(contacts: 12) { bad in
      try await withServer(contacts: 2) { good in
        let place = try Workplace()
        try place.configure(
          accounts: [("bad", bad.url), ("good", good.url)], options: "retries: 0")
        let day = Date().formatted(.iso8601.year().month().day())
        #expect(try await place.export().status == 0)
        let before = try FileTree(place.folder.path("contacts/bad"))
        bad.add(trouble.fault)
        try bad.changeMailbox { try $0.delete("2:1") }
        try good.changeMailbox { try $0.put([C.firstName: "New"]) }

        let outcome = try await place.export()
        let message = trouble.message.replacing("DEVICE", with: deviceID(bad))
          .replacing("DATE", with: day)
        #expect(outcome.errors.contains("cardferry: error: bad: " + message + "\n"))
        #expect(outcome.status == 1)
        #expect(try FileTree(place.folder.path("contacts/bad")) == before)
        #expect(outcome.output.contains("good cards: 1 added, "))
        #expect(
          try place.folder.read("contacts.ldif").components(separatedBy: "\ndn: ").count == 15)

        let alone = try await place.export("--account", "bad")
        #expect(alone.status == trouble.status, "\(alone.errors)")

        // Once the trouble is over, nothing is missing.
        bad.removeFaults()
        #expect(try await place.export().status == 0)
        #expect(try FileTree(place.folder.path("contacts/bad")).files.count == 13)
      }
    }
  }

  @Test(arguments: [
    Fault(.http(status: 503, headers: ["Retry-After": "1"]), command: "Sync"),
    Fault(.http(status: 502), command: "FolderSync"),
    Fault(.status(16, scope: .collection), command: "Sync"),
    Fault(.status(111), command: "FolderSync"),
  ])
  func `for a moment is asked again`(fault: Fault) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(fault)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 3)
    }
  }

  @Test func `that forgot which folders it told of tells of them again`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      server.add(Fault(.status(9), command: "FolderSync"))
      let healed = try await place.export()
      #expect(healed.status == 0, "\(healed.errors)")
      #expect(try place.outputs() == before)
      #expect(server.requests("FolderSync").count == 3)
    }
  }

  @Test func `hears a wrong password once`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], password: "wrong")
      let outcome = try await place.export()
      #expect(outcome.status == 3)
      #expect(server.requests.count == 1)
      #expect(try place.outputs().files.isEmpty)
    }
  }

  @Test func `that isn't there is unreachable for now`() async throws {
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "http://127.0.0.1:9")], options: "retries: 0")
    let outcome = try await place.export()
    #expect(outcome.status == 4)
    #expect(outcome.errors.hasPrefix("cardferry: error: contoso: cannot reach 127.0.0.1:9: "))
  }

  @Test func `that asks for a policy gets the administrator's word or none`() async throws {
    let policy = FakeExchange.Provisioning(
      mode: .forced, policy: [.init(WBXML.Tag.Provision.devicePasswordEnabled, "1")])
    try await withServer(.init(provisioning: policy), contacts: 2) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let refused = try await place.export()
      #expect(refused.status == 6)
      #expect(
        refused.errors == "cardferry: error: contoso: the server's policy asks for "
          + "DevicePasswordEnabled; if this machine fulfils that, set 'accept-policy: true'\n")
      try place.configure(accounts: [("contoso", server.url)], options: "accept-policy: true")
      let accepted = try await place.export()
      #expect(accepted.status == 0, "\(accepted.errors)")
      #expect(try place.cards().files.count == 2)
    }
  }

  @Test(arguments: FakeExchange.Version.allCases)
  func `is understood in every version, with a policy that asks for nothing`(
    version: FakeExchange.Version
  ) async throws {
    let policy = FakeExchange.Provisioning(
      mode: .forced, policy: [.init(WBXML.Tag.Provision.devicePasswordEnabled, "0")])
    try await withServer(.init(versions: [version], provisioning: policy), contacts: 5) { server in
      let place = try Workplace()
      // A policy of 2.5 is text that the client takes for a demand.
      try place.configure(
        accounts: [("contoso", server.url)], options: "window: 2\naccept-policy: true")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 5)
    }
  }
}
