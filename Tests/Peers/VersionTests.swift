import TestSupport
import Testing

extension Peers {
  /// Each version of the protocol that a real server speaks, with and without its policy.
  @Suite struct VersionTests {
    @Test(.enabled(if: Peer.available.contains(.sogo), "CARDFERRY_PEERS doesn't name sogo"))
    func `SOGo gives the same in each of its versions`() async throws {
      try await withServer(SOGoServer.init) { server in
        try await server.put([.complete] + SampleContact.rich)
        let versions = ["2.5", "12.0", "12.1", "14.0", "14.1"]
        for version in versions { try await expectAll(of: server, version: version) }
        try await expectTheSameOverTLS(of: server, versions: versions)
      }
    }

    @Test(
      .enabled(if: Peer.available.contains(.horde), "CARDFERRY_PEERS doesn't name horde"),
      arguments: [HordeServer.Provisioning.none, .loose, .force])
    func `Horde gives the same in each of its versions`(
      provisioning: HordeServer.Provisioning
    ) async throws {
      try await withServer {
        try await HordeServer(provisioning: provisioning)
      } _: { server in
        try await server.put([.complete] + SampleContact.rich)
        let versions = ["2.5", "12.0", "12.1", "14.0", "14.1", "16.0"]
        for version in versions { try await expectAll(of: server, version: version) }
        try await expectTheSameOverTLS(of: server, versions: versions)
      }
    }

    @Test(arguments: Peer.available)
    func `the query in base64 form is understood`(peer: Peer) async throws {
      try await withServer(of: peer) { server in
        try await server.put(SampleContact.rich)
        let ferry = try Ferry([.init(name: "alice", server: server.url, options: ["query: base64"])]
        )
        defer { ferry.remove() }
        for _ in 0..<2 {
          let run = try await ferry.export()
          try #require(run.status == 0, "\(run.errors)")
          #expect(try ferry.cards().count == 3)
        }
        // Whether the server sees the same device by the other form or not: nothing is lost or doubled.
        let before = try ferry.outputs()
        try ferry.folder.write(
          try ferry.folder.read("cardferry.yaml").replacing("query: base64", with: "query: plain"),
          to: "cardferry.yaml")
        let changed = try await ferry.export()
        #expect(changed.status == 0, "\(changed.errors)")
        #expect(changed.errors.contains("fetching everything anew"), "\(changed.errors)")
        #expect(try ferry.outputs() == before)
      }
    }

    /// A run by https and one by http bring the same, an account a version.
    private func expectTheSameOverTLS(
      of server: any MailboxServer, versions: [String]
    ) async throws {
      guard Peer.isThere("tls") else { return }
      let front = try await TLSFront(before: server)
      try await finally(front.stop) {
        let authority = try front.authority()
        let secure = try front.url("good")
        let ferry = try Ferry(
          versions.map { version in
            .init(
              name: "v\(version)", server: secure,
              options: ["version: \(version)", "accept-policy: true", authority])
          } + [.init(name: "plain", server: server.url, options: ["accept-policy: true"])])
        defer { ferry.remove() }
        let run = try await ferry.export()
        try #require(run.status == 0, "\(run.errors)")
        let plain = try ferry.cardTexts(of: "plain")
        #expect(plain.count == 4)
        for version in versions {
          #expect(try ferry.cardTexts(of: "v\(version)") == plain, "\(version)")
        }
      }
    }

    /// A first run, one with a change, one without, and one that fetches everything anew.
    private func expectAll(of server: any MailboxServer, version: String) async throws {
      let all = [SampleContact.complete] + SampleContact.rich
      let ferry = try Ferry([
        .init(
          name: "alice", server: server.url,
          options: ["version: \(version)", "accept-policy: true"])
      ])
      defer { ferry.remove() }
      let known = try server.requests().count
      let first = try await ferry.export()
      try #require(first.status == 0, "\(version): \(first.errors)")
      let cards = try ferry.cards()
      #expect(cards.count == all.count, "\(version)")
      for contact in all {
        let card = try #require(cards[contact.fullName], "\(version): \(contact.id)")
        card.expect(contact.without(server.dropped))
      }
      let posts = try server.requests().dropFirst(known).filter { $0.hasPrefix("POST ") }
      #expect(posts.allSatisfy { $0.contains(" \(version) ") }, "\(posts)")

      try await server.settle()
      let changed = SampleContact.german.with([.body: "", .jobTitle: "In \(version)"])
      try await server.put(changed)
      let second = try await ferry.export()
      try #require(second.status == 0, "\(version): \(second.errors)")
      #expect(second.counts("cards") == [0, 1, 0, all.count - 1], "\(version)")
      var card = try #require(ferry.cards()[changed.fullName])
      card.expect(changed.without(server.dropped))
      if version == "2.5", card.first("NOTE") != nil {
        // Horde says nothing of a note that is gone, and 2.5 can't ask for a single contact.
        let full = try await ferry.export("--full")
        try #require(full.status == 0, "\(version): \(full.errors)")
        card = try #require(ferry.cards()[changed.fullName])
      }
      #expect(card.first("NOTE") == nil, "\(version): a note that was taken away stays")

      let before = try ferry.outputs()
      for arguments in [[], ["--full"]] {
        let run = try await ferry.export(arguments)
        try #require(run.status == 0, "\(version): \(run.errors)")
        let difference = try ferry.outputs().difference(since: before)
        #expect(difference.isEmpty, "\(version) \(arguments): \(difference)")
      }
      try await server.settle()
      try await server.put(.german)
    }
  }
}
