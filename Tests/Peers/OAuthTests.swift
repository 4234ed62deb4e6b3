import Foundation
import TestSupport
import Testing

extension Peers {
  /// A provider from PyPI, and Apache's module for OpenID in front of Horde.
  @Suite(
    .enabled(
      if: Peer.isThere("oauth") && Peer.available.contains(.horde),
      "CARDFERRY_PEERS doesn't name oauth and horde"))
  struct OAuthTests {
    /// Access tokens are used until a minute before their end, so these are for three seconds.
    @Test func `one login lasts until it is taken back`() async throws {
      try await withServer(of: .horde) { server in
        try await server.put(SampleContact.plain(0..<5))
        let provider = try await OAuthServer(for: server, lifetime: 63)
        try await finally(provider.stop) {
          let ferry = try Ferry([provider.account])
          defer { ferry.remove() }
          let before = try await ferry.export()
          #expect(before.status == 11, "\(before.errors)")
          #expect(
            before.report.account("alice")?.error?.message
              == "'alice' has not signed in yet; run 'cardferry login alice'")

          let declined = try await ferry.logIn { address, code in
            try await provider.decide("deny", address: address, code: code)
          }
          #expect(declined.status == 3)
          #expect(
            declined.words.contains(
              " refused (access_denied): the sign-in was declined; log in again, and allow it\n"))
          #expect(!FileManager.default.fileExists(atPath: ferry.folder.path("state/alice.token")))

          let login = try await ferry.logIn { address, code in
            try await provider.decide("accept", address: address, code: code)
          }
          try #require(login.status == 0, "\(login.words)")
          let first = try ferry.storedToken("refreshToken")
          let run = try await ferry.export()
          #expect(run.status == 0, "\(run.errors)")
          #expect(try ferry.cards().count == 5)

          // The token's end, and another of each kind.
          try await Task.sleep(for: .seconds(4))
          let grants = try provider.grants()
          let later = try await ferry.export()
          #expect(later.status == 0, "\(later.errors)")
          #expect(try provider.grants() == grants + 1)
          let second = try ferry.storedToken("refreshToken")
          #expect(second != first)

          // The access token is refused before its time: one refresh helps.
          try await provider.expire()
          let refused = try await ferry.export()
          #expect(refused.status == 0, "\(refused.errors)")
          #expect(try provider.statuses().contains("401"))
          #expect(try provider.grants() == grants + 2)

          // The refresh token with all that came of it.
          let outputs = try ferry.outputs()
          try await provider.revoke(try ferry.storedToken("refreshToken"))
          let ended = try await ferry.export()
          #expect(ended.status == 11, "\(ended.errors)")
          #expect(
            ended.report.account("alice")?.error?.message
              == "the sign-in of 'alice' has expired or was revoked (invalid_grant); "
              + "run 'cardferry login alice'")
          let difference = try ferry.outputs().difference(since: outputs)
          #expect(difference.isEmpty, "\(difference)")

          let again = try await ferry.logIn { address, code in
            try await provider.decide("accept", address: address, code: code)
          }
          #expect(again.status == 0, "\(again.words)")
          let last = try await ferry.export()
          #expect(last.status == 0, "\(last.errors)")
          #expect(last.counts("cards") == [0, 0, 0, 5])
        }
      }
    }
  }
}
