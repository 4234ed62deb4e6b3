import StateStore

/// Stops an output from losing most of its contacts at once.
///
/// A device in quarantine, a mailbox that is moved and a changed password of another mailbox all
/// look like an address book that was emptied.
enum DeletionGuard {
  private static let minimum = 10
  private static let percent = 20

  /// - Throws: ``Failure`` where more than a fifth, and more than ten, or all contacts would go.
  static func check(
    store: AccountStore, output: String, cursor: Int64, account: String, allowsDeletion: Bool
  ) throws {
    guard !allowsDeletion else { return }
    let deleted = try store.deletedCount(of: output, after: cursor)
    guard deleted > 0 else { return }
    let artifacts = try store.artifactCount(of: output)
    let isTooMuch = deleted >= minimum && deleted * 100 > artifacts * percent
    guard isTooMuch || deleted == artifacts else { return }
    throw Failure(
      .suspiciousShrink,
      "\(deleted) of \(artifacts) contacts of '\(account)' would be deleted from '\(output)'; "
        + "nothing was written; if that is right, run once with --allow-delete")
  }
}
