import ContactFormats
import ContactModel
import Foundation
import TestSupport
import Testing

extension Peers {
  /// What others read in the records of contacts that look for trouble.
  @Suite struct RecordReaderTests {
    @Test(
      .enabled(if: Peer.isThere("readers"), "CARDFERRY_PEERS doesn't name readers"),
      arguments: LDIFTemplate.builtInNames)
    func `every value of a record is read as the entry has it`(template: String) async throws {
      let entries = try Self.entries(of: template, base: "ou=Ünits\\, all,dc=test")
      let content = try await read(entries.map(LDIFRecord.content))
      #expect(content.count == entries.count)
      for (seed, (record, entry)) in zip(content, entries).enumerated() {
        #expect(record.dn == Array(entry.dn.utf8), "seed \(seed)")
        #expect(record.changetype == "add" && record.attributes == entry.attributes, "seed \(seed)")
      }

      let changes = try await read(
        entries.flatMap { entry -> [LDIFRecord] in
          let gone = LDIFAttribute(name: "title", values: [])
          return [
            .add(entry), .modify(dn: entry.dn, replacing: [gone] + entry.attributes),
            .delete(dn: entry.dn),
          ]
        })
      try #require(changes.count == entries.count * 3)
      for (seed, entry) in entries.enumerated() {
        let records = changes[(seed * 3)...].prefix(3)
        #expect(records.map(\.changetype) == ["add", "modify", "delete"])
        #expect(records.allSatisfy { $0.dn == Array(entry.dn.utf8) }, "seed \(seed)")
        #expect(records.first?.attributes == entry.attributes, "seed \(seed)")
        let replaced = ([("title", [])] + entry.attributes.map { ($0.name, $0.values) })
          .map { LDIFAttribute(name: "replace " + $0.0, values: $0.1) }
        #expect(records.dropFirst().first?.attributes == replaced, "seed \(seed)")
      }
    }

    @Test(.enabled(if: Peer.isThere("slapd"), "CARDFERRY_PEERS doesn't name slapd"))
    func `OpenLDAP answers with every value as the entry has it`() async throws {
      let directory = try await LDAPDirectory()
      try await finally(directory.stop) {
        let entries = try Self.entries(of: "inetorgperson", base: directory.base)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try write(entries.map(LDIFRecord.content), to: folder.path("all.ldif"))
        let adding = try await directory.add(folder.path("all.ldif"))
        try #require(adding.status == 0, "\(adding.errors)")
        let answer = try await directory.content().byName
        #expect(answer.count == entries.count)
        for (seed, entry) in entries.enumerated() {
          let values = entry.attributes.flatMap { attribute in
            attribute.values.map {
              LDIFEntries.Value(attribute: attribute.name.lowercased(), bytes: Data($0))
            }
          }
          #expect(answer[entry.dn] == Set(values), "seed \(seed)")
        }
      }
    }

    // MARK: Records

    private static func entries(of template: String, base: String) throws -> [LDIFEntry] {
      let template = try #require(try LDIFTemplate.named(template))
      return (UInt64(0)..<150).map { seed in
        var contacts = TroublesomeContacts(seed: seed, clean: seed % 2 == 0)
        let uid = "6f9619ff-8b86-4011-b42d-" + String(format: "%012x", seed)
        return template.entry(for: contacts.contact(), uid: uid, base: base).entry
      }
    }

    private func write(_ records: [LDIFRecord], to path: String) throws {
      var bytes: [UInt8] = []
      for record in records { LDIFWriter().append(record, to: &bytes) }
      try Data(bytes).write(to: URL(filePath: path))
    }

    /// What Net::LDAP::LDIF understood.
    private struct Record {
      let dn: [UInt8]
      let changetype: String
      let attributes: [LDIFAttribute]
    }

    private struct Malformed: Error {}

    private func read(_ records: [LDIFRecord]) async throws -> [Record] {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      try write(records, to: folder.path("all.ldif"))
      let outcome = try await Program(path: "/usr/bin/perl").run([
        CardReaders.path("records.pl"), folder.path("all.ldif"),
      ])
      try #require(outcome.status == 0, "\(outcome.errors)")
      let document = try JSONSerialization.jsonObject(with: Data(outcome.outputBytes))
      return try #require(document as? [[String: Any]]).map { record in
        Record(
          dn: try Self.bytes(record["dn"]),
          changetype: try #require(record["changetype"] as? String),
          attributes: try #require(record["attributes"] as? [[Any]]).map { attribute in
            LDIFAttribute(
              name: try #require(attribute.first as? String),
              values: try #require(attribute.last as? [String]).map(Self.bytes))
          })
      }
    }

    private static func bytes(_ base64: Any?) throws -> [UInt8] {
      guard let text = base64 as? String, let data = Data(base64Encoded: text) else {
        throw Malformed()
      }
      return Array(data)
    }
  }
}
