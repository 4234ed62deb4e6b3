import HTTPTransport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct `A request of a run that is to stop` {
  /// A server that answers once it is told to.
  private final class SlowTransport: Transport {
    let sent = Mutex(0)
    private let answers: AsyncStream<HTTPResponse>
    private let answer: AsyncStream<HTTPResponse>.Continuation

    init() {
      (answers, answer) = AsyncStream.makeStream()
    }

    func reply() { answer.yield(HTTPResponse(status: 200, headers: [:], body: [])) }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
      sent.withLock { $0 += 1 }
      for await response in answers { return response }
      throw CancellationError()
    }

    func waitForRequest() async throws {
      while sent.withLock({ $0 == 0 }) { try await Task.sleep(for: .milliseconds(5)) }
    }
  }

  private static let request = HTTPRequest(method: "POST", url: "https://mail.contoso.com/x")

  @Test func `that is on its way comes to its end`() async throws {
    let server = SlowTransport()
    let transport = FinishingTransport(server, grace: .seconds(540))
    let task = Task { try await transport.send(Self.request) }
    try await server.waitForRequest()
    task.cancel()
    server.reply()
    #expect(try await task.value.status == 200)
  }

  @Test func `whose answer doesn't come soon is given up, which names the server`() async throws {
    let server = SlowTransport()
    let transport = FinishingTransport(server, grace: .milliseconds(1))
    let task = Task { try await transport.send(Self.request) }
    try await server.waitForRequest()
    task.cancel()
    await #expect(throws: HTTPError.givenUp("mail.contoso.com")) { try await task.value }
  }

  @Test func `that was not begun is not sent`() async throws {
    let server = SlowTransport()
    let transport = FinishingTransport(server)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await transport.send(Self.request)
    }
    await #expect(throws: CancellationError.self) { _ = try await task.value }
    #expect(server.sent.withLock { $0 } == 0)
  }
}
