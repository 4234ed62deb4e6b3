import FakeExchange
import Foundation
import StateStore
import TestSupport
import Testing
import WBXML

private typealias Rules = WBXML.Tag.Provision

extension FakeExchange {
  /// The commands from the request at `index` on.
  func commands(from index: Int = 0) -> [String] {
    requests.dropFirst(index).map { $0.command ?? "?" }
  }
}

extension Program.Outcome {
  /// The lines on standard error, but for what the outputs have no place for.
  var notices: String {
    errors.split(separator: "\n").filter { !$0.contains("(not-representable)") }
      .map { $0 + "\n" }.joined()
  }
}

extension Workplace {
  /// What the state says of the account.
  func account(_ name: String = "contoso") throws -> AccountRecord? {
    try AccountStore(file: folder.path("state/\(name).sqlite")).account()
  }
}

private let harmless = FakeExchange.Provisioning(
  mode: .forced, policy: [.init(Rules.devicePasswordEnabled, "0")])
private let demanding: [FakeExchange.Provisioning.Requirement] = [
  .init(Rules.devicePasswordEnabled, "1"), .init(Rules.allowCamera, "0"),
]
private let orders = ["X-MS-RP": "12.0,12.1,14.0,14.1"]

/// Z-Push sends an order to fetch everything anew with its first answer to a device, which is the one
/// to Provision.
@Suite struct `An order to start over that comes with the policy` {
  @Test(arguments: [("Provision", 4), (nil, 4), ("Sync", 1)])
  func `costs a first run nothing, and is no news`(command: String?, times: Int) async throws {
    try await withServer(.init(provisioning: harmless), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(Fault(.headers(orders), command: command, times: times))
      let outcome = try await place.export()
      #expect(try place.account()?.restartOrder == nil, "another one is to be obeyed")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.notices.isEmpty)
      #expect(
        server.commands()
          == ["OPTIONS", "Provision", "Provision", "FolderSync", "Sync", "Sync", "Sync"])
      server.removeFaults()
      let before = server.requests.count
      let idle = try await place.export()
      #expect(idle.errors.isEmpty)
      #expect(server.commands(from: before) == ["FolderSync", "Sync"])
    }
  }

  @Test func `is obeyed once the new policy was looked at`() async throws {
    try await withServer(.init(provisioning: harmless), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "accept-policy: true")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let asked = server.requests.count
      server.provisioning = FakeExchange.Provisioning(mode: .forced, policy: demanding)
      server.add(Fault(.headers(orders), command: "Provision"))
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.errors
          == "cardferry: contoso: the server orders that everything be fetched anew (X-MS-RP)\n")
      #expect(
        server.commands(from: asked) == [
          "FolderSync", "Provision", "Provision", "OPTIONS", "FolderSync", "Sync", "Sync", "Sync",
        ])
      #expect(try place.outputs() == before)
      let folders = try await place.run(["folders", "--config", "cardferry.yaml"])
      #expect(
        folders.output.contains("policy: asks for DevicePasswordEnabled, AllowCamera 0, which"))
    }
  }

  /// The server may give it once.
  @Test(arguments: ["export", "folders"])
  func `is kept where the policy isn't taken`(command: String) async throws {
    try await withServer(.init(provisioning: harmless), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      server.provisioning = FakeExchange.Provisioning(mode: .forced, policy: demanding)
      server.add(Fault(.headers(orders), command: "Provision"))
      let refused = try await place.run([command, "--config", "cardferry.yaml"])
      #expect(refused.status == 6)
      #expect(refused.errors.contains("the server orders that everything be fetched anew"))
      #expect(try place.outputs() == before)

      let asked = server.requests("Sync").count
      try place.configure(accounts: [("contoso", server.url)], options: "accept-policy: true")
      #expect(try await place.export().status == 0)
      #expect(syncKeys(server, from: asked).first == "0")
      #expect(try place.outputs() == before)
    }
  }
}

