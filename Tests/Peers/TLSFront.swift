/// An nginx with certificates good and bad before a server.
struct TLSFront: Front {
  let scripts: ServerScripts

  init(before server: any MailboxServer) async throws {
    scripts = try await ServerScripts("tls", arguments: [server.url])
  }

  /// The server's URL behind a certificate: `good`, `other`, `expired`, `early`, `unknown`,
  /// `client`.
  func url(_ name: String) throws -> String { try scripts.fact(name) }

  /// The authority's certificate, as an account's option.
  func authority() throws -> String { "ca: " + (try scripts.fact("ca")) }

  func stop() async throws { try await scripts.stop() }
}
