import ArgumentParser
import ConfigurationFile
import ExportPipeline
import HTTPTransport
import Logging

/// The options of every subcommand that works with the configuration.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("The configuration.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var config: String?

  @Flag(name: .shortAndLong, help: "Tell more on standard error; twice for every request.")
  var verbose: Int

  @Flag(name: .shortAndLong, help: "Tell nothing but errors.")
  var quiet = false

  mutating func validate() throws {
    if quiet && verbose > 0 {
      throw ValidationError("'-q' and '-v' exclude each other; give one of them")
    }
  }

  /// Reads the configuration and makes sure that it has the accounts named.
  func job(accounts: [String]) throws -> Job {
    let configuration = try Configuration(path: config)
    try Self.check(accounts, among: configuration.job.accounts.map(\.name), what: "account")
    for warning in configuration.warnings { logger.warning("\(warning)") }
    return configuration.job
  }

  static func check(_ names: [String], among known: [String], what: String) throws {
    for name in names where !known.contains(name) {
      throw ValidationError(
        "there is no \(what) '\(name)' in the configuration; there are: "
          + known.joined(separator: ", "))
    }
  }

  var logger: Logger {
    let level: Logger.Level =
      if quiet { .error } else if verbose > 1 { .trace } else if verbose > 0 { .debug } else {
        .notice
      }
    return Logger(label: "cardferry") { _ in ConsoleLogHandler(level: level) }
  }

  /// `wait`: how long to wait for other runs.
  func exporter(
    job: Job, options: Job.Options = Job.Options(), wait: Duration?, isTraced: Bool = false
  ) -> Exporter {
    var options = options
    options.patience = wait
    let showsProgress = Console.isTerminal && !quiet
    return Exporter(
      job: job, options: options,
      transport: { account in
        let transport = CurlTransport(limits: account.limits, options: account.connection)
        guard isTraced else { return transport }
        return TracingTransport(transport) { Console.error("trace: \(account.name): \($0)") }
      },
      logger: logger,
      progress: { progress in
        guard showsProgress else { return }
        switch progress {
        case .fetching(let account, let contacts):
          Console.status("\(account): \(contacts) contacts fetched")
        case .writing(let account, let output, let contacts):
          Console.status("\(account) \(output): \(contacts) contacts written")
        }
      })
  }
}

/// The option of every subcommand that works on what another run may hold.
struct WaitOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Wait so long for another run that holds an account or output: 30s, 5m or 1h.",
      valueName: "duration"),
    transform: duration)
  var wait: Duration?

  @Sendable private static func duration(_ text: String) throws -> Duration {
    guard let duration = Duration(text: text, units: ["s", "m", "h"]) else {
      throw ValidationError("write seconds, minutes or hours, such as 30s, 5m or 1h")
    }
    return duration
  }
}

/// The options of every subcommand that works on some accounts or all.
struct RunOptions: ParsableArguments {
  @OptionGroup var configuration: ConfigurationOptions
  @OptionGroup private var waiting: WaitOption

  @Option(
    name: .customLong("account"),
    help: ArgumentHelp("Only this account; may be repeated.", valueName: "name"))
  var accounts: [String] = []

  @Flag(
    help: """
      Print all that goes over the wire on standard error: every contact, name, policy key and sync \
      key in the clear, and of passwords, tokens and cookies that there are some. Read it before you \
      give it to anybody.
      """)
  var traceUnsafe = false

  var quiet: Bool { configuration.quiet }
  var logger: Logger { configuration.logger }

  @Option(
    help: ArgumentHelp(
      "Only the accounts of part I of N, 1/8 to 8/8; each account is in one.", valueName: "i/n"),
    transform: Shard.init(text:))
  var shard: Shard?

  func job() throws -> Job { try configuration.job(accounts: accounts) }

  /// The accounts to work on; `nil` for all.
  func chosen(of job: Job) -> Set<String>? {
    guard shard != nil || !accounts.isEmpty else { return nil }
    return Set(job.accounts.filter(names).map(\.name))
  }

  func exporter(job: Job, options: Job.Options = Job.Options()) -> Exporter {
    configuration.exporter(
      job: job, options: options, wait: waiting.wait, isTraced: traceUnsafe)
  }

  /// Whether an account is among those named; all are where none is.
  func names(_ account: Job.Account) -> Bool {
    (accounts.isEmpty || accounts.contains(account.name)) && shard?.holds(account.name) ?? true
  }
}
