import FakeExchange
import Foundation
import TestSupport
import Testing

extension Workplace {
  fileprivate func export(
    _ arguments: [String] = [], limit: String
  ) async throws -> Program.Outcome {
    try await Program(path: "/bin/sh").run(
      [
        "-c",
        "chmod 600 cardferry.yaml && ulimit \(limit) && exec \"$0\" export --config cardferry.yaml \"$@\"",
        try Program(product: "cardferry").path,
      ] + arguments, in: folder.path)
  }
}

@Suite struct `Open files` {
  @Test func `are few for many folders`() async throws {
    try await withServer { server in
      try server.changeMailbox { mailbox in
        for number in 100..<200 {
          mailbox.put(MailboxFolder(id: "\(number)", name: "Folder \(number)", type: 14))
          try mailbox.fill("\(number)", count: 1, from: ContactGenerator(seed: UInt64(number)))
        }
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      for arguments in [[], ["--full"]] {
        let outcome = try await place.export(arguments, limit: "-n 64")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try place.cards().files.count == 130)
      }
      // All directories of the account change in one go.
      try server.changeMailbox { mailbox in
        for number in 100..<200 { try mailbox.deleteFolder("\(number)") }
      }
      let outcome = try await place.export(["--allow-delete"], limit: "-n 64")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 30)
    }
  }

  @Test func `are few for many accounts at a time, which a notice tells`() async throws {
    try await withServer(contacts: 2) { server in
      // All are in the middle of it at a time.
      server.add(Fault(.none, command: "FolderSync", times: nil, delay: 200))
      let place = try Workplace()
      try place.folder.write(
        "state: state/\nper-host: 1000\naccounts:\n"
          + (1...48).map {
            "  a\($0): {server: \"\(server.url)\", user: anna@contoso.com, password: secret}\n"
          }.joined() + "outputs:\n  cards: {format: vcard, path: contacts/}\n",
        to: "cardferry.yaml")
      let outcome = try await place.export(["--jobs", "48"], limit: "-n 256")
      #expect(outcome.status == 0)
      #expect(
        outcome.errors
          == "cardferry: the limit of open files, 256, is enough for 8 accounts at a time, not for "
          + "48; raise it (ulimit -n), or lower --jobs\n")
      #expect(try place.cards().files.count == 96)
    }
  }

  @Test func `that are too many are the error's words, with the limit`() async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      for limit in [9, 15, 31] {
        let outcome = try await place.export(limit: "-n \(limit)")
        #expect(outcome.status == 2)
        #expect(
          outcome.errors
            == "cardferry: the limit of open files is \(limit), and 32 is the least to work with; raise it "
            + "(ulimit -n, or LimitNOFILE= of a service) and run again\n")
      }
      for limit in 32...36 {
        let outcome = try await place.export(limit: "-n \(limit)")
        guard outcome.status != 0 else { continue }
        #expect([1, 4].contains(outcome.status))
        let failures = outcome.errors.split(separator: "\n").filter { $0.contains(": error: ") }
        let words =
          "too many open files: the limit is \(limit); raise it (ulimit -n, or LimitNOFILE= of a "
          + "service) or lower --jobs"
        #expect(!failures.isEmpty)
        #expect(failures.allSatisfy { $0.hasSuffix(words) }, "\(limit): \(outcome.errors)")
      }
    }
  }

  @Test func `may be as many as the system grants`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configure(
        accounts: [("contoso", server.url)],
        password: "{command: [sh, -c, 'ulimit -n >limit; echo secret']}")
      #expect(try await place.export(limit: "-Sn 200; ulimit -Hn 300").status == 0)
      #expect(try place.folder.read("limit") == "300\n")
    }
  }
}
