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
