/// An answer with its body unpacked, which was read whole unless ``brokenBy`` says something else.
package struct HTTPResponse: Sendable {
  /// What is kept of a body that isn't whole, in bytes.
  package static let beginning = 64 << 10

  package var status: Int
  package var headers: HTTPHeaders
  package var body: [UInt8]
  /// Why the body is no more than a beginning; `nil` where it is whole.
  package var brokenBy: HTTPError?

  package init(
    status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [],
    brokenBy: HTTPError? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.brokenBy = brokenBy
  }
}
