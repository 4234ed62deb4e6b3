import ArgumentParser
import ExportPipeline
import Foundation
import OAuth

/// `cardferry login`: a person signs in, once, for the runs that follow.
struct LoginCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "login",
    abstract: "Sign in to an account with 'auth: oauth', and store what the runs need.",
    discussion: """
      Prints an address and a code to enter there, on any device, and waits until that is done \
      or the code has ended. The tokens lie in the state, for nobody else to read; every run \
      refreshes them. The account needs 'oauth:' in the configuration.
      """)

  @Argument(help: ArgumentHelp("The account of the configuration.", valueName: "account"))
  var account: String

  @OptionGroup var options: ConfigurationOptions

  func run() async throws {
    let job = try options.job(accounts: [account])
    guard let tokens = job.accounts.first(where: { $0.name == account })?.tokens else {
      throw UsageError(
        "account '\(account)' has no 'oauth:', so there is nothing to log in to; write "
          + "'auth: oauth' and 'oauth: {client-id: ID}' in the configuration")
    }
    let stored = try await tokens.logIn { authorization in
      Console.print(
        "To sign in, open \(authorization.verificationURI) and enter \(authorization.userCode)")
      if let address = authorization.verificationURIComplete {
        Console.print("or open \(address)")
      }
      let minutes = max(1, authorization.expiresIn / 60)
      Console.print("Waiting for that, \(minutes) min at most ...")
    }
    Console.print(
      "\(account): signed in; the tokens are stored in \(tokens.path), the access token "
        + (stored.expires.map { "is valid until \($0.formatted(.iso8601)); runs refresh it" }
          ?? "has no end that is known"))
  }
}
