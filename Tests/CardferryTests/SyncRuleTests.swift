import FakeExchange
import TestSupport
import Testing
import WBXML

private typealias Tags = WBXML.Tag.AirSync

/// The Collection of every Sync request in their order.
private func collections(_ server: FakeExchange) -> [Element] {
  server.requests("Sync").compactMap { request in
    (try? WBXML.Decoder.decode(request.body))?.first(Tags.collections)?.first(Tags.collection)
  }
}

@Suite struct `An opaque sync key` {
  /// What would change if it were read as XML, as a part of an address, as a number or in other
  /// normal forms of Unicode (MS-ASCMD section 2.2.3.181.4: a string of at most 64 characters).
  private static let odd = [
    "<a&amp;b>\"'%41%2B+ /\\?#;:,=|~^`{}[]()!$*@_-.0e\u{301}\u{E9}\u{20AC}\u{1F511}%%%%%%%%%%%%%%",
    "00000000000000000001", "-1", " 7 ", "{" + String(repeating: "f", count: 62) + "}",
  ]

  @Test(arguments: odd)
  func `is kept and sent back as it came`(key: String) async throws {
    try await withServer(contacts: 0) { server in
      server.quirks.firstSyncKey = key
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      for _ in 1...2 {
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      let sent = syncKeys(server).map { Array($0.utf8) }
      // A load that brings nobody is asked for twice, in case its answer lost its body.
      #expect(sent == ["0", key, key, key].map { Array($0.utf8) })
    }
  }
}

@Suite struct `A window` {
  @Test(arguments: [1, 512])
  func `is as large as configured`(size: Int) async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: \(size)")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 3)
      let sizes = collections(server).map { $0.first(Tags.windowSize)?.text }
      // The last one brings nothing: that is how a load ends.
      #expect(sizes == [nil] + Array(repeating: String(size), count: size == 1 ? 4 : 2))
    }
  }

  /// MoreAvailable may come without changes (MS-ASCMD section 2.2.3.116).
  @Test func `may be empty four times before it has changes`() async throws {
    try await withServer(contacts: 3) { server in
      let empty = Element(
        Tags.sync,
        [
          Element(
            Tags.collections,
            [
              Element(
                Tags.collection,
                [
                  Element(Tags.syncKey, "k"), Element(Tags.collectionId, "2"),
                  Element(Tags.status, "1"), Element(Tags.moreAvailable),
                ])
            ])
        ])
      server.quirks.firstSyncKey = "k"
      server.add(
        Fault(
          .http(status: 200, body: Encoder.encode(empty)), command: "Sync", skip: 1, times: 4))
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 3)
      #expect(syncKeys(server).dropLast() == ["0", "k", "k", "k", "k", "k"])
    }
  }
}
