/// An address that secrets may be sent to: https, or http to this machine itself; without a user,
/// a query and a fragment.
package struct SecureURL: Equatable, Sendable, CustomStringConvertible {
  package let description: String
  /// The host as errors and logs may show it.
  package let host: String

  /// `nil` for every other text.
  package init?(_ text: String) {
    guard let url = RequestURL(text), url.isSecure || url.isLoopback,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3F && $0 != 0x23 })
    else { return nil }
    description = text
    host = url.host
  }
}
