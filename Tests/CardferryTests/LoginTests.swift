import FakeExchange
import Foundation
import TestSupport
import Testing

@Suite struct `A login` {
  /// A server that takes what the provider gives last.
  private func withProvider(
    _ body: (borrowing Workplace, FakeExchange, ProviderDouble) async throws -> Void
  ) async throws {
    try await withServer(.init(bearerTokens: [])) { server in
      try await ProviderDouble.run(onToken: { server.bearerTokens = [$0] }) { provider in
        let place = try Workplace()
        try place.configure(
          accounts: [("contoso", server.url)], options: provider.options, password: nil)
        try await body(place, server, provider)
      }
    }
  }

  private func login(_ place: borrowing Workplace) async throws -> Program.Outcome {
    try await place.run(["login", "contoso", "--config", "cardferry.yaml"])
  }

  private func expectNoCanary(_ outcome: Program.Outcome) {
    #expect(!outcome.output.contains("canary"))
    #expect(!outcome.errors.contains("canary"))
  }

  @Test func `tells where to enter the code, and what it stored`() async throws {
    try await withProvider { place, server, provider in
      let before = try await place.export()
      #expect(before.status == 11)
      #expect(
        before.errors
          == "cardferry: error: contoso: 'contoso' has not signed in yet; "
          + "run 'cardferry login contoso'\n")

      let outcome = try await login(place)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(
        lines.dropLast() == [
          "To sign in, open http://127.0.0.1:\(provider.port)/enter and enter ABCD-EFGH",
          "Waiting for that, 15 min at most ...",
        ])
      let stored = place.folder.path("state/contoso.token")
      #expect(
        lines.last?.hasPrefix(
          "contoso: signed in; the tokens are stored in \(stored), the access token is valid "
            + "until 20") ?? false, "\(lines)")
      expectNoCanary(outcome)
      let mode = try FileManager.default.attributesOfItem(atPath: stored)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(
        provider.forms.allSatisfy { !$0.contains("secret") }, "it goes into Authorization")

      let run = try await place.export("-vv")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try place.cards().files.count == 30)
      expectNoCanary(run)
      #expect(
        server.requests.allSatisfy {
          $0.header("Authorization").map { $0 == "Bearer access-canary-0" } ?? true
        })
    }
  }

  @Test func `lasts over the access token's end, and what ends it says so`() async throws {
    try await withProvider { place, _, provider in
      provider.expect(life: 30)
      #expect(try await login(place).status == 0)
      let run = try await place.export("-vv")
      #expect(run.status == 0, "\(run.errors)")
      expectNoCanary(run)
      #expect(provider.refreshes == 1)
      #expect(try place.folder.read("state/contoso.token").contains("\"refresh-canary-1\""))

      let before = try place.outputs()
      provider.refuse(400, #"{"error": "invalid_grant", "error_description": "refresh-canary"}"#)
      let ended = try await place.export("-vv")
      #expect(ended.status == 11)
      #expect(
        ended.errors
          == "cardferry: error: contoso: the sign-in of 'contoso' has expired or was revoked "
          + "(invalid_grant); run 'cardferry login contoso'\n")
      expectNoCanary(ended)
      #expect(try place.outputs() == before)
      let folders = try await place.run(["folders", "--config", "cardferry.yaml"])
      #expect(folders.status == 11)

      provider.refuse(503, "refresh-canary")
      let away = try await place.export("-vv")
      #expect(away.status == 4)
      expectNoCanary(away)

      provider.relent()
      #expect(try await login(place).status == 0)
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == before)
    }
  }

  @Test func `is renewed once where the server refuses the token`() async throws {
    try await withProvider { place, server, provider in
      #expect(try await login(place).status == 0)
      server.bearerTokens = []
      let run = try await place.export()
      #expect(run.status == 0, "\(run.errors)")
      #expect(provider.refreshes == 1)
      #expect(server.requests.count { $0.status == 401 } == 1)
    }
  }

  @Test func `is refreshed once where two runs meet`() async throws {
    try await withProvider { place, _, provider in
      #expect(try await login(place).status == 0)
      provider.expect(life: 3600)
      // The stored access token has ended.
      let stored = try place.folder.read("state/contoso.token")
      let ended = stored.replacing(
        /"expires" : "[^"]*"/, with: #""expires" : "2001-01-01T00:00:00Z""#)
      #expect(ended != stored)
      try place.folder.write(ended, to: "state/contoso.token")
      let program = try Program(product: "cardferry")
      let arguments = ["export", "--config", "cardferry.yaml"]
      let path = place.folder.path
      async let first = program.run(arguments, in: path)
      async let second = program.run(arguments, in: path)
      let statuses = try await [first.status, second.status]
      // Either comes second and finds the account locked, or after the end of the other.
      #expect(statuses.contains(0))
      #expect(statuses.allSatisfy { [0, 8].contains($0) })
      #expect(provider.refreshes == 1)
    }
  }

  @Test func `that is declined stores nothing`() async throws {
    try await withProvider { place, _, provider in
      provider.refuse(400, #"{"error": "access_denied"}"#)
      let outcome = try await login(place)
      #expect(outcome.status == 3)
      #expect(
        outcome.errors
          == "cardferry: no token for account 'contoso': 127.0.0.1:\(provider.port) refused "
          + "(access_denied): the sign-in was declined; log in again, and allow it\n")
      #expect(
        !FileManager.default.fileExists(atPath: place.folder.path("state/contoso.token")))
    }
  }

  @Test func `makes sense for an account with oauth alone`() async throws {
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "https://mail.contoso.com")])
    let outcome = try await login(place)
    #expect(outcome.status == 2)
    #expect(
      outcome.errors
        == "cardferry: account 'contoso' has no 'oauth:', so there is nothing to log in to; write "
        + "'auth: oauth' and 'oauth: {client-id: ID}' in the configuration\n")
    let unknown = try await place.run(["login", "fabrikam", "--config", "cardferry.yaml"])
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("there is no account 'fabrikam' in the configuration"))
  }

  @Test func `is forgotten by a wipe`() async throws {
    try await withProvider { place, server, _ in
      #expect(try await login(place).status == 0)
      #expect(try await place.export().status == 0)
      server.provisioning.wipe = .remoteWipe
      let outcome = try await place.run(
        ["wipe", "contoso", "--config", "cardferry.yaml", "--confirm"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        !FileManager.default.fileExists(atPath: place.folder.path("state/contoso.token")))
    }
  }
}
