import DurableFiles
import ActiveSync
import Glibc
import StateStore
import Steps

/// How an account is wiped (MS-ASPROV section 3.1.5.1.2): on the server's order and the
/// administrator's word alone.
extension Exporter {
  /// What became of an order.
  package enum WipeOutcome: Sendable {
    /// There was none; nothing was touched.
    case notOrdered
    /// The paths that are gone, and why the server could not be told, if it couldn't.
    case wiped(removed: [String], failure: Failure?)
  }

  /// The files of an account's state that are there.
  ///
  /// - Throws: ``Failure``.
  package func stateFiles(of account: Job.Account) throws(Failure) -> [String] {
    do {
      return try StateDirectory(path: job.stateDirectory).files(of: account.name)
        .filter(FileSystem.isFile)
    } catch {
      throw Failure(error)
    }
  }

  /// Removes what the server orders to be removed, then tells it so.
  ///
  /// In this order, so that nothing is left that was said to be gone. What a directory server or
  /// another copy of an output holds is out of reach.
  ///
  /// `exports`: whether the account's cards and entries go as well.
  /// - Throws: ``Failure``.
  package func wipe(_ account: Job.Account, exports: Bool) async throws -> WipeOutcome {
    do {
      return try await withFetch(of: account) { fetch in
        guard let order = try await fetch.client.wipeOrder() else { return .notOrdered }
        var removed: [String] = []
        if exports { removed += try await withdraw(account, store: fetch.store) }
        let files = try stateFiles(of: account)
        try Self.remove(files)
        removed += files
        Steps.pass(.wipeAcknowledging)
        do {
          try await fetch.client.acknowledge(order)
        } catch {
          return .wiped(removed: removed, failure: Failure(error))
        }
        return .wiped(removed: removed, failure: nil)
      }
    } catch {
      throw Failure(error)
    }
  }

  /// Takes an account out of every output: its cards, its entries, and the change files that hold
  /// what they said. A last change file tells a directory to delete the entries.
  ///
  /// - Returns: The paths of outputs that were changed, and of the files that are gone.
  private func withdraw(_ account: Job.Account, store: AccountStore) async throws -> [String] {
    let uuids = try store.uuids()
    try store.deleteEverything()
    var changed: [String] = []
    for output in job.outputs {
      var old: [String] = []
      switch output.format {
      case .cards(let path, _), .cardFile(let path, _):
        changed.append(path)
      case .ldif(let format):
        changed.append(format.file)
        if let files = ChangeFiles(format, mode: output.mode) {
          old = try changeFiles(files, naming: uuids)
        }
      }
      // What keeps another account from being written is nothing to this one.
      let reports = await write(output, withdrawing: account.name)
        .filter { [account.name, ""].contains($0.account) }
      if let failure = reports.lazy.compactMap(\.failure).first { throw failure }
      try Self.remove(old)
      changed += old
    }
    return changed
  }

  /// The change files with an entry of one of these contacts, but those that wait and do nothing but
  /// delete: a wipe that failed may have written them.
  private func changeFiles(
    _ files: ChangeFiles, naming uuids: Set<String>
  ) throws(FileError) -> [String] {
    let waiting = try Set(files.waiting.map(files.path))
    var found: [String] = []
    for path in try files.paths {
      guard let bytes = try FileSystem.read(path) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      if waiting.contains(path), !text.contains("\nchangetype: add"),
        !text.contains("\nchangetype: modify")
      {
        continue
      }
      let words = text.split { character in
        !(character.isHexDigit || character == "-")
      }
      if words.contains(where: { $0.utf8.count == 36 && uuids.contains(String($0)) }) {
        found.append(path)
      }
    }
    return found
  }

  /// Removes files for good: no power cut brings them back.
  private static func remove(_ paths: [String]) throws(FileError) {
    for path in paths {
      guard unlink(path) == 0 || errno == ENOENT else { throw FileError("remove", path) }
      Steps.pass(.wipeRemoved)
    }
    for directory in Set(paths.map { FileSystem.split($0).directory }) {
      try FileSystem.syncDirectory(directory)
    }
  }
}
