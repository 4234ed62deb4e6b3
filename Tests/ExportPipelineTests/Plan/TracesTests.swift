import ExportPipeline
import Foundation
import TestSupport
import Testing

@Suite struct `The traces of a wiped account` {
  private static let uuid = "6f9619ff-8b86-4011-b42d-00c04fc964ff"

  private func traces(names: Set<String> = []) -> Traces {
    var traces = Traces(uuids: [Self.uuid])
    traces.names = names
    return traces
  }

  @Test func `are found by a UUID, also in base 64 and in lines that are folded, and by a DN`() {
    let dn = "uid=\(Self.uuid),ou=Straße,dc=test"
    let hidden = "dn:: " + Data(dn.utf8).base64EncodedString() + "\nchangetype: add\n\n"
    let folded = hidden.prefix(30) + "\n " + hidden.dropFirst(30)
    for text in ["UID:urn:uuid:\(Self.uuid)\r\n", hidden, String(folded)] {
      #expect(traces().areIn(Array(text.utf8)), "\(text)")
    }
    #expect(traces(names: ["cn=x,dc=test"]).areIn(Array("dn: cn=x,dc=test\n".utf8)))
    let other = "UID:urn:uuid:00000000-8b86-4011-b42d-00c04fc964ff\r\n"
    #expect(!traces().areIn(Array(other.utf8)))
    #expect(!traces().areIn([]))
  }

  @Test
  func `are looked for in every file below a path, hidden ones too, but for what only deletes`()
    throws
  {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for path in [
      "a/card.vcf", "a/b/.hidden.tmp", "a/other.vcf", "a/deletes.ldif", ".a.tmp/card.vcf",
    ] {
      try FileManager.default.createDirectory(
        atPath: URL(filePath: folder.path(path)).deletingLastPathComponent().path,
        withIntermediateDirectories: true)
    }
    for path in ["a/card.vcf", "a/b/.hidden.tmp", ".a.tmp/card.vcf"] {
      try folder.write("UID:\(Self.uuid)", to: path)
    }
    try folder.write("UID:somebody", to: "a/other.vcf")
    try folder.write("dn: uid=\(Self.uuid)\nchangetype: delete\n\n", to: "a/deletes.ldif")
    #expect(
      try traces().found(in: [folder.path("a"), folder.path("missing")])
        == [
          folder.path(".a.tmp/card.vcf"), folder.path("a/b/.hidden.tmp"), folder.path("a/card.vcf"),
        ].sorted())
  }

  @Test func `are none in the names of what is deleted`() {
    func only(_ text: String) -> Bool { Traces.onlyDeletes(Array(text.utf8)) }
    #expect(only("dn: cn=a\nchangetype: delete\n\ndn: cn=b\nchangetype: delete\n\n"))
    #expect(!only("dn: cn=a\nchangetype: delete\n\ndn: cn=b\nchangetype: add\ncn: b\n\n"))
    #expect(!only("dn: cn=a\ncn: a\n\n"))
    #expect(!only(""))
  }
}
