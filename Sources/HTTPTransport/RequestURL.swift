import CCurl

/// What the transport has to know of a URL, read by libcurl's own parser so that both agree.
struct RequestURL: Sendable {
  /// Host as errors name it, with the port where the URL gives one: `mail.example.test:8443`.
  let host: String
  /// Whether the host is this machine: `localhost` and what ends in it, `127.0.0.0/8`, `::1`.
  let isLoopback: Bool
  /// Whether the scheme is https.
  let isSecure: Bool

  /// `nil` where the URL is not absolute, neither http nor https, or has a user in it, who
  /// would get into the headers past ``HTTPRequest/credentials``.
  init?(_ url: String) {
    guard !url.utf8.contains(0), Self.hasTwoSlashes(url), let handle = curl_url() else {
      return nil
    }
    defer { curl_url_cleanup(handle) }
    func part(_ which: CURLUPart) -> String? {
      var text: UnsafeMutablePointer<CChar>?
      guard curl_url_get(handle, which, &text, 0) == CURLUE_OK, let text else { return nil }
      defer { curl_free(text) }
      return String(cString: text)
    }
    guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
      let scheme = part(CURLUPART_SCHEME), scheme == "https" || scheme == "http",
      part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil,
      let name = part(CURLUPART_HOST), !name.isEmpty
    else { return nil }
    host = name + (part(CURLUPART_PORT).map { ":" + $0 } ?? "")
    isLoopback = Self.isLoopback(name.lowercased())
    isSecure = scheme == "https"
  }

  /// Whether libcurl can take the text for the address of a proxy; a user may be in it.
  static func isProxy(_ url: String) -> Bool {
    guard !url.utf8.contains(0), hasTwoSlashes(url), let handle = curl_url() else { return false }
    defer { curl_url_cleanup(handle) }
    return url.lowercased().hasPrefix("http")
      && curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK
  }

  /// libcurl takes `https:/path` and `https:///path` for a host named path.
  private static func hasTwoSlashes(_ url: String) -> Bool {
    let slashes = url.drop { $0 != "/" }.prefix { $0 == "/" }
    return slashes.count == 2
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }
}
