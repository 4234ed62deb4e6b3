package import StateStore

/// Which contacts of an account belong into its outputs: the one answer that the plans, the layout of a
/// directory and the deletion guard ask for.
///
/// A contact does whose folder is exported: see ``FolderTree``. A folder that the server no longer lists counts as long
/// as the state has its contacts: they may be found again in another one.
package struct Membership: Equatable, Sendable {
  private let exported: Set<Int64>
  /// The folders whose contacts don't belong there.
  package let excluded: [Int64]

  package init(collections: [CollectionRecord]) {
    let exported = Set(collections.exported.map(\.id))
    excluded = collections.map(\.id).filter { !exported.contains($0) }
    self.exported = exported
  }

  /// - Throws: ``StateError``.
  package init(of store: AccountStore) throws(StateError) {
    self.init(collections: try store.collections())
  }

  package func holds(_ contact: ContactRecord) -> Bool {
    !contact.isDeleted && exported.contains(contact.collectionID)
  }

  /// Changes when other contacts belong into the outputs though none of them has changed.
  package var fingerprint: String {
    exported.sorted().map(String.init).joined(separator: ",")
  }
}
