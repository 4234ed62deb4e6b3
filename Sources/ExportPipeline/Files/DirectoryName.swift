/// Makes a name for a directory out of a folder's name, which is the server's word and hostile.
///
/// Letters and digits of every script stay, everything else becomes a hyphen: no slash, no dot at
/// the start, no control character, no shell character.
package enum DirectoryName {
  /// Bytes of UTF-8, well below the 255 of Linux and the 143 of eCryptfs.
  private static let maximumLength = 100

  /// `taken`: names in use; letters of either case count as the same, for file systems
  ///   that can't tell them apart.
  package static func make(from name: String, taken: Set<String>) -> String {
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
    if result.isEmpty { result = "folder" }
    let used = Set(taken.map { $0.lowercased() })
    if !used.contains(result.lowercased()) { return result }
    var number = 2
    while used.contains("\(result)-\(number)".lowercased()) { number += 1 }
    return "\(result)-\(number)"
  }
}
