import FakeExchange
import Foundation
import TestSupport
import Testing

extension Peers {
  /// Directories judge what the templates make of awkward contacts and of many ordinary ones.
  @Suite struct TemplateTests {
    @Test(
      .enabled(if: Peer.isThere("slapd"), "CARDFERRY_PEERS doesn't name slapd"),
      arguments: ["inetorgperson", "mozilla", "evolution"])
    func `OpenLDAP takes every record of a template, and every change`(
      template: String
    ) async throws {
      let directory = try await LDAPDirectory()
      try await finally(directory.stop) {
        try await withExports(template, base: directory.base) { ferry, changes in
          let file = ferry.folder.path("contacts.ldif")
          for outcome in try await [directory.add(file), directory.addOffline(file)] {
            try #require(outcome.status == 0, "\(outcome.errors)")
          }
          #expect(try await directory.entries().count == Self.count)
          for change in try await changes() {
            let outcomes = try await [directory.modify(change), directory.modifyOffline(change)]
            for outcome in outcomes { try #require(outcome.status == 0, "\(outcome.errors)") }
          }
          let entries = try await directory.entries()
          #expect(entries.count == Self.countOfRest)
          #expect(try await directory.entriesOffline() == entries)
        }
      }
    }

    @Test(.enabled(if: Peer.isThere("samba"), "CARDFERRY_PEERS doesn't name samba"))
    func `Active Directory takes every record of its template, and every change`() async throws {
      let directory = try await ActiveDirectory()
      try await finally(directory.stop) {
        try await withExports("activedirectory", base: directory.base) { ferry, changes in
          let adding = try await directory.add(ferry.folder.path("contacts.ldif"))
          try #require(adding.status == 0, "\(adding.errors)")
          #expect(adding.output.contains("Added \(Self.count) records"))
          for change in try await changes() {
            let modifying = try await directory.modify(change)
            try #require(modifying.status == 0, "\(modifying.errors)")
          }
          #expect(try await directory.count() == Self.countOfRest)
        }
      }
    }

    // MARK: What is exported

    private static let samples =
      SampleContact.rich + SampleContact.awkward + [SampleContact.complete, tooLong]
    private static let generated = 200
    private static let count = samples.count + generated
    private static let countOfRest = count - 20

    /// Longer than most attributes of Active Directory.
    private static let tooLong = SampleContact(
      "too-long",
      SampleContact.complete.fields.mapValues { _ in String(repeating: "1", count: 5000) }
        .filter {
          ![.picture, .birthday, .anniversary, .email1, .email2, .email3].contains($0.key)
        })

    /// Runs a test between two exports. `changes` makes contacts change, come and go, exports
    /// them, and returns the change file.
    private func withExports(
      _ template: String, base: String,
      _ test: (_ ferry: Ferry, _ changes: () async throws -> [String]) async throws -> Void
    ) async throws {
      try await withServer(FakeServer.init) { server in
        try await server.put(Self.samples)
        let one = ContactGenerator(seed: 1, photoBytes: 2000)
        let other = ContactGenerator(seed: 2)
        for index in 0..<Self.generated {
          try server.put(one.contact(index), as: "generated-\(index)")
        }
        let ferry = try Ferry(
          [.init(name: "alice", server: server.url)], base: base, template: template)
        defer { ferry.remove() }
        let first = try await ferry.export()
        try #require(first.status == 0, "\(first.errors)")
        try await test(ferry) {
          let known = Set(try ferry.changeFiles())
          // Every attribute of these changes, comes or goes.
          for index in 0..<100 { try server.put(other.contact(index), as: "generated-\(index)") }
          for index in 100..<120 { try server.delete("generated-\(index)") }
          let fields = Self.samples.map(\.fields)
          for (sample, fields) in zip(Self.samples, fields.dropFirst() + fields.prefix(1)) {
            try await server.put(SampleContact(sample.id, fields))
          }
          let second = try await ferry.export()
          try #require(second.status == 0, "\(second.errors)")
          let changes = try ferry.changeFiles().filter { !known.contains($0) }
          #expect(changes.count == 1)
          return changes
        }
      }
    }
  }
}
