import ContactFormats
import DurableFiles
import Foundation

/// The UIDs of the cards that were seen in each directory, to find one that two files have: a reader of
/// the directory takes them for the same card.
struct DirectoryUIDs {
  /// By directory, in lower case.
  private var known: [String: Set<String>] = [:]

  /// What is wrong with the UID of a file that holds one card; nothing for any other file.
  mutating func findings(in input: InputFile) -> [LintFinding] {
    guard URL(filePath: input.name).pathExtension.lowercased() == "vcf" else { return [] }
    let lines = String(decoding: input.bytes, as: UTF8.self).lowercased().split(
      whereSeparator: \.isNewline)
    guard lines.count(where: { $0 == "begin:vcard" }) == 1,
      let index = lines.firstIndex(where: { $0.hasPrefix("uid:") || $0.hasPrefix("uid;") })
    else { return [] }
    let directory = FileSystem.split(input.name).directory
    guard !known[directory, default: []].insert(String(lines[index])).inserted else { return [] }
    return [LintFinding(line: index + 1, "the UID of another file in the directory")]
  }
}
