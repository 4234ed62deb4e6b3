import FakeExchange
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct `A state that was copied to the name of another account` {
  private func withCopy(
    _ body: (_ one: FakeExchange, _ two: FakeExchange, borrowing Workplace) async throws -> Void
  ) async throws {
    try await withServer(contacts: 3) { one in
      try await withServer(contacts: 4) { two in
        let place = try Workplace()
        try place.configure(accounts: [("contoso", one.url)])
        #expect(try await place.export().status == 0)
        try FileManager.default.copyItem(
          atPath: place.folder.path("state/contoso.sqlite"),
          toPath: place.folder.path("state/fabrikam.sqlite"))
        try await body(one, two, place)
      }
    }
  }

  private func refusal(_ place: borrowing Workplace, of account: String, copyOf other: String)
    -> String
  {
    "\(account): the state \(place.folder.path("state"))/\(account).sqlite of '\(account)' is a copy of "
      + "the one of '\(other)', and both would give the same UUIDs; move it away and run again: "
      + "'\(account)' is then fetched anew\n"
  }

  @Test func `is refused, and doctor tells it`() async throws {
    try await withCopy { one, two, place in
      try place.configure(accounts: [("contoso", one.url), ("fabrikam", two.url)])
      let state = try Data(
        contentsOf: URL(filePath: place.folder.path("state/fabrikam.sqlite")))
      let text = refusal(place, of: "fabrikam", copyOf: "contoso")
      let outcome = try await place.export()
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains("cardferry: error: " + text), "\(outcome.errors)")
      #expect(try place.cards(in: "contacts/fabrikam").files.isEmpty)
      #expect(two.requests.isEmpty)
      let doctor = try await place.run(["doctor", "--config", "cardferry.yaml"])
      #expect(doctor.output.contains("error   " + text), "\(doctor.output)")
      #expect(doctor.output.contains("ok      contoso: state: sound"))
      #expect(
        try Data(contentsOf: URL(filePath: place.folder.path("state/fabrikam.sqlite"))) == state)

      try FileManager.default.removeItem(atPath: place.folder.path("state/fabrikam.sqlite"))
      #expect(try await place.export().status == 0)
      #expect(try place.cards(in: "contacts/fabrikam").files.count == 4)
    }
  }

  @Test func `before states knew whose they are is refused as well`() async throws {
    try await withCopy { one, two, place in
      for account in ["contoso", "fabrikam"] {
        try await DatabaseQueue(path: place.folder.path("state/\(account).sqlite")).write {
          try $0.execute(sql: "UPDATE account SET name = NULL")
        }
      }
      try place.configure(accounts: [("contoso", one.url), ("fabrikam", two.url)])
      let outcome = try await place.export()
      #expect(outcome.status == 1)
      for (account, other) in [("contoso", "fabrikam"), ("fabrikam", "contoso")] {
        #expect(outcome.errors.contains(refusal(place, of: account, copyOf: other)))
      }
      try FileManager.default.removeItem(atPath: place.folder.path("state/fabrikam.sqlite"))
      #expect(try await place.export().status == 0)
    }
  }

  @Test func `is good where the account was renamed with it`() async throws {
    try await withCopy { one, _, place in
      let names = try place.cards().files.keys.sorted()
      try place.configure(accounts: [("fabrikam", one.url)])
      for _ in 1...2 {
        let outcome = try await place.export()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try place.cards().files.keys.sorted() == names)
      }
    }
  }
}
