import ArgumentParser
import Dispatch
import FakeExchange
import FoundationEssentials
import Glibc

/// `fake-exchange`: the server double as a process of its own.
@main
struct FakeExchangeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fake-exchange",
    abstract: "A small Exchange ActiveSync server in memory, for tests and demonstrations.",
    discussion: "'fake-exchange help serve' has the control interface and the faults.",
    subcommands: [Serve.self])
}

/// `fake-exchange serve`.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves one mailbox on 127.0.0.1 until SIGINT or SIGTERM.",
    discussion: """
      The mailbox is that of the article "ActiveSync III" (eleven folders, Mark Hassall) unless \
      --mailbox or --contacts say otherwise. The first line on standard output is
      fake-exchange: listening on http://127.0.0.1:PORT/Microsoft-Server-ActiveSync

      With --control other programs can change the mailbox and make the server misbehave:

      \(ControlInterface.reference)
      """)

  @Option(help: "The TCP port; 0 takes a free one.")
  var port = 0

  @Option(
    help: ArgumentHelp("Write the port into FILE once the server listens.", valueName: "file"))
  var portFile: String?

  @Option(
    help: ArgumentHelp(
      "The mailbox as JSON: {\"folders\": [...], \"contacts\": [...]}.", valueName: "file"))
  var mailbox: String?

  @Option(help: "Put that many made-up contacts into folder 2 instead of the article's one.")
  var contacts: Int?

  @Option(help: "The seed of the made-up contacts and of the sync keys.")
  var seed: UInt64 = 1

  @Option(help: "The size of each made-up contact's photo.")
  var photoBytes = 0

  @Option(help: "The user name that Basic authentication must bring.")
  var user = "anna@contoso.com"

  @Option(help: "The password that Basic authentication must bring.")
  var password = "secret"

  @Option(help: "The protocol versions on offer, with commas between them.")
  var versions = FakeExchange.Version.allCases.map(\.rawValue).joined(separator: ",")

  @Option(help: "Whether devices must take a policy: none, loose or forced.")
  var provision = FakeExchange.Provisioning.Mode.none

  @Option(
    help: ArgumentHelp(
      "An element of the policy: DevicePasswordEnabled=1. May be repeated.",
      valueName: "name=value"))
  var policy: [String] = []

  @Option(help: "How many milliseconds each answer takes.")
  var delay = 0

  @Flag(help: "Answer /control/, without a password.")
  var control = false

  func run() async throws {
    let options = FakeExchange.Options(
      user: user, password: password, versions: try chosenVersions(),
      provisioning: FakeExchange.Provisioning(mode: provision, policy: try requirements()),
      port: port, control: control, seed: seed)
    let server = try await FakeExchange.start(options, mailbox: try chosenMailbox())
    if delay > 0 { server.add(Fault(.none, times: nil, delay: delay)) }
    print("fake-exchange: listening on \(server.url)")
    fflush(nil)
    if let portFile {
      try Data("\(server.port)\n".utf8).write(to: URL(filePath: portFile), options: .atomic)
    }
    await Self.terminationSignal()
    await server.stop()
  }

  private func chosenVersions() throws -> [FakeExchange.Version] {
    try versions.split(separator: ",").map { text in
      guard let version = FakeExchange.Version(rawValue: String(text)) else {
        throw ValidationError("'\(text)' is no version of the protocol; 14.1 is one.")
      }
      return version
    }
  }

  private func requirements() throws -> [FakeExchange.Provisioning.Requirement] {
    try policy.map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("'\(text)' is not of the form DevicePasswordEnabled=1.")
      }
      return try FakeExchange.Provisioning.Requirement(name: parts[0], value: parts[1])
    }
  }

  private func chosenMailbox() throws -> Mailbox {
    let generator = ContactGenerator(seed: seed, photoBytes: photoBytes)
    var chosen = contacts == nil ? Mailbox.article : Mailbox.generated(0)
    if let mailbox {
      let bytes: Data
      do {
        bytes = try Data(contentsOf: URL(filePath: mailbox))
      } catch {
        throw ValidationError("\(mailbox): can't be read; --mailbox names a JSON file.")
      }
      do {
        chosen = try Mailbox(json: Array(bytes))
      } catch let error as DecodingError {
        throw ValidationError("\(mailbox): \(error.explanation)")
      }
    }
    if let contacts { try chosen.fill(count: contacts, from: generator) }
    return chosen
  }

  /// Waits for SIGINT or SIGTERM.
  private static func terminationSignal() async {
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number)
    }
    let signals = AsyncStream<Void> { continuation in
      for source in sources {
        source.setEventHandler { continuation.yield() }
        source.resume()
      }
    }
    for await _ in signals { break }
    for source in sources { source.cancel() }
  }
}

extension FakeExchange.Provisioning.Mode: ExpressibleByArgument {}
