/// What a user can choose about the cards.
package struct VCardOptions: Equatable, Sendable {
  /// The version of vCard; jCard and xCard are 4.0 by definition.
  package enum Version: String, CaseIterable, Sendable {
    /// RFC 2426: for Apple, Google, Outlook and Evolution before 3.59.
    case three = "3.0"
    /// RFC 6350.
    case four = "4.0"
  }

  /// How the properties are spelled.
  package enum Notation: String, CaseIterable, Sendable {
    case text = "vcard"
    /// JSON, RFC 7095.
    case jCard = "jcard"
    /// XML, RFC 6351.
    case xCard = "xcard"
  }

  /// A family of readers with properties of its own, which are added to the standard ones.
  package enum Dialect: String, CaseIterable, Sendable {
    /// `X-AB…` with labels, and `X-PHONETIC-…`.
    case apple
    /// `X-MS-…`.
    case outlook
    /// `X-EVOLUTION-…`.
    case evolution
    /// `X-PHONETIC-…`, and the telephone types of DAVx5.
    case android
  }

  /// A field that is only written where the user names it.
  package enum SensitiveField: String, CaseIterable, Sendable {
    /// Social security numbers and the like, as `X-EAS-GOVERNMENTID`.
    case governmentID = "government-id"
  }

  package var notation: Notation
  package var version: Version
  package var dialects: Set<Dialect>
  package var includesPhotos: Bool
  /// `nil` where the user said nothing: they are left out, and a warning tells so.
  package var sensitive: Set<SensitiveField>?

  package init(
    notation: Notation = .text, version: Version = .four, dialects: Set<Dialect> = [],
    includesPhotos: Bool = true, sensitive: Set<SensitiveField>? = nil
  ) {
    self.notation = notation
    self.version = version
    self.dialects = dialects
    self.includesPhotos = includesPhotos
    self.sensitive = sensitive
  }
}

extension VCardOptions {
  /// The version of the properties, whatever spells them.
  var effectiveVersion: Version { notation == .text ? version : .four }

  /// Differs between options that give the same contact another card.
  package var fingerprint: String {
    let dialects = dialects.map(\.rawValue).sorted().joined(separator: ",")
    let fields = sensitive.map { $0.map(\.rawValue).sorted().joined(separator: ",") } ?? ""
    return "\(notation.rawValue) \(version.rawValue) [\(dialects)] photos \(includesPhotos) "
      + "sensitive [\(fields)]"
  }
}
