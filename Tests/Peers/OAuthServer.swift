import Foundation
import HTTPTransport
import TestSupport

/// An OpenID provider, and a resource server that asks it about every token before it hands on to
/// another server (`Servers/oauth`).
struct OAuthServer {
  let url: String
  private let scripts: ServerScripts
  private let device: String
  private let token: String
  private let caFile: String

  /// `lifetime`: of access tokens, in seconds.
  init(for server: any MailboxServer, lifetime: Int) async throws {
    scripts = try await ServerScripts(
      "oauth", arguments: [server.url], environment: ["OAUTH_SECONDS": "\(lifetime)"])
    url = try scripts.fact("server")
    device = try scripts.fact("device")
    token = try scripts.fact("token")
    caFile = try scripts.fact("ca")
  }

  /// Alice's account, with the client that the provider knows.
  var account: Ferry.Account {
    Ferry.Account(
      name: "alice", server: url, password: nil,
      options: [
        "auth: oauth", "ca: \(caFile)",
        "oauth: {client-id: ferry, scope: contacts, device-endpoint: \"\(device)\", "
          + "token-endpoint: \"\(token)\"}",
      ])
  }

  /// Does what the person does who was shown an address and a code.
  func decide(_ decision: String, address: String, code: String) async throws {
    try await scripts.run("decide", arguments: [caFile, address, code, decision])
  }

  /// Ends all access tokens before their time.
  func expire() async throws { try await scripts.run("expire") }

  /// Takes a token back at the provider (RFC 7009).
  func revoke(_ revoked: String) async throws {
    var options = ConnectionOptions()
    options.caFile = caFile
    let response = try await CurlTransport(options: options).send(
      HTTPRequest(
        method: "POST", url: try scripts.fact("revoke"),
        headers: [("Content-Type", "application/x-www-form-urlencoded")],
        body: Array("client_id=ferry&token=\(revoked)".utf8)))
    guard response.status == 200 else {
      throw ServerScripts.Failure(description: "revoke: status \(response.status)")
    }
  }

  /// How many requests for tokens the provider has granted.
  func grants() throws -> Int {
    try String(contentsOfFile: scripts.fact("provider"), encoding: .utf8).split(separator: "\n")
      .count { $0.contains("\"POST /o/token/ HTTP/1.1\" 200 ") }
  }

  /// The statuses of the resource server's answers.
  func statuses() throws -> [String] {
    try scripts.requests().compactMap { $0.split(separator: " ").last.map(String.init) }
  }

  func stop() async throws { try await scripts.stop() }
}

extension Ferry {
  /// Runs `cardferry login alice`, and what a person does meanwhile.
  func logIn(
    _ act: (_ address: String, _ code: String) async throws -> Void
  ) async throws -> (status: Int32, words: String) {
    let program = try Program(product: "cardferry").path
    let shell = try Program(path: "/bin/sh")
    let words = folder.path("login.txt")
    try folder.write("", to: "login.txt")
    let arguments = [
      "-c", "exec timeout 60 \"$0\" login alice --config \"$1\" >\"$2\" 2>&1", program,
      folder.path("cardferry.yaml"), words,
    ]
    async let outcome = shell.run(arguments)
    for _ in 0..<300 {
      let text = try folder.read("login.txt")
      if let match = text.firstMatch(of: /To sign in, open (\S+) and enter (\S+)\n/) {
        try await act(String(match.1), String(match.2))
        break
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    let status = try await outcome.status
    return (status, try folder.read("login.txt"))
  }

  /// A field of the stored tokens.
  func storedToken(_ field: String) throws -> String {
    let document = try JSONSerialization.jsonObject(
      with: Data(folder.read("state/alice.token").utf8))
    return (document as? [String: Any])?[field] as? String ?? ""
  }
}
