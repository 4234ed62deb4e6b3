/// Something that stands before a server.
protocol Front: Sendable {
  init(before server: any MailboxServer) async throws
  func stop() async throws
}

/// Runs a test with a server that holds the rich samples, and what stands before it.
func withServer<Before: Front>(
  of peer: Peer, behind front: Before.Type,
  _ test: (any MailboxServer, Before) async throws -> Void
) async throws {
  try await withServer(of: peer) { server in
    try await server.put(SampleContact.rich)
    let front = try await front.init(before: server)
    try await finally(front.stop) { try await test(server, front) }
  }
}