@Suite struct `What a server knows of the device` {
  @Test(arguments: FakeExchange.Version.allCases)
  func `is told through the policy's gate, once`(version: FakeExchange.Version) async throws {
    let options = FakeExchange.Options(versions: [version], provisioning: harmless)
    try await withServer(options, contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let device = try #require(try place.account()?.deviceID)
      #expect(
        server.deviceInformation(device)?["Model"] == (version == .v2_5 ? nil : "cardferry"))
      let before = server.requests.count
      _ = try await place.export()
      #expect(server.commands(from: before) == ["FolderSync", "Sync"])
      #expect(server.statistics.answers["449"] == nil, "\(server.statistics.answers)")

      // With another policy it is told anew: the device may be another one to the server.
      server.provisioning = harmless
      _ = try await place.export()
      let isOld = version >= .v12_0 && version < .v14_1
      #expect(server.requests("Settings").count == (isOld ? 2 : 0))
    }
  }

  @Test func `is told by the next run where a state of before comes along`() async throws {
    try await withServer(.init(versions: [.v12_1]), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try place.makeState(version: 7)
      try place.adopt(server.url)
      for _ in 0..<3 { #expect(try await place.export().status == 0) }
      #expect(server.requests("Settings").count == 1)
    }
  }

  @Test(arguments: [(449, 5), (500, 5), (501, 1)])
  func `isn't told for ever where the server doesn't take it`(
    status: Int, nights: Int
  ) async throws {
    let options = FakeExchange.Options(versions: [.v12_1], provisioning: harmless)
    try await withServer(options, contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(Fault(.http(status: status), command: "Settings", times: nil))
      for _ in 1...7 {
        let outcome = try await place.export()
        #expect(outcome.status == 0 && outcome.notices.isEmpty, "\(outcome.errors)")
      }
      #expect(server.requests("Settings").count == nights)
      #expect(server.requests("Provision").count == 2)
    }
  }

  @Test func `is told by the night in which the server takes it at last`() async throws {
    try await withServer(.init(versions: [.v14_0], provisioning: harmless), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(Fault(.status(142), command: "Settings", times: 2))
      for _ in 1...4 { #expect(try await place.export().status == 0) }
      #expect(server.requests("Settings").count == 3)
      let device = try #require(try place.account()?.deviceID)
      #expect(server.deviceInformation(device)?["OS"] == "Linux")
    }
  }
}

@Suite struct `A policy that this machine doesn't fulfil` {
  private static let notice =
    "cardferry: contoso: the server lets this device in, which doesn't fulfil all of the policy: it asks "
    + "for DevicePasswordEnabled, AllowCamera 0; if this machine does, set 'accept-policy: true'\n"

  private func acknowledgements(_ server: FakeExchange) -> [String] {
    server.requests("Provision").compactMap { request in
      request.element?.first(Rules.policies)?.first(Rules.policy)?.first(Rules.status)?.text
    }
  }

  @Test(arguments: [FakeExchange.Version.v12_1, .v14_0, .v16_1])
  func `doesn't keep it out where the server lets such devices in`(
    version: FakeExchange.Version
  ) async throws {
    let options = FakeExchange.Options(
      versions: [version], provisioning: .init(mode: .loose, policy: demanding))
    try await withServer(options, contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.notices == Self.notice)
      #expect(try place.cards().files.count == 3)
      #expect(acknowledgements(server) == ["2"])

      let before = server.requests.count
      #expect(try await place.export().notices.isEmpty)
      #expect(server.commands(from: before) == ["FolderSync", "Sync"])
      let line =
        "policy: asks for DevicePasswordEnabled, AllowCamera 0, and lets in this device, which "
        + "doesn't fulfil all of it\n"
      for command in ["folders", "doctor"] {
        let shown = try await place.run([command, "--config", "cardferry.yaml"])
        #expect(shown.output.contains(line), "\(shown.output)")
      }

      // The word of the administrator reaches the server.
      try place.configure(accounts: [("contoso", server.url)], options: "accept-policy: true")
      #expect(try await place.export().notices.isEmpty)
      #expect(acknowledgements(server) == ["2", "1"])
      let folders = try await place.run(["folders", "--config", "cardferry.yaml"])
      #expect(folders.output.contains(", which 'accept-policy: true' vouches for\n"))
      #expect(acknowledgements(server) == ["2", "1"])
    }
  }

  @Test(arguments: [FakeExchange.Version.v12_1, .v16_1])
  func `may be waived without a key`(version: FakeExchange.Version) async throws {
    let options = FakeExchange.Options(
      versions: [version], provisioning: .init(mode: .loose, policy: demanding))
    try await withServer(options, contacts: 3) { server in
      let place = try Workplace()
      server.quirks.waivesPolicy = true
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.notices == Self.notice)
      #expect(try place.account()?.policyKey == nil)
      let before = server.requests.count
      #expect(try await place.export().notices.isEmpty)
      #expect(server.commands(from: before) == ["FolderSync", "Sync"])
      try place.configure(accounts: [("contoso", server.url)], options: "accept-policy: true")
      #expect(try await place.export().notices.isEmpty)
      #expect(acknowledgements(server) == ["2", "1"])
      #expect(try place.account()?.policyKey != nil)
    }
  }

  /// As with Horde.
  @Test(arguments: [FakeExchange.Version.v2_5, .v12_1, .v16_1])
  func `is not said to be waived where the server insists after that`(
    version: FakeExchange.Version
  ) async throws {
    let options = FakeExchange.Options(
      versions: [version], provisioning: .init(mode: .forced, policy: demanding))
    try await withServer(options, contacts: 3) { server in
      let place = try Workplace()
      server.quirks.waivesPolicy = true
      try place.configure(accounts: [("contoso", server.url)])
      for _ in 1...2 {
        let outcome = try await place.export()
        #expect(outcome.status == 6)
        #expect(!outcome.errors.contains("lets this device in"), "\(outcome.errors)")
        #expect(outcome.errors.contains("if this machine fulfils that, set 'accept-policy: true'"))
      }
    }
  }

  @Test(arguments: [FakeExchange.Version.v2_5, .v12_1, .v14_0, .v16_1])
  func `keeps it out where the server insists`(version: FakeExchange.Version) async throws {
    let options = FakeExchange.Options(
      versions: [version],
      provisioning: .init(mode: .forced, policy: [.init(Rules.devicePasswordEnabled, "1")]))
    try await withServer(options, contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.export()
      #expect(outcome.status == 6)
      #expect(
        outcome.errors == "cardferry: error: contoso: the server's policy asks for "
          + "DevicePasswordEnabled; if this machine fulfils that, set 'accept-policy: true'\n")
      #expect(acknowledgements(server) == ["2"])
      #expect(try place.outputs().files.isEmpty)
    }
  }

  /// Z-Push knows no policy as text, and enforces none in 2.5.
  @Test func `is no obstacle where the server doesn't know the kind of 2 5`() async throws {
    try await withServer(.init(versions: [.v2_5]), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      server.add(Fault(.status(3, scope: .collection), command: "Provision", times: nil))
      let outcome = try await place.export()
      #expect(outcome.status == 0 && outcome.notices.isEmpty, "\(outcome.errors)")
      let before = server.requests.count
      _ = try await place.export()
      #expect(server.commands(from: before) == ["FolderSync", "Sync"])
    }
  }
}

