import FakeExchange
import Foundation
import StateStore
import TestSupport
import WBXML

private typealias C = WBXML.Tag.Contacts

/// What outputs and state hold, but for what is another in each state.
struct Outcome: Equatable, CustomStringConvertible {
  let cards: [String]
  let file: [String]
  let entries: [String]
  let state: [String]

  var description: String {
    "\(cards.count) cards, \(file.count) in the file, \(entries.count) entries, state: \(state)"
  }
}

extension FakeExchange {
  /// Contacts that come, change and go.
  func edit(renumbering: Bool = false, deleting: Bool = true) throws {
    try changeMailbox { mailbox in
      for number in 1...3 {
        try mailbox.put([C.firstName: "New", C.lastName: "\(number)"])
        try mailbox.update("2:\(number)") { $0[C.jobTitle] = "Baker" }
      }
      if deleting { try mailbox.delete("2:4") }
    }
    if renumbering { renumber("2") }
  }
}

extension Workplace {
  /// Outputs of every kind below `outputs/`.
  ///
  /// `delivers`: whether change files are handed over to a program, which notes it in `taken`.
  /// `then`: what the program does after that.
  func configure(_ server: FakeExchange, delivers: Bool, then: String = "true") throws {
    let deliver =
      #"deliver: {command: [sh, -c, 'basename "$0" >>taken; \#(then)', "{file}"], keep: 1000}"#
    try folder.write(
      """
      state: state/
      accounts:
        contoso:
          server: "\(server.url)"
          user: anna@contoso.com
          password: secret
          window: 3
          max-delete: 100
      outputs:
        cards: {format: vcard, path: outputs/contacts/, on-conflict: keep}
        all: {format: vcard, path: outputs/all.vcf, on-conflict: keep}
        ldap:
          format: ldif
          base: "ou=contacts,dc=example,dc=test"
          path: outputs/contacts.ldif
          on-conflict: keep
          changes: outputs/changes/
          \(delivers ? deliver : "")

      """, to: "cardferry.yaml")
  }

  /// Every card and every entry of every output, with the name of the output before it.
  func records() throws -> Set<String> {
    var records: Set<String> = []
    for (path, file) in try FileTree(folder.path("outputs")).files {
      switch path {
      case "all.vcf":
        records.formUnion(
          file.text.components(separatedBy: "BEGIN:VCARD").dropFirst().map { "all: " + $0 })
      case "contacts.ldif":
        records.formUnion(file.text.components(separatedBy: "\n\n").map { "ldap: " + $0 })
      case _ where path.hasSuffix(".vcf"): records.insert("\(path): \(file.text)")
      default: break
      }
    }
    return records
  }

  func outcome() throws -> Outcome {
    var directory = LDIFDirectory()
    try directory.apply(try folder.read("outputs/contacts.ldif"))
    let cards = try FileTree(folder.path("outputs/contacts")).filter { $0.hasSuffix(".vcf") }
    let file = try folder.read("outputs/all.vcf").components(separatedBy: "BEGIN:VCARD")
    return Outcome(
      cards: cards.files.values.map(\.text.anonymous).sorted(),
      file: file.dropFirst().map(\.anonymous).sorted(),
      entries: directory.entries.values.map(\.anonymous).sorted(), state: try summary())
  }

  /// What the state knows, as numbers.
  private func summary() throws -> [String] {
    let store = try AccountStore(file: folder.path("state/contoso.sqlite"))
    try store.check()
    let loading = try store.collections().filter { $0.syncKey != nil }.map {
      "\($0.serverID) \($0.isLoading)"
    }
    return try loading + ["\(store.contactCount()) contacts"]
      + ["cards", "all", "ldap"].map { name in
        let output = try store.output(name)
        let waiting = try store.feed(of: name, after: output?.cursor ?? 0, limit: 1).count
        let count = try store.artifactCount(of: name)
        let phase = output.map { "\($0.phase)" } ?? "no phase"
        return "\(name): \(count), \(waiting) waiting, \(phase)"
      }
  }

  /// Whether the change files lead from what the directory was loaded from to what it is to hold,
  /// and were taken once each, in order.
  func differences(ofChangeFilesSince content: String?) throws -> [String] {
    let delivered = folder.path("outputs/changes/delivered")
    let isDelivered = FileManager.default.fileExists(atPath: folder.path("taken"))
    let directory = isDelivered ? delivered : folder.path("outputs/changes")
    let files = try FileTree(directory).files.filter { $0.key.hasSuffix(".ldif") }
      .sorted { $0.key < $1.key }
    var found: [String] = []
    if files.map({ Int($0.key.prefix(6)) }) != Array(1..<(files.count + 1)) {
      found.append("change files \(files.map(\.key))")
    }
    if isDelivered {
      let taken = try folder.read("taken").split(separator: "\n").map(String.init)
      if taken != files.map(\.key) { found.append("taken were \(taken)") }
    }
    var reached = LDIFDirectory()
    var wanted = LDIFDirectory()
    try wanted.apply(try folder.read("outputs/contacts.ldif"))
    do {
      if !isDelivered { try reached.apply(content ?? "") }
      for file in files { try reached.apply(file.value.text) }
      // From a file without entries, which a run left that got nothing, nobody has loaded.
      let isNeeded = isDelivered || content?.isEmpty == false || !files.isEmpty
      if isNeeded, reached.entries != wanted.entries { found.append("change files lead elsewhere") }
    } catch {
      found.append("change files can't be applied: \(error)")
    }
    return found
  }
}
