import FakeExchange
import Foundation
import GRDB
import TestSupport
import Testing
import WBXML

@Suite struct `The doctor` {
  private static let demanding = FakeExchange.Provisioning(
    mode: .forced,
    policy: [
      .init(WBXML.Tag.Provision.devicePasswordEnabled, "1"),
      .init(WBXML.Tag.Provision.minDevicePasswordLength, "6"),
    ])

  private func doctor(
    _ place: borrowing Workplace, _ arguments: String...
  ) async throws -> Program.Outcome {
    try await place.run(["doctor", "--config", "cardferry.yaml"] + arguments)
  }

  @Test func `finds nothing wrong where all is well, and changes nothing`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let early = try await doctor(place)
      #expect(early.status == 0, "\(early.output)\(early.errors)")
      #expect(early.output.contains("ok      contoso: state: none yet\n"))
      #expect(try place.outputs().files.isEmpty)

      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let outcome = try await doctor(place)
      #expect(outcome.status == 0)
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.allSatisfy { $0.hasPrefix("ok      ") })
      #expect(lines[0] == "ok      state: \(place.folder.path("state"))")
      #expect(lines[1] == "ok      cards: writes to \(place.folder.path("contacts"))")
      #expect(lines[2] == "ok      ldap: writes to \(place.folder.path)")
      #expect(lines[3] == "ok      ldap: writes to \(place.folder.path("changes"))")
      #expect(
        lines[4].hasPrefix("ok      contoso: state: sound, 3 contacts, last loaded whole on 20"))
      #expect(
        lines[5] == "ok      contoso: server: \(server.url), ActiveSync 16.1, signed in by basic")
      #expect(lines[7] == "ok      contoso: folders: 11, of contacts 1")
      #expect(lines[8] == "ok      contoso: policy: asks for nothing")
      #expect(try place.outputs() == before)
    }
  }

  @Test func `tells what the policy asks for, as the folders do`() async throws {
    try await withServer(.init(provisioning: Self.demanding), contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let refused = try await doctor(place)
      #expect(refused.status == 6)
      #expect(
        refused.output.contains(
          "error   contoso: the server's policy asks for DevicePasswordEnabled, "
            + "MinDevicePasswordLength 6; if this machine fulfils that, set 'accept-policy: true'"))
      try place.configure(accounts: [("contoso", server.url)], options: "accept-policy: true")
      for _ in 0..<2 {
        let line =
          "policy: asks for DevicePasswordEnabled, MinDevicePasswordLength 6, which "
          + "'accept-policy: true' vouches for\n"
        #expect(try await doctor(place).output.contains(line))
        let folders = try await place.run(["folders", "--config", "cardferry.yaml"])
        #expect(folders.output.contains(line))
      }
      #expect(server.requests("Provision").count == 4, "asked for once, and kept")
    }
  }

  @Test func `names what is wrong, with the exit code for it`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], password: "wrong")
      let refused = try await doctor(place)
      #expect(refused.status == 3)
      #expect(refused.output.contains("error   contoso: 127.0.0.1 refused user name or password"))
      #expect(server.requests.count == 1)

      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let state = place.folder.path("state")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: state)
      #expect(
        try await doctor(place).output.hasPrefix(
          "warning state: others can get at \(state); run chmod 700 \(state)\n"))

      var bytes = try Data(contentsOf: URL(filePath: state + "/contoso.sqlite"))
      bytes.replaceSubrange(8192..<16384, with: repeatElement(0xAA, count: 8192))
      for suffix in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: state + "/contoso.sqlite" + suffix)
      }
      try bytes.write(to: URL(filePath: state + "/contoso.sqlite"))
      let damaged = try await doctor(place)
      #expect(damaged.status == 1)
      #expect(
        damaged.output.contains("error   contoso: the state \(state)/contoso.sqlite is damaged ("),
        "\(damaged.output)")
    }
  }

  @Test func `names two accounts that have the same contacts in one output`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      try FileManager.default.copyItem(
        atPath: place.folder.path("state/contoso.sqlite"),
        toPath: place.folder.path("state/fabrikam.sqlite"))
      // As if the copy were the account's own: a state that says that it is a copy isn't read at all.
      try await DatabaseQueue(path: place.folder.path("state/fabrikam.sqlite")).write {
        try $0.execute(sql: "UPDATE account SET name = 'fabrikam'")
      }
      try place.configure(accounts: [("contoso", server.url), ("fabrikam", server.url)])
      let outcome = try await doctor(place)
      #expect(outcome.status != 0)
      for output in ["cards", "ldap"] {
        #expect(
          outcome.output.contains(
            "error   \(output): 'contoso' and 'fabrikam' have contacts of the same UUID or DN in it, as "
              + "with a state that was copied; remove one of the two states in "
              + "\(place.folder.path("state")) and export anew\n"), "\(outcome.output)")
      }
    }
  }

  @Test func `speaks JSON as well`() async throws {
    struct Line: Decodable {
      let level: String
      let subject: String
      let kind: String?
    }
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "http://127.0.0.1:9")], options: "retries: 0")
    let outcome = try await doctor(place, "--json")
    #expect(outcome.status == 4)
    let lines = try JSONDecoder().decode([Line].self, from: Data(outcome.output.utf8))
    #expect(lines.map(\.level) == ["ok", "ok", "ok", "ok", "ok", "error"])
    #expect(lines.last?.kind == "unreachable")
    #expect(lines.last?.subject == "contoso")
  }
}
