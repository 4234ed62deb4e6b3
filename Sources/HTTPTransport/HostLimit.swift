/// Keeps the requests of many clients to one host few at a time; the others wait in the order they
/// came.
package actor HostLimit {
  private let requestsPerHost: Int
  private var running: [String: Int] = [:]
  private var waiting: [String: [(id: Int, continuation: CheckedContinuation<Void, any Error>)]] =
    [:]
  private var lastID = 0

  /// `requestsPerHost`: 1 or more.
  package init(requestsPerHost: Int) {
    self.requestsPerHost = requestsPerHost
  }

  /// Waits for a place, sends, and gives the place to whoever has waited longest.
  ///
  /// - Throws: `CancellationError` while it waits, and what `send` throws.
  func run<T: Sendable>(
    on host: String, _ send: @Sendable () async throws -> T
  ) async throws -> T {
    try await enter(host)
    defer { leave(host) }
    return try await send()
  }

  private func enter(_ host: String) async throws {
    try Task.checkCancellation()
    guard running[host, default: 0] >= requestsPerHost else {
      running[host, default: 0] += 1
      return
    }
    lastID += 1
    let id = lastID
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation {
        (continuation: CheckedContinuation<Void, any Error>) in
        // Cancelled before it could be found in the queue.
        if Task.isCancelled { return continuation.resume(throwing: CancellationError()) }
        waiting[host, default: []].append((id, continuation))
      }
    } onCancel: {
      Task { await giveUp(id, host) }
    }
  }

  private func giveUp(_ id: Int, _ host: String) {
    guard let index = waiting[host]?.firstIndex(where: { $0.id == id }) else { return }
    waiting[host]?.remove(at: index).continuation.resume(throwing: CancellationError())
  }

  /// The place goes over to the next in the queue, or is free.
  private func leave(_ host: String) {
    if let queue = waiting[host], !queue.isEmpty {
      waiting[host]?.removeFirst().continuation.resume()
    } else {
      running[host, default: 1] -= 1
    }
  }
}

/// A client whose requests keep to a ``HostLimit``.
package struct LimitedTransport: Transport {
  private let transport: any Transport
  private let limit: HostLimit

  package init(_ transport: any Transport, limit: HostLimit) {
    self.transport = transport
    self.limit = limit
  }

  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    guard let host = RequestURL(request.url)?.host else { return try await transport.send(request) }
    return try await limit.run(on: host) { try await transport.send(request) }
  }
}
