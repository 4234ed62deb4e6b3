import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// What a server sends of an item in place of its data.
enum Lack: String, CaseIterable {
  case noData, emptyData, garbledData

  func strike(_ server: FakeExchange, _ ids: Set<String>) {
    server.quirks.omitsDataOf = self == .noData ? ids : []
    server.quirks.emptiesDataOf = self == .emptyData ? ids : []
    server.quirks.garblesDataOf = self == .garbledData ? ids : []
  }
}

/// Whether single items can be had, and how not.
enum Single: String, CaseIterable {
  case given, refused, empty

  func strike(_ server: FakeExchange, _ ids: Set<String>) {
    if self == .refused {
      server.add(Fault(.http(status: 501), command: "ItemOperations", times: nil))
    }
    server.quirks.emptiesPropertiesOf = self == .empty ? ids : []
  }
}

/// The first twelve digits of the SHA-256 of "2:3".
private let warning =
  "contoso: item 8e0375adfc1f came without its data, also when it was asked for by itself; what is "
  + "known of it stays as it is, and the next run asks again\n"

@Suite struct `A contact that the server lists without its data` {
  @Test(arguments: Lack.allCases, Single.allCases)
  func `stays as it was in a load from the start`(lack: Lack, single: Single) async throws {
    try await withServer(contacts: 5) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 2\nretries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      lack.strike(server, ["2:3"])
      single.strike(server, ["2:3"])
      let outcome = try await place.export("--full")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.outputs().difference(since: before).isEmpty)
      #expect(outcome.errors.contains(warning) == (single != .given), "\(outcome.errors)")
      #expect(!outcome.errors.contains("2:3"))
    }
  }

  @Test(arguments: Lack.allCases, Single.allCases)
  func `is asked for by itself, and again in every run until it comes`(
    lack: Lack, single: Single
  ) async throws {
    try await withServer(contacts: 5) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.cards()
      lack.strike(server, ["2:3"])
      single.strike(server, ["2:3"])
      try server.changeMailbox { try $0.update("2:3") { $0[C.jobTitle] = "Baker" } }
      func bakers() throws -> Int {
        try place.cards().files.values.count { $0.text.contains("TITLE:Baker") }
      }
      for _ in 1...2 {
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains(warning) == (single != .given), "\(outcome.errors)")
        #expect(try bakers() == (single == .given ? 1 : 0))
      }
      // The server comes to its senses, and says nothing of the change again.
      server.quirks = Quirks()
      server.removeFaults()
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(!outcome.errors.contains("came without"))
      #expect(try bakers() == 1)
      let difference = try place.cards().difference(since: before)
      #expect(
        difference.rewritten.count == 1 && difference.added.isEmpty && difference.removed.isEmpty)
      let asked = server.requests("ItemOperations").count
      #expect(try await place.export().status == 0)
      #expect(server.requests("ItemOperations").count == asked)
    }
  }

  @Test(arguments: Single.allCases)
  func `and is new comes when it can be had`(single: Single) async throws {
    try await withServer(contacts: 5) { server in
      Lack.noData.strike(server, ["2:3"])
      single.strike(server, ["2:3"])
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(outcome.errors.contains(warning) == (single != .given), "\(outcome.errors)")
      #expect(try place.cards().files.count == (single == .given ? 5 : 4))
      server.quirks = Quirks()
      server.removeFaults()
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 5)
    }
  }

  @Test func `and is deleted then is asked for no longer`() async throws {
    try await withServer(contacts: 5) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      Lack.noData.strike(server, ["2:3"])
      Single.refused.strike(server, ["2:3"])
      try server.changeMailbox { try $0.update("2:3") { $0[C.jobTitle] = "Baker" } }
      #expect(try await place.export().status == 0)
      try server.changeMailbox { try $0.delete("2:3") }
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 4)
      let asked = server.requests("ItemOperations").count
      #expect(try await place.export().status == 0)
      #expect(server.requests("ItemOperations").count == asked)
    }
  }

  @Test func `is not deleted where all others got other ids`() async throws {
    try await withServer(contacts: 5) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      server.renumber("2")
      let new = try #require(server.mailbox.serverIDs(in: "2").first)
      Lack.noData.strike(server, [new])
      Single.refused.strike(server, [new])
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.outputs().difference(since: before).isEmpty)
    }
  }

  @Test func `comes in 2.5 with the next load that has it`() async throws {
    try await withServer(.init(versions: [.v2_5]), contacts: 5) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      Lack.emptyData.strike(server, ["2:3"])
      let outcome = try await place.export("--full")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains(warning))
      #expect(try place.outputs().difference(since: before).isEmpty)
    }
  }
}

