import Foundation

/// Tells all that goes over the wire of another transport: method, URL, header fields and bodies,
/// with every contact, key and name in them. Only what proves who asks is left out: Authorization
/// and cookies show as dots.
package struct TracingTransport: Transport {
  /// Bytes of a body in one line of base64.
  private static let lineLength = 3 << 10

  private let transport: any Transport
  /// Gets a line at a time.
  private let tell: @Sendable (String) -> Void

  package init(_ transport: any Transport, tell: @escaping @Sendable (String) -> Void) {
    self.transport = transport
    self.tell = tell
  }

  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    tell("> \(request.method) \(request.url)")
    tell(">", request.headers)
    if let authentication = request.authentication { tell("> Authorization: \(authentication)") }
    if request.cookie != nil { tell("> Cookie: \(Self.hidden)") }
    tell(">", body: request.body ?? [])
    let response: HTTPResponse
    do {
      response = try await transport.send(request)
    } catch {
      tell("< \(error)")
      throw error
    }
    tell("< HTTP \(response.status)")
    tell("<", response.headers.all)
    tell("<", body: response.body)
    return response
  }

  private static let hidden = "•••"

  private func tell(_ direction: String, _ headers: [(name: String, value: String)]) {
    let secret: Set = ["authorization", "cookie", "set-cookie", "proxy-authorization"]
    for (name, value) in headers {
      let shown = secret.contains(name.lowercased()) ? Self.hidden : value
      tell("\(direction) \(name): \(shown)")
    }
  }

  private func tell(_ direction: String, body: [UInt8]) {
    guard !body.isEmpty else { return }
    tell("\(direction) \(body.count) bytes, in base64:")
    for start in stride(from: 0, to: body.count, by: Self.lineLength) {
      let part = body[start..<min(start + Self.lineLength, body.count)]
      tell("\(direction) " + Data(part).base64EncodedString())
    }
  }
}
