import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

@Suite struct `A first export` {
  /// Kills one before its cards have their place.
  private func kill(
    at step: String, in place: borrowing Workplace, to server: FakeExchange
  ) async throws {
    try place.configure(accounts: [("contoso", server.url)], options: "max-delete: 100")
    let outcome = try await place.run(
      ["export", "--config", "cardferry.yaml"], environment: ["CARDFERRY_KILL": step])
    #expect(outcome.status == 137)
    #expect(try place.cards().files.isEmpty)
    #expect(try hidden(place).isEmpty == false)
  }

  private func hidden(_ place: borrowing Workplace) throws -> [String] {
    try FileTree(place.folder.path).files.keys.filter { $0.hasPrefix(".contacts.tmp/") }
  }

  @Test(arguments: ["write.file.written:2", "write.cards.announced:1", "write.system.synced:1"])
  func `that was killed shows no card, and the next shows none of a contact that is gone`(
    step: String
  ) async throws {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try await kill(at: step, in: place, to: server)
      try server.changeMailbox { mailbox in
        for number in 1...15 { try mailbox.delete("2:\(number)") }
      }
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards().files.count == 5)
      #expect(!FileManager.default.fileExists(atPath: place.folder.path(".contacts.tmp")))
    }
  }

  @Test func `makes a directory whose name is as long as one can be`() async throws {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let name = String(repeating: "ä", count: 127)
      let text = try place.folder.read("cardferry.yaml")
      try place.folder.write(
        text.replacing("path: contacts/", with: "path: \(name)"), to: "cardferry.yaml")
      let outcome = try await place.export()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try place.cards(in: name).files.count == 20)
    }
  }

  @Test func `that was killed leaves nothing that a wipe doesn't remove`() async throws {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try await kill(at: "write.cards.announced:1", in: place, to: server)
      server.provisioning = FakeExchange.Provisioning(mode: .none, wipe: .remoteWipe)
      let outcome = try await place.run(
        ["wipe", "contoso", "--config", "cardferry.yaml", "--confirm", "--exports"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(server.statistics.wipeAcknowledgements == ["1"])
      #expect(!FileManager.default.fileExists(atPath: place.folder.path(".contacts.tmp")))
      #expect(try place.cards().files.isEmpty)
    }
  }

  @Test func `leaves alone what somebody else keeps where it makes its directory`() async throws {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try await kill(at: "write.cards.announced:1", in: place, to: server)
      try place.folder.write("theirs", to: ".contacts.tmp/notes.txt")
      try FileManager.default.createDirectory(
        atPath: place.folder.path("contacts"), withIntermediateDirectories: false)
      #expect(try await place.export().status == 0)
      #expect(try hidden(place) == [".contacts.tmp/notes.txt"])
      #expect(try place.cards().files.count == 20)
    }
  }

  /// Whoever makes the directory has a reason, such as its mode or its owner.
  @Test func `into a directory that is there keeps it, and removes what a killed one left`()
    async throws
  {
    try await withServer(contacts: 20) { server in
      let place = try Workplace()
      try await kill(at: "write.cards.announced:1", in: place, to: server)
      let directory = place.folder.path("contacts")
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: false)
      let before = try FileManager.default.attributesOfItem(atPath: directory)
      #expect(try await place.export().status == 0)
      let after = try FileManager.default.attributesOfItem(atPath: directory)
      #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
      #expect(try place.cards().files.count == 20)
      #expect(!FileManager.default.fileExists(atPath: place.folder.path(".contacts.tmp")))
    }
  }

  @Test func `without a single folder of contacts leaves no directory`() async throws {
    try await withServer(contacts: 0) { server in
      try server.changeMailbox { try $0.deleteFolder("2") }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      #expect(!FileManager.default.fileExists(atPath: place.folder.path(".contacts.tmp")))
    }
  }
}
