/// A client whose requests come to their end although the task is cancelled, if that is soon: there
/// are answers that a server gives only once. None begins in a task that is cancelled.
package struct FinishingTransport: Transport {
  private let transport: any Transport
  private let grace: Duration

  /// `grace`: how long a request may go on.
  package init(_ transport: any Transport, grace: Duration = .seconds(5)) {
    self.transport = transport
    self.grace = grace
  }

  /// - Throws: `CancellationError` where the request was not begun, ``HTTPError/givenUp(_:)`` where its
  ///   time was up.
  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try Task.checkCancellation()
    do {
      return try await withCancellation(delayedBy: grace) { try await transport.send(request) }
    } catch is CancellationError {
      throw HTTPError.givenUp(RequestURL(request.url)?.host ?? "the server")
    }
  }
}

/// Runs something that hears only after a while that the task is cancelled.
package func withCancellation<T: Sendable>(
  delayedBy grace: Duration, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
  let work = Task { try await body() }
  return try await withTaskCancellationHandler {
    try await work.value
  } onCancel: {
    Task {
      try? await Task.sleep(for: grace)
      work.cancel()
    }
  }
}
