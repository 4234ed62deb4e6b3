import Glibc
import HTTPTransport

/// One request over one plain connection to 127.0.0.1, read to its end: enough for a server that
/// is tested byte by byte.
struct LoopbackTransport: Transport {
  enum Failure: Error {
    case noConnection
    /// The connection ended before the answer did.
    case incomplete
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let (port, target) = Self.parts(of: request.url)
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Failure.noConnection }

    var head = "\(request.method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    if let credentials = request.credentials {
      let pair = Array("\(credentials.user):\(credentials.password)".utf8)
      head += "Authorization: Basic \(Self.base64(pair))\r\n"
    }
    for (name, value) in request.headers { head += "\(name): \(value)\r\n" }
    if let body = request.body { head += "Content-Length: \(body.count)\r\n" }
    var out = Array((head + "\r\n").utf8)[...] + (request.body ?? [])
    while !out.isEmpty {
      let count = out.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Failure.incomplete }
      out.removeFirst(count)
    }
    return try Self.response(in: Self.readAll(descriptor))
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
    }
  }

  private static func response(in bytes: [UInt8]) throws -> HTTPResponse {
    let gap = Array("\r\n\r\n".utf8)
    guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: gap) }) else {
      throw Failure.incomplete
    }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers.append(String(parts[0]), parts[1].drop { $0 == " " }.description)
    }
    let body = Array(bytes[(end + 4)...])
    let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    let length = headers["Content-Length"].flatMap { Int($0) }
    guard let status, length == body.count || status == 204 && body.isEmpty else {
      throw Failure.incomplete
    }
    return HTTPResponse(status: status, headers: headers, body: body)
  }

  private static func parts(of url: String) -> (port: UInt16, target: String) {
    let rest = url.dropFirst("http://127.0.0.1:".count)
    let port = rest.prefix { $0 != "/" }
    return (UInt16(port) ?? 0, String(rest.dropFirst(port.count)))
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let word = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[start + $1]) : 0) }
      for index in 0...3 {
        text.append(index <= group.count ? alphabet[word >> (18 - 6 * index) & 63] : "=")
      }
    }
    return text
  }
}
