/// An Apache that signs in by Kerberos, before a server.
struct KerberosFront: Front {
  let scripts: ServerScripts

  init(before server: any MailboxServer) async throws {
    scripts = try await ServerScripts("kerberos", arguments: [server.url])
  }

  /// The server's URL by a way to sign in: `negotiate`, `either`.
  func url(_ name: String) throws -> String { try scripts.fact(name) }

  /// The realm and no ticket.
  func environment() throws -> [String: String] {
    ["KRB5_CONFIG": try scripts.fact("krb5"), "KRB5CCNAME": "FILE:/nonexistent"]
  }

  func stop() async throws { try await scripts.stop() }
}
