/// What the server has seen since the start or the last reset.
package struct Statistics: Codable, Equatable, Sendable {
  /// Requests by command, `OPTIONS` among them; `?` where the query named none.
  package var requests: [String: Int] = [:]
  /// Answers by HTTP status; `dropped` where there was none.
  package var answers: [String: Int] = [:]
  /// Commands of the client within a Sync: Add, Change, Delete and Fetch. All are refused.
  package var clientCommands = 0
  /// Sync requests that repeated the previous key and got the same answer again.
  package var replays = 0
  /// Sync collections that were answered with status 3.
  package var resets = 0
  /// Adds, Changes and Deletes sent, those of replays not counted.
  package var changesSent = 0
  /// Requests that a fault struck.
  package var faults = 0
  /// The status of each acknowledged wipe.
  package var wipeAcknowledgements: [String] = []

  package init() {}

  mutating func count(_ request: RecordedRequest) {
    requests[request.command ?? "?", default: 0] += 1
    answers[request.status.map(String.init) ?? "dropped", default: 0] += 1
  }
}
