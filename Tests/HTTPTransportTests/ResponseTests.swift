import HTTPTransport
import TestSupport
import Testing

/// What comes back for bytes that a server may send.
@Suite struct ResponseTests {
  @Test(
    arguments: [
      (200, "OK"), (400, "Bad Request"), (403, "Forbidden"), (449, "Retry After Provision"),
      (451, "Redirect"), (500, "Server Error"), (503, "Service Unavailable"), (507, "Full"),
    ])
  func `any status is an answer with its body`(status: Int, reason: String) async throws {
    let answer = "HTTP/1.1 \(status) \(reason)\nContent-Length: 5\n\nhello"
    try await CannedServer.run([CannedServer.Answer(answer)]) { url, _ in
      let response = try await CurlTransport().send(HTTPRequest(method: "GET", url: url))
      #expect(response.status == status)
      #expect(response.body == Array("hello".utf8))
    }
  }

  @Test func `a 401 is returned at the first answer`() async throws {
    try await CannedServer.run(
      ["HTTP/1.1 401 No\nWWW-Authenticate: Basic realm=x\nContent-Length: 2\n\nno"]
    ) { url, server in
      let request = HTTPRequest(
        method: "OPTIONS", url: url,
        authentication: .basic(BasicCredentials(user: "anna", password: "wrong")))
      let response = try await CurlTransport().send(request)
      #expect(response.status == 401)
      #expect(response.headers["www-authenticate"] == "Basic realm=x")
      #expect(server.requests.count == 1)
    }
  }

  @Test func `a redirect is an answer and not followed`() async throws {
    try await CannedServer.run(
      ["HTTP/1.1 302 Found\nLocation: /elsewhere\nContent-Length: 4\n\ngone"]
    ) { url, server in
      let response = try await CurlTransport().send(HTTPRequest(method: "GET", url: url))
      #expect(response.status == 302)
      #expect(response.headers["Location"] == "/elsewhere")
      #expect(response.body == Array("gone".utf8))
      #expect(server.requests.count == 1)
    }
  }

  @Test func `repeated headers are merged`() async throws {
    try await CannedServer.run(
      [
        """
        HTTP/1.1 200 OK
        MS-ASProtocolCommands: Sync,FolderSync
        Content-Length: 0
        ms-asprotocolcommands: Provision
        X-Folded: one
          two


        """
      ]
    ) { url, _ in
      let response = try await CurlTransport().send(HTTPRequest(method: "OPTIONS", url: url))
      #expect(response.headers["MS-ASProtocolCommands"] == "Sync,FolderSync, Provision")
      #expect(response.headers["X-Folded"] == "one two")
      #expect(response.headers["X-Missing"] == nil)
    }
  }

  @Test func `a provisional answer leaves no trace`() async throws {
    try await CannedServer.run(
      ["HTTP/1.1 100 Continue\nX-Early: 1\n\nHTTP/1.1 200 OK\nContent-Length: 0\n\n"]
    ) { url, _ in
      let response = try await CurlTransport().send(HTTPRequest(method: "GET", url: url))
      #expect(response.status == 200)
      #expect(response.headers["X-Early"] == nil)
    }
  }

  @Test func `a chunked body is joined`() async throws {
    try await CannedServer.run(
      ["HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n2\nde\n0\nX-Behind: 1\n\n"]
    ) { url, _ in
      let response = try await CurlTransport().send(HTTPRequest(method: "GET", url: url))
      #expect(response.body == Array("abcde".utf8))
      #expect(response.headers["X-Behind"] == nil)
    }
  }

  // MARK: - gzip

