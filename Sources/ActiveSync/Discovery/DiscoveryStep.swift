/// One request of the search and what came of it, as the user sees it.
package struct DiscoveryStep: Equatable, Sendable {
  package enum Method: String, Sendable {
    case json = "JSON v2"
    case pox = "POX"
    case httpRedirect = "http redirect"
    case service = "DNS SRV"
    case options = "OPTIONS"
  }

  package let method: Method
  /// With a port that is not the usual one.
  package let host: String
  /// What the host got to know: `without password, tells it the address`.
  package let disclosure: String
  /// In words; nothing that the server wrote stands in it unquoted.
  package let outcome: String
}

extension DiscoveryStep: CustomStringConvertible {
  /// `JSON v2 at autodiscover.contoso.com (without password, tells it the address): HTTP 404`
  package var description: String {
    "\(method.rawValue) at \(host) (\(disclosure)): \(outcome)"
  }
}

/// A server's word as it is, where it is short and plain; ``quoted(_:limit:)`` otherwise.
func shown(_ text: String, limit: Int) -> String {
  let isPlain = text.utf8.prefix(limit + 1).allSatisfy { (0x20..<0x7F).contains($0) }
  return isPlain && text.utf8.count <= limit ? text : quoted(text, limit: limit)
}

/// Words that a server wrote, for a line of output: without control and invisible characters, in
/// quotes, and cut short.
func quoted(_ text: String, limit: Int = 120) -> String {
  let scalars = text.unicodeScalars.prefix(limit + 1).map { scalar -> Unicode.Scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      "\u{FFFD}"
    default: scalar
    }
  }
  let isCut = scalars.count > limit
  return "'" + String(String.UnicodeScalarView(scalars.prefix(limit))) + (isCut ? "…'" : "'")
}
