import ArgumentParser
import ContactFormats
import DurableFiles
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
    let paths = files.flatMap { Self.expanded($0, failed: &failed) }
    var uids = DirectoryUIDs()
    for path in paths {
      guard let input = try? InputFile(path, limit: .max - 1) else {
        failed = true
        continue
      }
      guard let findings = Self.findings(in: input).map({ $0 + uids.findings(in: input) }) else {
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
  ///
  /// A pipe is read where it was named: in a directory it may be one that nobody writes to.
  private static func expanded(_ path: String, failed: inout Bool) -> [String] {
    guard FileSystem.isDirectory(path) else { return [path] }
    var found: [String] = []
    var directories = [path]
    while let directory = directories.popLast() {
      do {
        for name in try FileSystem.names(in: directory) where !name.hasPrefix(".") {
          let entry = (directory.hasSuffix("/") ? directory : directory + "/") + name
          if FileSystem.isOwnDirectory(entry) {
            directories.append(entry)
          } else if !name.hasSuffix(".vcf"), !name.hasSuffix(".ldif") {
            continue
          } else if FileSystem.isFile(entry) || !FileSystem.isThere(entry) {
            found.append(entry)
          } else if !FileSystem.isDirectory(entry) {
            Console.error("\(entry): passed over: it is a pipe, a socket or a device, and no file")
          }
        }
      } catch {
        Console.error("\(error)")
        failed = true
      }
    }
    return found.sorted()
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
