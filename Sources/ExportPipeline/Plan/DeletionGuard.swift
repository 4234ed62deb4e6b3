import ActiveSync
package import StateStore

/// Stops an output from losing most of its contacts at once.
///
/// A device in quarantine, a mailbox that is moved and a changed password of another mailbox all
/// look like an address book that was emptied.
package enum DeletionGuard {
  /// What a run's plan takes away from one of the outputs that it writes, whatever the reason: a contact
  /// was deleted, its folder is gone or no folder of contacts any more.
  package struct Loss: Equatable {
    package let output: String
    package let lost: Int
    /// How many contacts of the account stand in the output now.
    package let held: Int

    package init(output: String, lost: Int, held: Int) {
      self.output = output
      self.lost = lost
      self.held = held
    }
  }

  /// So many may always go, if they aren't all.
  private static let minimum = 10

  /// Why nothing may be written of an account: one of its outputs would lose more than the
  /// account's `max-delete` and at least ten contacts, or all of them.
  ///
  /// - Parameters:
  ///   - account: The account.
  ///   - deviceID: As whom the server knows this program.
  ///   - losses: What its outputs would lose.
  /// - Returns: `nil` where all is well.
  package static func refusal(
    of account: Job.Account, deviceID: String, losses: [Loss]
  ) -> Failure? {
    for loss in losses where loss.lost > 0 {
      let isTooMuch =
        loss.lost >= minimum && loss.lost * 100 > loss.held * account.maximumDeletion
      guard isTooMuch || loss.lost == loss.held else { continue }
      return Failure(
        .suspiciousShrink,
        "\(loss.lost) of \(loss.held) contacts of '\(account.name)' would be deleted from "
          + "'\(loss.output)'; nothing was written; if the server holds this device back (quarantine), ask its "
          + "administrator to allow the device '\(deviceID)' of type '\(Device.type)'; if the contacts are "
          + "really gone, run once with --allow-delete")
    }
    return nil
  }

  /// What the outputs of a run would lose of an account.
  ///
  /// - Throws: ``StateError``.
  package static func losses(
    of outputs: [String], in store: AccountStore, membership: Membership
  ) throws(StateError) -> [Loss] {
    // Most nights nothing goes, whatever the outputs hold.
    guard try store.hasContacts(deletedOrIn: membership.excluded) else { return [] }
    var losses: [Loss] = []
    for output in outputs {
      let lost = try store.artifactCount(of: output, deletedOrIn: membership.excluded)
      guard lost > 0 else { continue }
      losses.append(Loss(output: output, lost: lost, held: try store.artifactCount(of: output)))
    }
    return losses
  }
}
