import FoundationEssentials

/// A misbehaviour of the server: what happens to which request.
///
/// Of all faults, the first that fits a request decides; the others wait. So a list of them is a
/// script:
///
///     [{"command": "Sync", "http": {"status": 503, "headers": {"Retry-After": "1"}}},
///      {"command": "Sync", "skip": 2, "status": 3, "scope": "collection"},
///      {"command": "FolderSync", "times": null, "drop": "before"}]
///
/// The first Sync gets 503, the next two a true answer, the fourth status 3; every FolderSync
/// loses its connection.
package struct Fault: Equatable, Sendable {
  package enum Effect: Equatable, Sendable {
    /// This answer instead of the true one; the request changes nothing. A Content-Type of
    /// `application/vnd.ms-sync.wbxml` is added where `headers` name none.
    case http(status: Int, headers: [String: String] = [:], body: [UInt8] = [])
    /// HTTP 200 with a status of the command, and nothing else; the request changes nothing.
    case status(Int, scope: Scope = .command)
    /// The true answer, its body cut to this many bytes; the request counts as answered.
    case truncate(Int)
    /// The connection is closed.
    case drop(Drop)
    /// The true answer, a byte of its body at a time with so many milliseconds before each.
    case drip(Int)
    /// The true answer with these header fields beside its own.
    case headers([String: String])
    /// The true answer; with ``Fault/delay`` a late one.
    case none
  }

  /// Where in the answer a status stands.
  package enum Scope: String, Codable, Sendable {
    /// In the root element.
    case command
    /// In every Collection of a Sync, in every Response of a GetItemEstimate, in the Policy of a
    /// Provision.
    case collection
    /// On an item: in every Fetch of an ItemOperations, in a `Responses` of a Sync, whose true
    /// answer it comes with.
    case item
  }

  /// Where the connection ends. A client may repeat a request on its own when a connection that
  /// it used before ends without an answer, as libcurl does: strike twice to be seen.
  package enum Drop: Equatable, Sendable {
    /// Before the request changes anything.
    case before
    /// After it did: the answer gets lost.
    case after
    /// Within the body, after this many bytes of it.
    case bytes(Int)
  }

  /// `Sync`, `FolderSync`, ..., `OPTIONS`; `nil` fits all.
  package var command: String?
  /// Fits only a request that names this CollectionId.
  package var collection: String?
  /// How many fitting requests pass before it strikes.
  package var skip: Int
  /// How many requests it strikes; `nil` for all to come.
  package var times: Int?
  /// Milliseconds before the answer.
  package var delay: Int
  package var effect: Effect

  package init(
    _ effect: Effect, command: String? = nil, collection: String? = nil, skip: Int = 0,
    times: Int? = 1, delay: Int = 0
  ) {
    self.effect = effect
    self.command = command
    self.collection = collection
    self.skip = skip
    self.times = times
    self.delay = delay
  }

  /// A web page with status 200, as a captive portal or a login page answers.
  package static func html(command: String? = nil, skip: Int = 0, times: Int? = 1) -> Fault {
    Fault(
      .http(
        status: 200, headers: ["Content-Type": "text/html; charset=utf-8"],
        body: Array("<!DOCTYPE html><html><body>Please sign in.</body></html>".utf8)),
      command: command, skip: skip, times: times)
  }

  /// Takes note of a fitting request.
  ///
  /// - Returns: whether it strikes now.
  mutating func strikes(command: String?, body: [UInt8]) -> Bool {
    guard self.command == nil || self.command == command, times != 0, names(body) else {
      return false
    }
    if skip > 0 {
      skip -= 1
      return false
    }
    if let times { self.times = times - 1 }
    return true
  }

  /// Whether the body names ``collection`` in a string of its own.
  private func names(_ body: [UInt8]) -> Bool {
    guard let collection else { return true }
    let inline = [0x03] + Array(collection.utf8) + [0x00]
    return body.indices.contains { body[$0...].starts(with: inline) }
  }
}

extension Fault: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case command, collection, skip, times, delay
    case http, status, scope, truncate, drip, drop, headers
  }

  private struct Answer: Codable {
    var status: Int
    var headers: [String: String]?
    var body: String?
    var bodyBase64: String?
  }

  package init(from decoder: any Swift.Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let times =
      container.contains(.times) ? try container.decodeIfPresent(Int.self, forKey: .times) : 1
    self.init(
      .none,
      command: try container.decodeIfPresent(String.self, forKey: .command),
      collection: try container.decodeIfPresent(String.self, forKey: .collection),
      skip: try container.decodeIfPresent(Int.self, forKey: .skip) ?? 0, times: times,
      delay: try container.decodeIfPresent(Int.self, forKey: .delay) ?? 0)
    if let answer = try container.decodeIfPresent(Answer.self, forKey: .http) {
      let bytes = try answer.bodyBase64.map { text in
        guard let data = Data(base64Encoded: text) else {
          throw Swift.DecodingError.dataCorruptedError(
            forKey: .http, in: container, debugDescription: "bodyBase64 is not base64")
        }
        return Array(data)
      }
      effect = .http(
        status: answer.status, headers: answer.headers ?? [:],
        body: bytes ?? Array((answer.body ?? "").utf8))
    } else if let status = try container.decodeIfPresent(Int.self, forKey: .status) {
      let scope = try container.decodeIfPresent(Scope.self, forKey: .scope)
      effect = .status(status, scope: scope ?? .command)
    } else if let count = try container.decodeIfPresent(Int.self, forKey: .truncate) {
      effect = .truncate(count)
    } else if let pause = try container.decodeIfPresent(Int.self, forKey: .drip) {
      effect = .drip(pause)
    } else if let headers = try container.decodeIfPresent(
      [String: String].self, forKey: .headers)
    {
      effect = .headers(headers)
    } else if container.contains(.drop) {
      effect = .drop(try Self.drop(in: container))
    }
  }

  private static func drop(in container: KeyedDecodingContainer<CodingKeys>) throws -> Drop {
    if let count = try? container.decode(Int.self, forKey: .drop) { return .bytes(count) }
    switch try container.decode(String.self, forKey: .drop) {
    case "before": return .before
    case "after": return .after
    default:
      throw Swift.DecodingError.dataCorruptedError(
        forKey: .drop, in: container,
        debugDescription: "drop is \"before\", \"after\" or a number of bytes")
    }
  }

  package func encode(to encoder: any Swift.Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(command, forKey: .command)
    try container.encodeIfPresent(collection, forKey: .collection)
    try container.encode(skip, forKey: .skip)
    try container.encode(times, forKey: .times)
    try container.encode(delay, forKey: .delay)
    switch effect {
    case .http(let status, let headers, let body):
      let answer = Answer(
        status: status, headers: headers, bodyBase64: Data(body).base64EncodedString())
      try container.encode(answer, forKey: .http)
    case .status(let status, let scope):
      try container.encode(status, forKey: .status)
      try container.encode(scope, forKey: .scope)
    case .truncate(let count): try container.encode(count, forKey: .truncate)
    case .drip(let pause): try container.encode(pause, forKey: .drip)
    case .drop(.before): try container.encode("before", forKey: .drop)
    case .drop(.after): try container.encode("after", forKey: .drop)
    case .drop(.bytes(let count)): try container.encode(count, forKey: .drop)
    case .headers(let headers): try container.encode(headers, forKey: .headers)
    case .none: break
    }
  }
}
