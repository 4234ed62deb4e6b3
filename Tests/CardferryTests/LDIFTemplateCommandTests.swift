import Foundation
import TestSupport
import Testing

/// `cardferry template`, run as a program.
@Suite struct `The template command` {
  private func run(_ arguments: String..., input: [UInt8] = []) async throws -> Program.Outcome {
    try await Program(product: "cardferry").run(["template"] + arguments, input: input)
  }

  private static let names = ["inetorgperson", "mozilla", "evolution", "activedirectory"]

  private static func file(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(
      contentsOf: root.appending(path: "templates/ldif/\(name).yaml"), encoding: .utf8)
  }

  @Test func `lists every template with a sentence about it`() async throws {
    let outcome = try await run("list")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.map { $0.prefix { $0 != " " } } == Self.names.map { Substring($0) })
    let first =
      "inetorgperson    Contacts as inetOrgPerson entries (RFC 2798), the class that every "
      + "directory server knows."
    #expect(lines.first.map(String.init) == first)
    for line in lines {
      #expect(line.dropFirst(17).hasPrefix("Contacts ") && line.hasSuffix("."), "\(line)")
      #expect(line.count <= 117)
    }
  }

  @Test(arguments: names)
  func `shows a template as its file is, which is sound`(_ name: String) async throws {
    let shown = try await run("show", name)
    #expect(shown.status == 0 && shown.errors.isEmpty)
    #expect(try shown.output == Self.file(name))
    let checked = try await run("check", "-", input: shown.outputBytes)
    #expect(checked.status == 0 && checked.errors.isEmpty)
    #expect(checked.output.hasPrefix("standard input: sound; "))
  }

  @Test(arguments: ["nosuch", "inetorgperson.yaml", ""])
  func `knows the others when there is no template of the name`(_ name: String) async throws {
    let outcome = try await run("show", name)
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "cardferry: unknown template '\(name)'; write one of: inetorgperson, mozilla, "
        + "evolution, activedirectory\n")
  }

  @Test func `says what a sound file makes and what it has no place for`() async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write(
      try Self.file("evolution").replacing("  - weightedRank ", with: "  - homeStreet "),
      to: "my.yaml")
    let outcome = try await Program(product: "cardferry")
      .run(["template", "check", "my.yaml"], in: folder.path)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(
      outcome.output == """
        my.yaml: sound; 39 attributes, object classes evolutionPerson, inetOrgPerson, \
        organizationalPerson, person, top
        fields without a place: phoneticGivenName, phoneticFamilyName, phoneticCompany, \
        emailNames, mms, instantMessaging1, instantMessaging2, instantMessaging3, children, \
        customerID, accountName, alias, weightedRank, extensions

        """)
  }

  @Test func `tells whole addresses and names where no part has a place`() async throws {
    let yaml = """
      object-classes: [device]
      rdn: uid
      attributes:
        uid: {first: [uid]}
        street: {first: [workStreet1]}
        l: {first: [homeCity]}
      """
    let outcome = try await run("check", "-", input: Array(yaml.utf8))
    #expect(outcome.status == 0)
    let fields = outcome.output.split(separator: "\n").last?.split(separator: ", ") ?? []
    #expect(fields.first == "fields without a place: formattedName")
    #expect(
      fields.filter { $0.contains("Street") || $0.contains("Address") || $0.contains("City") } == [
        "workCity", "homeStreet", "otherAddress", "workStreet2",
      ])
  }

  @Test(arguments: [
    (
      "rdn: uid\nobject-class: [x]",
      ":2: the template has the unknown key \"object-class\"; did you mean \"object-classes\"?"
    ),
    ("rdn: [", ":1: not YAML: did not find expected node content; correct the syntax"),
    ("", ":1: an empty file; copy a built-in template to begin"),
  ])
  func `tells the line of what is wrong`(_ yaml: String, _ error: String) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write(yaml, to: "my.yaml")
    let outcome = try await run("check", folder.path("my.yaml"))
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.errors == "cardferry: \(folder.path("my.yaml"))\(error)\n")
  }

  @Test func `says which file can't be read`() async throws {
    let outcome = try await run("check", "/nowhere/my.yaml")
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(
      outcome.errors
        == "cardferry: /nowhere/my.yaml: can't be read: No such file or directory\n")
  }
}
