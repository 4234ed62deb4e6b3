import ArgumentParser
import ExportPipeline

/// `cardferry wipe`: obeys the server's order to destroy what it gave.
struct WipeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wipe",
    abstract: "Remove what is known of an account, if its server orders a wipe, and say so to it.",
    discussion: """
      A server may order that all data of the mailbox be destroyed. No other command obeys that: an \
      export stops with exit code 10. This one asks the server once more, removes the account's \
      state and stored tokens, with --exports its cards and LDIF entries too, and then acknowledges \
      the order. What LDAP directories or backups hold is yours to remove.
      """)

  @Argument(help: ArgumentHelp("The account of the configuration.", valueName: "account"))
  var account: String

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var waiting: WaitOption

  @Flag(help: "Do it; without this, tell what would be removed.")
  var confirm = false

  @Flag(help: "Remove the account's cards and entries from every output as well.")
  var exports = false

  func run() async throws {
    let job = try options.job(accounts: [account])
    let exporter = options.exporter(job: job, wait: waiting.wait)
    guard let account = job.accounts.first(where: { $0.name == account }) else { return }
    let files = try exporter.stateFiles(of: account)
    guard !files.isEmpty else {
      throw UsageError("there is no state of '\(account.name)' in \(job.stateDirectory) to remove")
    }
    guard confirm else {
      let also = exports ? " and its contacts from every output" : ""
      throw UsageError(
        "this would remove \(files.joined(separator: ", "))\(also), if the server orders it; "
          + "nothing was touched; add --confirm")
    }
    switch try await exporter.wipe(account, exports: exports) {
    case .notOrdered:
      throw UsageError(
        "the server orders no wipe of '\(account.name)'; nothing was removed; to forget an "
          + "account, take it out of the configuration and remove \(files.joined(separator: ", "))")
    case .wiped(let removed, let failure):
      for path in removed { Console.print("removed: \(path)") }
      if !exports {
        Console.print(
          "left as they are: the account's cards and entries; --exports would have removed them")
      }
      Console.print("out of reach: directories and copies that were fed with them")
      if let failure {
        throw Failure(
          failure.kind,
          "'\(account.name)' is removed here, and the server could not be told: "
            + "\(failure.message); its administrator can take the device off the mailbox")
      }
      Console.print("acknowledged: the server knows")
    }
  }
}
