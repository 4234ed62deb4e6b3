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
      (type 14), unless they lie below Deleted Items (type 4). The recipient cache (type 19) is not: \
      Exchange fills it by itself. What the server's policy asks of this machine is shown as well.
      """)

  @OptionGroup var run: RunOptions

  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  func run() async throws {
    let job = try run.job()
    let exporter = run.exporter(job: job)
    var failures: [Failure] = []
    var accounts: [Account] = []
    for account in job.accounts where run.names(account) {
      do {
        let mailbox = try await exporter.mailbox(of: account)
        if json {
          accounts.append(Account(account.name, mailbox))
        } else {
          print(mailbox, of: account.name)
        }
      } catch let failure as Failure {
        Console.error("\(account.name): \(failure.message)")
        accounts.append(Account(account.name, failure))
        failures.append(failure)
      }
    }
    let status = ExitStatus(failures, of: job.accounts.count { run.names($0) })
    if json { try Console.print(document: accounts) }
    if status != .done { throw ExitCode(status.rawValue) }
  }

  /// `  Kunden  (type 14, contacts of the user, not exported, as it lies below Deleted Items)`
  private func print(_ mailbox: Exporter.Mailbox, of account: String) {
    let tree = FolderTree(mailbox.folders)
    Console.print("\(account): \(mailbox.folders.count) folders")
    Console.print("  " + Exporter.words(ofPolicy: mailbox))
    for folder in mailbox.folders {
      let mark =
        switch tree.exclusion(of: folder) {
        case nil: "exported"
        case .noContacts: "not exported"
        case .isDeleted: "not exported, as it lies below Deleted Items"
        }
      let number = folder.type ?? Folder.unknownType
      let type = "type \(number), \(Folder.describe(type: number))"
      Console.print("  " + folder.displayName + "  (\(type), \(mark))")
    }
  }

  // MARK: - JSON

  private struct Account: Encodable {
    struct Line: Encodable {
      let name: String
      let type: Int
      let kind: String
      let isExported: Bool
      /// Why it isn't.
      let reason: String?
    }

    struct Problem: Encodable {
      let kind: String
      let message: String
    }

    let name: String
    var error: Problem?
    /// What the server's policy asks for; `nil` where that isn't known.
    var policy: [String]?
    var folders: [Line] = []

    init(_ name: String, _ failure: Failure) {
      self.name = name
      error = Problem(kind: failure.kind.rawValue, message: failure.message)
    }

    init(_ name: String, _ mailbox: Exporter.Mailbox) {
      self.name = name
      policy = mailbox.policy
      let tree = FolderTree(mailbox.folders)
      folders = mailbox.folders.map { folder in
        let type = folder.type ?? Folder.unknownType
        let exclusion = tree.exclusion(of: folder)
        return Line(
          name: folder.displayName, type: type, kind: Folder.describe(type: type),
          isExported: exclusion == nil, reason: exclusion?.rawValue)
      }
    }
  }
}
