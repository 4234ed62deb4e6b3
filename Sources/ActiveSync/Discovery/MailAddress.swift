import DomainNames
import Foundation

/// A mail address whose domain discovery may ask for its server.
package struct MailAddress: Equatable, Sendable {
  /// What stands before the `@`, as given.
  package let localPart: String
  /// In A-labels and small letters: `xn--bcher-kva.example` (RFC 5890).
  package let domain: String

  /// Why discovery can't use an address.
  package struct ParsingError: Error, Equatable, CustomStringConvertible, Sendable {
    package let description: String
  }

  /// - Throws: ``ParsingError`` unless the domain is a name that somebody has registered: the host
  ///   `autodiscover.` in front of anything shorter belongs to a stranger.
  package init(parsing text: String) throws(ParsingError) {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      scalar.properties.generalCategory != .control && !scalar.properties.isWhitespace
    }
    guard isPlain, let at = text.lastIndex(of: "@"), at != text.startIndex,
      let domain = Self.asciiDomain(String(text[text.index(after: at)...]))
    else {
      throw ParsingError(description: "not a mail address; write USER@DOMAIN")
    }
    guard domain.contains(".") else {
      throw ParsingError(
        description: "the domain '\(domain)' has no dot; write the whole name of the domain")
    }
    guard UInt(domain.split(separator: ".").last ?? "") == nil else {
      throw ParsingError(
        description: "the address has numbers for a domain; write the name of the domain")
    }
    guard !PublicSuffix.contains(domain) else {
      throw ParsingError(
        description: "anybody can register a name below '\(domain)', so its hosts are not asked; "
          + "write the address with its own domain, or 'server:' by hand")
    }
    localPart = String(text[..<at])
    self.domain = domain
  }

  /// The address with its domain as DNS spells it.
  var text: String { localPart + "@" + domain }

  /// The name in A-labels; `nil` where DNS has no place for it.
  private static func asciiDomain(_ text: String) -> String? {
    var parts = URLComponents()
    parts.host = text
    guard let domain = parts.encodedHost?.lowercased(), domain.utf8.count <= 253 else {
      return nil
    }
    let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let areNames = labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
        && label.last != UInt8(ascii: "-")
        && label.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
          default: false
          }
        }
    }
    return areNames ? domain : nil
  }
}
