import Foundation
import TestSupport
import Testing

/// `cardferry lint`, the real program on files.
final class LintTests {
  private let folder: TemporaryFolder
  private static let card =
    "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:6f9619ff-8b86-4011-b42d-00cf4fc964ff\r\n"
    + "FN:Anna\r\nEND:VCARD\r\n"
  private static let record = "dn: cn=Anna,dc=test\nchangetype: delete\n\n"

  init() throws {
    folder = try TemporaryFolder()
  }

  deinit { folder.remove() }

  private func lint(_ arguments: String..., input: String = "") async throws -> Program.Outcome {
    try await Program(product: "cardferry").run(
      ["lint"] + arguments, in: folder.path, input: Array(input.utf8))
  }

  @Test func `clean files give no output, a summary and 0`() async throws {
    try folder.write(Self.card, to: "a.vcf")
    try folder.write(Self.record, to: "b.ldif")
    let outcome = try await lint("a.vcf", "b.ldif")
    #expect(outcome.status == 0)
    #expect(outcome.output == "")
    #expect(outcome.errors == "cardferry: 2 files, nothing found\n")
  }

  @Test func `findings are printed with file and line, and give 1`() async throws {
    try folder.write(Self.card.replacing("FN:Anna", with: "FN:Anna, Eva"), to: "a.vcf")
    try folder.write(Self.record.replacing(": cn", with: ":cn"), to: "b.ldif")
    let outcome = try await lint("a.vcf", "b.ldif")
    #expect(outcome.status == 1)
    #expect(
      outcome.output
        == "a.vcf:4: a bare comma in FN\nb.ldif:1: no space after the colon of dn\n")
    #expect(outcome.errors == "cardferry: 2 files, 2 findings\n")
  }

  @Test func `quiet leaves the summary out`() async throws {
    try folder.write(Self.card + "\r\n", to: "a.vcf")
    let outcome = try await lint("-q", "a.vcf")
    #expect(outcome.status == 1)
    #expect(outcome.output == "a.vcf:6: an empty line\n")
    #expect(outcome.errors == "")
  }

  /// Nobody writes to the pipes; the program would wait for ever.
  @Test func `in a directory pipes, sockets and devices are told of and passed over`() async throws
  {
    try folder.write(Self.card, to: "out/a.vcf")
    for name in ["out/b.vcf", "out/sub.vcf/c.ldif"] {
      try FileManager.default.createDirectory(
        atPath: URL(filePath: folder.path(name)).deletingLastPathComponent().path(),
        withIntermediateDirectories: true)
      #expect(mkfifo(folder.path(name), 0o600) == 0)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("out/d.vcf"), withDestinationPath: "/dev/null")
    let outcome = try await Program(path: "/usr/bin/timeout").run(
      ["20", try Program(product: "cardferry").path, "lint", "out"], in: folder.path)
    #expect(outcome.status == 0)
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    #expect(
      lines.dropLast().sorted()
        == ["b.vcf", "d.vcf", "sub.vcf/c.ldif"].map {
          "cardferry: out/\($0): passed over: it is a pipe, a socket or a device, and no file"
        })
    #expect(lines.last == "cardferry: 1 file, nothing found")
  }

  @Test func `of a pipe that is named as an argument what comes is looked through`() async throws {
    try folder.write(Self.card, to: "a.vcf")
    #expect(mkfifo(folder.path("p.vcf"), 0o600) == 0)
    let outcome = try await Program(path: "/bin/sh").run(
      [
        "-c", "cat a.vcf > p.vcf & exec \"$0\" lint p.vcf", try Program(product: "cardferry").path,
      ], in: folder.path)
    #expect(outcome.errors == "cardferry: 1 file, nothing found\n")
  }

  @Test func `of a directory every card and record file counts, but for hidden ones`()
    async throws
  {
    for name in ["out/anna", "out/.old"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: true)
    }
    for name in ["out/b.ldif", "out/anna/a.vcf", "out/.c.vcf", "out/.old/d.vcf", "out/displayname"]
    {
      try folder.write("Anna\n", to: name)
    }
    let outcome = try await lint("out")
    #expect(
      outcome.output == """
        out/anna/a.vcf:1: a line end of LF alone, not CRLF
        out/anna/a.vcf:1: no colon after the name
        out/b.ldif:1: a line without a colon

        """)
    #expect(outcome.errors == "cardferry: 2 files, 3 findings\n")
  }

  @Test(arguments: [(Self.card, "FN"), (Self.record, "dn"), ("version: 1\n" + Self.record, "dn")])
  func `standard input is known by how it begins`(_ text: String, _ name: String) async throws {
    let good = try await lint("-", input: text)
    #expect(good.status == 0)
    let bad = try await lint("-", input: text.replacing("Anna", with: "\u{1}"))
    #expect(bad.status == 1)
    #expect(bad.output.hasPrefix("standard input:"))
    #expect(bad.output.contains("a control character"))
  }

  @Test func `what can't be read or is neither gives 2, and the others are looked at`()
    async throws
  {
    try folder.write("BEGIN:VCARD\r\n", to: "a.vcf")
    try folder.write("Anna\n", to: "notes.txt")
    let outcome = try await lint("gone.vcf", "notes.txt", "a.vcf")
    #expect(outcome.status == 2)
    #expect(outcome.output == "a.vcf:1: a card without END\n")
    #expect(
      outcome.errors == """
        cardferry: gone.vcf: can't be read: No such file or directory
        cardferry: notes.txt: neither vCard nor LDIF; name such a file
        cardferry: 1 file, 1 finding

        """)
  }

  @Test func `no file at all is wrong usage`() async throws {
    let outcome = try await lint()
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("Missing expected argument '<files> ...'"))
  }
}
