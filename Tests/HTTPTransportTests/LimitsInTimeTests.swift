import HTTPTransport
import Testing

/// Time and cancellation. No test here measures; a minute without a result is a failure.
@Suite(.timeLimit(.minutes(10))) struct LimitsInTimeTests {
  @Test(
    arguments: [
      CannedServer.Answer.silence, "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\nContent-Length: 9\n\nabc",
    ])
  func `a server that falls silent is given up`(answer: CannedServer.Answer) async throws {
    try await CannedServer.run([answer]) { url, _ in
      let error = try await failure(
        HTTPRequest(method: "GET", url: url), HTTPLimits(idle: .milliseconds(200)))
      #expect(error == .timedOut(hostAndPort(url), limit: "idle"))
    }
  }

  @Test func `a server that never ends is given up`() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
    let endless = CannedServer.Answer([.send(Array(head.utf8)), .drip])
    try await CannedServer.run([endless]) { url, _ in
      let error = try await failure(
        HTTPRequest(method: "GET", url: url), HTTPLimits(total: .milliseconds(300)))
      #expect(error == .timedOut(hostAndPort(url), limit: "total"))
    }
  }

  /// The listening socket's queue takes a connection, but nobody speaks TLS on it.
  @Test func `a connection that doesn't come to stand is given up`() async throws {
    try await CannedServer.run([.silence]) { url, _ in
      let error = try await failure(
        HTTPRequest(method: "GET", url: "https" + url.dropFirst(4)),
        HTTPLimits(connect: .milliseconds(200), idle: .milliseconds(10)))
      #expect(error == .timedOut(hostAndPort(url), limit: "connect"))
    }
  }

  @Test(arguments: [CannedServer.Answer.silence, "HTTP/1.1 200 OK\nContent-Length: 9\n\nabc"])
  func `a cancelled task returns at once`(answer: CannedServer.Answer) async throws {
    try await CannedServer.run([answer]) { url, server in
      let task = Task { try await CurlTransport().send(HTTPRequest(method: "GET", url: url)) }
      while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
    }
  }

  @Test func `a task that is cancelled already sends nothing`() async throws {
    try await CannedServer.run([.silence]) { url, server in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        _ = try await CurlTransport().send(HTTPRequest(method: "GET", url: url))
      }
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `a transport goes on after a cancelled request`() async throws {
    try await CannedServer.run([.silence, "HTTP/1.1 200 OK\nContent-Length: 0\n\n"]) {
      url, server in
      let transport = CurlTransport()
      let task = Task { try await transport.send(HTTPRequest(method: "GET", url: url)) }
      while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      task.cancel()
      let response = try await transport.send(HTTPRequest(method: "GET", url: url))
      #expect(response.status == 200)
    }
  }
}
