import ActiveSync
import ArgumentParser
import ConfigurationFile
import DomainNames
import ExportPipeline
import Foundation
import HTTPTransport

/// `cardferry discover`: the server of a mail address.
struct DiscoverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discover",
    abstract: "Find the ActiveSync server of a mail address, and print how to configure it.",
    discussion: """
      Asks the domain of the address and its host 'autodiscover', by https and without a \
      password; each step is printed. A password goes out once, only where such a host asks for \
      it by the scheme of --auth. What http, DNS or a server outside the domain names is asked \
      only if --allow-redirect-to names it. An export never looks for its server.
      """)

  @Argument(help: ArgumentHelp("The mail address.", valueName: "address"))
  var address: String

  @Option(help: ArgumentHelp("The name to sign in with, if not the address.", valueName: "name"))
  var user: String?

  @Option(help: "How to sign in: basic, oauth, negotiate or ntlm.")
  var auth = SignIn.Scheme.basic

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "A program that prints the password, or with --auth oauth the token.", valueName: "program"))
  var passwordCommand: [String] = []

  @Option(
    help: ArgumentHelp("A file that begins with the password.", valueName: "file"),
    completion: .file())
  var passwordFile: String?

  @Option(
    name: .customLong("allow-redirect-to"),
    help: ArgumentHelp(
      "Ask this host, too, if the search leads there; may be repeated.",
      valueName: "host"))
  var allowedHosts: [String] = []

  @Option(
    help: ArgumentHelp("PEM certificates to trust instead of the system's.", valueName: "file"),
    completion: .file())
  var ca: String?

  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  func validate() throws {
    guard passwordCommand.isEmpty || passwordFile == nil else {
      throw ValidationError(
        "'--password-command' and '--password-file' exclude each other; give one of them")
    }
    for host in allowedHosts where host.isEmpty || host.contains(where: { "/:@".contains($0) }) {
      throw ValidationError(
        "'--allow-redirect-to' takes a host alone, such as mail.contoso.com; leave out the rest")
    }
    guard ![.basic, .ntlm].contains(auth) || BasicCredentials.isUser(user ?? address) else {
      throw ValidationError(
        "the name to sign in with holds a colon or a control character, which '--auth "
          + "\(auth.rawValue)' can't send; correct it, or give another with --user")
    }
    do { _ = try MailAddress(parsing: address) } catch {
      throw ValidationError("\(address): \(error)")
    }
  }

  func run() async throws {
    let address = try MailAddress(parsing: address)
    let user = user ?? self.address
    var options = Discovery.Options()
    options.allowedHosts = Set(allowedHosts)
    options.scheme = auth
    options.authentication = try authentication(user: user)
    var connection = ConnectionOptions()
    connection.caFile = try ca.map { try Self.path($0, option: "--ca") }
    let steps = StepPrinter(isSilent: json)
    var discovery = Discovery(
      address: address, options: options,
      makeTransport: { [connection] in
        CurlTransport(
          limits: HTTPLimits(
            connect: .seconds(10), idle: .seconds(20), total: .seconds(60),
            body: Discovery.answerLimit),
          options: connection)
      },
      lookUp: { name async throws(LookupError) in try await SRVRecord.lookUp(name) },
      report: { steps.add($0) })
    do {
      let server = try await discovery.run()
      let stanza = AccountStanza(
        server: server, domain: address.domain, user: user,
        auth: auth, caFile: connection.caFile)
      if json {
        try Console.print(document: DiscoveryReport(server: server, steps: steps.all, error: nil))
      } else {
        Console.print(lines: [""] + stanza.lines)
      }
    } catch let error as DiscoveryError {
      if json {
        try Console.print(
          document: DiscoveryReport(server: nil, steps: steps.all, error: "\(error)"))
      }
      throw Failure(Failure.Kind(error.kind), "\(error)")
    }
  }

  private static func path(_ text: String, option: String) throws(UsageError) -> String {
    do { return try absolutePath(text, in: FileManager.default.currentDirectoryPath) } catch {
      throw UsageError("'\(option)': \(error)")
    }
  }

  /// `nil` where no password was given; Kerberos has its own.
  private func authentication(
    user: String
  ) throws -> (@Sendable () async throws -> HTTPAuthentication)? {
    if auth == .negotiate { return { .negotiate } }
    let source: Secret.Source
    if let path = passwordFile {
      source = .file(try Self.path(path, option: "--password-file"))
    } else if !passwordCommand.isEmpty {
      source = .command(passwordCommand)
    } else {
      return nil
    }
    let option = passwordFile == nil ? "--password-command" : "--password-file"
    let secret = Secret(
      source, key: auth == .oauth ? "token" : "password", remedy: "correct \(option)")
    return { [auth, address] in
      let text = try await secret.read(account: address)
      return switch auth {
      case .basic: .basic(BasicCredentials(user: user, password: text))
      case .ntlm: .ntlm(BasicCredentials(user: user, password: text))
      case .oauth: .bearer(BearerToken(text))
      case .negotiate: .negotiate
      }
    }
  }
}

extension SignIn.Scheme: ExpressibleByArgument {}
