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
      (type 14). The recipient cache (type 19) is not: Exchange fills it by itself. What the server's \
      policy asks of this machine is shown as well.
      """)

  @OptionGroup var run: RunOptions

  func run() async throws {
    let job = try run.job()
    let exporter = run.exporter(job: job)
    var failures: [Failure] = []
    for account in job.accounts where run.names(account) {
      do {
        let mailbox = try await exporter.mailbox(of: account)
        Console.print("\(account.name): \(mailbox.folders.count) folders")
        Console.print("  " + Exporter.words(ofPolicy: mailbox))
        for folder in mailbox.folders {
          let mark = Folder.isContacts(type: folder.type) ? "exported" : "not exported"
          let number = folder.type ?? Folder.unknownType
          let type = "type \(number), \(Folder.describe(type: number))"
          Console.print("  " + folder.displayName + "  (\(type), \(mark))")
        }
      } catch let failure as Failure {
        Console.error("\(account.name): \(failure.message)")
        failures.append(failure)
      }
    }
    let status = ExitStatus(failures, of: job.accounts.count { run.names($0) })
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
