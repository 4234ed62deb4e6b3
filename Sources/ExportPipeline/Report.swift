package import ContactModel

/// What a run did, for people, programs and the exit code alike.
package struct Report: Equatable, Sendable {
  package var isDryRun = false
  /// Every account that was to be fetched, in the configuration's order.
  package var accounts: [AccountReport] = []
  /// Every pair of output and account, in the configuration's order.
  package var outputs: [OutputReport] = []
  /// Every output whose change files are handed over.
  package var deliveries: [DeliveryReport] = []

  package init() {}

  package var failures: [Failure] {
    accounts.compactMap(\.failure) + outputs.compactMap(\.failure)
      + deliveries.compactMap(\.failure)
  }

  /// What was fetched of an account.
  package struct AccountReport: Equatable, Sendable {
    package var account: String
    package var failure: Failure?
    /// Whether contacts that the outputs hold already were looked for. If not, they would be written
    /// under new UUIDs.
    package var isAdopted = true
    /// Exported folders.
    package var folders = 0
    /// Contacts in them after the fetch.
    package var contacts = 0
    package var added = 0
    package var changed = 0
    package var deleted = 0
    package var requests = 0
    /// Answers that brought changes.
    package var windows = 0
    package var protocolVersion: String?
    /// Items that could not be read, and such.
    package var warnings: [String] = []

    package init(account: String) {
      self.account = account
    }
  }

  /// What an output made of an account.
  package struct OutputReport: Equatable, Sendable {
    package var output: String
    package var account: String
    package var failure: Failure?
    package var added = 0
    package var changed = 0
    package var deleted = 0
    package var unchanged = 0
    /// The name of the change file that was written; `nil` for none.
    package var changeFile: String?
    /// Of a dry run: what would be done with each contact that something would be done with.
    package var plan: [PlannedAction] = []
    /// How many contacts have a warning, by the warning.
    package var warnings: [ContactWarning: Int] = [:]

    package init(output: String, account: String) {
      self.output = output
      self.account = account
    }

    package var warningCount: Int { warnings.values.reduce(0, +) }

    mutating func count(_ new: [ContactWarning]) {
      for warning in Set(new) { warnings[warning, default: 0] += 1 }
    }
  }

  /// What an output would do with a contact.
  package struct PlannedAction: Equatable, Sendable {
    package enum Verb: String, Sendable {
      case add, change, delete
      /// Somebody else has changed the file: it stays.
      case leave
    }

    package var verb: Verb
    /// The path of a card below its output's directory, or the contact's UUID in a file that holds many.
    package var name: String
  }

  /// What became of the change files of an output.
  package struct DeliveryReport: Equatable, Sendable {
    package var output: String
    package var failure: Failure?
    /// The names of the files that were handed over.
    package var delivered: [String] = []
    /// How many files are left.
    package var waiting = 0
    /// What the program said last, if it failed.
    package var lastLines: [String] = []

    package init(output: String) {
      self.output = output
    }
  }
}
