package import DurableFiles
package import ActiveSync
package import HTTPTransport
package import WBXML

/// What is to be exported from where to where.
package struct Job: Sendable {
  /// An absolute path; made with mode 0700 where there is none.
  package var stateDirectory: String
  /// All accounts of the configuration, in its order.
  package var accounts: [Account]
  /// All outputs of the configuration, in its order.
  package var outputs: [Output]
  /// How many requests a server gets at a time from all accounts together.
  package var requestsPerHost = 4
  /// Variables of the environment that hold passwords and tokens.
  package var secretVariables: Set<String> = []

  package init(stateDirectory: String, accounts: [Account], outputs: [Output]) {
    self.stateDirectory = stateDirectory
    self.accounts = accounts
    self.outputs = outputs
  }

  /// A mailbox.
  package struct Account: Sendable {
    /// Letters, digits, `.`, `_`, `@` and `-`: it names files.
    package var name: String
    package var endpoint: Endpoint
    package var user: String
    package var signIn: SignIn
    /// Where the tokens of `cardferry login` lie; `nil` for an account that signs in otherwise.
    package var tokens: TokenSource?
    /// Certificates and proxy.
    package var connection: ConnectionOptions
    /// What its answers may cost in time and memory.
    package var limits = HTTPLimits()
    /// How to speak with the server.
    package var client = Client.Options()
    package var supported: [Tag]?
    package var windowSize: Int
    /// How long after a load from the start there is another; `nil` for never.
    package var rebaseline: Duration? = .seconds(30 * 86_400)
    /// The percentage of an account's contacts that may go in one run.
    package var maximumDeletion = 20

    package init(
      name: String, endpoint: Endpoint, user: String,
      signIn: SignIn, tokens: TokenSource? = nil,
      connection: ConnectionOptions = ConnectionOptions(),
      supported: [Tag]? = nil, windowSize: Int = 100
    ) {
      self.name = name
      self.endpoint = endpoint
      self.user = user
      self.signIn = signIn
      self.tokens = tokens
      self.connection = connection
      self.supported = supported
      self.windowSize = windowSize
    }
  }

  /// Something to write.
  package struct Output: Sendable {
    /// What becomes of a file that somebody else has changed.
    package enum ConflictRule: String, CaseIterable, Sendable {
      case overwrite, keep
    }

    /// A program that change files are handed over to, one after the other.
    package struct Delivery: Equatable, Sendable {
      /// The program and its arguments; `{file}` in them stands for the path of a change file.
      package var command: [String]
      /// How many files stay after they were handed over.
      package var keep: Int
      /// How long the program may take for one file.
      package var timeout = Duration.seconds(600)

      package init(command: [String], keep: Int) {
        self.command = command
        self.keep = keep
      }
    }

    /// As of an account.
    package var name: String
    package var kind: any OutputKind
    package var conflictRule = ConflictRule.overwrite
    /// Whether a file of somebody else that stands where the output writes is given away.
    package var takesOver = false
    package var mode = FileMode()

    package init(name: String, kind: any OutputKind) {
      self.name = name
      self.kind = kind
    }
  }

  /// How a run goes about it.
  package struct Options: Sendable {
    /// The accounts to fetch; `nil` for all.
    package var accounts: Set<String>?
    /// The outputs to write; `nil` for all.
    package var outputs: Set<String>?
    /// Fetches and stores as ever, and writes no output.
    package var isDryRun = false
    /// Fetches every contact anew and compares every file.
    package var isFull = false
    /// Lets outputs lose most of their contacts.
    package var allowsDeletion = false
    /// How long to wait for another run that holds an account or an output, for each of them; without
    /// it an account isn't waited for, and an output as long as others need to write it.
    package var patience: Duration?
    /// How many accounts are fetched at a time.
    package var jobs = 1

    package init() {}
  }
}

/// How far a run has come, for a person who watches.
package enum Progress: Sendable {
  case fetching(account: String, contacts: Int)
  case writing(account: String, output: String, contacts: Int)
}
