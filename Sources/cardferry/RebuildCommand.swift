import ArgumentParser
import ExportPipeline

/// `cardferry rebuild`: writes an output whole, from the state alone.
struct RebuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild",
    abstract: "Write an output whole from the state, for a directory that was lost.",
    discussion: """
      Asks no server. Every card or entry is compared and written where it is missing or different. \
      An LDIF output with 'changes:' gets a change file for each account that adds every entry to an \
      empty directory; with 'deliver:', change files that waited are put aside, for the new ones \
      hold what they said, and 'cardferry deliver' hands the new ones over.
      """)

  @Argument(help: ArgumentHelp("The output of the configuration.", valueName: "output"))
  var output: String

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var waiting: WaitOption

  @Flag(help: "Delete even where most contacts of an account would go.")
  var allowDelete = false

  func run() async throws {
    let job = try options.job(accounts: [])
    try ConfigurationOptions.check([output], among: job.outputs.map(\.name), what: "output")
    var chosen = Job.Options()
    chosen.outputs = [output]
    chosen.allowsDeletion = allowDelete
    let report = await options.exporter(job: job, options: chosen, wait: waiting.wait).rebuild()
    guard !report.outputs.isEmpty else {
      throw UsageError("the state holds no contact yet; run cardferry export first")
    }
    ReportPrinter(report: report, logger: options.logger)
      .print(asJSON: false, isQuiet: options.quiet)
    if !options.quiet {
      for name in report.outputs.compactMap(\.changeFile) {
        Console.print("\(output): every entry is in change file \(name)")
      }
    }
    let status = ExitStatus(report)
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
