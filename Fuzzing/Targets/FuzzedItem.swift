import Foundation
import WBXML

/// An item of a mailbox made of bytes in a form that mutations seldom break: elements one after the
/// other, each a byte for its tag and its text up to a NUL.
///
///     47 'x' 00   …
///
/// Of the tag's byte, the upper two bits are the code page, the others the token; there are none
/// below 5, so these stand for something else.
struct FuzzedItem {
  /// ApplicationData as a server might send it.
  private(set) var element = Element(Tag.AirSync.applicationData, [])
  /// What the first byte chooses of whatever a target has to choose.
  let choice: UInt8
  /// A text that is no part of the item.
  private(set) var otherText: String?

  /// Contacts, Contacts2, AirSyncBase, and one that MS-ASWBXML doesn't define.
  private static let pages: [UInt8] = [1, 12, 17, 27]
  /// Ends a member of a list, such as a category.
  private static let separator: UInt8 = 0x1F

  init(_ bytes: [UInt8]) {
    choice = bytes.first ?? 0
    var children: [Element] = []
    for piece in bytes.dropFirst().split(separator: 0) {
      let text = piece.dropFirst()
      switch piece[piece.startIndex] {
      case 1: children.append(Self.picture(text))
      case 2: otherText = String(decoding: text, as: UTF8.self)
      case let byte where byte & 0x3F >= 5:
        let tag = Tag(page: Self.pages[Int(byte >> 6)], token: byte & 0x3F)
        children.append(Self.element(tag, text))
      default: break
      }
    }
    element = Element(Tag.AirSync.applicationData, children)
  }

  /// As the decoder has it: a string that isn't UTF-8 is its bytes.
  private static func content(_ bytes: ArraySlice<UInt8>) -> Element.Content {
    String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .string(Array(bytes))
  }

  private static func element(_ tag: Tag, _ text: ArraySlice<UInt8>) -> Element {
    switch tag {
    case Tag.Contacts.categories: list(tag, of: Tag.Contacts.category, text)
    case Tag.Contacts.children: list(tag, of: Tag.Contacts.child, text)
    case Tag.AirSyncBase.body:
      Element(
        tag, [Element(Tag.AirSyncBase.type, "1"), Element(Tag.AirSyncBase.data, content(text))])
    default: Element(tag, content(text))
    }
  }

  private static func list(_ tag: Tag, of member: Tag, _ text: ArraySlice<UInt8>) -> Element {
    Element(tag, text.split(separator: separator).map { Element(member, content($0)) })
  }

  /// Base64 is nothing that mutations find.
  private static func picture(_ bytes: ArraySlice<UInt8>) -> Element {
    Element(Tag.Contacts.picture, Data(bytes).base64EncodedString())
  }

  /// An item with every element that a contact may have.
  static let withEverything: Element = {
    var children = [picture(ArraySlice([0xFF, 0xD8, 0xFF, 0xE0]))]
    for page in pages.dropLast() {
      for (token, name) in (CodePage[page]?.names ?? [:]).sorted(by: { $0.key < $1.key }) {
        let tag = Tag(page: page, token: token)
        if tag == Tag.Contacts.picture { continue }
        let text = name.contains("Email") ? "\(name)@example.com" : "1980-04-15 \(name)"
        children.append(element(tag, ArraySlice(text.utf8)))
      }
    }
    return Element(Tag.AirSync.applicationData, children)
  }()
}
