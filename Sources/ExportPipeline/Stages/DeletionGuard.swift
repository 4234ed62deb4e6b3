import StateStore

/// Stops an output from losing most of its contacts at once.
///
/// A device in quarantine, a mailbox that is moved and a changed password of another mailbox all
/// look like an address book that was emptied.
enum DeletionGuard {
  /// So many may always go, if they aren't all.
  private static let minimum = 10

  /// - Throws: ``Failure`` where more than the account's `max-delete` and at least ten would go, or
  ///   all contacts.
  static func check(
    source: OutputSource, output: String, cursor: Int64, allowsDeletion: Bool
  ) throws {
    guard !allowsDeletion else { return }
    let deleted = try source.store.deletedCount(of: output, after: cursor)
    guard deleted > 0 else { return }
    let artifacts = try source.store.artifactCount(of: output)
    let isTooMuch =
      deleted >= minimum && deleted * 100 > artifacts * source.maximumDeletion
    guard isTooMuch || deleted == artifacts else { return }
    throw Failure(
      .suspiciousShrink,
      "\(deleted) of \(artifacts) contacts of '\(source.account)' would be deleted from "
        + "'\(output)'; nothing was written; if that is right, run once with --allow-delete")
  }
}
