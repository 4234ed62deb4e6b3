import TestSupport
import Testing

extension Peers {
  /// Kerberos by MIT's KDC and Apache's mod_auth_gssapi, before the real servers.
  @Suite(.enabled(if: Peer.isThere("kerberos"), "CARDFERRY_PEERS doesn't name kerberos"))
  struct SignInTests {
    private func ferry(_ front: KerberosFront, at name: String) throws -> Ferry {
      try Ferry([
        .init(
          name: "alice", server: try front.url(name), password: nil,
          options: ["auth: negotiate", "retries: 0"])
      ])
    }

    @Test(arguments: Peer.available)
    func `a ticket or a keytab opens the mailbox`(peer: Peer) async throws {
      try await withServer(of: peer, behind: KerberosFront.self) { _, front in
        for variables in [
          ["KRB5CCNAME": try front.scripts.fact("ticket")],
          ["KRB5CCNAME": "MEMORY:", "KRB5_CLIENT_KTNAME": try front.scripts.fact("keytab")],
        ] {
          let ferry = try ferry(front, at: "negotiate")
          defer { ferry.remove() }
          let environment = try front.environment().merging(variables) { $1 }
          for _ in 0..<2 {
            let run = try await ferry.export([], environment: environment)
            try #require(run.status == 0, "\(variables.keys): \(run.errors)")
          }
          #expect(try ferry.cards().count == 3)
        }
      }
    }

    @Test func `without a ticket nothing weaker is sent, though the server would take it`()
      async throws
    {
      try await withServer(of: .fake, behind: KerberosFront.self) { server, front in
        for name in ["negotiate", "either"] {
          let ferry = try ferry(front, at: name)
          defer { ferry.remove() }
          let run = try await ferry.export([], environment: try front.environment())
          #expect(run.status == 3, "\(run.errors)")
          let message = try #require(run.report.account("alice")?.error?.message)
          #expect(message.contains("there is no Kerberos ticket for it"), "\(message)")
          #expect(message.contains("kinit"), "\(message)")
        }
        #expect(try server.requests().isEmpty)
        let schemes = try front.scripts.requests().map { $0.split(separator: " ").last }
        #expect(schemes.allSatisfy { $0 == "-" }, "\(schemes)")
      }
    }

    @Test func `a password is not sent to a server that wants a ticket`() async throws {
      try await withServer(of: .fake, behind: KerberosFront.self) { server, front in
        let ferry = try Ferry([.init(name: "alice", server: try front.url("negotiate"))])
        defer { ferry.remove() }
        let run = try await ferry.export([], environment: try front.environment())
        #expect(run.status == 3, "\(run.errors)")
        #expect(
          run.report.account("alice")?.error?.message
            == "localhost doesn't take 'auth: basic' (HTTP 401), it offers Negotiate; nothing "
            + "else was tried; correct 'auth:'")
      }
    }
  }
}
