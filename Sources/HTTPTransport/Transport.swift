/// Sends one HTTP request and returns its answer, whatever its status.
///
/// The only thing the ActiveSync client knows of HTTP, so that a test can put anything here.
package protocol Transport: Sendable {
  /// - Throws: ``HTTPError`` where no complete answer came; `CancellationError` at once when
  ///   the task is cancelled.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

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

/// An answer with its body read whole and unpacked.
package struct HTTPResponse: Sendable {
  package var status: Int
  package var headers: HTTPHeaders
  package var body: [UInt8]

  package init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Header fields; names compare without regard to case, and a repeated field is joined by commas
/// (RFC 9110 section 5.3).
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
  private var fields: [(name: String, value: String)] = []

  package init() {}

  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(name, value) }
  }

  package mutating func append(_ name: String, _ value: String) {
    fields.append((name.lowercased(), value))
  }

  /// All values of the field joined by `, `; `nil` where there is none.
  package subscript(name: String) -> String? {
    let values = fields.filter { $0.name == name.lowercased() }.map(\.value)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }
}

/// Bounds of every exchange; a server can't make the client use more.
package struct HTTPLimits: Sendable {
  /// Until the connection stands, TLS included.
  package var connect: Duration
  /// Without a byte in either direction once the request is sent.
  package var idle: Duration
  /// For the whole exchange.
  package var total: Duration
  /// Bytes of the body once unpacked.
  package var body: Int
  /// Bytes of all header fields.
  package var headers: Int

  package init(
    connect: Duration = .seconds(30), idle: Duration = .seconds(120),
    total: Duration = .seconds(600), body: Int = 64 << 20, headers: Int = 256 << 10
  ) {
    self.connect = connect
    self.idle = idle
    self.total = total
    self.body = body
    self.headers = headers
  }
}

/// Why no complete answer came. Descriptions name the host and the cause, never the path or the
/// query, which hold the user's name.
package enum HTTPError: Error, Equatable, Sendable {
  /// The URL is not absolute, or its scheme is neither http nor https.
  case invalidURL
  /// A header, the method or the credentials hold a character that would change the request,
  /// such as a line break; named, without its value.
  case invalidHeader(String)
  /// The name of the host has no address.
  case unknownHost(String)
  /// No connection: refused, unreachable, reset before the answer.
  case connectionFailed(String, reason: String)
  /// A limit of ``HTTPLimits`` in time is exceeded; named as there.
  case timedOut(String, limit: String)
  /// The certificate is not trusted, expired, or for another name; or TLS itself failed.
  case tls(String, reason: String)
  /// A limit of ``HTTPLimits`` in size is exceeded; named as there.
  case tooLarge(String, limit: String)
  /// The connection ended before the body did, or the answer is not HTTP.
  case incomplete(String, reason: String)
}
