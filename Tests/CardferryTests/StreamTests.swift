import FakeExchange
import Foundation
import StateStore
import TestSupport
import Testing

extension Workplace {
  /// Runs a line of the shell in which `"$0"` is the program.
  fileprivate func shell(_ line: String, _ arguments: String...) async throws -> Program.Outcome {
    try await Program(path: "/bin/sh").run(
      ["-c", line, try Program(product: "cardferry").path] + arguments, in: folder.path)
  }
}

@Suite(.timeLimit(.minutes(5))) struct `A stream that can't be written` {
  @Test(arguments: [
    "--help", "export --help", "--version", "--generate-completion-script bash", "template list",
    "template show inetorgperson", "lint .", "folders --config cardferry.yaml",
    "doctor --config cardferry.yaml --json", "wbxml decode message",
  ])
  func `gets one line and an exit code of its own`(command: String) async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try place.folder.write("BEGIN:VCARD\n", to: "broken.vcf")
      try Data([0x03, 0x01, 0x6A, 0x00, 0x45, 0x01]).write(
        to: URL(filePath: place.folder.path("message")))
      for (stream, cause) in [
        ("/dev/full", "No space left on device"), ("&-", "Bad file descriptor"),
      ] {
        let outcome = try await place.shell("\"$0\" \(command) >\(stream)")
        // That something was found goes before what could not be said of it.
        #expect(outcome.status == (command == "lint ." ? 1 : 13), "\(outcome.errors)")
        #expect(
          outcome.errors.hasSuffix("cardferry: standard output: can't be written: \(cause)\n"))
        #expect(outcome.errors.components(separatedBy: "can't be written").count == 2)
        #expect(try await place.shell("\"$0\" no-such-command 2>\(stream)").status == 2)
      }
    }
  }

  @Test(arguments: ["> /dev/full", "2> /dev/full", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
  func `costs a run nothing but its words`(redirection: String) async throws {
    try await withServer { server in
      let place = try Workplace()
      let undisturbed = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try undisturbed.configure(accounts: [("contoso", server.url)])
      let other = "\"$0\" export --config cardferry.yaml -v \(redirection)"
      #expect(try await place.shell(other).status == 13)
      #expect(try await undisturbed.export().status == 0)
      #expect(try place.folder.read("state/contoso.lock") == "")
      try AccountStore(file: place.folder.path("state/contoso.sqlite")).check()
      func cards(_ tree: FileTree) -> [String] { tree.files.values.map(\.text.anonymous).sorted() }
      #expect(cards(try place.outputs()) == cards(try undisturbed.outputs()))
      let next = try await place.export()
      #expect(next.status == 0, "\(next.errors)")
    }
  }

  @Test(arguments: ["", "2>&1 >/dev/null"])
  func `is passed over where nobody reads any more`(redirection: String) async throws {
    try await withServer { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      for command in ["export --config cardferry.yaml -v", "--help"] {
        _ = try await place.shell(
          """
          { until test -e closed; do sleep 0.02; done; "$0" \(command) \(redirection); \
          echo $? >status; } | { exec <&-; touch closed; until test -e status; do sleep 0.02; done; }
          """)
        #expect(try place.folder.read("status") == "0\n")
        for name in ["closed", "status"] {
          try FileManager.default.removeItem(atPath: place.folder.path(name))
        }
      }
      #expect(try place.folder.read("state/contoso.lock") == "")
      #expect(try place.cards().files.count == 30)
    }
  }
}
