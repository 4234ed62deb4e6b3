import ArgumentParser
import ExportPipeline

/// `cardferry deliver`: hands over the change files that wait.
struct DeliverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliver",
    abstract: "Hand the change files that wait to the programs of 'deliver:'.",
    discussion: """
      Every export does so at its end; this does it alone. The files of an output are handed over in \
      the order of their numbers. The first that its program doesn't take stays, and those behind \
      it, until the next time. Files that were handed over lie in 'delivered' beside the others.
      """)

  @OptionGroup var options: ConfigurationOptions
  @OptionGroup var waiting: WaitOption

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("Only this output; may be repeated.", valueName: "name"))
  var outputs: [String] = []

  @Option(
    help: ArgumentHelp(
      "Hand nothing over: take the file of this number and those before it for applied.",
      valueName: "number"))
  var done: Int?

  func run() async throws {
    let job = try options.job(accounts: [])
    try ConfigurationOptions.check(outputs, among: job.outputs.map(\.name), what: "output")
    let receivers = job.outputs.filter { output in
      output.kind.delivery != nil && (outputs.isEmpty || outputs.contains(output.name))
    }
    guard let first = receivers.first else {
      throw UsageError(
        "no output is handed over; add 'deliver:' with a command to one of format ldif")
    }
    var chosen = Job.Options()
    chosen.outputs = Set(receivers.map(\.name))
    let exporter = options.exporter(job: job, options: chosen, wait: waiting.wait)
    if let done {
      guard receivers.count == 1 else {
        throw UsageError("'--done' is for one output; name it with --output")
      }
      try await mark(done, of: first, by: exporter)
      return
    }
    var report = Report()
    report.deliveries = await exporter.deliver()
    ReportPrinter(report: report, logger: options.logger)
      .print(asJSON: false, isQuiet: options.quiet)
    let status = ExitStatus(report)
    if status != .done { throw ExitCode(status.rawValue) }
  }

  private func mark(_ number: Int, of output: Job.Output, by exporter: Exporter) async throws {
    let names = try await exporter.markDelivered(upTo: number, of: output)
    guard !names.isEmpty else {
      throw UsageError("no change file of '\(output.name)' up to number \(number) waits")
    }
    guard !options.quiet else { return }
    for name in names { Console.print("\(output.name): \(name) taken for applied") }
  }
}
