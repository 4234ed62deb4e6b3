import TestSupport
import Testing

extension Peers {
  /// TLS as nginx does it, before the real servers.
  @Suite(.enabled(if: Peer.isThere("tls"), "CARDFERRY_PEERS doesn't name tls"))
  struct TLSTests {
    @Test(arguments: Peer.available)
    func `an authority of one's own is trusted by the account that names it`(
      peer: Peer
    ) async throws {
      try await withServer(of: peer, behind: TLSFront.self) { server, front in
        let ferry = try Ferry([
          .init(name: "plain", server: server.url),
          .init(name: "secure", server: try front.url("good"), options: [try front.authority()]),
          .init(name: "distrustful", server: try front.url("good")),
        ])
        defer { ferry.remove() }
        let run = try await ferry.export()
        #expect(run.status == 1, "\(run.errors)")
        #expect(run.report.account("secure")?.status == "ok", "\(run.errors)")
        #expect(
          run.report.account("distrustful")?.error?.message.contains(
            "the certificate is signed by an authority this machine doesn't know") == true)
        #expect(try ferry.cardTexts(of: "secure").count == 3)
        #expect(try ferry.cardTexts(of: "secure") == ferry.cardTexts(of: "plain"))
        #expect(try ferry.cardTexts(of: "distrustful").isEmpty)
      }
    }

    @Test func `a certificate that proves nothing is refused, each with its own words`()
      async throws
    {
      try await withServer(of: .fake, behind: TLSFront.self) { _, front in
        for (name, words) in [
          ("other", "the certificate is for another name"),
          ("expired", "the certificate has expired"),
          ("early", "the certificate is not valid yet"),
          ("unknown", "the certificate is signed by an authority this machine doesn't know"),
        ] {
          let run = try await refused(by: front, at: name)
          #expect(run.status == 4, "\(name): \(run.errors)")
          let message = try #require(run.report.account("alice")?.error?.message)
          #expect(message.hasPrefix("no secure connection to localhost:"), "\(message)")
          #expect(message.contains(words), "\(message)")
        }
        #expect(try front.scripts.requests().isEmpty, "the password went nowhere")
      }
    }

    @Test func `a server that misses a certificate of the client is understood`() async throws {
      try await withServer(of: .fake, behind: TLSFront.self) { _, front in
        let run = try await refused(by: front, at: "client")
        #expect(run.status == 3, "\(run.errors)")
        let message = try #require(run.report.account("alice")?.error?.message)
        #expect(
          message.contains("the server demands a certificate of the client"), "\(message)")
      }
    }

    private func refused(by front: TLSFront, at name: String) async throws -> Ferry.Run {
      let ferry = try Ferry([
        .init(
          name: "alice", server: try front.url(name),
          options: [try front.authority(), "retries: 0"])
      ])
      defer { ferry.remove() }
      let run = try await ferry.export()
      #expect(try ferry.outputs().files.isEmpty)
      return run
    }

    @Test func `a certificate of the client opens the server that asks for one`() async throws {
      try await withServer(of: .fake, behind: TLSFront.self) { _, front in
        let fact = front.scripts.fact
        let certificates = [
          "{file: \(try fact("pem")), key: \(try fact("key"))}",
          "{file: \(try fact("p12")), password: secret}",
        ]
        for certificate in certificates {
          let ferry = try Ferry([
            .init(
              name: "alice", server: try front.url("client"),
              options: [try front.authority(), "client-certificate: \(certificate)"])
          ])
          defer { ferry.remove() }
          let run = try await ferry.export()
          #expect(run.status == 0, "\(certificate): \(run.errors)")
          #expect(try ferry.cards().count == 3)
        }
        let wrong = try Ferry([
          .init(
            name: "alice", server: try front.url("client"),
            options: [
              try front.authority(), "retries: 0",
              "client-certificate: {file: \(try fact("p12")), password: wrong}",
            ])
        ])
        defer { wrong.remove() }
        let run = try await wrong.export()
        #expect(run.status == 3, "\(run.errors)")
        let message = try #require(run.report.account("alice")?.error?.message)
        #expect(message.contains("'client-certificate:' can't be loaded"), "\(message)")
      }
    }
  }
}
