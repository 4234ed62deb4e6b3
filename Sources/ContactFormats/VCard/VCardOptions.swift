/// What a user can choose about the cards.
package struct VCardOptions: Equatable, Sendable {
  /// Whether social security numbers and the like are written, as `X-EAS-GOVERNMENTID`. Off by
  /// default, and then nothing warns about it contact by contact: leaving them out is what was
  /// asked for.
  package var includeGovernmentID: Bool

  package init(includeGovernmentID: Bool = false) {
    self.includeGovernmentID = includeGovernmentID
  }
}
