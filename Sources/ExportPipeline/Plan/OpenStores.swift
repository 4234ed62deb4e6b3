import StateStore

/// The states of many accounts, the latest few of them open: each takes memory and descriptors, of
/// which a process has about a thousand.
final class OpenStores {
  private static let capacity = 32

  let directory: StateDirectory
  /// The one used last stands last.
  private var open: [(account: String, store: AccountStore)] = []

  init(in directory: StateDirectory) {
    self.directory = directory
  }

  /// - Throws: ``StateError``.
  subscript(account: String) -> AccountStore {
    get throws(StateError) {
      if let index = open.lastIndex(where: { $0.account == account }) {
        open.append(open.remove(at: index))
        return open[open.count - 1].store
      }
      let store = try AccountStore(file: directory.database(of: account))
      if open.count == Self.capacity { open.removeFirst() }
      open.append((account, store))
      return store
    }
  }
}
