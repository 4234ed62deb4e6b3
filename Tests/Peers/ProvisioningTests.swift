import TestSupport
import Testing

extension Peers {
  /// Horde is the real server that insists on its policy.
  @Suite(.enabled(if: Peer.available.contains(.horde), "CARDFERRY_PEERS doesn't name horde"))
  struct ProvisioningTests {
    @Test(arguments: ["2.5", "12.0", "12.1", "14.0", "14.1", "16.0"])
    func `every field arrives through the policy handshake`(version: String) async throws {
      try await withServer {
        try await HordeServer(provisioning: .force, version: version)
      } _: { server in
        try await server.put([.complete] + SampleContact.rich)
        let ferry = try Ferry([.init(name: "alice", server: server.url)])
        defer { ferry.remove() }
        let run = try await ferry.export()
        try #require(run.status == 0, "\(run.errors)")
        let cards = try ferry.cards()
        #expect(cards.count == 4)
        for contact in [SampleContact.complete] + SampleContact.rich {
          let card = try #require(cards[contact.fullName], "\(contact.id)")
          card.expect(contact)
        }

        let posts = try server.requests().filter { $0.hasPrefix("POST ") }
        #expect(posts.allSatisfy { $0.contains(" \(version) ") }, "\(posts)")
        #expect(try server.requests(of: "Provision") == 2)
        // 2.5 has no place for what the device is, and from 14.1 on Provision has it.
        let describes = ["12.0", "12.1", "14.0"].contains(version)
        #expect(try server.requests(of: "Settings") == (describes ? 1 : 0))
        // The final key is kept: nothing is asked for again.
        let again = try await ferry.export()
        #expect(again.status == 0, "\(again.errors)")
        #expect(try server.requests(of: "Provision") == 2)
      }
    }

    /// The policy of 2.5 is an XML text, the other ones are WBXML.
    /// Where Horde doesn't insist, it does so all the same, unless it takes the device for Outlook or Android.
    @Test(arguments: ["2.5", "12.1", "16.0"], [HordeServer.Provisioning.force, .loose])
    func `a policy with requirements waits for the administrator's word`(
      version: String, provisioning: HordeServer.Provisioning
    ) async throws {
      try await withServer {
        try await HordeServer(
          provisioning: provisioning, policy: #"{"DevicePasswordEnabled": true}"#, version: version)
      } _: { server in
        try await server.put(SampleContact.plain(0..<3))
        let ferry = try Ferry([.init(name: "alice", server: server.url)])
        defer { ferry.remove() }
        let run = try await ferry.export()
        #expect(run.status == 6, "\(run.errors)")
        let message = try #require(run.report.account("alice")?.error?.message)
        #expect(message.contains("DevicePasswordEnabled"), "\(message)")
        #expect(message.contains("accept-policy"), "\(message)")
        #expect(!run.errors.contains("lets this device in"), "\(run.errors)")
        #expect(try ferry.outputs().files.isEmpty)

        let trusting = try Ferry([
          .init(name: "alice", server: server.url, options: ["accept-policy: true"])
        ])
        defer { trusting.remove() }
        for command in ["folders", "doctor"] {
          let shown = try await trusting.run(command)
          #expect(shown.status == 0, "\(shown.errors)")
          #expect(
            shown.output.contains("policy: asks for DevicePasswordEnabled"), "\(shown.output)")
        }
        let accepted = try await trusting.export()
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(try trusting.cards().count == 3)
      }
    }

    @Test(arguments: ["12.1", "14.1", "16.0"])
    func `an order to wipe is obeyed under the administrator's word, and not before`(
      version: String
    ) async throws {
      try await withServer {
        try await HordeServer(provisioning: .force)
      } _: { server in
        try await server.put(SampleContact.plain(0..<3))
        let ferry = try Ferry([
          .init(name: "alice", server: server.url, options: ["version: \(version)"])
        ])
        defer { ferry.remove() }
        let first = try await ferry.export()
        try #require(first.status == 0, "\(first.errors)")
        let before = try ferry.outputs()
        // To ask whether there is an order does no harm.
        #expect(try await ferry.run("wipe", "alice", "--confirm", "--exports").status == 2)
        let idle = try await ferry.export()
        #expect(idle.status == 0, "\(idle.errors)")

        try await server.orderWipe()
        let ordered = try await ferry.export()
        #expect(ordered.status == 10, "\(ordered.errors)")
        #expect(try ferry.outputs() == before)
        let wiped = try await ferry.run("wipe", "alice", "--confirm", "--exports")
        #expect(wiped.status == 0, "\(wiped.errors)")
        #expect(wiped.output.hasSuffix("acknowledged: the server knows\n"), "\(wiped.output)")
        #expect(try ferry.cards().isEmpty)
        #expect(try ferry.entryCount() == 0)
        let again = try await ferry.export()
        #expect(again.status == 0, "\(again.errors)")
        #expect(try ferry.cards().count == 3)
      }
    }
  }
}
