import Foundation

/// An nginx with certificates good and bad before a server.
struct TLSFront: Sendable {
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

/// An Apache that signs in by Kerberos, before a server.
struct KerberosFront: Sendable {
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
