/// What stands around the cards of a file that holds several.
///
///     opening, card, separator, card, separator, …, card, closing
///
/// All three are empty where cards are just put one after the other.
package struct VCardFrame: Equatable, Sendable {
  package let opening: [UInt8]
  package let separator: [UInt8]
  package let closing: [UInt8]
  /// What each card ends with, and nothing else in it does.
  package let cardEnd: [UInt8]

  private init(
    _ opening: [UInt8] = [], _ separator: [UInt8] = [], _ closing: [UInt8] = [], cardEnd: String
  ) {
    self.opening = opening
    self.separator = separator
    self.closing = closing
    self.cardEnd = Array(cardEnd.utf8)
  }

  /// For any number of cards, none among them.
  init(_ notation: VCardOptions.Notation) {
    switch notation {
    case .text: self.init(cardEnd: "\r\nEND:VCARD\r\n")
    // An array of cards: RFC 7095 has one card a document, but readers take this as well.
    case .jCard:
      self.init(Array("[\n".utf8), Array(",\n".utf8), Array("]\n".utf8), cardEnd: "\n]]\n")
    case .xCard: self.init(XCardSerializer.opening, [], XCardSerializer.closing, cardEnd: "</vcard>")
    }
  }

  /// For the one card of a file.
  static func single(_ notation: VCardOptions.Notation) -> VCardFrame {
    notation == .jCard ? VCardFrame(cardEnd: "\n]]\n") : VCardFrame(notation)
  }
}
