import ArgumentParser
import ContactFormats
import Foundation

/// `cardferry lint`: looks through cards and LDIF for what readers stumble over.
struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Look through vCard and LDIF files for what readers stumble over.",
    discussion: """
      Prints FILE:LINE: and what is wrong, one finding a line, and never a value. Exit code 0 \
      where nothing is wrong, 1 where something is, 2 where a file can't be read or is neither \
      vCard (3.0 or 4.0) nor LDIF.
      """)

  @Argument(help: "Files, '-' for standard input; of a directory, every .vcf and .ldif file in it.")
  var files: [String]

  @Flag(name: .shortAndLong, help: "Tell nothing but findings and errors.")
  var quiet = false

  func run() throws {
    var found = 0
    var looked = 0
    var failed = false
    for path in files.flatMap(Self.expanded) {
      guard let input = try? InputFile(path, limit: .max - 1) else {
        failed = true
        continue
      }
      guard let findings = Self.findings(in: input) else {
        Console.error("\(input.name): neither vCard nor LDIF; name such a file")
        failed = true
        continue
      }
      looked += 1
      found += findings.count
      for finding in findings { Console.print("\(input.name):\(finding)") }
    }
    if !quiet { Console.error(Self.summary(looked, found)) }
    let status: ExitStatus = if failed { .usage } else if found > 0 { .someFailed } else { .done }
    if status != .done { throw ExitCode(status.rawValue) }
  }

  /// The files of a directory and of those below, but for hidden ones; any other path as it is.
  private static func expanded(_ path: String) -> [String] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
      isDirectory.boolValue, let paths = FileManager.default.subpaths(atPath: path)
    else { return [path] }
    return paths.filter { path in
      (path.hasSuffix(".vcf") || path.hasSuffix(".ldif"))
        && !path.split(separator: "/").contains { $0.hasPrefix(".") }
    }.sorted().map { (path.hasSuffix("/") ? path : path + "/") + $0 }
  }

  /// `nil` for a file of no kind that is known by its name or its first bytes.
  private static func findings(in input: InputFile) -> [LintFinding]? {
    switch URL(filePath: input.name).pathExtension.lowercased() {
    case "vcf", "vcard": return VCardLinter.findings(in: input.bytes)
    case "ldif", "ldf": return LDIFLinter.findings(in: input.bytes)
    default:
      let start = String(decoding: input.bytes.prefix(16), as: UTF8.self).lowercased()
        .drop { $0 == "\u{FEFF}" }
      if start.hasPrefix("begin:vcard") { return VCardLinter.findings(in: input.bytes) }
      let isLDIF = ["dn:", "version:", "#"].contains { start.hasPrefix($0) }
      return isLDIF ? LDIFLinter.findings(in: input.bytes) : nil
    }
  }

  private static func summary(_ files: Int, _ findings: Int) -> String {
    let subject = files == 1 ? "1 file" : "\(files) files"
    return switch findings {
    case 0: "\(subject), nothing found"
    case 1: "\(subject), 1 finding"
    default: "\(subject), \(findings) findings"
    }
  }
}
