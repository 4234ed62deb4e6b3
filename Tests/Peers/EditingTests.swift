import TestSupport
import Testing

extension Peers {
  /// Weeks of a mailbox, and of a directory that each run hands its changes over to.
  @Suite(.enabled(if: Peer.isThere("slapd"), "CARDFERRY_PEERS doesn't name slapd"))
  struct EditingTests {
    @Test(arguments: Peer.available)
    func `after every round of edits the directory holds what the full file holds`(
      peer: Peer
    ) async throws {
      let directory = try await LDAPDirectory()
      try await finally(directory.stop) {
        try await withServer(of: peer) { server in
          try await follow(server, with: directory, contacts: peer == .sogo ? 300 : 100)
        }
      }
    }

    private func follow(
      _ server: any MailboxServer, with directory: LDAPDirectory, contacts: Int
    ) async throws {
      var mailbox = EditedMailbox(seed: 4, count: contacts)
      try await server.put(mailbox.contacts)
      let ferry = try Ferry(
        [.init(name: "alice", server: server.url)], base: directory.base,
        ldap: ["deliver: {command: \(directory.deliverCommand)}"])
      defer { ferry.remove() }
      let first = try await ferry.export()
      try #require(first.status == 0, "\(first.errors)")
      try await compare(directory, ferry, count: contacts, "at first")

      for number in 1...20 {
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
      }
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