  @Test func `a compressed body is unpacked`() async throws {
    let packed: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 215, 81, 40, 205, 43, 72, 76, 206,
      78, 77, 1, 0, 23, 151, 186, 80, 15, 0, 0, 0,
    ]
    let head = "HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: \(packed.count)\n\n"
    try await CannedServer.run([CannedServer.Answer(head: head, body: packed)]) { url, server in
      let response = try await CurlTransport().send(HTTPRequest(method: "GET", url: url))
      #expect(response.body == Array("hello, unpacked".utf8))
      #expect(server.requests.first?.contains("Accept-Encoding: gzip, deflate\r\n") == true)
    }
  }

  @Test func `a compressed body of no bytes is empty`() async throws {
    try await CannedServer.run(
      ["HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 0\n\n"]
    ) { url, _ in
      let response = try await CurlTransport().send(HTTPRequest(method: "GET", url: url))
      #expect(response.status == 200)
      #expect(response.body.isEmpty)
    }
  }

  @Test func `a body that says gzip and isn't is an error`() async throws {
    try await CannedServer.run(
      ["HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 5\n\nhello"]
    ) { url, _ in
      let error = try await failure(HTTPRequest(method: "GET", url: url))
      let reason = "the body is compressed in a way that can't be unpacked"
      #expect(error == .incomplete(hostAndPort(url), reason: reason))
    }
  }

  @Test func `a body that grows beyond the limit when unpacked is refused`() async throws {
    let bomb = gzipOfZeros(count: 8 << 20)
    let head = "HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: \(bomb.count)\n\n"
    #expect(bomb.count < 64 << 10)
    try await CannedServer.run([CannedServer.Answer(head: head, body: bomb)]) { url, _ in
      let error = try await failure(
        HTTPRequest(method: "GET", url: url), HTTPLimits(body: 1 << 20))
      #expect(error == .tooLarge(hostAndPort(url), limit: "body"))
    }
  }

  // MARK: - Incomplete and too large

  @Test(arguments: [(10, true), (9, false)])
  func `a body may have as many bytes as the limit says`(limit: Int, fits: Bool) async throws {
    try await CannedServer.run(
      ["HTTP/1.1 200 OK\nContent-Length: 10\n\n0123456789"]
    ) { url, _ in
      let transport = CurlTransport(limits: HTTPLimits(body: limit))
      if fits {
        let response = try await transport.send(HTTPRequest(method: "GET", url: url))
        #expect(response.body.count == 10)
      } else {
        await #expect(throws: HTTPError.tooLarge(hostAndPort(url), limit: "body")) {
          try await transport.send(HTTPRequest(method: "GET", url: url))
        }
      }
    }
  }

  @Test(arguments: [(1, 8 << 10), (400, 20)])
  func `headers beyond the limit are refused`(count: Int, size: Int) async throws {
    let field = "X-Long: " + String(repeating: "a", count: size) + "\n"
    let head = "HTTP/1.1 200 OK\n" + String(repeating: field, count: count) + "\n"
    try await CannedServer.run([CannedServer.Answer(head).thenClose]) { url, _ in
      let error = try await failure(
        HTTPRequest(method: "GET", url: url), HTTPLimits(headers: 4 << 10))
      #expect(error == .tooLarge(hostAndPort(url), limit: "headers"))
    }
  }

  @Test(arguments: [(8, true), (9, false)])
  func `an answer may have as many lines in its head as the limit says`(
    count: Int, fits: Bool
  ) async throws {
    let fields = (0..<count).map { "X-\($0): x\n" }.joined()
    let answer = CannedServer.Answer("HTTP/1.1 204 No Content\n\(fields)\n")
    try await CannedServer.run([answer]) { url, _ in
      let request = HTTPRequest(method: "GET", url: url)
      let limits = HTTPLimits(headerLines: 10)
      if fits {
        let response = try await CurlTransport(limits: limits).send(request)
        #expect(response.headers.all.count == count)
      } else {
        #expect(try await failure(request, limits) == .tooLarge(hostAndPort(url), limit: "headers"))
      }
    }
  }

  /// libcurl has a limit of its own for one line, below the default of ``HTTPLimits``.
  @Test func `a header line that libcurl refuses is too large as well`() async throws {
    let head = "HTTP/1.1 200 OK\nX-Long: \(String(repeating: "a", count: 150 << 10))\n\n"
    try await CannedServer.run([CannedServer.Answer(head).thenClose]) { url, _ in
      let error = try await failure(HTTPRequest(method: "GET", url: url))
      #expect(error == .tooLarge(hostAndPort(url), limit: "headers"))
    }
  }

  @Test(
    arguments: [
      "HTTP/1.1 200 OK\nContent-Length: 10\n\n01234",
      "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nabc",
    ])
  func `a body that ends early is incomplete`(answer: String) async throws {
    try await CannedServer.run([CannedServer.Answer(answer).thenClose]) { url, _ in
      let error = try await failure(HTTPRequest(method: "GET", url: url))
      let reason = "the connection closed before the end of the body"
      #expect(error == .incomplete(hostAndPort(url), reason: reason))
    }
  }

  @Test(
    arguments: [
      ("", "the server closed the connection without a word"),
      ("220 mail.example.test ESMTP\n", "the answer is not HTTP"),
    ])
  func `what is no answer is incomplete`(answer: String, reason: String) async throws {
    try await CannedServer.run([CannedServer.Answer(answer).thenClose]) { url, _ in
      let error = try await failure(HTTPRequest(method: "GET", url: url))
      #expect(error == .incomplete(hostAndPort(url), reason: reason))
    }
  }
}

/// The error of a request that has to fail.
func failure(
  _ request: HTTPRequest, _ limits: HTTPLimits = HTTPLimits()
) async throws -> HTTPError? {
  await #expect(throws: HTTPError.self) {
    try await CurlTransport(limits: limits).send(request)
  }
}

/// As errors name it: `127.0.0.1:4711`.
func hostAndPort(_ url: String) -> String {
  String(url.split(separator: "/")[1])
}
