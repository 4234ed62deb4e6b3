import FakeExchange
import Foundation
import TestSupport
import Testing
import WBXML

private typealias C = WBXML.Tag.Contacts

@Suite struct `Files of an output` {
  private let customers = MailboxFolder(id: "20", name: "Kunden", type: 14)

  /// A server with a contact in each of two folders, exported once.
  private func withTwoFolders(
    _ body: (FakeExchange, borrowing Workplace) async throws -> Void
  ) async throws {
    try await withServer(contacts: 1) { server in
      try server.changeMailbox { mailbox in
        mailbox.put(customers)
        try mailbox.put([C.lastName: "Old"], in: "20")
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      try await body(server, place)
    }
  }

  @Test func `are never written through a directory that somebody made a link`() async throws {
    try await withTwoFolders { server, place in
      let (own, elsewhere) = (place.folder.path("contacts/Kunden"), place.folder.path("elsewhere"))
      try FileManager.default.moveItem(atPath: own, toPath: elsewhere)
      try FileManager.default.createSymbolicLink(atPath: own, withDestinationPath: "../elsewhere")
      let before = try FileTree(elsewhere)
      try server.changeMailbox { mailbox in
        try mailbox.put([C.lastName: "New"], in: "20")
        try mailbox.update("20:1") { $0[C.firstName] = "Changed" }
      }
      let outcome = try await place.export()
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains(
          "cannot open \(own): Too many levels of symbolic links; it is a symbolic link, which is "
            + "not followed\n"))
      #expect(try FileTree(elsewhere) == before)

      // A folder that goes takes nothing along from there.
      try server.changeMailbox { try $0.deleteFolder("20") }
      _ = try await place.export("--allow-delete")
      #expect(try FileTree(elsewhere) == before)

      try FileManager.default.removeItem(atPath: own)
      #expect(try await place.export("--allow-delete").status == 0)
      #expect(try place.cards().files.count == 1)
    }
  }

  @Test func `that were handed over aren't put aside through a link`() async throws {
    try await withServer(contacts: 1) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let text = try place.folder.read("cardferry.yaml")
      try place.folder.write(
        text.replacing(
          "changes: changes/}", with: "changes: changes/, deliver: {command: ['true', '{file}']}}"),
        to: "cardferry.yaml")
      for directory in ["changes", "elsewhere"] {
        try FileManager.default.createDirectory(
          atPath: place.folder.path(directory), withIntermediateDirectories: false)
      }
      try FileManager.default.createSymbolicLink(
        atPath: place.folder.path("changes/delivered"), withDestinationPath: "../elsewhere")
      let outcome = try await place.export()
      #expect(outcome.status == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("it is a symbolic link, which is not followed\n"))
      #expect(try FileTree(place.folder.path("elsewhere")).files.isEmpty)
      #expect(try place.changeFiles().count == 1)
    }
  }

  @Test(arguments: [
    ("", 0o600, 0o700), ("mode: \"0640\"", 0o640, 0o750), ("mode: 664", 0o664, 0o775),
    ("mode: 0604", 0o604, 0o705),
  ])
  func `have the mode of the configuration, whatever the umask says`(
    mode: String, file: Int, directory: Int
  ) async throws {
    try await withServer(contacts: 2) { server in
      try server.changeMailbox { mailbox in
        mailbox.put(customers)
        try mailbox.put([C.lastName: "Old"], in: "20")
      }
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      let plain = try place.folder.read("cardferry.yaml")
      func configure(_ mode: String) throws {
        try place.folder.write(
          plain.replacing("path:", with: mode.isEmpty ? "path:" : mode + ", path:")
            .replacing("changes/}", with: "changes/, deliver: {command: ['true', '{file}']}}")
            + "  all: {format: vcard, \(mode.isEmpty ? "" : mode + ", ")path: deep/er/all.vcf}\n",
          to: "cardferry.yaml")
      }
      try configure(mode)
      for umask in ["000", "077"] {
        let outcome = try await Program(path: "/bin/sh").run(
          ["-c", "umask \(umask); exec \"$0\" export --config cardferry.yaml", place.program],
          in: place.folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for name in ["contacts", "changes", "deep"] {
          for (path, found) in try place.modes(below: name) {
            #expect(found.mode == (found.isDirectory ? directory : file), "\(path) \(umask)")
          }
        }
        #expect(try place.mode(of: "contacts.ldif") == file)
        try server.changeMailbox { mailbox in
          for id in mailbox.serverIDs(in: "2") { try mailbox.delete(id) }
          mailbox.put(MailboxFolder(id: "2\(umask)", name: "Folder \(umask)", type: 14))
          try mailbox.put([C.lastName: "Other"], in: "2\(umask)")
          try mailbox.put([C.lastName: "Another"], in: "2")
        }
      }
    }
  }

  @Test func `get another mode once they are written anew`() async throws {
    try await withServer(contacts: 2) { server in
      let place = try Workplace()
      try place.configure(accounts: [("contoso", server.url)])
      #expect(try await place.export().status == 0)
      let text = try place.folder.read("cardferry.yaml")
      try place.folder.write(
        text.replacing("{format: vcard,", with: "{format: vcard, mode: \"0640\","),
        to: "cardferry.yaml")
      try server.changeMailbox { try $0.update("2:1") { $0[C.lastName] = "Changed" } }
      #expect(try await place.export().status == 0)
      for (path, file) in try place.cards().files {
        let isChanged = file.text.contains("FN:") && file.text.contains("Changed")
        #expect(try place.mode(of: "contacts/" + path) == (isChanged ? 0o640 : 0o600))
      }
    }
  }
}

extension Workplace {
  /// The program's path.
  fileprivate var program: String {
    get throws { try Program(product: "cardferry").path }
  }

  fileprivate func mode(of name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
  }

  fileprivate func modes(
    below name: String
  ) throws -> [String: (isDirectory: Bool, mode: Int)] {
    var found: [String: (Bool, Int)] = [:]
    let below = try FileManager.default.subpathsOfDirectory(atPath: folder.path(name))
    for path in [name] + below.map({ name + "/" + $0 }) {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(path))
      found[path] = (
        attributes[.type] as? FileAttributeType == .typeDirectory,
        attributes[.posixPermissions] as? Int ?? 0
      )
    }
    return found
  }
}
