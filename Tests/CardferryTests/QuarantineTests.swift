import FakeExchange
import Foundation
import GRDB
import TestSupport
import Testing

/// Folders and keys come, and then answers without a body: a device in quarantine, or one that waits for
/// approval.
@Suite struct `A device in quarantine` {
  /// Lets days go by since something of a contact came.
  private func age(_ place: borrowing Workplace, days: Int) async throws {
    try await DatabaseQueue(path: place.folder.path("state/contoso.sqlite")).write {
      try $0.execute(
        sql: "UPDATE account SET heard_at = heard_at - ?", arguments: [days * 86_400])
    }
  }

  private func heldBack(_ server: FakeExchange, _ place: borrowing Workplace) throws -> String {
    let host = try #require(URL(string: server.url)?.host)
    return
      "cardferry: error: contoso: \(host) gives nothing of contacts that it had given, as to a "
      + "device in quarantine; nothing was deleted; ask its administrator to allow the device "
      + "'\(try place.deviceID())' of type 'cardferry'\n"
  }

  @Test func `from the first run on is told of in every run, until it is allowed`() async throws {
    try await withServer(contacts: 30) { server in
      server.quirks.hidesContacts = true
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      for _ in 1...2 {
        let outcome = try await place.export()
        #expect(outcome.status == 0)
        #expect(
          outcome.errors
            == "cardferry: warning: contoso: no contact came, and the answers were empty, as they are to "
            + "a device that waits for approval; if there are contacts, ask the server's administrator "
            + "to allow the device '\(try place.deviceID())' of type 'cardferry'\n")
      }
      server.quirks.hidesContacts = false
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(!outcome.errors.contains("waits for approval"))
      #expect(try place.cards().files.count == 30)
    }
  }

  @Test func `that was known is noticed within a week`() async throws {
    try await withServer(contacts: 30) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      server.quirks.hidesContacts = true
      var asked = server.requests.count
      #expect(try await place.export().status == 0)
      #expect(server.requests.count - asked == 2, "silence is believed for some days")
      try await age(place, days: 8)
      for _ in 1...2 {
        let outcome = try await place.export()
        #expect(outcome.status == 9)
        #expect(outcome.errors == (try heldBack(server, place)))
        #expect(try place.outputs() == before)
      }
      server.quirks.hidesContacts = false
      asked = server.requests.count
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(server.requests.count - asked == 3, "one to see that all is well")
      asked = server.requests.count
      #expect(try await place.export().status == 0)
      #expect(server.requests.count - asked == 2)
      #expect(try place.outputs() == before)
    }
  }

  @Test func `is not taken for an empty mailbox by a whole load`() async throws {
    try await withServer(contacts: 30) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      server.quirks.hidesContacts = true
      for arguments in [["--full"], [], ["--full", "--allow-delete"]] {
        let outcome = try await place.export(arguments)
        #expect(outcome.status == 9)
        #expect(outcome.errors.contains(try heldBack(server, place)), "\(outcome.errors)")
        #expect(try place.outputs() == before)
      }
      server.quirks.hidesContacts = false
      #expect(try await place.export().status == 0)
      #expect(try place.outputs() == before)
    }
  }

  @Test func `is something else than a mailbox that was emptied`() async throws {
    try await withServer(contacts: 30) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      try server.changeMailbox { mailbox in
        for number in 1...30 { try mailbox.delete("2:\(number)") }
      }
      let outcome = try await place.export("--full")
      #expect(outcome.status == 7)
      #expect(
        outcome.errors.contains(
          "cardferry: error: contoso cards: 30 of 30 contacts of 'contoso' would be deleted from "
            + "'cards'; \(try place.advice())"))
      #expect(try await place.export("--allow-delete").status == 0)
      #expect(try place.cards().files.isEmpty)
    }
  }

  @Test func `is something else than contacts whose deletion was lost`() async throws {
    try await withServer(contacts: 30) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      // The server forgets to tell, and says that nothing has changed.
      try server.changeMailbox { mailbox in
        for number in 1...3 { try mailbox.delete("2:\(number)") }
      }
      server.quirks.losesDeletes = true
      #expect(try await place.export().status == 0)
      #expect(try place.cards().files.count == 30)
      try await age(place, days: 8)
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.errors == "cardferry: contoso: the server no longer knows contacts that it calls "
          + "unchanged, fetching the folder anew\n")
      #expect(try place.cards().files.count == 27)
    }
  }
}
