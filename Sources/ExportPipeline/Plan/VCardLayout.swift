import ActiveSync
package import StateStore

/// Where the cards of an account lie below an output's directory.
///
/// The cards of the default folder lie at the top when it is the only one; several folders have
/// a sub-directory each, and several accounts one above that.
package struct VCardLayout: Equatable, Sendable {
  /// The path of each folder's directory, empty or with a slash at its end.
  package let prefixes: [Int64: String]
  /// The name of the folder that has a directory, by the directory's path.
  package let displayNames: [String: String]
  /// `vcf`
  private let fileExtension: String

  /// `account`: the account's name where the configuration has several, else `nil`.
  package init(collections: [CollectionRecord], account: String?, fileExtension: String) {
    self.fileExtension = fileExtension
    let exported = collections.exported
    let top = account.map { $0 + "/" } ?? ""
    let isOne = exported.count == 1 && exported.first?.type == Folder.defaultContactsType
    prefixes = Dictionary(
      uniqueKeysWithValues: exported.map { ($0.id, isOne ? top : top + $0.directory + "/") })
    displayNames = Dictionary(
      uniqueKeysWithValues: exported.map { (isOne ? top : top + $0.directory + "/", $0.name) })
  }

  /// The path of a contact's card; the UUID alone is in it, nothing of the server's.
  package func path(of contact: ContactRecord) -> String? {
    prefixes[contact.collectionID].map { $0 + contact.uuid + "." + fileExtension }
  }

  /// Changes when a card would lie elsewhere.
  package var fingerprint: String {
    prefixes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ";")
  }
}
