import HTTPTransport
import Synchronization
import Testing

@Suite struct `Requests of many clients` {
  @Test func `go to one host as many at a time as it may get, and to the others at once`()
    async throws
  {
    let server = WaitingTransport()
    let limited = LimitedTransport(server, limit: HostLimit(requestsPerHost: 2))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for path in 0..<6 {
        group.addTask { _ = try await limited.send(request("https://mail.contoso.com/\(path)")) }
      }
      try await server.wait(forRequests: 2)
      group.addTask { _ = try await limited.send(request("https://mail.example.com/")) }
      try await server.wait(forRequests: 3)
      server.answersAtOnce()
      try await group.waitForAll()
    }
    #expect(server.seen.count == 7)
    #expect(server.most == ["mail.contoso.com": 2, "mail.example.com": 1])
  }

  @Test func `are served in the order they came`() async throws {
    let server = WaitingTransport()
    let limited = LimitedTransport(server, limit: HostLimit(requestsPerHost: 1))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for path in 0..<5 {
        group.addTask { _ = try await limited.send(request("https://mail.contoso.com/\(path)")) }
        // Each is in the queue before the next one comes.
        try await Task.sleep(for: .milliseconds(30))
      }
      server.answersAtOnce()
      try await group.waitForAll()
    }
    #expect(server.seen == (0..<5).map { "https://mail.contoso.com/\($0)" })
  }

  @Test func `that are cancelled while they wait leave their place to the others`() async throws {
    let server = WaitingTransport()
    let limited = LimitedTransport(server, limit: HostLimit(requestsPerHost: 1))
    let first = Task { try await limited.send(request("https://mail.contoso.com/1")) }
    try await server.wait(forRequests: 1)
    let second = Task { try await limited.send(request("https://mail.contoso.com/2")) }
    let third = Task { try await limited.send(request("https://mail.contoso.com/3")) }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    server.answersAtOnce()
    _ = try await (first.value, third.value)
    #expect(server.seen == ["https://mail.contoso.com/1", "https://mail.contoso.com/3"])
  }
}

private func request(_ url: String) -> HTTPRequest { HTTPRequest(method: "GET", url: url) }

/// Answers nothing until it is told to, and counts what it has at a time.
private final class WaitingTransport: Transport {
  private struct State {
    var seen: [String] = []
    var running: [String: Int] = [:]
    var most: [String: Int] = [:]
    var isAnswering = false
  }

  private let state = Mutex(State())

  var seen: [String] { state.withLock(\.seen) }
  var most: [String: Int] { state.withLock(\.most) }

  func answersAtOnce() { state.withLock { $0.isAnswering = true } }

  func wait(forRequests count: Int) async throws {
    while seen.count < count { try await Task.sleep(for: .milliseconds(5)) }
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let host = String(request.url.split(separator: "/")[1])
    state.withLock { state in
      state.seen.append(request.url)
      state.running[host, default: 0] += 1
      state.most[host] = max(state.most[host] ?? 0, state.running[host] ?? 0)
    }
    defer { state.withLock { $0.running[host, default: 1] -= 1 } }
    while !state.withLock(\.isAnswering) { try await Task.sleep(for: .milliseconds(5)) }
    return HTTPResponse(status: 200)
  }
}
