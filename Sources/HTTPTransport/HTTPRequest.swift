/// A request; redirects are not followed, and nothing is retried.
package struct HTTPRequest: Sendable {
  package var method: String
  /// An absolute `http` or `https` URL.
  package var url: String
  package var headers: [(name: String, value: String)]
  /// `nil` sends no body and no Content-Length.
  package var body: [UInt8]?
  /// User and password for Basic authentication in UTF-8 (RFC 7617), sent with the request.
  package var credentials: BasicCredentials?

  package init(
    method: String, url: String, headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil, credentials: BasicCredentials? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.credentials = credentials
  }
}

/// User name and password; prints as dots.
package struct BasicCredentials: Sendable, CustomStringConvertible {
  package var user: String
  package var password: String

  package init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  package var description: String { "•••" }
}
