import FakeExchange
import Foundation
import TestSupport
import Testing

@Suite struct `Many accounts` {
  private static let outputs = "outputs:\n  cards: {format: vcard, path: contacts/}\n"

  private static func account(_ name: String, _ server: String) -> String {
    "  \(name): {server: \"\(server)\", user: anna@contoso.com, password: secret, retries: 0}\n"
  }

  @Test func `are told of in their own order, and one's failure is its own`() async throws {
    try await withServer(contacts: 5) { server in
      let place = try Workplace()
      let names = (1...9).map { "account\($0)" }
      let accounts = names.map {
        Self.account($0, $0 == "account4" ? "http://127.0.0.1:1" : server.url)
      }
      try place.folder.write(
        "state: state/\naccounts:\n" + accounts.joined() + Self.outputs, to: "cardferry.yaml")
      // Whoever is first is late.
      server.add(Fault(.none, command: "FolderSync", delay: 700))
      let outcome = try await place.export("--jobs", "4")
      #expect(outcome.status != 0)
      #expect(
        outcome.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
          == names.filter { $0 != "account4" }.map { $0[...] })
      #expect(try place.cards().files.count == 8 * 5)
      #expect(outcome.errors.contains("account4: cannot reach 127.0.0.1:1: "))
      #expect(!outcome.errors.contains("account5"))
    }
  }

  @Test func `come from files that the configuration includes`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.folder.write(
        "state: state/\ninclude: [accounts.d, \"more/*.yml\"]\n" + Self.outputs,
        to: "cardferry.yaml")
      for (file, name) in [
        ("accounts.d/b.yaml", "berta"), ("accounts.d/a.yaml", "anna"), ("accounts.d/c.txt", "no"),
        ("more/1.yml", "carla"),
      ] {
        try place.folder.write("accounts:\n" + Self.account(name, server.url), to: file)
        chmod(place.folder.path(file), 0o600)
      }
      let outcome = try await place.export()
      #expect(outcome.errors == "")
      #expect(
        outcome.output.split(separator: "\n").map { $0.prefix { $0 != " " } }
          == ["anna", "berta", "carla"])
    }
  }

  @Test(arguments: [
    ("include: nothing.yaml", "PLACE/nothing.yaml, which isn't there; correct it"),
    ("include: none/*.yaml", "the files of 'include' hold no account; add one"),
    ("include: accounts.d", "account 'anna' is in PLACE/accounts.d/1.yaml as well; rename one"),
    (
      "include: wrong.yaml", "PLACE/wrong.yaml:1: unknown key 'outputs' in the configuration; known"
    ),
    ("include: empty.yaml", "PLACE/empty.yaml: the file is empty; see templates/cardferry.yaml"),
  ])
  func `from files that won't do are refused in one line`(text: String, message: String)
    async throws
  {
    let place = try Workplace()
    for file in ["accounts.d/1.yaml", "accounts.d/2.yaml"] {
      try place.folder.write(
        "accounts:\n" + Self.account("anna", "https://mail.contoso.com"), to: file)
    }
    try place.folder.write(Self.outputs, to: "wrong.yaml")
    try place.folder.write("", to: "empty.yaml")
    try place.folder.write("state: state/\n\(text)\n" + Self.outputs, to: "cardferry.yaml")
    let outcome = try await place.export()
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains(message.replacing("PLACE", with: place.folder.path)),
      "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test func `fall into parts by their names, and few move when there is one part more`()
    async throws
  {
    let place = try Workplace()
    let names = (1...60).map { "account\($0)" }
    // Nobody answers there, and the report tells who was asked for.
    try place.folder.write(
      "state: state/\naccounts:\n"
        + names.map { Self.account($0, "http://127.0.0.1:1") }.joined() + Self.outputs,
      to: "cardferry.yaml")
    func part(_ number: Int, of count: Int) async throws -> Set<String> {
      let outcome = try await place.export(
        "--shard", "\(number)/\(count)", "--json", "--jobs", "16")
      let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let accounts = (report as? [String: Any])?["accounts"] as? [[String: Any]] ?? []
      return Set(accounts.compactMap { $0["name"] as? String })
    }
    var (four, five): ([Set<String>], [Set<String>]) = ([], [])
    for number in 1...4 { four.append(try await part(number, of: 4)) }
    for number in 1...5 { five.append(try await part(number, of: 5)) }
    #expect(four.flatMap(\.self).sorted() == names.sorted())
    #expect(five.flatMap(\.self).sorted() == names.sorted())
    #expect((four + five).allSatisfy { $0.count >= 4 }, "\(four.map(\.count)) \(five.map(\.count))")
    for number in 0..<4 { #expect(five[number].isSubset(of: four[number])) }
    #expect(four[0].contains("account1") == (try await part(1, of: 4)).contains("account1"))
  }

  @Test func `in parts don't write a file that holds all of them`() async throws {
    let place = try Workplace()
    try place.configure(accounts: [("anna", "http://127.0.0.1:1")])
    let outcome = try await place.export("--shard", "1/2")
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains(
        "output 'ldap' is one file for all accounts, which '--shard' can't write; name the others "
          + "with '--output', and write this one in a run without '--shard'"))
    #expect(try await place.export("--shard", "3/2").errors.contains("such as 3/8"))
  }
}
