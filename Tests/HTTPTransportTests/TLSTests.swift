import Foundation
import HTTPTransport
import Testing

/// Against the server that comes with openssl; skipped where that is not installed.
@Suite(.enabled(if: OpenSSLServer.isAvailable, "needs /usr/bin/openssl"), .timeLimit(.minutes(10)))
struct TLSTests {
  @Test func `a certificate that is signed by itself is refused`() async throws {
    let server = try OpenSSLServer()
    defer { server.stop() }
    let error = try await failure(HTTPRequest(method: "GET", url: server.url))
    #expect(error == .certificate(hostAndPort(server.url), .selfSigned))
  }

  @Test func `TLS 1.1 is refused`() async throws {
    let server = try OpenSSLServer("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    defer { server.stop() }
    let error = try await failure(HTTPRequest(method: "GET", url: server.url))
    guard case .tls(hostAndPort(server.url), let reason) = error else {
      Issue.record("\(String(describing: error)) is not of TLS")
      return
    }
    #expect(reason.lowercased().contains("protocol version"))
  }

  /// By an alert that comes when the request is out already. TLS 1.2 has no such alert: there it
  /// is a handshake that failed.
  @Test func `a client certificate that is demanded and missing is named`() async throws {
    let server = try OpenSSLServer("-tls1_3", "-Verify", "1", "-verify_return_error")
    defer { server.stop() }
    var options = ConnectionOptions()
    options.caFile = server.certificate
    let transport = CurlTransport(options: options)
    let error = await #expect(throws: HTTPError.self) {
      try await transport.send(HTTPRequest(method: "GET", url: server.url))
    }
    #expect(error == .clientCertificate(hostAndPort(server.url), .missing))
  }

  @Test func `a server without TLS is refused`() async throws {
    // The handshake is text to this server, which has a line to say on its own.
    try await CannedServer.run(greeting: "220 ready\r\n") { url in
      let https = "https" + url.dropFirst(4)
      let error = try await failure(HTTPRequest(method: "GET", url: https))
      guard case .tls(hostAndPort(url), _) = error else {
        Issue.record("\(String(describing: error)) is not of TLS")
        return
      }
    }
  }
}

/// `openssl s_server` on a free port of loopback, with a fresh certificate for `localhost`.
private final class OpenSSLServer {
  static let isAvailable = FileManager.default.isExecutableFile(atPath: path)
  private static let path = "/usr/bin/openssl"

  private let directory = FileManager.default.temporaryDirectory
    .appending(path: "cardferry-tls-\(UUID().uuidString)")
  private let process = Process()
  private(set) var url = ""
  /// The file of its certificate.
  var certificate: String { directory.appending(path: "certificate.pem").path }

  init(_ options: String...) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let key = directory.appending(path: "key.pem").path
    let request = Process()
    request.executableURL = URL(filePath: Self.path)
    request.arguments = [
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
      "-keyout", key, "-out", certificate,
    ]
    request.standardError = FileHandle.nullDevice
    try request.run()
    request.waitUntilExit()

    process.executableURL = URL(filePath: Self.path)
    process.arguments =
      ["s_server", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate, "-www"] + options
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // It prints `ACCEPT 127.0.0.1:43210` once it listens.
    var text = ""
    while !text.contains("ACCEPT") || !text.hasSuffix("\n") {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty, "openssl s_server does not start")
      text += String(decoding: data, as: UTF8.self)
    }
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("ACCEPT") })
    let port = try #require(line.split(separator: ":").last)
    url = "https://localhost:\(port)/"
  }

  func stop() {
    // A child of Foundation's inherits the signals that a thread of Swift's pool blocks, SIGTERM
    // among them.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: directory)
  }
}
