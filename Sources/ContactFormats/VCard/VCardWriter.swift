package import ContactModel

/// Writes contacts as vCard, one card a file as a vdir wants it, or many.
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

  /// Without the dot.
  package var fileExtension: String {
    switch options.notation {
    case .text: "vcf"
    case .jCard: "json"
    case .xCard: "xml"
    }
  }

  /// What stands around the fragments in a file with several cards.
  package var frame: VCardFrame { VCardFrame(options.notation) }

  /// One card, ready to be a file: a vCard with CRLF line ends, a jCard, an xCard document.
  ///
  /// - Parameters:
  ///   - contact: Every field ends in the card, but for the photo and the sensitive ones, where
  ///     the options decide.
  ///   - uid: A UUID in lower case, without `urn:uuid:`.
  ///   - revision: When the content last changed, in UTC and basic form: `20261122T020000Z`;
  ///     without it the card has no `REV`.
  /// - Returns: The card, and what is not in it as it stands in the contact: what the version or a
  ///   dialect has no place for, a sensitive field that the options say nothing about, and
  ///   whatever breaks the promises of `Contact` (a day that doesn't exist, control characters).
  package func card(
    for contact: Contact, uid: String, revision: String? = nil
  ) -> (bytes: [UInt8], warnings: [ContactWarning]) {
    let frame = VCardFrame.single(options.notation)
    var bytes = frame.opening
    bytes.reserveCapacity(Self.usualSize)
    let warnings = append(contact, uid: uid, revision: revision, to: &bytes)
    bytes += frame.closing
    return (bytes, warnings)
  }

  /// Appends one card as it stands within `frame`; see `card(for:uid:revision:)`.
  ///
  /// - Returns: What is not in the card as it stands in the contact.
  package func append(
    _ contact: Contact, uid: String, revision: String? = nil, to bytes: inout [UInt8]
  ) -> [ContactWarning] {
    switch options.notation {
    case .text:
      append(contact, uid, revision, by: VCardTextSerializer(version: options.version), to: &bytes)
    case .jCard: append(contact, uid, revision, by: JCardSerializer(), to: &bytes)
    case .xCard: append(contact, uid, revision, by: XCardSerializer(), to: &bytes)
    }
  }

  /// Most cards without a photo are smaller.
  private static let usualSize = 2048

  private func append(
    _ contact: Contact, _ uid: String, _ revision: String?, by serializer: some VCardSerializer,
    to bytes: inout [UInt8]
  ) -> [ContactWarning] {
    var mapping = VCardMapping(into: serializer, options: options)
    mapping.serializer.start(after: &bytes)
    mapping.map(contact, uid: uid, revision: revision)
    mapping.serializer.finish(after: &bytes)
    var warnings = mapping.warnings
    for name in mapping.serializer.cleaned {
      warnings.append(ContactWarning(.cleanedText, field: name, "control characters taken out"))
    }
    return warnings
  }
}
