import Foundation

/// The address of an ActiveSync server: `https://mail.contoso.com/Microsoft-Server-ActiveSync`.
package struct Endpoint: Equatable, Sendable {
  /// The path that servers answer on (MS-ASHTTP section 2.2.1.1.1.1).
  package static let standardPath = "/Microsoft-Server-ActiveSync"

  /// Scheme, host, port and path.
  package let url: String
  /// The host as errors and logs may show it.
  package let host: String

  /// Why an address can't be used; the description says what to write instead.
  package struct ParsingError: Error, Equatable, CustomStringConvertible, Sendable {
    package let description: String
  }

  /// Reads an address as the configuration gives it; a host without a path gets
  /// ``standardPath``.
  ///
  /// - Throws: ``ParsingError`` unless it is https, or http to this machine itself, without user,
  ///   query and fragment: a password never travels unencrypted.
  package init(parsing text: String) throws(ParsingError) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      let host = parts.host, !host.isEmpty
    else {
      throw ParsingError(
        description: "not an address; write https://HOST or https://HOST\(Self.standardPath)")
    }
    guard parts.user == nil, parts.password == nil else {
      throw ParsingError(
        description: "the address holds a user; write 'user:' and 'password:' instead")
    }
    guard parts.query == nil, parts.fragment == nil else {
      throw ParsingError(description: "the address holds a query or a fragment; leave it out")
    }
    guard scheme == "https" || (scheme == "http" && Self.isLoopback(host)) else {
      throw ParsingError(
        description: "http sends the password unencrypted; write https:// "
          + "(http is for this machine's own 127.0.0.1, ::1 and localhost alone)")
    }
    let path = parts.percentEncodedPath
    let port = parts.port.map { ":\($0)" } ?? ""
    let encodedHost = parts.percentEncodedHost ?? host
    self.host = host
    self.url =
      scheme + "://" + encodedHost + port + (path.isEmpty || path == "/" ? Self.standardPath : path)
  }

  /// Scheme, host and port, alike for the same server however its address is written.
  var origin: String {
    guard let parts = URLComponents(string: url) else { return url }
    let scheme = parts.scheme?.lowercased() ?? ""
    let port = parts.port ?? (scheme == "https" ? 443 : 80)
    return "\(scheme)://\((parts.percentEncodedHost ?? "").lowercased()):\(port)"
  }

  /// Whether an address, as a redirect names it, is this one; it may be relative, and say again what
  /// was asked.
  func isNamed(by location: String) -> Bool {
    guard let base = URL(string: url), let target = URL(string: location, relativeTo: base),
      var parts = URLComponents(url: target, resolvingAgainstBaseURL: true)
    else { return false }
    parts.query = nil
    parts.fragment = nil
    guard let text = parts.string, let other = try? Endpoint(parsing: text) else { return false }
    return other.origin == origin && other.path == path
  }

  private var path: String { URLComponents(string: url)?.percentEncodedPath ?? "" }

  private static func isLoopback(_ host: String) -> Bool {
    let name = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")).lowercased()
    if name == "localhost" || name == "::1" { return true }
    let octets = name.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return octets.count == 4 && octets[0] == 127 && !octets.contains(nil)
  }

  static func encoded(_ text: String) -> String {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }
}
