import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An authorization server on loopback for the device flow: the person agrees at the second poll,
/// and refresh tokens are good for one use.
final class ProviderDouble: Sendable {
  private struct State {
    var refreshToken = ""
    var polls = 0
    var issued: [String] = []
    var refreshes = 0
    var life = 3600
    var refusal: (status: Int, body: String)?
    var forms: [String] = []
  }

  private let state = Mutex(State())
  let port: Int
  private let channel: any Channel

  /// Told of each access token that is given.
  private let onToken: @Sendable (String) -> Void

  static func run(
    onToken: @escaping @Sendable (String) -> Void,
    _ body: (ProviderDouble) async throws -> Void
  ) async throws {
    let box = Mutex<ProviderDouble?>(nil)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            ProviderHandler { path, form in
              box.withLock { $0 }?.answer(path, form) ?? (500, "")
            })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let provider = ProviderDouble(channel: channel, onToken: onToken)
    box.withLock { $0 = provider }
    do {
      try await body(provider)
    } catch {
      try await channel.close()
      throw error
    }
    try await channel.close()
  }

  private init(channel: any Channel, onToken: @escaping @Sendable (String) -> Void) {
    self.channel = channel
    self.onToken = onToken
    port = channel.localAddress?.port ?? 0
  }

  /// The lines of an account.
  var options: String {
    let root = "http://127.0.0.1:\(port)"
    return """
      auth: oauth
      oauth: {client-id: ferry, client-secret: secret-canary, scope: contacts, \
      device-endpoint: "\(root)/device", token-endpoint: "\(root)/token"}
      """
  }

  var refreshes: Int { state.withLock { $0.refreshes } }
  var forms: [String] { state.withLock { $0.forms } }
  func expect(life: Int) { state.withLock { $0.life = life } }
  func refuse(_ status: Int, _ body: String) { state.withLock { $0.refusal = (status, body) } }
  func relent() { state.withLock { $0.refusal = nil } }

  private func answer(_ path: String, _ form: String) -> (Int, String) {
    state.withLock { state in
      state.forms.append(form)
      if let refusal = state.refusal { return refusal }
      if path == "/device" {
        return (
          200,
          """
          {"device_code": "device-canary", "user_code": "ABCD-EFGH", "interval": 1,
           "verification_uri": "http://127.0.0.1:\(port)/enter", "expires_in": 900}
          """
        )
      }
      if form.contains("device_code=device-canary") {
        state.polls += 1
        if state.polls % 2 == 1 { return (400, #"{"error": "authorization_pending"}"#) }
      } else {
        guard form.contains("refresh_token=" + state.refreshToken) else {
          return (400, #"{"error": "invalid_grant"}"#)
        }
        state.refreshes += 1
      }
      let number = state.issued.count
      let token = "access-canary-\(number)"
      state.issued.append(token)
      state.refreshToken = "refresh-canary-\(number)"
      onToken(token)
      return (
        200,
        """
        {"access_token": "\(token)", "token_type": "Bearer", "expires_in": \(state.life),
         "refresh_token": "\(state.refreshToken)"}
        """
      )
    }
  }
}

/// Collects a form, and sends what it gets.
private final class ProviderHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let answer: @Sendable (_ path: String, _ form: String) -> (Int, String)
  private var path = ""
  private var form = ""

  init(answer: @escaping @Sendable (String, String) -> (Int, String)) {
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): (path, form) = (head.uri, "")
    case .body(let part): form += String(buffer: part)
    case .end:
      let (status, text) = answer(path, form)
      let head = HTTPResponseHead(
        version: .http1_1, status: HTTPResponseStatus(statusCode: status),
        headers: ["Content-Type": "application/json", "Content-Length": "\(text.utf8.count)"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
