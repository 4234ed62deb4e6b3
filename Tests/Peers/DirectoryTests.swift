import Foundation
import TestSupport
import Testing

extension Peers {
  /// OpenLDAP judges the LDIF.
  @Suite(.enabled(if: Peer.isThere("slapd"), "CARDFERRY_PEERS doesn't name slapd"))
  struct DirectoryTests {
    @Test(arguments: Peer.available)
    func `a directory fed with changes is equal to one loaded at the end`(
      peer: Peer
    ) async throws {
      let fed = try await LDAPDirectory()
      try await finally(fed.stop) {
        let loaded = try await LDAPDirectory()
        try await finally(loaded.stop) {
          try await withServer(of: peer) { server in
            try await compare(fed, loaded, fedFrom: server)
          }
        }
      }
    }

    private func compare(
      _ fed: LDAPDirectory, _ loaded: LDAPDirectory, fedFrom server: any MailboxServer
    ) async throws {
      let plain = SampleContact.plain(0..<20)
      try await server.put(SampleContact.rich + SampleContact.awkward + plain)
      let ferry = try Ferry([.init(name: "alice", server: server.url)], base: fed.base)
      defer { ferry.remove() }
      let first = try await ferry.export()
      try #require(first.status == 0, "\(first.errors)")
      let adding = try await fed.add(ferry.folder.path("contacts.ldif"))
      try #require(adding.status == 0, "\(adding.errors)")
      #expect(try await fed.entries().count == 33)

      for round in rounds(of: plain) {
        try await server.settle()
        try await server.put(round.put)
        for contact in round.delete { try await server.delete(contact) }
        let known = Set(try ferry.changeFiles())
        let run = try await ferry.export()
        try #require(run.status == 0, "\(run.errors)")
        for file in try ferry.changeFiles() where !known.contains(file) {
          let modifying = try await fed.modify(file)
          let text = try String(contentsOfFile: file, encoding: .utf8)
          try #require(modifying.status == 0, "\(modifying.errors)\(text)")
        }
      }

      let loading = try await loaded.add(ferry.folder.path("contacts.ldif"))
      try #require(loading.status == 0, "\(loading.errors)")
      let (one, other) = try await (fed.entries(), loaded.entries())
      #expect(other.count == 31)
      for name in Set(one.keys).union(other.keys).sorted() {
        #expect(one[name] == other[name], "\(name)")
      }
    }

    private struct Round {
      var put: [SampleContact] = []
      var delete: [SampleContact] = []
    }

    private func rounds(of plain: [SampleContact]) -> [Round] {
      let (german, japanese, polish) = (
        SampleContact.german, SampleContact.japanese, SampleContact.polish
      )
      let bare = SampleContact.complete.fields.keys.reduce(into: [:]) { $0[$1] = "" }
      return [
        // Attributes come, change and go, among them those without an equality rule.
        Round(
          put: [
            .complete,
            german.with([.picture: "", .businessFax: "", .email2: "", .body: "", .suffix: ""]),
            polish.with([.lastName: "Nowak", .businessFax: "+48 1", .jobTitle: ""]),
          ] + SampleContact.awkward.map { $0.with([.lastName: "Renamed, \($0.id)"]) },
          delete: [plain[3], plain[4]]),
        // What was deleted comes back, what was full becomes nearly empty, and the other way.
        Round(
          put: [
            plain[3].with([.department: "Again"]),
            SampleContact.complete.with(bare).with([.companyName: "Bare Ltd."]),
            german, SampleContact.awkward[0].with(japanese.fields),
          ],
          delete: [japanese]),
        // A field that no entry holds, and nothing at all.
        Round(put: [german.with([.categories: "Other"])]),
        Round(),
        Round(
          put: [SampleContact.complete.with([.picture: SampleContact.pictureBase64])],
          delete: [plain[0]]),
      ]
    }
  }
}
