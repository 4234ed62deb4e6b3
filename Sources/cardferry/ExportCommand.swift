import ArgumentParser
import ExportPipeline

/// `cardferry export`: the main job.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Fetch what changed and write every output.",
    discussion: """
      Prints one line for each account and output. A contact that didn't change causes no write: \
      its file keeps its inode and its time.
      """)

  @OptionGroup var run: RunOptions

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("Only this output; may be repeated.", valueName: "name"))
  var outputs: [String] = []

  @Option(help: "Fetch so many accounts at a time, and write their cards.")
  var jobs = 4

  @Flag(help: "Fetch into the state, show what would be written, and write no output.")
  var dryRun = false

  @Flag(help: "Fetch every contact anew and compare every file.")
  var full = false

  @Flag(help: "Delete even where most contacts of an account would go.")
  var allowDelete = false

  @Flag(help: "Print the report as one JSON document.")
  var json = false

  func validate() throws {
    guard 1...256 ~= jobs else { throw ValidationError("'--jobs' takes a number from 1 to 256") }
  }

  func run() async throws {
    let job = try run.job()
    try ConfigurationOptions.check(outputs, among: job.outputs.map(\.name), what: "output")
    try checkParts(of: job)
    var options = Job.Options()
    options.accounts = run.chosen(of: job)
    options.outputs = outputs.isEmpty ? nil : Set(outputs)
    options.jobs = jobs
    options.isDryRun = dryRun
    options.isFull = full
    options.allowsDeletion = allowDelete

    let report = await run.exporter(job: job, options: options).run()
    if Console.isTerminal && !run.quiet { Console.clearStatus() }
    ReportPrinter(report: report, logger: run.logger).print(asJSON: json, isQuiet: run.quiet)
    let status = ExitStatus(report)
    if status != .done { throw ExitCode(status.rawValue) }
  }

  /// Two parts of the accounts would take turns in writing a file that holds all of them.
  private func checkParts(of job: Job) throws {
    guard run.shard != nil else { return }
    for output in job.outputs where outputs.isEmpty || outputs.contains(output.name) {
      guard !output.kind.isWrittenByAccount else { continue }
      throw ValidationError(
        "output '\(output.name)' is one file for all accounts, which '--shard' can't write; name "
          + "the others with '--output', and write this one in a run without '--shard'")
    }
  }
}
