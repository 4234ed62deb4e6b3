import HTTPTransport
import Testing

/// What goes over the wire.
@Suite struct RequestTests {
  private static let ok: CannedServer.Answer = "HTTP/1.1 200 OK\nContent-Length: 0\n\n"

  /// The lines of the head that a request is sent with.
  private func lines(of request: String) -> [String] {
    let end = request.firstRange(of: "\r\n\r\n")?.lowerBound ?? request.endIndex
    return request[..<end].split(separator: "\r\n").map(String.init)
  }

  @Test func `a POST has its headers and its body and nothing of the library's own`() async throws {
    try await CannedServer.run([Self.ok]) { url, server in
      _ = try await CurlTransport().send(
        HTTPRequest(
          method: "POST", url: url + "?Cmd=Sync&User=a%40b",
          headers: [
            ("Content-Type", "application/vnd.ms-sync.wbxml"), ("MS-ASProtocolVersion", "14.1"),
            ("X-Empty", ""),
          ], body: Array("01234".utf8)))
      let request = try #require(server.requests.first)
      #expect(
        Set(lines(of: request)) == [
          "POST /path?Cmd=Sync&User=a%40b HTTP/1.1", "Host: \(hostAndPort(url))", "Accept: */*",
          "Accept-Encoding: gzip, deflate", "Content-Type: application/vnd.ms-sync.wbxml",
          "MS-ASProtocolVersion: 14.1", "X-Empty:", "Content-Length: 5",
        ])
      #expect(request.hasSuffix("\r\n\r\n01234"))
    }
  }

  @Test(arguments: [0, 2_000, 2 << 20])
  func `a body without a type gets none and waits for no permission`(count: Int) async throws {
    try await CannedServer.run([Self.ok]) { url, server in
      let body = [UInt8](repeating: 0x61, count: count)
      _ = try await CurlTransport().send(HTTPRequest(method: "POST", url: url, body: body))
      let request = try #require(server.requests.first)
      let lines = lines(of: request).map { $0.lowercased() }
      #expect(lines.contains("content-length: \(count)"))
      #expect(!lines.contains { $0.hasPrefix("content-type") || $0.hasPrefix("expect") })
      #expect(request.utf8.count == lines.joined(separator: "\r\n").utf8.count + 4 + count)
    }
  }

  @Test(arguments: ["GET", "OPTIONS", "POST", "HEAD", "PROPFIND"])
  func `no body means no length`(method: String) async throws {
    try await CannedServer.run([Self.ok]) { url, server in
      _ = try await CurlTransport().send(HTTPRequest(method: method, url: url))
      let request = try #require(server.requests.first)
      #expect(lines(of: request).first == "\(method) /path HTTP/1.1")
      #expect(!request.lowercased().contains("content-length"))
      #expect(!request.lowercased().contains("user-agent"))
      #expect(!request.lowercased().contains("authorization"))
    }
  }

  @Test func `credentials go out with the first request in UTF-8`() async throws {
    try await CannedServer.run([Self.ok]) { url, server in
      _ = try await CurlTransport().send(
        HTTPRequest(
          method: "OPTIONS", url: url,
          authentication: .basic(
            BasicCredentials(user: "jürgen@example.test", password: "pass:wörd €"))))
      let request = try #require(server.requests.first)
      let line = "Authorization: Basic asO8cmdlbkBleGFtcGxlLnRlc3Q6cGFzczp3w7ZyZCDigqw="
      #expect(lines(of: request).contains(line))
    }
  }

  @Test func `the path goes out as it is`() async throws {
    try await CannedServer.run([Self.ok]) { url, server in
      _ = try await CurlTransport().send(HTTPRequest(method: "GET", url: url + "/a/../b/./c"))
      #expect(server.requests.first?.hasPrefix("GET /path/a/../b/./c HTTP/1.1\r\n") == true)
    }
  }

  // MARK: - From one request to the next

  @Test func `cookies are sent back by the same transport and by no other`() async throws {
    let withCookie: CannedServer.Answer =
      "HTTP/1.1 200 OK\nSet-Cookie: X-BackEndCookie=abc; path=/; HttpOnly\nContent-Length: 0\n\n"
    try await CannedServer.run([withCookie, Self.ok, Self.ok]) { url, server in
      let transport = CurlTransport()
      for _ in 1...2 { _ = try await transport.send(HTTPRequest(method: "GET", url: url)) }
      _ = try await CurlTransport().send(HTTPRequest(method: "GET", url: url))
      let cookies = server.requests.map { lines(of: $0).filter { $0.hasPrefix("Cookie:") } }
      #expect(cookies == [[], ["Cookie: X-BackEndCookie=abc"], []])
    }
  }

  /// A server that sets new ones with every answer would fill the memory.
  @Test(arguments: [(2, 90), (3, 0)])
  func `cookies are all forgotten once there are more than a hundred`(
    answers: Int, kept: Int
  ) async throws {
    let many = (0..<answers).map { answer in
      let fields = (0..<45).map { "Set-Cookie: a\(answer)-\($0)=b\n" }.joined()
      return CannedServer.Answer("HTTP/1.1 200 OK\n\(fields)Content-Length: 0\n\n")
    }
    try await CannedServer.run(many + [Self.ok]) { url, server in
      let transport = CurlTransport()
      for _ in 0...answers { _ = try await transport.send(HTTPRequest(method: "GET", url: url)) }
      let last = try #require(server.requests.last)
      #expect(last.ranges(of: "=b").count == kept)
    }
  }

  @Test func `a connection is used again`() async throws {
    try await CannedServer.run(Array(repeating: Self.ok, count: 5)) { url, server in
      let transport = CurlTransport()
      for _ in 1...5 { _ = try await transport.send(HTTPRequest(method: "GET", url: url)) }
      #expect(server.requests.count == 5)
      #expect(server.connections == 1)
    }
  }

  @Test func `a connection that the server closed meanwhile is replaced`() async throws {
    try await CannedServer.run(
      Array(repeating: Self.ok.thenClose, count: 3)
    ) { url, server in
      let transport = CurlTransport()
      for _ in 1...3 {
        let request = HTTPRequest(method: "POST", url: url, body: [0x61])
        let response = try await transport.send(request)
        #expect(response.status == 200)
        // Long enough for the end of the connection to arrive.
        try await Task.sleep(for: .milliseconds(200))
      }
      #expect(server.requests.count == 3)
      #expect(server.connections == 3)
    }
  }

  /// The server may have worked on it: only who asked can know whether to ask again.
  @Test func `a request whose answer is lost is not sent again`() async throws {
    try await CannedServer.run([Self.ok, .silence.thenClose, Self.ok]) { url, server in
      let transport = CurlTransport()
      let request = HTTPRequest(method: "POST", url: url, body: [0x61])
      let first = try await transport.send(request)
      #expect(first.status == 200)
      let reason = "the connection closed before the answer"
      await #expect(throws: HTTPError.incomplete(hostAndPort(url), reason: reason)) {
        try await transport.send(request)
      }
      #expect(server.requests.count == 2)
    }
  }

  @Test func `requests of one transport run side by side`() async throws {
    try await CannedServer.run([.silence] + Array(repeating: Self.ok, count: 8)) { url, server in
      // Of a busy machine, a minute may pass meanwhile.
      let transport = CurlTransport(
        limits: HTTPLimits(idle: .seconds(900), total: .seconds(900)))
      let waiting = Task { try await transport.send(HTTPRequest(method: "GET", url: url)) }
      while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...8 {
          group.addTask { try await transport.send(HTTPRequest(method: "GET", url: url)).status }
        }
        for try await status in group { #expect(status == 200) }
      }
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
    }
  }

  // MARK: - Refused before anything is sent

  @Test(
    arguments: [
      "", "mail.example.test", "/Microsoft-Server-ActiveSync", "ftp://mail.example.test/",
      "file:///etc/passwd", "https://", "https:///path", "https:/path",
      "https://user@mail.example.test/",
      "https://user:pass@mail.example.test/", "https://mail.example.test/a\r\nX: y",
      "https://mail.example.test\u{0}.evil.test/", "https://mail.example.test:99999/",
    ])
  func `what is no absolute URL is refused`(url: String) async throws {
    #expect(try await failure(HTTPRequest(method: "GET", url: url)) == .invalidURL)
  }

  @Test(
    arguments: [
      ("X-MS-PolicyKey", "1\r\nX-Evil: 1", "X-MS-PolicyKey"), ("X-A", "1\u{0}", "X-A"),
      ("X-A\r\nX-B", "1", "header name"), ("", "1", "header name"), ("X A", "1", "header name"),
    ])
  func `a header that would become two is refused`(
    name: String, value: String, named: String
  ) async throws {
    let request = HTTPRequest(
      method: "GET", url: "http://127.0.0.1:1/", headers: [(name, value)])
    #expect(try await failure(request) == .invalidHeader(named))
  }

  @Test(arguments: [("a:b", "c"), ("a\r\nb", "c"), ("a", "c\u{0}d")])
  func `credentials that Basic can't carry are refused`(
    user: String, password: String
  ) async throws {
    let request = HTTPRequest(
      method: "GET", url: "http://127.0.0.1:1/",
      authentication: .basic(BasicCredentials(user: user, password: password)))
    #expect(try await failure(request) == .invalidHeader("Authorization"))
  }

  @Test func `a cookie of one's own goes along with those of the server`() async throws {
    let answer = CannedServer.Answer(
      "HTTP/1.1 200 OK\nSet-Cookie: a=1\nContent-Length: 0\n\n")
    try await CannedServer.run([answer, answer]) { url, server in
      let transport = CurlTransport()
      var request = HTTPRequest(method: "GET", url: url)
      request.cookie = "Mailbox=anna@contoso.com"
      _ = try await transport.send(request)
      _ = try await transport.send(request)
      #expect(server.requests[0].contains("\r\nCookie: Mailbox=anna@contoso.com\r\n"))
      #expect(server.requests[1].contains("\r\nCookie: a=1; Mailbox=anna@contoso.com\r\n"))
    }
  }

  @Test(arguments: ["a=b\r\nX: y", "a=b; c=d"])
  func `a cookie that would become two is refused`(cookie: String) async throws {
    var request = HTTPRequest(method: "GET", url: "http://127.0.0.1:1/")
    request.cookie = cookie
    #expect(try await failure(request) == .invalidHeader("Cookie"))
  }

  @Test func `a method that would become two lines is refused`() async throws {
    let request = HTTPRequest(method: "GET / HTTP/1.1\r\nX: y", url: "http://127.0.0.1:1/")
    #expect(try await failure(request) == .invalidHeader("method"))
  }
}
