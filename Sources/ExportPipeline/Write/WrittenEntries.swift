import DurableFiles

/// The entries of a content file as they stand there, for an account of which nothing may be
/// written now: the state knows only what its contacts have become meanwhile.
///
/// Holds the whole file; a refusal is an exception.
struct WrittenEntries {
  /// Each entry with the empty line behind it, by the lines of its DN.
  private var entries: [ArraySlice<UInt8>: ArraySlice<UInt8>] = [:]

  /// `nil` where there is no such file.
  init?(file: String) throws(FileError) {
    guard let bytes = try FileSystem.read(file) else { return nil }
    let version = Array("version: 1\n".utf8)
    var start = bytes.starts(with: version) ? version.count : 0
    for index in bytes.indices.dropFirst()
    where bytes[index] == 0x0A && bytes[index - 1] == 0x0A {
      let entry = bytes[start...index]
      entries[Self.name(of: entry)] = entry
      start = index + 1
    }
  }

  /// The entry that has the same DN as one that was rendered.
  subscript(rendered: [UInt8]) -> ArraySlice<UInt8>? {
    entries[Self.name(of: rendered[...])]
  }

  /// The first line with those that continue it (RFC 2849, note 2).
  private static func name(of entry: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let end = entry.indices.first { index in
      entry[index] == 0x0A && (index + 1 == entry.endIndex || entry[index + 1] != 0x20)
    }
    return entry[..<(end ?? entry.endIndex)]
  }
}
