package import ContactFormats
package import ContactModel
package import StateStore

/// Decides for each contact what becomes of its record in an output that is one file.
package struct RecordPlan {
  package enum Action: Equatable {
    /// The contact gets a record.
    case add
    /// The contact's record is another than before.
    case change
    /// The contact's record is as it was.
    case keep
    /// The contact's record goes.
    case remove
    /// The contact came and went between two runs.
    case ignore
  }

  package struct Step {
    package let contact: Int64
    package let uuid: String
    package let action: Action
    /// What the output has of the contact from now on; `nil` for nothing.
    package let artifact: Artifact?
    /// The same for who follows the changes alone.
    package let records: [LDIFRecord]
    package let warnings: [ContactWarning]
  }

  package let format: any ContentFormat
  package let account: String
  package let membership: Membership
  /// The names of records that whoever follows the changes has never heard of: no change tells that they
  /// are gone.
  package var unannounced: Set<String>

  package init(
    format: any ContentFormat, account: String, membership: Membership,
    unannounced: Set<String> = []
  ) {
    self.format = format
    self.account = account
    self.membership = membership
    self.unannounced = unannounced
  }

  /// - Throws: ``Failure`` where the state's bytes are damaged.
  package func step(for item: FeedItem) throws -> Step {
    let old = item.artifact
    func step(
      _ action: Action, _ artifact: Artifact?, _ records: [LDIFRecord] = [],
      _ warnings: [ContactWarning] = []
    ) -> Step {
      Step(
        contact: item.contact.id, uuid: item.contact.uuid, action: action, artifact: artifact,
        records: records, warnings: warnings)
    }
    guard membership.holds(item.contact) else {
      guard let old else { return step(.ignore, nil) }
      return step(
        .remove, nil, unannounced.contains(old.name) ? [] : format.deletion(of: old))
    }
    let change = try format.change(to: item.contact, of: account, from: old)
    let action: Action = old == nil ? .add : change.isChanged ? .change : .keep
    return step(action, action == .keep ? old : change.artifact, change.records, change.warnings)
  }
}
