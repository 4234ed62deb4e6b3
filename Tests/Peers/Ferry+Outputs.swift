import Foundation
import TestSupport

extension Ferry {
  /// What the cards of one of several accounts say, sorted, but for what is each card's own.
  func cardTexts(of account: String) throws -> [String] {
    try outputs().files.filter { path, _ in
      path.hasPrefix("contacts/\(account)/") && path.hasSuffix(".vcf")
    }.values.map { card in
      card.text.split(separator: "\r\n").filter {
        !$0.hasPrefix("UID:") && !$0.hasPrefix("REV:")
      }.joined(separator: "\n")
    }.sorted()
  }

  /// Every card and every entry, byte for byte but for what each export of the same contacts has of
  /// its own: UUIDs, which are all of one length, and the time of REV.
  func records() throws -> [String] {
    let cards = try outputs().files.filter { $0.key.hasSuffix(".vcf") }.values.map(\.text)
    let entries = try folder.read("contacts.ldif").components(separatedBy: "\n\n")
    return (cards + entries).map { record in
      record.replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "UUID")
        .replacing(/\r\nREV:[0-9]{8}T[0-9]{6}Z\r\n/, with: "\r\nREV:\r\n")
    }.sorted()
  }

  /// How many entries the full LDIF has.
  func entryCount() throws -> Int {
    try folder.read("contacts.ldif").split(separator: "\n").count { $0.hasPrefix("dn:") }
  }
}

extension Ferry.Run {
  /// Added, changed, deleted and unchanged of an output; empty where the report doesn't have it.
  func counts(_ output: String) -> [Int] {
    report.output(output).map { [$0.added, $0.changed, $0.deleted, $0.unchanged] } ?? []
  }
}

extension FileTree {
  var cards: FileTree { filter { $0.hasPrefix("contacts/") } }
  var changes: FileTree { filter { $0.hasPrefix("changes/") } }
}

extension FileTree.File {
  /// The kinds of an LDIF file's change records, sorted.
  var changeTypes: [String] {
    text.split(separator: "\n").compactMap { line in
      line.hasPrefix("changetype: ") ? String(line.dropFirst("changetype: ".count)) : nil
    }.sorted()
  }
}
