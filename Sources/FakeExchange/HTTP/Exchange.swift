package import WBXML

/// One request as it came in.
package struct RecordedRequest: Sendable {
  package let method: String
  /// Path and query as sent.
  package let target: String
  /// Header fields in the order and spelling in which they came.
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]
  /// `Sync`, `FolderSync`, ..., `OPTIONS`; `nil` where the query names none.
  package internal(set) var command: String?
  /// The HTTP status of the answer; `nil` where the connection was dropped instead.
  package internal(set) var status: Int?

  init(
    method: String, target: String, headers: [(name: String, value: String)], body: [UInt8]
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }

  /// The value of the first header field of this name, in any case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The decoded body; `nil` where it is empty or not WBXML.
  package var element: Element? { try? WBXML.Decoder.decode(body) }

  var path: Substring { target.prefix { $0 != "?" } }

  /// What stands behind the question mark.
  var query: Substring { target.dropFirst(path.count + 1) }
}

/// What the server sends back.
struct Reply: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  /// Milliseconds to wait before the first byte.
  var delay = 0
  /// Closes the connection after this many bytes of the body; -1 sends not even the head.
  var cut: Int?
  /// Milliseconds before each byte of the body, which then come one by one; `nil` for at once.
  var drip: Int?

  init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  static let wbxmlType = "application/vnd.ms-sync.wbxml"

  /// HTTP 200 with a document.
  init(_ root: Element) {
    self.init(
      status: 200, headers: [("Content-Type", Self.wbxmlType)], body: Encoder.encode(root))
  }

  /// An error of HTTP with a line of text for whoever reads the traffic.
  static func failure(_ status: Int, _ text: String) -> Reply {
    Reply(
      status: status, headers: [("Content-Type", "text/plain; charset=utf-8")],
      body: Array((text + "\n").utf8))
  }
}
