/// Sends one HTTP request and returns its answer, whatever its status.
///
/// The only thing the ActiveSync client knows of HTTP, so that a test can put anything here.
package protocol Transport: Sendable {
  /// - Throws: ``HTTPError`` where no complete answer came; `CancellationError` at once when
  ///   the task is cancelled.
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
