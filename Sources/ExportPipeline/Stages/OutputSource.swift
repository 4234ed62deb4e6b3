import StateStore

/// An account whose contacts an output is written from.
struct OutputSource {
  let account: String
  let store: AccountStore
  /// The percentage of its contacts that may go in one run.
  let maximumDeletion: Int
}
