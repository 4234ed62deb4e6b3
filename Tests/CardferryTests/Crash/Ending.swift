import Foundation
import TestSupport

/// How a run has ended: every record of every output, and what the states say, in lines that are the
/// same for two runs that did the same.
struct Ending {
  private var lines: [String: Int] = [:]

  init(
    of place: borrowing Workplace, _ scenario: CrashScenario, before: ContactNames
  ) throws {
    let names = try ContactNames(in: place.folder, of: scenario.accounts, before: before)
    for (path, file) in try place.outputs().files where !path.hasPrefix("lost/") {
      let isHandedOver = path.contains("/delivered/")
      if isHandedOver && !scenario.numbersChangeFiles { continue }
      var path = names.anonymous(path)
      if !scenario.numbersChangeFiles { path.replace(/[0-9]{6}-/, with: "") }
      var records = Self.records(names.anonymous(file.text), of: path)
      // A program may get a change file once more.
      if path == "taken" { records = Array(Set(records)) }
      add(path)
      for record in records { add(path + ": " + record) }
    }
    guard scenario.keepsState else { return }
    for account in scenario.accounts {
      let rows = try StateContents.meaning(
        ofAccount: place.folder.path("state/\(account).sqlite"))
      for row in rows { add("\(account): " + names.anonymous(row)) }
    }
    for output in scenario.outputs.map(\.name) {
      let rows = try StateContents.meaning(
        ofOutput: place.folder.path("state/outputs/\(output).sqlite"),
        numbersChangeFiles: scenario.numbersChangeFiles)
      for row in rows { add("\(output): " + names.anonymous(row)) }
    }
  }

  private mutating func add(_ line: String) { lines[line, default: 0] += 1 }

  private static func records(_ text: String, of path: String) -> [String] {
    if path == "taken" { return text.split(separator: "\n").map(String.init) }
    if path.hasSuffix(".vcf") { return text.components(separatedBy: "END:VCARD\r\n") }
    if path.hasSuffix(".ldif") { return text.components(separatedBy: "\n\n") }
    return [text]
  }

  /// What only one of them has, a line each; none where they are the same.
  func difference(from other: Ending) -> [String] {
    Set(lines.keys).union(other.lines.keys).sorted().compactMap { line in
      let (here, there) = (lines[line] ?? 0, other.lines[line] ?? 0)
      return here == there ? nil : "\(there) -> \(here): \(line.prefix(300))"
    }
  }
}
