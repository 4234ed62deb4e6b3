import FakeExchange
import Foundation
import GRDB
import StateStore
import Synchronization
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

/// Outputs of every kind, for these accounts.
private let everyOutput = """
  outputs:
    cards: {format: vcard, path: contacts/, on-conflict: keep}
    three: {format: vcard, version: "3.0", path: three/}
    json: {format: jcard, path: json/}
    xml: {format: xcard, path: xml/}
    all: {format: vcard, path: all.vcf, on-conflict: keep}
    ldap:
      format: ldif
      base: "ou=contacts,dc=example,dc=test"
      base-entry: true
      version-line: true
      path: contacts.ldif
      on-conflict: keep
      changes: changes/
      deliver: {command: [sh, -c, 'basename "$0" >>taken', "{file}"], keep: 1000}

  """

extension Workplace {
  fileprivate func configure(
    _ outputs: String, accounts: [(name: String, server: String)], options: String = ""
  ) throws {
    try configure(accounts: accounts, options: options)
    let text = try folder.read("cardferry.yaml")
    try folder.write(
      text.prefix(upTo: try #require(text.range(of: "outputs:")).lowerBound) + outputs,
      to: "cardferry.yaml")
  }

  fileprivate func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: folder.path(name))
  }
}

/// Lets several threads go on together, once all of them have come.
private final class Meeting: Sendable {
  private let missing: Mutex<Int>
  private let isComplete = DispatchSemaphore(value: 0)
  private let count: Int

  init(of count: Int) {
    self.count = count
    missing = Mutex(count)
  }

  /// Doesn't wait for ever where somebody doesn't come: what a test expects is judged all the same.
  func attend() {
    let isLast = missing.withLock { missing in
      missing -= 1
      return missing == 0
    }
    if isLast {
      for _ in 1..<count { isComplete.signal() }
    } else {
      _ = isComplete.wait(timeout: .now() + 20)
    }
  }
}

@Suite struct `A state that was lost` {
  @Test func `changes nothing in the outputs, which tell whose card is whose`() async throws {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try place.configure(everyOutput, accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try place.remove("state")
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(!outcome.errors.contains("conflict"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("earlier state"), "\(outcome.errors)")
      let difference = try place.outputs().difference(since: before)
      #expect(difference.isEmpty, "\(difference)")

      // And the next changes are written like any others.
      try server.changeMailbox {
        try $0.update("2:1") { $0[C.jobTitle] = "Baker" }
        try $0.delete("2:2")
      }
      let next = try await place.export()
      #expect(next.status == 0, "\(next.errors)")
      #expect(
        next.output.contains("contoso ldap: 0 added, 1 changed, 1 deleted, 18 unchanged"),
        "\(next.output)")
      #expect(try place.folder.read("taken").split(separator: "\n").count == 2)
    }
  }

  @Test(arguments: [
    "{format: vcard, path: contacts/}", "{format: vcard, path: all.vcf}",
    "{format: jcard, path: all.json}", "{format: xcard, path: all.xml}",
    "{format: ldif, base: \"ou=contacts,dc=example,dc=test\", path: contacts.ldif}",
    "{format: ldif, base: \"ou=Straße,dc=example,dc=test\", path: contacts.ldif}",
    "{format: ldif, template: mozilla, base: \"ou=contacts,dc=example,dc=test\", path: contacts.ldif}",
    "{format: ldif, template: activedirectory, base: \"ou=contacts,dc=example,dc=test\", path: contacts.ldif}",
  ])
  func `is made good by each output alone`(output: String) async throws {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try place.configure("outputs:\n  only: \(output)\n", accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try place.remove("state")
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(!outcome.errors.contains("conflict"), "\(outcome.errors)")
      let difference = try place.outputs().difference(since: before)
      #expect(difference.isEmpty, "\(difference)")
    }
  }

  @Test func `of one account of two, each with folders, takes nothing of the other's`() async throws
  {
    try await withServer(contacts: 5) { one in
      try await withServer(contacts: 5) { two in
        for server in [one, two] {
          try server.changeMailbox { mailbox in
            mailbox.put(MailboxFolder(id: "20", name: "Friends", type: 14))
            // The same contact in both folders of both accounts.
            for folder in ["2", "20"] { try mailbox.put([C.firstName: "Ada"], in: folder) }
          }
        }
        let place = try Workplace()
        try place.configure(everyOutput, accounts: [("one", one.url), ("two", two.url)])
        #expect(try await place.export().status == 0)
        let before = try place.outputs()
        for lost in [["one.sqlite"], ["two.sqlite"], ["one.sqlite", "two.sqlite"]] {
          for name in lost { try place.remove("state/" + name) }
          let outcome = try await place.export()
          #expect(outcome.status == 0)
          #expect(!outcome.errors.contains("conflict"), "\(outcome.errors)")
          let difference = try place.outputs().difference(since: before)
          #expect(difference.isEmpty, "\(lost): \(difference)")
        }
      }
    }
  }

