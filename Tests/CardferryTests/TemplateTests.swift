import Foundation
import TestSupport
import Testing

@Suite struct `The configuration template` {
  @Test func `is one that works, but for the password that it asks a program for`() async throws {
    let place = try Workplace()
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let template = try String(
      contentsOf: root.appending(path: "templates/cardferry.yaml"), encoding: .utf8)
    try place.folder.write(
      template.replacing("[pass, show, contoso]", with: "['false']"), to: "cardferry.yaml")
    let outcome = try await place.run(
      ["export", "--config", "cardferry.yaml"], environment: ["HOME": place.folder.path])
    #expect(outcome.status == 3)
    #expect(
      outcome.errors == "cardferry: error: contoso: no password for account 'contoso': 'false' "
        + "ended with status 1; correct 'password:' in the configuration\n")
    #expect(
      try FileTree(place.folder.path).files.keys.contains(".local/state/cardferry/contoso.sqlite"))
  }

  @Test func `explains every key`() async throws {
    let place = try Workplace()
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let template = try String(
      contentsOf: root.appending(path: "templates/cardferry.yaml"), encoding: .utf8)
    // An unknown key makes the program name the known ones.
    for (line, more, key) in [
      ("per-host: 4", "x-root: 1", "x-root"),
      ("    window: 100", "    x-account: 1", "x-account"),
      ("    window: 100", "    token: {x-token: 1}", "x-token"),
      ("    window: 100", "    oauth: {client-id: a, x-oauth: 1}", "x-oauth"),
      (
        "    window: 100", "    client-certificate: {file: cardferry.yaml, x-certificate: 1}",
        "x-certificate"
      ),
      ("    template: inetorgperson", "    x-output: 1", "x-output"),
      (
        "    template: inetorgperson", "    deliver: {command: [a, '{file}'], x-deliver: 1}",
        "x-deliver"
      ),
      ("    path: ~/contacts/", "    x-cards: 1", "x-cards"),
    ] {
      try place.folder.write(
        template.replacing(line, with: line + "\n" + more), to: "cardferry.yaml")
      let errors = try await place.export().errors
      let known = try #require(errors.components(separatedBy: "known are: ").last)
      for name in known.dropLast().split(separator: ", ") where !name.isEmpty {
        #expect(
          ["\n", " ", "{"].contains { template.contains($0 + name + ":") },
          "\(name) isn't in the template")
      }
      #expect(errors.contains("unknown key '\(key)'"))
    }
  }
}
