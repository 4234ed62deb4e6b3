package import DurableFiles

/// What the contacts of an account are known by in the files of outputs, to find whatever is left of
/// them.
package struct Traces {
  /// In lower case, with hyphens.
  package let uuids: Set<String>
  /// What the state calls records and cards: DNs, UUIDs, paths.
  package var names: Set<String> = []

  package init(uuids: Set<String>) {
    self.uuids = uuids
  }

  /// Whether a text tells of one of the contacts: by its UUID, in base 64 as well, or by its DN.
  package func areIn(_ text: [UInt8]) -> Bool {
    if hasUUID(text) { return true }
    return LDIFText.lines(of: text).contains { line in
      guard let value = LDIFText.value(of: line) else { return false }
      return hasUUID(value.bytes)
        || value.name == "dn" && names.contains(String(decoding: value.bytes, as: UTF8.self))
    }
  }

  private func hasUUID(_ text: [UInt8]) -> Bool {
    var start = 0
    while let range = WrittenRecord.uuid(in: text, from: start) {
      if uuids.contains(String(decoding: text[range], as: UTF8.self)) { return true }
      start = range.upperBound
    }
    return false
  }

  /// The files below some paths that tell of one of the contacts still, hidden ones too. Change files that
  /// do nothing but delete say no more than that an entry was there.
  ///
  /// - Throws: ``FileError``.
  package func found(in paths: [String]) throws(FileError) -> [String] {
    var found: [String] = []
    var waiting = paths.map { path in
      // What a stopped run may have left beside a path has its name.
      [path, NewDirectory.path(of: path)]
    }.flatMap(\.self)
    var seen: Set<String> = []
    while let path = waiting.popLast() {
      guard seen.insert(path).inserted else { continue }
      if FileSystem.isOwnDirectory(path) || paths.contains(path) && FileSystem.isDirectory(path) {
        waiting += try FileSystem.names(in: path).map { path + "/" + $0 }
      } else if let text = try FileSystem.read(path), areIn(text), !Self.onlyDeletes(text) {
        found.append(path)
      }
    }
    return found.sorted()
  }

  /// Whether a text is a change file that deletes, and does nothing else.
  package static func onlyDeletes(_ text: [UInt8]) -> Bool {
    let changes = LDIFText.changes(in: text)
    return !changes.isEmpty && changes.allSatisfy { $0.type == "delete" }
  }
}
