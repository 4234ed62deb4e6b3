/// Makes names for directories out of folders' names, which are the server's words and hostile.
///
/// Letters and digits of every script stay, everything else becomes a hyphen: no slash, no dot at
/// the start, no control character, no shell character. No name is given twice, however many
/// folders have the same.
package struct DirectoryNames {
  /// Bytes of UTF-8, well below the 255 of Linux and the 143 of eCryptfs.
  private static let maximumLength = 100

  /// What vdir has in a directory beside others, for whoever has several directories in one.
  private static let reserved = ["displayname", "description", "color"]

  /// As file systems compare that take letters of either case, and an accent of its own, for the
  /// same.
  private var taken: Set<String>
  /// The number that the next folder of a name gets.
  private var nextNumbers: [String: Int] = [:]

  /// `taken`: names in use.
  package init(taken: Set<String>) {
    self.taken = Set(taken.map(Self.folded)).union(Self.reserved)
  }

  /// A new name, which is in use from now on.
  package mutating func make(from name: String) -> String {
    let base = Self.plain(name)
    let key = Self.folded(base)
    var result = base
    var number = nextNumbers[key] ?? 2
    while !taken.insert(Self.folded(result)).inserted {
      result = "\(base)-\(number)"
      number += 1
    }
    nextNumbers[key] = number
    return result
  }

  private static func plain(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      let isKept =
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || scalar.properties.generalCategory == .nonspacingMark || scalar == "_"
      let next = isKept ? String(scalar) : "-"
      if next == "-" && (result.isEmpty || result.hasSuffix("-")) { continue }
      guard result.utf8.count + next.utf8.count <= maximumLength else { break }
      result += next
    }
    while result.hasSuffix("-") { result.removeLast() }
    return result.isEmpty ? "folder" : result
  }

  /// Texts are equal whether an accent stands alone or not; upper case first tells no `ß` from `SS`.
  private static func folded(_ name: String) -> String { name.uppercased().lowercased() }
}
