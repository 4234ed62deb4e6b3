import ActiveSync
import ArgumentParser
import ExportPipeline

/// `cardferry folders`: what the server offers.
struct FoldersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "folders",
    abstract: "List the folders of each account, with type and whether they are exported.",
    discussion: """
      Folders of contacts are exported: the default one (type 9) and those that the user made \
      (type 14). The recipient cache (type 19) is not: Exchange fills it by itself.
      """)

  @OptionGroup var run: RunOptions

  func run() async throws {
    let job = try run.job()
    let exporter = run.exporter(job: job)
    var failures: [Failure] = []
    for account in job.accounts
    where run.accounts.isEmpty || run.accounts.contains(account.name) {
      do {
        let folders = try await exporter.folders(of: account)
        Console.print("\(account.name): \(folders.count) folders")
        for folder in folders {
          let mark = Folder.isContacts(type: folder.type) ? "exported" : "not exported"
          let type = "type \(folder.type), \(Folder.describe(type: folder.type))"
          Console.print("  " + Console.printable(folder.displayName) + "  (\(type), \(mark))")
        }
      } catch let failure as Failure {
        Console.error("\(account.name): \(failure.message)")
        failures.append(failure)
      }
    }
    guard let first = failures.first else { return }
    let isOnlyReason =
      failures.allSatisfy { $0.kind == first.kind }
      && failures.count == (run.accounts.isEmpty ? job.accounts.count : run.accounts.count)
    throw ExitCode((isOnlyReason ? ExitStatus(first.kind) : .someFailed).rawValue)
  }
}
