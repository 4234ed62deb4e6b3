import TestSupport
import Testing

extension Peers {
  /// Weeks of a mailbox, and of a directory that each run hands its changes over to.
  ///
  /// `CARDFERRY_SOAK_SEED` rolls other edits.
  @Suite(.enabled(if: Peer.isThere("slapd"), "CARDFERRY_PEERS doesn't name slapd"))
  struct EditingTests {
    @Test(arguments: Peer.available)
    func `after every round of edits outputs and directory hold what the server holds`(
      peer: Peer
    ) async throws {
      let directory = try await LDAPDirectory()
      try await finally(directory.stop) {
        try await withServer(of: peer) { server in
          try await follow(
            server, with: directory, contacts: peer == .sogo ? 300 : 100,
            rounds: peer == .horde ? 30 : 20)
        }
      }
    }

    private func follow(
      _ server: any MailboxServer, with directory: LDAPDirectory, contacts: Int, rounds: Int
    ) async throws {
      let seed = soakSeed(else: 4)
      print("editing: \(type(of: server)), \(rounds) rounds of 10 edits, seed \(seed)")
      var mailbox = EditedMailbox(seed: seed, count: contacts)
      try await server.put(mailbox.contacts)
      let ferry = try Ferry(
        [.init(name: "alice", server: server.url)], base: directory.base,
        ldap: ["deliver: {command: \(directory.deliverCommand)}"])
      defer { ferry.remove() }
      let first = try await ferry.export()
      try #require(first.status == 0, "\(first.errors)")
      try await compare(directory, ferry, count: contacts, "at first")

      for number in 1...rounds {
        let edits = mailbox.edit(times: 10)
        try await server.settle()
        try await server.put(edits.put)
        for contact in edits.delete { try await server.delete(contact) }
        let run = try await ferry.export()
        try #require(run.status == 0, "round \(number): \(run.errors)")
        #expect(try ferry.changeFiles().allSatisfy { $0.contains("/delivered/") })
        let counts = run.counts("ldap")
        #expect(
          [counts[0], counts[2]] == [edits.addedCount, edits.delete.count], "round \(number)")
        try await compare(directory, ferry, count: mailbox.contacts.count, "round \(number)")
        try await compare(ferry, withAllOf: server, base: directory.base, "round \(number)")
      }
    }

    /// The server's truth is what somebody gets who has never asked it before.
    private func compare(
      _ ferry: Ferry, withAllOf server: any MailboxServer, base: String, _ moment: String
    ) async throws {
      let fresh = try Ferry([.init(name: "alice", server: server.url)], base: base)
      defer { fresh.remove() }
      let run = try await fresh.export()
      try #require(run.status == 0, "\(moment): \(run.errors)")
      let (held, truth) = try (ferry.records(), fresh.records())
      #expect(held == truth, "\(moment)")
    }

    private func compare(
      _ directory: LDAPDirectory, _ ferry: Ferry, count: Int, _ moment: String
    ) async throws {
      let held = try await directory.content().byName
      let written = try LDIFEntries(ferry.folder.read("contacts.ldif")).byName
      #expect(written.count == count, "\(moment)")
      for name in Set(held.keys).union(written.keys).sorted() {
        #expect(held[name] == written[name], "\(moment): \(name)")
      }
    }
  }
}
