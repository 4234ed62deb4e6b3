import TestSupport
import Testing

extension Peers {
  /// One account fails; the other one of the same run doesn't notice.
  @Suite struct RefusalTests {
    @Test(arguments: Peer.available)
    func `a wrong password is tried once`(peer: Peer) async throws {
      try await withServer(of: peer) { server in
        try await server.put(SampleContact.plain(0..<3))
        let wrong = try Ferry([.init(name: "alice", server: server.url, password: "wrong")])
        defer { wrong.remove() }
        let alone = try await wrong.export()
        #expect(alone.status == 3, "\(alone.errors)")
        #expect(try server.refusals() == 1)
        #expect(try wrong.outputs().files.isEmpty)

        let ferry = try Ferry([
          .init(name: "refused", server: server.url, password: "wrong"),
          .init(name: "served", server: server.url),
        ])
        defer { ferry.remove() }
        let run = try await ferry.export()
        #expect(run.status == 1, "\(run.errors)")
        #expect(try server.refusals() == 2)
        #expect(run.report.account("refused")?.status == "failed")
        #expect(run.report.account("served")?.status == "ok")
        let message = try #require(run.report.account("refused")?.error?.message)
        #expect(!message.contains("wrong"), "\(message)")
        #expect(try ferry.cards().count == 3)
        #expect(try ferry.outputs().files.keys.contains { $0.hasPrefix("contacts/served/") })
      }
    }

    @Test(arguments: Peer.available)
    func `a server that is gone harms nothing`(peer: Peer) async throws {
      let (ferry, before) = try await withServer(of: peer) { server in
        try await server.put(SampleContact.plain(0..<3))
        let ferry = try Ferry([.init(name: "alice", server: server.url)])
        let first = try await ferry.export()
        try #require(first.status == 0, "\(first.errors)")
        return (ferry, try ferry.outputs())
      }
      defer { ferry.remove() }

      let run = try await ferry.export()
      #expect(run.status == 4, "\(run.errors)")
      let difference = try ferry.outputs().difference(since: before)
      #expect(difference.isEmpty, "\(difference)")
    }

    @Test(.enabled(if: Peer.available.contains(.sogo), "CARDFERRY_PEERS doesn't name sogo"))
    func `a web page with status 200 is no ActiveSync server`() async throws {
      try await withServer(SOGoServer.init) { server in
        try await server.put(SampleContact.plain(0..<3))
        let ferry = try Ferry([
          .init(name: "page", server: server.pageURL), .init(name: "served", server: server.url),
        ])
        defer { ferry.remove() }
        let run = try await ferry.export()
        #expect(run.status == 1, "\(run.errors)")
        let message = try #require(run.report.account("page")?.error?.message)
        #expect(message.contains("HTML"), "\(message)")
        #expect(run.report.account("served")?.status == "ok")
        #expect(try ferry.cards().count == 3)
      }
    }
  }
}
