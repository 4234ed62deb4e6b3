import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias Tags = WBXML.Tag.AirSync

@Suite struct `A page that ends before its window is full` {
  /// As Z-Push and grommunio do after 28 seconds.
  private func withEarlyEnds(
    _ body: (FakeExchange, borrowing Workplace) async throws -> Void
  ) async throws {
    try await withServer(contacts: 60) { server in
      server.quirks.endsPagesAfter = 22
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      try await body(server, place)
    }
  }

  @Test func `is followed by the others in a first export`() async throws {
    try await withEarlyEnds { server, place in
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 60)
      let asked = server.requests.count
      let before = try place.outputs()
      #expect(try await place.export().status == 0)
      #expect(server.requests.count - asked == 2, "an idle night is two requests")
      #expect(try place.outputs() == before)
    }
  }

  @Test func `costs nobody its card in a whole load`() async throws {
    try await withEarlyEnds { server, place in
      server.quirks.endsPagesAfter = nil
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      server.quirks.endsPagesAfter = 50
      let outcome = try await place.export("--full")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.outputs() == before)
    }
  }

  @Test func `is followed by the others in the same night`() async throws {
    try await withEarlyEnds { server, place in
      #expect(try await place.export().status == 0)
      try server.changeMailbox { try $0.fill(count: 50, from: ContactGenerator(seed: 7)) }
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 110)
    }
  }
}

@Suite struct `A window without changes` {
  @Test func `that announces more is asked on, with the largest window`() async throws {
    try await withServer(contacts: 150) { server in
      server.quirks.emptyPages = 60
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 100")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 150)
      let sizes = Set(
        server.requests("Sync").compactMap { request in
          request.element?.first(Tags.collections)?.first(Tags.collection)?.first(Tags.windowSize)?
            .text
        })
      #expect(sizes == ["100", "512"])
      try server.changeMailbox { try $0.delete("2:1") }
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 149)
    }
  }
}

@Suite struct `A window that the server can't give` {
  @Test func `is halved until it comes`() async throws {
    try await withServer(contacts: 40) { server in
      server.quirks.refusesWindowsAbove = 10
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 100")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 40)
      #expect(
        outcome.errors.contains(
          "cardferry: contoso: a window of 12 contacts failed, asking for 6\n"), "\(outcome.errors)"
      )
    }
  }
}
