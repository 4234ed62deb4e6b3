import StateStore

/// Stops an output from losing most of its contacts at once.
///
/// A device in quarantine, a mailbox that is moved and a changed password of another mailbox all
/// look like an address book that was emptied.
enum DeletionGuard {
  /// So many may always go, if they aren't all.
  private static let minimum = 10

  /// Why nothing may be written of an account: one of its outputs would lose more than the
  /// account's `max-delete` and at least ten contacts, or all of them. `nil` where all is well.
  ///
  /// `outputs`: the names of all outputs, written in this run or not.
  static func refusal(
    of account: Job.Account, store: AccountStore, outputs: [String]
  ) throws(StateError) -> Failure? {
    for output in outputs {
      guard let record = try store.output(output) else { continue }
      let deleted = try store.deletedCount(of: output, after: record.cursor)
      guard deleted > 0 else { continue }
      let artifacts = try store.artifactCount(of: output)
      let isTooMuch =
        deleted >= minimum && deleted * 100 > artifacts * account.maximumDeletion
      guard isTooMuch || deleted == artifacts else { continue }
      return Failure(
        .suspiciousShrink,
        "\(deleted) of \(artifacts) contacts of '\(account.name)' would be deleted from "
          + "'\(output)'; nothing was written; if that is right, run once with --allow-delete")
    }
    return nil
  }
}