  /// No directory tells whose contact is whose, and the accounts look for theirs at the same time: each
  /// answer to the last request waits for the other's.
  @Test(arguments: [
    "{format: vcard, path: all.vcf}",
    "{format: ldif, base: \"ou=contacts,dc=example,dc=test\", path: contacts.ldif}",
    "{format: ldif, base: \"ou=contacts,dc=example,dc=test\", path: contacts.ldif, changes: changes/}",
  ])
  func `of two accounts with the same contacts gives no UUID twice`(output: String) async throws {
    try await withServer(contacts: 20) { one in
      try await withServer(contacts: 20) { two in
        let place = try Workplace()
        try place.configure(
          "outputs:\n  only: \(output)\n", accounts: [("one", one.url), ("two", two.url)])
        #expect(try await place.export().status == 0)
        let before = try place.outputs()
        for round in 1...3 {
          try place.remove("state")
          let meeting = Meeting(of: 2)
          for server in [one, two] {
            // One for a key, one for all contacts.
            let last = server.requests("Sync").count + 2
            server.observe { request in
              if request.command == "Sync", server.requests("Sync").count == last {
                meeting.attend()
              }
            }
          }
          let outcome = try await place.export()
          #expect(outcome.status == 0, "\(outcome.errors)")
          var uuids: [String] = []
          for account in ["one", "two"] {
            let known = try AccountStore(file: place.folder.path("state/\(account).sqlite")).uuids()
            #expect(known.count == 20)
            uuids += known
          }
          #expect(Set(uuids).count == 40, "round \(round)")
          let difference = try place.outputs().difference(since: before)
          #expect(difference.isEmpty, "round \(round): \(difference)")
        }
      }
    }
  }

  @Test func `leaves the cards of contacts that have changed meanwhile, and says so`() async throws
  {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.cards()
      try place.remove("state")
      try server.changeMailbox {
        try $0.update("2:1") { $0[C.jobTitle] = "Baker" }
        try $0.delete("2:2")
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0)
      #expect(
        outcome.errors.contains(
          "cardferry: warning: contoso: 2 cards below \(place.folder.path("contacts")) are of an "
            + "earlier state, and no contact says the same: they stay, and those that are out of "
            + "date are yours to remove\n"), "\(outcome.errors)")
      let difference = try place.cards().difference(since: before)
      #expect(difference.added.count == 1)
      #expect(difference.removed.isEmpty && difference.rewritten.isEmpty, "\(difference)")
      // Once: they are nobody's from then on.
      #expect(!(try await place.export()).errors.contains("earlier state"))
    }
  }

  @Test(arguments: [
    "{format: vcard, path: contacts/}", "{format: vcard, path: all.vcf}",
    "{format: ldif, base: \"ou=contacts,dc=example,dc=test\", path: contacts.ldif}",
  ])
  func `in the middle of a load is made good as well`(output: String) async throws {
    try await withServer(contacts: 30) { server in
      let place = try Workplace()
      try place.configure(
        "outputs:\n  only: \(output)\n", accounts: [("contoso", server.url)],
        options: "window: 10\nretries: 0")
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      try place.remove("state")
      server.add(Fault(.http(status: 503), command: "Sync", skip: 2, times: 1))
      _ = try await place.export()
      #expect(try place.outputs().difference(since: before).isEmpty)
      #expect(try await place.export().status == 0)
      let difference = try place.outputs().difference(since: before)
      #expect(difference.isEmpty, "\(difference)")
    }
  }
}

/// What may happen to a state's file.
enum Damage: CaseIterable {
  case pages, truncated, empty, header, firstPage, zeros, flippedBits, log

