import Foundation
import HTTPTransport
import OAuth
import Synchronization

/// Answers from a list, and keeps the forms that were sent.
final class ScriptedServer: Transport {
  enum Answer: Sendable {
    case json(Int, String)
    case failure(HTTPError)
  }

  private let answers: Mutex<[Answer]>
  private let sent = Mutex<[HTTPRequest]>([])

  init(_ answers: [Answer]) {
    self.answers = Mutex(answers)
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    sent.withLock { $0.append(request) }
    let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    switch answer {
    case .json(let status, let text): return HTTPResponse(status: status, body: Array(text.utf8))
    case .failure(let error): throw error
    case nil: throw HTTPError.unknownHost("no answer left")
    }
  }

  var requests: [HTTPRequest] { sent.withLock { $0 } }

  /// The bodies as sent.
  var forms: [String] { requests.map { String(decoding: $0.body ?? [], as: UTF8.self) } }
}

extension ScriptedServer.Answer {
  static func refusal(_ code: String, description: String? = nil, status: Int = 400) -> Self {
    let more = description.map { #", "error_description": "\#($0)""# } ?? ""
    return .json(status, #"{"error": "\#(code)"\#(more)}"#)
  }

  static let tokens = ScriptedServer.Answer.json(
    200,
    """
    {"access_token": "access-1", "token_type": "Bearer", "expires_in": 3600,
     "refresh_token": "refresh-1", "scope": "contacts"}
    """)

  static func device(expiresIn: Int = 900, more: String = "") -> Self {
    .json(
      200,
      """
      {"device_code": "device-canary", "user_code": "ABCD-EFGH",
       "verification_uri": "https://login.example.test/device", "expires_in": \(expiresIn)\(more)}
      """)
  }
}

struct NoURL: Error {}

func registration(
  scope: String? = "contacts", secret: String? = nil
) throws -> ClientRegistration {
  guard let device = SecureURL("https://login.example.test/devicecode"),
    let token = SecureURL("https://login.example.test/token")
  else { throw NoURL() }
  return ClientRegistration(
    clientID: "client:1", clientSecret: secret.map { text in { @Sendable in text } }, scope: scope,
    deviceEndpoint: device, tokenEndpoint: token)
}

/// A clock that jumps to whatever is waited for, and keeps how long that was.
final class JumpingClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let state = Mutex<(now: Duration, pauses: [Duration])>((.zero, []))

  var now: Instant { state.withLock { Instant(offset: $0.now) } }
  var minimumResolution: Duration { .nanoseconds(1) }
  var pauses: [Duration] { state.withLock { $0.pauses } }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    state.withLock {
      $0.pauses.append(deadline.offset - $0.now)
      $0.now = deadline.offset
    }
  }
}
