import Foundation

/// An address that a server or DNS named; `https` alone.
struct DiscoveryURL: Equatable, Sendable {
  /// The whole address.
  let text: String
  /// In small letters, without the port.
  let host: String
  /// 443 where the address gives none.
  let port: Int
  /// Whether a query may hold more than a path; an endpoint has none.
  var hasQuery: Bool

  /// Why an address is not followed; it is never printed itself.
  enum Refusal: String, Error {
    case noAddress = "an address that can't be read"
    case notSecure = "an address without https"
    case user = "an address with a user in it"
  }

  /// Reads `Location`, `Url` and the like; a relative one belongs to `base`.
  init(_ text: String, relativeTo base: DiscoveryURL? = nil) throws(Refusal) {
    let base = base.flatMap { URL(string: $0.text) }
    guard let url = URL(string: text, relativeTo: base)?.absoluteURL,
      var parts = URLComponents(url: url, resolvingAgainstBaseURL: true),
      let scheme = parts.scheme?.lowercased(), let host = parts.encodedHost?.lowercased(),
      Self.isName(host)
    else { throw .noAddress }
    guard scheme == "https" else { throw .notSecure }
    guard parts.user == nil, parts.password == nil else { throw .user }
    parts.fragment = nil
    parts.scheme = scheme
    parts.encodedHost = host
    if parts.port == 443 { parts.port = nil }
    guard let whole = parts.string else { throw .noAddress }
    self.text = whole
    // A dot at the end names the same host.
    self.host = host.hasSuffix(".") ? String(host.dropLast()) : host
    port = parts.port ?? 443
    hasQuery = parts.query != nil
  }

  /// Whether the host is a name as DNS has them. URLs allow more, such as `;` and `$`, which would
  /// be words for the shell in `--allow-redirect-to HOST`.
  private static func isName(_ host: String) -> Bool {
    let letters = "abcdefghijklmnopqrstuvwxyz0123456789-._"
    return !host.isEmpty && host.first != "-" && host.allSatisfy { letters.contains($0) }
  }

  /// Whether both are one server, which may see the same password and cookies.
  func isSameServer(as other: DiscoveryURL) -> Bool {
    host == other.host && port == other.port
  }

  /// The host as a step shows it, with a port that is not the usual one.
  var shownHost: String { port == 443 ? host : "\(host):\(port)" }
}