  func apply(to file: String, using generator: inout SeededGenerator) throws {
    let url = URL(filePath: file)
    var bytes = try Data(contentsOf: url)
    func garbage(_ count: Int) -> Data {
      Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }
    let page = 8192
    let pages = bytes.count / page
    switch self {
    case .pages:
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let start = Int.random(in: 1..<pages, using: &generator) * page
        bytes.replaceSubrange(start..<start + page, with: garbage(page))
      }
    case .truncated:
      bytes = bytes.prefix(Int.random(in: 1..<bytes.count, using: &generator))
    case .empty: bytes = Data()
    case .header: bytes.replaceSubrange(0..<100, with: garbage(100))
    case .firstPage: bytes.replaceSubrange(100..<page, with: garbage(page - 100))
    case .zeros:
      let start = Int.random(in: 0..<pages, using: &generator) * page
      bytes.replaceSubrange(start..<start + page, with: Data(count: page))
    case .flippedBits:
      for _ in 0..<40 {
        bytes[Int.random(in: 100..<bytes.count, using: &generator)] ^=
          1
          << UInt8.random(
            in: 0..<8, using: &generator)
      }
    case .log:
      try garbage(32 + 3 * (page + 24)).write(to: URL(filePath: file + "-wal"))
    }
    try bytes.write(to: url)
  }
}

@Suite struct `A state that is damaged` {
  @Test func `gives no UUID of bytes that are none`() async throws {
    try await withServer(contacts: 3) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let file = place.folder.path("state/contoso.sqlite")
      try await DatabaseQueue(path: file).write { database in
        try database.execute(
          sql: "UPDATE contact SET uuid = substr(uuid, 2) WHERE id = 2")
      }
      let outcome = try await place.export("--full")
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains("the state \(file) is damaged ("),
        "\(outcome.errors)")
      #expect(try place.outputs() == before)
    }
  }

  @Test func `of one account keeps the other's cards from nothing, and a file from being cut`()
    async throws
  {
    try await withServer(contacts: 3) { one in
      try await withServer(contacts: 3) { two in
        let place = try Workplace()
        try place.configure(accounts: [("one", one.url), ("two", two.url)])
        #expect(try await place.export().status == 0)
        let before = try place.outputs()
        let file = place.folder.path("state/one.sqlite")
        try place.folder.write("garbage", to: "state/one.sqlite")
        try two.changeMailbox { try $0.update("2:1") { $0[C.jobTitle] = "Baker" } }
        let outcome = try await place.export()
        #expect(outcome.status == 1)
        let error =
          "the state \(file) is damaged (it is no database); move it away and export anew: contacts "
          + "that are in the outputs as they are on the server keep their UUIDs\n"
        #expect(
          outcome.errors.hasPrefix(
            "cardferry: error: one: \(error)cardferry: error: one cards: \(error)"
              + "cardferry: error: one ldap: \(error)"), "\(outcome.errors)")
        let difference = try place.outputs().difference(since: before)
        #expect(difference.added.isEmpty && difference.removed.isEmpty)
        #expect(difference.rewritten.count == 1, "\(difference)")

        try place.remove("state/one.sqlite")
        let remedied = try await place.export()
        #expect(remedied.status == 0, "\(remedied.errors)")
        #expect(
          try place.outputs().filter { $0.hasSuffix(".vcf") }.files.keys.sorted()
            == before.filter { $0.hasSuffix(".vcf") }.files.keys.sorted())
        #expect(try place.changeFiles().count == 1)
      }
    }
  }

  @Test(arguments: Damage.allCases, 0..<4)
  func `is told of without a crash, and moved away costs nothing`(
    damage: Damage, seed: Int
  ) async throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try place.configure(everyOutput, accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let before = try place.outputs()
      let file = place.folder.path("state/contoso.sqlite")
      try damage.apply(to: file, using: &generator)

      let doctor = try await place.run(["doctor", "--config", "cardferry.yaml"])
      let outcome = try await place.export()
      let full = try await place.export("--full")
      #expect([0, 1, 7].contains(outcome.status), "\(outcome.status): \(outcome.errors)")
      #expect([0, 1].contains(doctor.status), "\(doctor.status): \(doctor.errors)")
      #expect([0, 1, 7].contains(full.status), "\(full.status): \(full.errors)")
      let isFound = doctor.output.contains("the state \(file) is damaged (")
      guard isFound || outcome.status == 1 || full.status == 1 else { return }
      if !isFound {
        #expect((outcome.errors + full.errors).contains(" is damaged ("), "\(outcome.errors)")
      }
      try FileManager.default.moveItem(atPath: file, toPath: file + ".damaged")
      let remedied = try await place.export()
      #expect(remedied.status == 0, "\(remedied.errors)")
      #expect(!remedied.errors.contains("conflict"), "\(remedied.errors)")
      // SQLite can't tell one letter from another: such a state was used until it was found out.
      if damage == .flippedBits { return }
      let after = try place.outputs()
      #expect(after.files.keys.sorted() == before.files.keys.sorted())
      #expect(after.files.mapValues(\.text) == before.files.mapValues(\.text))
    }
  }
}