@Suite struct `A single contact that comes with success and nothing in it` {
  @Test func `empties no card`() async throws {
    try await withServer(contacts: 0) { server in
      try server.changeMailbox { mailbox in
        var contact: MailboxContact = [C.firstName: "Ada"]
        contact.body = "Kept"
        try mailbox.put(contact)
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      #expect(try await place.export().status == 0)
      server.quirks.omitsBodyAndPictureOfChanges = true
      server.quirks.emptiesPropertiesOf = ["2:1"]
      try server.changeMailbox { try $0.update("2:1") { $0[C.jobTitle] = "Baker" } }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let card = try #require(try place.cards().files.values.first).text
      for line in ["N:;Ada;;;", "TITLE:Baker", "NOTE:Kept"] {
        #expect(card.contains("\r\n\(line)\r\n"), "\(card)")
      }
    }
  }
}

@Suite struct `A load that breaks at the same page in every run` {
  /// Five contacts, a load of pages with three each, of which the third one is always broken.
  private func broken(
    renumbering: Bool, _ check: (FakeExchange, borrowing Workplace, FileTree) async throws -> Void
  ) async throws {
    try await withServer(contacts: 5) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "window: 3\nretries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.cards()
      try server.changeMailbox { mailbox in
        for number in 6...9 { try mailbox.put([C.firstName: "New", C.lastName: "\(number)"]) }
      }
      if renumbering { server.renumber("2") } else { server.invalidateSyncKeys(of: "2") }
      try await check(server, place, before)
    }
  }

  /// Lets all loads of a run break where their third page begins: with the window of the configuration,
  /// with one contact, and with that once more.
  private func breakPages(_ server: FakeExchange, isFirstRun: Bool) {
    let pause = isFirstRun ? 1 : 0
    server.removeFaults()
    for load in 1...3 {
      server.add(Fault(.truncate(20), command: "Sync", skip: 3 * load + pause))
    }
  }

  @Test(arguments: [false, true])
  func `keeps nobody who is new waiting, and doubles nobody`(renumbering: Bool) async throws {
    try await broken(renumbering: renumbering) { server, place, before in
      for run in 1...3 {
        breakPages(server, isFirstRun: run == 1)
        let outcome = try await place.export()
        #expect(outcome.status == 5, "\(outcome.errors)")
        let difference = try place.cards().difference(since: before)
        // The second page has one that is new, its third contact.
        #expect(difference.added.count == 1, "\(difference)")
        #expect(difference.removed + difference.rewritten == [])
      }
      let during = try place.cards()
      server.removeFaults()
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      let difference = try place.cards().difference(since: during)
      #expect(difference.added.count == 3, "\(difference)")
      #expect(difference.removed + difference.rewritten == [])
    }
  }

  @Test func `holds back no other folder`() async throws {
    try await withServer(contacts: 3) { server in
      try server.changeMailbox { mailbox in
        mailbox.put(MailboxFolder(id: "20", name: "Kunden", type: 14))
        try mailbox.put([C.firstName: "Kim"], in: "20")
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)], options: "retries: 0")
      server.add(Fault(.truncate(20), command: "Sync", collection: "2", skip: 1, times: nil))
      let outcome = try await place.export()
      #expect(outcome.status == 5, "\(outcome.errors)")
      #expect(try place.cards().files.count == 1)
    }
  }
}
