import Foundation
import TestSupport
import Testing

extension Peers {
  /// A domain with certificates of its own in front of Horde, and what is printed, pasted.
  @Suite(
    .enabled(
      if: Peer.isThere("domain") && Peer.available.contains(.horde),
      "CARDFERRY_PEERS doesn't name domain and horde"))
  struct DiscoverTests {
    @Test(arguments: ["json", "pox"])
    func `the stanza for a server that was found exports`(form: String) async throws {
      try await withServer {
        try await HordeServer()
      } _: { server in
        try await server.put(SampleContact.plain(0..<3))
        let domain = try await ServerScripts(
          "domain", environment: ["DOMAIN_FORM": form, "DOMAIN_BACKEND": server.url])
        try await finally(domain.stop) { try await export(from: domain, form: form) }
      }
    }

    private func export(from domain: ServerScripts, form: String) async throws {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      try folder.write("secret\n", to: "password")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: folder.path("password"))
      let found = try await run(
        [
          "discover", "anna@contoso.example", "--user",
          form == "pox" ? "anna@contoso.example" : "alice",
          "--ca", domain.fact("ca"), "--password-file", folder.path("password"),
        ], domain)
      try #require(found.status == 0, "\(found.output)\(found.errors)")
      #expect(
        found.output.contains(form == "pox" ? "POX at contoso.example (signed in" : "JSON v2"))
      #expect(!(found.output + found.errors).contains("secret"), "the password is printed")
      let start = try #require(found.output.range(of: "# ActiveSync "))
      // The mailbox's own user and password take the place of what the stanza can't know.
      let stanza = found.output[start.lowerBound...]
        .replacing("user: \"anna@contoso.example\"", with: "user: alice")
        .replacing("{command: [pass, show, contoso.example]}", with: "secret")
      try folder.write(
        "state: state/\n\(stanza)outputs:\n  cards: {format: vcard, path: contacts/}\n",
        to: "cardferry.yaml")
      let exported = try await run(
        ["export", "--config", folder.path("cardferry.yaml")], domain)
      #expect(exported.status == 0, "\(exported.errors)")
      #expect(exported.output.contains("contoso.example cards: 3 added"), "\(exported.output)")
    }

    /// The program where the domain's names have addresses; nobody else sees them.
    private func run(
      _ arguments: [String], _ domain: ServerScripts
    ) async throws -> Program.Outcome {
      let program = try Program(product: "cardferry").path
      return try await Program(path: "/usr/bin/unshare").run(
        [
          "--mount", "sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"",
          try domain.fact("hosts"), program,
        ] + arguments, environment: ["no_proxy": "*"])
    }
  }
}