@Suite struct `A server that was changed` {
  @Test func `in its versions and its policy is spoken with in the same run`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let asked = server.requests.count
      server.versions = [.v14_1]
      server.provisioning = harmless
      let outcome = try await place.export()
      #expect(outcome.status == 0 && outcome.notices.isEmpty, "\(outcome.errors)")
      #expect(
        server.commands(from: asked) == [
          "FolderSync", "OPTIONS", "FolderSync", "Provision", "Provision", "FolderSync", "Sync",
        ])
      #expect(try place.outputs() == before)
    }
  }

  @Test func `to forbid devices without a policy before 14 0 is asked for it`() async throws {
    try await withServer(.init(versions: [.v12_1]), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let asked = server.requests.count
      server.provisioning = harmless
      server.add(Fault(.http(status: 403), command: "FolderSync"))
      let outcome = try await place.export()
      #expect(outcome.status == 0 && outcome.notices.isEmpty, "\(outcome.errors)")
      #expect(
        server.commands(from: asked) == [
          "FolderSync", "Provision", "Provision", "Settings", "FolderSync", "Sync",
        ])
    }
  }

  @Test func `to forbid the device is believed`() async throws {
    try await withServer(.init(versions: [.v12_1]), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let asked = server.requests.count
      server.add(Fault(.http(status: 403), command: "FolderSync", times: nil))
      let outcome = try await place.export()
      #expect(outcome.status == 9)
      #expect(outcome.errors.contains("127.0.0.1 lets this device or user not in (HTTP 403); ask"))
      #expect(server.commands(from: asked) == ["FolderSync", "Provision"])
    }
  }
}
