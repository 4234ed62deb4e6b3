/// The name of an element as it goes over the wire: a code page and a token on it.
///
/// `FolderSync` is token 0x16 on page 7, written as `00 07` (SWITCH_PAGE) and `56` (token with
/// the content bit); see MS-ASWBXML section 2.1.2.1.
///
/// `public`, so that other targets have it inlined: they go through dozens of tags for an element, and
/// mapping took a third more with calls for each.
public struct Tag: Hashable, Sendable {
  /// The code page, 0 to 255; MS-ASWBXML defines 0 to 25.
  public let page: UInt8
  /// The token without its content bit, 0x05 to 0x3F.
  public let token: UInt8

  /// The tag of a token on a code page.
  @inlinable public init(page: UInt8, token: UInt8) {
    self.page = page
    self.token = token
  }

  /// Whether page and token are the same.
  @inlinable public static func == (left: Tag, right: Tag) -> Bool {
    left.page == right.page && left.token == right.token
  }

  /// The same, for a `switch`.
  @inlinable public static func ~= (pattern: Tag, tag: Tag) -> Bool { pattern == tag }
}

extension Tag: CustomStringConvertible {
  /// `AirSync:SyncKey`, or page and number where the tables have no name: `Page27:0x11`.
  public var description: String {
    let codePage = CodePage[page]
    let number = String(token, radix: 16, uppercase: true)
    return (codePage?.namespace ?? "Page\(page)") + ":"
      + (codePage?.name(of: token) ?? "0x" + (number.count < 2 ? "0" : "") + number)
  }
}
