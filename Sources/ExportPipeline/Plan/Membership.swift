import ActiveSync
import StateStore

/// Which contacts of an account belong into its outputs: the one answer that the plans, the layout of a
/// directory and the deletion guard ask for.
struct Membership: Equatable, Sendable {
  enum Answer: Equatable {
    /// The contact is to stand in every output.
    case member
    /// The contact's folder is gone, and the load that may bring the contact back under another folder
    /// has not ended: the outputs keep what they have of it.
    case undecided
    /// The contact is deleted, or its folder isn't one of contacts any more.
    case gone
  }

  private let exported: Set<Int64>
  private let undecided: Set<Int64>
  /// The folders that are there and are not exported.
  let excluded: [Int64]

  /// - Parameters:
  ///   - collections: The folders that the server last told of.
  ///   - gone: Those that it doesn't tell of any more.
  init(collections: [CollectionRecord], gone: [CollectionRecord]) {
    exported = Set(collections.filter { Folder.isContacts(type: $0.type) }.map(\.id))
    undecided = Set(gone.filter { Folder.isContacts(type: $0.type) }.map(\.id))
    excluded = (collections + gone).map(\.id).filter { [exported, undecided] id in
      !exported.contains(id) && !undecided.contains(id)
    }
  }

  /// - Throws: ``StateError``.
  init(of store: AccountStore) throws(StateError) {
    self.init(collections: try store.collections(), gone: try store.goneCollections())
  }

  func answer(for contact: ContactRecord) -> Answer {
    if contact.isDeleted { return .gone }
    if exported.contains(contact.collectionID) { return .member }
    return undecided.contains(contact.collectionID) ? .undecided : .gone
  }

  /// Changes when other contacts belong into the outputs though none of them has changed.
  var fingerprint: String {
    exported.sorted().map(String.init).joined(separator: ",")
  }
}
