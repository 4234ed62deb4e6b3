import ContactMapping
import ContactFormats
import ExportPipeline
import FakeExchange
import Foundation
import TestSupport
import WBXML

private typealias Body = WBXML.Tag.AirSyncBase

/// What outputs must hold of a mailbox, byte for byte, made of it by mapper and writers alone: no
/// protocol, no state and no run had a hand in it.
struct Truth {
  static let base = "ou=contacts,dc=example,dc=test"
  static let cards = VCardOptions(sensitive: [])

  /// Cards and the content file by their paths.
  private(set) var files: [String: Data] = [:]
  /// By the paths of their cards.
  private(set) var people: [String: String] = [:]
  /// What keeps it from being told.
  private(set) var problems: [String] = []

  /// `directories`: where the cards of a folder lie, by its ServerId.
  ///
  /// UUIDs and REV, which runs give, are those of the cards that are there; who has none or two is
  /// a problem.
  init(
    of mailbox: Mailbox, directories: [String: String], template: LDIFTemplate, in tree: FileTree
  ) {
    let given = Card.all(in: tree)
    var entries: [(dn: String, entry: LDIFEntry)] = []
    for (folder, directory) in directories {
      for contact in mailbox.serverIDs(in: folder).compactMap(mailbox.contact) {
        let person = contact[People.tag] ?? ""
        let cards = given[person] ?? []
        guard let card = cards.first, cards.count == 1 else {
          problems.append("\(person) has \(cards.count) cards")
          continue
        }
        let (mapped, _) = ContactMapper.map(contact.applicationData)
        let path = "contacts/\(directory)/\(card.uuid).vcf"
        let bytes = VCardWriter(options: Self.cards)
          .card(for: mapped, uid: card.uuid, revision: card.revision).bytes
        files[path] = Data(bytes)
        people[path] = person
        let entry = template.entry(for: mapped, uid: card.uuid, base: Self.base).entry
        entries.append((entry.dn, entry))
      }
    }
    var content: [UInt8] = []
    for (_, entry) in entries.sorted(by: { $0.dn < $1.dn }) {
      LDIFWriter().append(.content(entry), to: &content)
    }
    files["contacts.ldif"] = Data(content)
  }

  /// Which files differ, are missing or too many.
  func differences(from tree: FileTree) -> [String] {
    let held = tree.files.filter { path, _ in
      path == "contacts.ldif" || path.hasSuffix(".vcf") || path.hasSuffix(".tmp")
    }
    return problems
      + Set(files.keys).union(held.keys).sorted().compactMap { path in
        switch (files[path], held[path]?.contents) {
        case (nil, _): "\(path) is too many"
        case (_, nil): "\(path) is missing"
        case (let truth, let held): truth == held ? nil : "\(path) differs"
        }
      }
  }

  /// What runs give a card.
  struct Card {
    let path: String
    let uuid: String
    let revision: String

    /// All cards of a tree by the people that they are of.
    static func all(in tree: FileTree) -> [String: [Card]] {
      let cards = tree.files.filter { $0.key.hasSuffix(".vcf") }.map { path, file in
        let lines = file.text.split(separator: "\r\n")
        func value(_ name: String) -> String {
          lines.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) } ?? ""
        }
        let name = path.split(separator: "/").last ?? ""
        return (
          value("X-EAS-CUSTOMERID:"),
          Card(path: path, uuid: String(name.dropLast(4)), revision: value("REV:"))
        )
      }
      return Dictionary(grouping: cards) { $0.0 }.mapValues { $0.map(\.1) }
    }
  }
}

extension MailboxContact {
  /// The contact as a server of 12.0 and later sends it, but for the sizes.
  fileprivate var applicationData: Element {
    let note = body.map { Element(Body.body, [Element(Body.type, "1"), Element(Body.data, $0)]) }
    return Element(WBXML.Tag.AirSync.applicationData, (note.map { [$0] } ?? []) + elements)
  }
}
