import Foundation

/// The lines of the entries that a directory holds, by their names.
package struct LDIFDirectory {
  package struct Refusal: Error {
    package let record: String
  }

  package private(set) var entries: [String: Set<String>] = [:]

  package init() {}

  /// Applies content or change records as strictly as a server does.
  package mutating func apply(_ ldif: String) throws {
    let records = ldif.replacing("\n ", with: "").components(separatedBy: "\n\n")
    for record in records where !record.isEmpty {
      var lines = record.split(separator: "\n").map(String.init)
      let name = lines.removeFirst()
      let change = lines.first?.hasPrefix("changetype: ") == true ? lines.removeFirst() : nil
      switch change {
      case nil, "changetype: add":
        guard entries[name] == nil else { throw Refusal(record: record) }
        entries[name] = Set(lines)
      case "changetype: delete":
        guard entries.removeValue(forKey: name) != nil else { throw Refusal(record: record) }
      default:
        guard var entry = entries[name] else { throw Refusal(record: record) }
        for part in lines.split(separator: "-", omittingEmptySubsequences: true) {
          let attribute = part.first.map { $0.dropFirst("replace: ".count) + ":" } ?? ""
          entry = entry.filter { !$0.hasPrefix(attribute) }
          entry.formUnion(part.dropFirst())
        }
        entries[name] = entry
      }
    }
  }
}

extension Set<String> {
  package var anonymous: String { sorted().joined(separator: "\n").anonymous }
}
