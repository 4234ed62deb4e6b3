import ArgumentParser
import DurableFiles
import Foundation
import OpenFiles

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

  /// Parses and runs, with the exit codes of ``ExitStatus`` instead of the parser's.
  static func main() async {
    Console.prepare()
    OpenFileLimit.raise()
    // What a run makes it must be able to use, whatever the umask takes from others.
    umask(umask(0) & 0o077)
    do {
      // Swift finds no arguments without it, and libdispatch crashes when it looks for its threads.
      guard FileSystem.isThere("/proc/self/stat") else {
        throw UsageError("there is no /proc here, and nothing was done; mount it and run again")
      }
      guard OpenFileLimit.current >= OpenFileLimit.least else {
        throw UsageError(
          "the limit of open files is \(OpenFileLimit.current), and \(OpenFileLimit.least) is the least "
            + "to work with; raise it (ulimit -n, or LimitNOFILE= of a service) and run again")
      }
      // A wait takes a file that the first one opens and all others use. Where there is none, it ends
      // the process: not in the middle of a run.
      try? await Task.sleep(for: .nanoseconds(1))
      var command = try parseAsRoot()
      guard let stoppable = command as? any AsyncParsableCommand else {
        try command.run()
        ExitStatus.end(with: nil)
      }
      let parsed = Parsed(command: stoppable)
      let work = Task {
        var command = parsed.command
        try await command.run()
      }
      // The others hold and store nothing: a signal ends them as it does any program.
      StopSignals.handle { work.cancel() }
      try await work.value
      ExitStatus.end(with: nil)
    } catch {
      ExitStatus.end(with: error)
    }
  }

  /// Unchecked, as the task that runs the command is the only one to touch it once it is parsed, which
  /// the compiler can't see.
  private struct Parsed: @unchecked Sendable {
    let command: any AsyncParsableCommand
  }
}
