import FakeExchange
import Foundation
import StateStore
import TestSupport
import Testing
import WBXML

/// What stands before a mailbox and answers in its place.
@Suite struct `A front end` {
  /// eas.outlook.com does so.
  @Test func `that names its own address gets its cookie back`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.quirks.wantedCookie = "Route=7"
      for _ in 0..<2 {
        let outcome = try await place.export()
        #expect(outcome.status == 0 && outcome.notices.isEmpty, "\(outcome.errors)")
      }
      #expect(try place.cards().files.count == 3)
      #expect(server.statistics.answers["451"] == 2, "once a run")
    }
  }

  @Test func `that names its own address for ever is told as that`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(
        Fault(.http(status: 451, headers: ["X-MS-Location": server.url]), times: nil))
      let outcome = try await place.export()
      #expect(outcome.status == 5)
      #expect(
        outcome.errors
          == "cardferry: error: contoso: 127.0.0.1 says again and again that the mailbox lies where "
          + "it was asked for it (HTTP 451); try again later, then ask its administrator\n")
      #expect(server.requests.count == 2)
    }
  }

  @Test(arguments: [200, 405, 501])
  func `that knows no versions is no obstacle to one that is configured`(
    status: Int
  ) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "version: 14.1")
      server.add(Fault(.http(status: status), command: "OPTIONS", times: nil))
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 3)
      let versions = Set(server.requests("Sync").map { $0.header("MS-ASProtocolVersion") })
      #expect(versions == ["14.1"])
    }
  }

  @Test(arguments: ["0.4032145", "0,4"])
  func `that asks for a part of a second gets it`(wait: String) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(
        Fault(.http(status: 503, headers: ["Retry-After": wait]), command: "FolderSync"))
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(server.requests("FolderSync").count == 2)
    }
  }

  @Test func `that asks for a quarter of an hour is left to the next run`() async throws {
    let limited = Element(
      WBXML.Tag.FolderHierarchy.folderSync, [Element(WBXML.Tag.FolderHierarchy.status, "111")])
    for (fault, text) in [
      (
        Fault(
          .http(status: 503, headers: ["Retry-After": "899.4032145"]), command: "FolderSync",
          times: nil), "is overloaded (HTTP 503); it asks to wait 900 s"
      ),
      (
        Fault(
          .http(
            status: 200, headers: ["X-MS-BackOffDuration": "H/899,4032145"],
            body: Encoder.encode(limited)), command: "FolderSync", times: nil),
        "is overloaded (status 111); it asks to wait 900 s"
      ),
    ] {
      try await withServer(contacts: 3) { server in
        let place = try Workplace()
        try place.configure(accounts: [("contoso", server.url)])
        server.add(fault)
        let outcome = try await place.export()
        #expect(outcome.status == 4)
        #expect(outcome.errors == "cardferry: error: contoso: 127.0.0.1 \(text)\n")
        #expect(server.requests("FolderSync").count == 1)
      }
    }
  }

  @Test func `that refuses a password which worked may have no backend`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let day = Date().formatted(.iso8601.year().month().day())
      #expect(try await place.export().status == 0)
      let asked = server.requests.count
      server.add(Fault(.http(status: 401), times: nil))
      let text =
        "contoso: 127.0.0.1 refused user name or password (HTTP 401); signing in worked on \(day), so "
        + "what stands behind the server may be down; if it isn't, correct 'user:' or 'password:' "
        + "before the next run, so that the account isn't locked\n"
      let outcome = try await place.export()
      #expect(outcome.status == 3)
      #expect(outcome.errors == "cardferry: error: " + text)
      #expect(server.requests.count == asked + 1, "one attempt")
      let doctor = try await place.run(["doctor", "--config", "cardferry.yaml"])
      #expect(doctor.output.contains("error   " + text), "\(doctor.output)")
    }
  }

  @Test func `that refuses a new password, of another user, is told without that`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let text = try place.folder.read("cardferry.yaml").replacing("anna@", with: "bea@")
      try place.folder.write(text, to: "cardferry.yaml")
      let outcome = try await place.export()
      #expect(outcome.status == 3)
      #expect(!outcome.errors.contains("worked"), "\(outcome.errors)")
    }
  }
}

@Suite struct `A query in base64` {
  private static let told =
    "cardferry: contoso: 'query:' or the version has changed, by which the server may see another "
    + "device; fetching everything anew\n"

  private func devices(_ server: FakeExchange, _ place: borrowing Workplace) throws -> [Bool] {
    let id = try #require(try place.account()?.deviceID)
    return [id, id.uppercased()].map { server.deviceInformation($0) != nil }
  }

  @Test(arguments: [false, true])
  func `that comes or goes starts over once, told, and writes nothing`(
    capitalizes: Bool
  ) async throws {
    let policy = FakeExchange.Provisioning(mode: .forced)
    try await withServer(.init(provisioning: policy), contacts: 3) { server in
      let place = try Workplace()
      server.quirks.capitalizesDeviceIDs = capitalizes
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().notices.isEmpty)
      let before = try place.outputs()
      for form in ["base64", "plain"] {
        try place.configure(accounts: [("contoso", server.url)], options: "query: \(form)")
        let asked = server.requests("Sync").count
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.notices == Self.told)
        #expect(syncKeys(server, from: asked).first == "0")
        #expect(try place.outputs() == before)
        let count = server.requests.count
        #expect(try await place.export().notices.isEmpty)
        #expect(server.commands(from: count) == ["FolderSync", "Sync"])
      }
      // By the bytes most servers find the same device as by the digits.
      #expect(try devices(server, place) == [true, capitalizes])
    }
  }

  @Test func `starts a state of before over, whose device had the id's text`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "query: base64")
      try place.makeState(version: 7)
      let text = try place.folder.read("cardferry.yaml")
      #expect(text.contains(server.url))
      try place.adopt(server.url)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains(Self.told), "\(outcome.errors)")
      let again = try await place.export()
      #expect(again.errors.isEmpty, "\(again.errors)")
    }
  }

  @Test func `is told of in a first run by nothing`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "query: base64")
      let outcome = try await place.export()
      #expect(outcome.status == 0 && outcome.notices.isEmpty, "\(outcome.errors)")
      #expect(
        server.commands() == ["OPTIONS", "Provision", "FolderSync", "Sync", "Sync", "Sync"])
    }
  }

  @Test func `is none below 12 1`() async throws {
    try await withServer(.init(versions: [.v12_0]), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      try place.configure(accounts: [("contoso", server.url)], options: "query: base64")
      let outcome = try await place.export()
      #expect(outcome.status == 0 && outcome.notices.isEmpty, "\(outcome.errors)")
      #expect(server.requests.allSatisfy { $0.method == "OPTIONS" || $0.target.contains("Cmd=") })
    }
  }
}
