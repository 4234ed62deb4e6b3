import TestSupport
import Testing

extension Peers {
  /// SOGo is the real server with more than one address book.
  @Suite(.enabled(if: Peer.available.contains(.sogo), "CARDFERRY_PEERS doesn't name sogo"))
  struct FoldersTests {
    @Test func `each address book has a folder of its own for as long as it is there`()
      async throws
    {
      try await withServer(SOGoServer.init) { server in
        let name = "Söhne & Co/../2"
        let book = try await server.makeAddressBook(named: name)
        let plain = SampleContact.plain(0..<4)
        try await server.put(Array(plain[0..<3]))
        try await server.put(plain[3], in: book)
        let ferry = try Ferry([.init(name: "alice", server: server.url)])
        defer { ferry.remove() }
        let first = try await ferry.export()
        try #require(first.status == 0, "\(first.errors)")
        #expect(first.report.account("alice")?.folders == 2)
        #expect(try ferry.cards().count == 4)
        #expect(try ferry.entryCount() == 4)

        let names = try ferry.outputs().files.filter { $0.key.hasSuffix("/displayname") }
        #expect(Set(names.values.map(\.text)) == ["Personal Address Book", name])
        // contacts/FOLDER/displayname, and nowhere else.
        #expect(names.keys.allSatisfy { $0.split(separator: "/").count == 3 }, "\(names.keys)")
        let directory = try #require(names.first { $0.value.text == name }).key
          .dropLast("displayname".count)
        let cards = try ferry.outputs().files.filter {
          $0.key.hasPrefix(directory) && $0.key.hasSuffix(".vcf")
        }
        #expect(try cards.values.map { try Card($0.text).text("FN") } == [plain[3].fullName])

        try await server.settle()
        try await server.deleteAddressBook(book)
        let second = try await ferry.export()
        try #require(second.status == 0, "\(second.errors)")
        #expect(second.report.account("alice")?.folders == 1)
        #expect(Set(try ferry.cards().keys) == Set(plain[0..<3].map(\.fullName)))
        #expect(try ferry.entryCount() == 3)
      }
    }
  }
}
