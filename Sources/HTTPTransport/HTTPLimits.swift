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
  /// Lines of the heads of an exchange, as every field has one: libcurl goes through all fields for each.
  package var headerLines: Int
  /// Cookies that are kept from one exchange to the next; beyond that all are forgotten.
  package var cookies: Int

  /// Neither `connect` nor `idle` is ever longer than `total`.
  package init(
    connect: Duration = .seconds(30), idle: Duration = .seconds(120),
    total: Duration = .seconds(600), body: Int = 64 << 20, headers: Int = 256 << 10,
    headerLines: Int = 1000, cookies: Int = 100
  ) {
    self.connect = min(connect, total)
    self.idle = min(idle, total)
    self.total = total
    self.body = body
    self.headers = headers
    self.headerLines = headerLines
    self.cookies = cookies
  }
}
