import ArgumentParser
import CArguments
import Foundation

/// The command line: every subcommand has a file of its own and does its work in a library.
@main
struct Cardferry: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cardferry",
    abstract: "Ferries contacts out of Exchange ActiveSync mailboxes into vCard files and LDIF.",
    discussion: """
      A run fetches what changed since the last one and writes only that.

      \(ExitStatus.table)
      """,
    version: version,
    subcommands: [
      ExportCommand.self, DeliverCommand.self, RebuildCommand.self, FoldersCommand.self,
      DoctorCommand.self, DiscoverCommand.self, LoginCommand.self, WipeCommand.self,
      TemplateCommand.self, LintCommand.self, WBXMLCommand.self,
    ])

  static let version = "0.1.0"

  /// What follows the program's name. Swift would ask `/proc`, which a `chroot` may lack.
  private static var arguments: [String] {
    var words: [String] = []
    while let word = cardferry_argument(CInt(words.count + 1)) {
      words.append(String(cString: word))
    }
    return words
  }

  /// Parses and runs, with the exit codes of ``ExitStatus`` instead of the parser's.
  static func main() async {
    // What a run makes it must be able to use, whatever the umask takes from others.
    umask(umask(0) & 0o077)
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      ExitStatus.end(with: error)
    }
  }
}
