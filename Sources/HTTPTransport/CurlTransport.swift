/// HTTP over libcurl.
///
/// One instance is one client: it keeps cookies and connections from one request to the next, in
/// memory only. Requests may run at the same time. Certificates are always verified, and there
/// is no switch to turn that off. What a request may and may not do is set in one place,
/// `CurlTransfer+Options.swift`.
package final class CurlTransport: Transport {
  private let limits: HTTPLimits
  private let loop = CurlLoop()

  package init(limits: HTTPLimits = HTTPLimits()) {
    self.limits = limits
  }

  deinit {
    loop.stop()
  }

  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let job = try CurlJob(request: request, limits: limits)
    return try await loop.run(job)
  }
}

/// A request that was looked through, on its way to the thread that sends it.
struct CurlJob: Sendable {
  let request: HTTPRequest
  let url: RequestURL
  let limits: HTTPLimits

  init(request: HTTPRequest, limits: HTTPLimits) throws(HTTPError) {
    guard let url = RequestURL(request.url) else { throw .invalidURL }
    guard Self.isToken(request.method) else { throw .invalidHeader("method") }
    for (name, value) in request.headers {
      guard Self.isToken(name) else { throw .invalidHeader("header name") }
      guard !value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
        throw .invalidHeader(name)
      }
    }
    if let credentials = request.credentials {
      // RFC 7617 section 2: the colon ends the user's name; control characters have no place.
      guard !credentials.user.utf8.contains(where: { $0 == 0x3A || $0 < 0x20 || $0 == 0x7F }),
        !credentials.password.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
      else { throw .invalidHeader("Authorization") }
    }
    self.request = request
    self.url = url
    self.limits = limits
  }

  /// RFC 9110 section 5.6.2.
  private static func isToken(_ text: String) -> Bool {
    let others = "!#$%&'*+-.^_`|~".utf8
    return !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: others.contains(byte)
        }
      }
  }
}
