package import ContactModel

/// Writes contacts as vCard 4.0 (RFC 6350), one card a file as a vdir wants it.
///
///     BEGIN:VCARD
///     VERSION:4.0
///     PRODID:-//cardferry//EN
///     UID:urn:uuid:6f9619ff-8b86-d011-b42d-00cf4fc964ff
///     REV:20261122T020000Z
///     FN:Mark Hassall
///     N:Hassall;Mark;;;
///     END:VCARD
///
/// The same contact, UID and revision always give the same bytes.
package struct VCardWriter: Sendable {
  private let options: VCardOptions

  package init(options: VCardOptions = VCardOptions()) {
    self.options = options
  }

  /// One card with CRLF line ends, ready to be a file.
  ///
  /// - Parameters:
  ///   - contact: Every field ends in the card, but `governmentID` unless the options say so.
  ///   - uid: A UUID in lower case, without `urn:uuid:`.
  ///   - revision: When the content last changed, in UTC and basic form: `20261122T020000Z`;
  ///     without it the card has no `REV`.
  /// - Returns: The card, and what could not be written as it is. A field that breaks the
  ///   promises of `Contact` (a day that doesn't exist, control characters) is the only cause.
  package func card(
    for contact: Contact, uid: String, revision: String? = nil
  ) -> (bytes: [UInt8], warnings: [ContactWarning]) {
    var mapping = VCardMapping(into: VCardSerializer())
    mapping.map(contact, uid: uid, revision: revision, options: options)
    mapping.sink.finish()
    let cleaned = mapping.sink.cleaned.map {
      ContactWarning(.cleanedText, field: $0, "control characters taken out")
    }
    return (mapping.sink.bytes, mapping.warnings + cleaned)
  }
}

extension VCardWriter {
  package var frame: (opening: [UInt8], separator: [UInt8], closing: [UInt8]) { ([], [], []) }
  package var fileExtension: String { "vcf" }
  package func fragment(
    for contact: Contact, uid: String, revision: String? = nil
  ) -> (bytes: [UInt8], warnings: [ContactWarning]) { card(for: contact, uid: uid, revision: revision) }
}
