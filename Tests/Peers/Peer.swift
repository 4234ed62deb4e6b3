import Foundation
import Testing

/// The servers that the suite can run against.
///
/// `scripts/test` installs the real ones and names in CARDFERRY_PEERS those that are there:
/// `fake,sogo,horde,slapd,samba,tls,kerberos,domain,oauth,proxy,vdir,readers`, and `slurm` where it
/// was asked for. Without it the double alone is used, and the tests of the others are reported as
/// skipped.
enum Peer: String, CaseIterable, Sendable, CustomTestStringConvertible {
  /// The project's own double.
  case fake
  /// A groupware server as people run it.
  case sogo
  /// Horde's protocol library, the strictest reading of the specification.
  case horde

  var testDescription: String { rawValue }

  /// The servers of mailboxes that are there.
  static let available = allCases.filter { isThere($0.rawValue) }

  /// Whether CARDFERRY_PEERS names the server.
  static func isThere(_ name: String) -> Bool {
    let peers = ProcessInfo.processInfo.environment["CARDFERRY_PEERS"] ?? "fake"
    return peers.split(separator: ",").contains { $0 == name }
  }

  /// Starts a server of this kind with an empty mailbox: user `alice`, password `secret`.
  func start() async throws -> any MailboxServer {
    switch self {
    case .fake: try await FakeServer()
    case .sogo: try await SOGoServer()
    case .horde: try await HordeServer()
    }
  }
}

/// A running server with a mailbox that a test fills.
protocol MailboxServer: Sendable {
  /// The URL for `server:` of a configuration.
  var url: String { get }
  /// The fields of the sample contacts that it doesn't hand on.
  var dropped: Set<SampleContact.Field> { get }
  /// The requests of the protocol so far: method, command, version and status, as in
  /// `POST Sync 14.1 200`.
  func requests() throws -> [String]
  /// Waits until the server can tell the next change from those already synchronised.
  func settle() async throws
  /// Adds a contact to the default folder, or replaces it.
  func put(_ contact: SampleContact) async throws
  func delete(_ contact: SampleContact) async throws
  /// Loses all it knew of its clients: no key of theirs means anything to it.
  func forgetClients() async throws
  func stop() async throws
}

extension MailboxServer {
  var dropped: Set<SampleContact.Field> { [] }
  func settle() async throws {}

  /// How many requests of a command there were.
  func requests(of command: String) throws -> Int {
    try requests().count { $0.hasPrefix("POST \(command) ") }
  }

  /// How many requests were refused with status 401.
  func refusals() throws -> Int { try requests().count { $0.hasSuffix(" 401") } }

  func put(_ contacts: [SampleContact]) async throws {
    for contact in contacts { try await put(contact) }
  }
}

/// Runs a test with a server of its own and stops the server, however the test ends.
func withServer<Result>(
  of peer: Peer, _ test: (any MailboxServer) async throws -> Result
) async throws -> Result {
  let server = try await peer.start()
  return try await finally(server.stop) { try await test(server) }
}

/// Runs a test with a server of one kind, which may need settings of its own.
func withServer<Server: MailboxServer, Result>(
  _ start: () async throws -> Server, _ test: (Server) async throws -> Result
) async throws -> Result {
  let server = try await start()
  return try await finally(server.stop) { try await test(server) }
}

/// Runs a test and then, however it ended, what tidies up.
func finally<Result>(
  _ tidyUp: () async throws -> Void, _ test: () async throws -> Result
) async throws -> Result {
  let result: Result
  do {
    result = try await test()
  } catch {
    try? await tidyUp()
    throw error
  }
  try await tidyUp()
  return result
}
