import WBXML

/// The server's mark of how far a collection or the folder list is synchronised.
///
/// Opaque, of up to 64 characters (MS-ASCMD section 2.2.3.181.4), as text in the form of
/// ``WBXML/Element/identifier``: it may be `878266863`, `{8f…}12` or `-1`, it may repeat from page to
/// page, and it is never compared by size.
package struct SyncKey: Hashable, Sendable {
  package let rawValue: String

  package init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  /// `0`: nothing is synchronised yet, the server starts over.
  package static let initial = SyncKey("0")
}

/// The server's name of a folder or an item, as text in the form of ``WBXML/Element/identifier``; opaque,
/// and hostile: it never becomes a file name, a DN or a line of a log.
///
/// Two are the same where their bytes are: Swift compares texts by what they look like.
package struct ServerID: Hashable, Sendable {
  package let rawValue: String

  package init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  /// As the server sends it.
  package var bytes: [UInt8] { Identifier.bytes(of: rawValue) }

  package static func == (left: Self, right: Self) -> Bool {
    left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in rawValue.utf8 { hasher.combine(byte) }
  }
}
