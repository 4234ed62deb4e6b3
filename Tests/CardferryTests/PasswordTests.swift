import FakeExchange
import Foundation
import TestSupport
import Testing

@Suite struct `A password` {
  @Test(arguments: [
    ("{env: CARDFERRY_TEST_PASSWORD}", 0), ("{command: [printf, 'secret\\nmore']}", 0),
    ("{file: password}", 0), ("secret", 0), ("{env: NOT_SET_ANYWHERE}", 3),
    ("{command: ['false']}", 3), ("{command: [no-such-program-anywhere]}", 3),
    ("{file: nowhere}", 3), ("{command: ['true']}", 3), ("{credential: contoso}", 0),
    ("{credential: nowhere}", 3),
  ])
  func `comes from text, variable, command or file`(password: String, status: Int32) async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.folder.write("secret\nnot this\n", to: "password")
      try place.folder.write("secret\n", to: "contoso")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: place.folder.path + "/password")
      try place.configure(accounts: [("contoso", server.url)], password: password)
      let outcome = try await place.run(
        ["export", "--config", "cardferry.yaml"],
        environment: [
          "CARDFERRY_TEST_PASSWORD": "secret",
          "CREDENTIALS_DIRECTORY": place.folder.path,
        ])
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(!outcome.errors.contains("secret"))
      if status == 3 {
        #expect(outcome.errors.contains("no password for account 'contoso': "))
        #expect(server.requests.isEmpty, "the server isn't asked without a password")
      }
    }
  }

  @Test(arguments: [0o640, 0o604, 0o620])
  func `in a file that others can get at is refused, with what mends it`(mode: Int) async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.folder.write("secret\n", to: "password")
      let path = place.folder.path + "/password"
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      try place.configure(accounts: [("contoso", server.url)], password: "{file: password}")
      let outcome = try await place.export()
      #expect(outcome.status == 3)
      #expect(
        outcome.errors == "cardferry: error: contoso: no password for account 'contoso': others "
          + "can get at \(path); run chmod 600 \(path); correct 'password:' in the configuration\n")
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `that is a token signs in as one`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)], options: "auth: oauth\ntoken: hush",
        password: "")
      let outcome = try await place.export()
      #expect(outcome.status == 3)
      #expect(!outcome.errors.contains("hush"))
      #expect(server.requests.count == 2, "a token that was refused is asked for once more")
    }
  }
}
