/// The name of an element as it goes over the wire: a code page and a token on it.
///
/// `FolderSync` is token 0x16 on page 7, written as `00 07` (SWITCH_PAGE) and `56` (token with
/// the content bit); see MS-ASWBXML section 2.1.2.1.
package struct Tag: Hashable, Sendable {
  /// The code page, 0 to 255; MS-ASWBXML defines 0 to 25.
  package let page: UInt8
  /// The token without its content bit, 0x05 to 0x3F.
  package let token: UInt8

  @inlinable package init(page: UInt8, token: UInt8) {
    self.page = page
    self.token = token
  }
}

extension Tag: CustomStringConvertible {
  /// `AirSync:SyncKey`, or page and number where the tables have no name: `Page27:0x11`.
  package var description: String {
    let codePage = CodePage[page]
    let number = String(token, radix: 16, uppercase: true)
    return (codePage?.namespace ?? "Page\(page)") + ":"
      + (codePage?.name(of: token) ?? "0x" + (number.count < 2 ? "0" : "") + number)
  }
}
