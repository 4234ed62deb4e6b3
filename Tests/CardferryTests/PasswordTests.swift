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
    ("{credential: nowhere}", 3), ("{command: [printf, secret], timeout: 5m}", 0),
    ("{command: [sleep, '600'], timeout: 1s}", 3), ("{command: ['yes']}", 3),
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

  @Test(arguments: [
    ("{command: [sh, -c, 'exit 4']}", "'sh' ended with status 4"),
    ("{command: [sleep, '600'], timeout: 1s}", "'sleep' took longer than 1s and was ended"),
    ("{command: ['yes']}", "'yes' wrote more than 1 MiB and was ended"),
    (
      "{command: [no-such-program]}",
      "'no-such-program' could not be started (it is not in PATH, or may not be run)"
    ),
  ])
  func `that a program can't give is told with the cause`(password: String, cause: String)
    async throws
  {
    let place = try Workplace()
    try place.configure(accounts: [("contoso", "http://127.0.0.1:1")], password: password)
    #expect(
      try await place.export().errors
        == "cardferry: error: contoso: no password for account 'contoso': \(cause); correct "
        + "'password:' in the configuration\n")
  }

  @Test func `comes from a program that gets no other secret of the environment`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)],
        password: "{command: [sh, -c, 'env >seen; echo secret']}")
      let text = try place.folder.read("cardferry.yaml")
      let others = ["own", "other"].map { name in
        "  \(name): {server: \"\(server.url)\", user: anna@contoso.com, password: {env: FERRY_\(name)}}\n"
      }
      try place.folder.write(
        text.replacing("accounts:\n", with: "include: more.yaml\naccounts:\n" + others[0]),
        to: "cardferry.yaml")
      try place.folder.write("accounts:\n" + others[1], to: "more.yaml")
      let outcome = try await place.run(
        ["export", "--config", "cardferry.yaml"],
        environment: ["FERRY_own": "secret", "FERRY_other": "secret", "FERRY_plain": "seen"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let seen = try place.folder.read("seen").split(separator: "\n").map {
        $0.prefix { $0 != "=" }
      }
      #expect(seen.contains("PATH") && seen.contains("FERRY_plain"))
      #expect(!seen.contains("FERRY_own") && !seen.contains("FERRY_other"))
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
