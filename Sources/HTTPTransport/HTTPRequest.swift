/// A request; redirects are not followed, and nothing is retried.
package struct HTTPRequest: Sendable {
  package var method: String
  /// An absolute `http` or `https` URL.
  package var url: String
  package var headers: [(name: String, value: String)]
  /// `nil` sends no body and no Content-Length.
  package var body: [UInt8]?
  /// A cookie that goes along with those that the server set: `NAME=VALUE`; `nil` for none.
  package var cookie: String?
  /// `nil` sends the request without a word of who asks.
  package var authentication: HTTPAuthentication?
  /// Whether the beginning of an answer that breaks off, or is too large, is better than none: see
  /// ``HTTPResponse/brokenBy``.
  package var takesBeginning = false

  package init(
    method: String, url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, authentication: HTTPAuthentication? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.authentication = authentication
  }
}
