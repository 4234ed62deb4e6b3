import StateStore
import Synchronization

/// Whose state a file is: one that was copied to another account's name gives the same UUIDs twice.
///
/// A state knows the name of its account, and a device id that was made with it. A file that was renamed
/// together with its account is as good as before; it is a copy where the state of another account of the
/// configuration has the same device id.
final class StateOwners: Sendable {
  private let directory: StateDirectory
  private let accounts: [String]
  /// The accounts by the device id of their state; read when first asked for.
  private let known = Mutex<[String: [String]]?>(nil)

  init(of job: Job) {
    directory = StateDirectory(path: job.stateDirectory)
    accounts = job.accounts.map(\.name)
  }

  /// Sees that a state is no copy of another account's.
  ///
  /// - Throws: ``CopiedState``, ``StateError``.
  func check(_ store: AccountStore, of account: String) throws {
    guard let record = try store.account(), record.name != account else { return }
    let others = accounts(with: record.deviceID).filter { $0 != account }
    guard let original = others.first(where: { $0 == record.name }) ?? others.first else { return }
    throw CopiedState(file: store.file, account: account, original: original)
  }

  /// One that can't be read is told of where its own account is fetched.
  private func accounts(with deviceID: String) -> [String] {
    known.withLock { known in
      if let known { return known[deviceID] ?? [] }
      var found: [String: [String]] = [:]
      for account in accounts where directory.hasDatabase(of: account) {
        let id = try? AccountStore.deviceID(in: directory.database(of: account))
        if let id { found[id, default: []].append(account) }
      }
      known = found
      return found[deviceID] ?? []
    }
  }
}

/// The state of an account is a copy of another one's.
struct CopiedState: Error, CustomStringConvertible {
  let file: String
  let account: String
  let original: String

  var description: String {
    "the state \(file) of '\(account)' is a copy of the one of '\(original)', and both would give the "
      + "same UUIDs; move it away and run again: '\(account)' is then fetched anew"
  }
}
