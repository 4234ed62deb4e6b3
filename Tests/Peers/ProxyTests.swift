import TestSupport
import Testing

extension Peers {
  /// tinyproxy between cardferry and the servers.
  @Suite(
    .enabled(
      if: Peer.isThere("proxy") && Peer.isThere("tls"), "CARDFERRY_PEERS doesn't name proxy and tls"
    ))
  struct ProxyTests {
    @Test(arguments: Peer.available)
    func `of an account is gone through, by http and by a tunnel for https`(
      peer: Peer
    ) async throws {
      try await withServer(of: peer, behind: TLSFront.self) { server, front in
        let proxy = try await ServerScripts("proxy")
        try await finally(proxy.stop) {
          let option = "proxy: \(try proxy.fact("proxy"))"
          let ferry = try Ferry([
            .init(name: "plain", server: server.url, options: [option]),
            .init(
              name: "secure", server: try front.url("good"),
              options: [option, try front.authority()]),
          ])
          defer { ferry.remove() }
          let run = try await ferry.export()
          #expect(run.status == 0, "\(run.errors)")
          #expect(try ferry.outputs().cards.files.keys.count { $0.hasSuffix(".vcf") } == 6)
          let log = try proxy.requests()
          #expect(log.contains { $0.contains("POST http://127.0.0.1") })
          #expect(log.contains { $0.contains("CONNECT localhost:") })
          #expect(!run.errors.contains("hush"))
        }
      }
    }

    @Test func `that refuses is told, and not gone around`() async throws {
      try await withServer(of: .fake, behind: TLSFront.self) { _, front in
        let proxy = try await ServerScripts("proxy")
        try await finally(proxy.stop) {
          let ferry = try Ferry([
            .init(
              name: "alice", server: try front.url("good"),
              options: [
                "proxy: \(try proxy.fact("refused"))", try front.authority(), "retries: 0",
              ])
          ])
          defer { ferry.remove() }
          let run = try await ferry.export()
          #expect(run.status == 4, "\(run.errors)")
          let message = try #require(run.report.account("alice")?.error?.message)
          #expect(message.contains("the proxy refuses it with status 407"), "\(message)")
          #expect(try front.scripts.requests().isEmpty)
        }
      }
    }
  }
}
