import NIOCore
import NIOPosix
import Synchronization

/// A server on loopback that answers each request with the next of some given bytes, whatever
/// was asked, so that answers no real server would give can be tested.
final class CannedServer: Sendable {
  enum Step: Sendable {
    case send([UInt8])
    /// One byte every 20 ms, for ever.
    case drip
    case close
  }

  /// What one request gets. The connection stays open unless the last step closes it.
  struct Answer: Sendable, ExpressibleByStringLiteral {
    var steps: [Step]

    init(_ steps: [Step]) {
      self.steps = steps
    }

    /// Text whose line breaks go out as CR LF.
    init(stringLiteral text: String) {
      self.init(text)
    }

    init(_ text: String) {
      steps = [.send(Answer.bytes(text))]
    }

    /// A head as text, and a body as bytes.
    init(head: String, body: [UInt8]) {
      steps = [.send(Answer.bytes(head) + body)]
    }

    /// Nothing is sent, and the connection stays open.
    static let silence = Answer([])

    var thenClose: Answer { Answer(steps + [.close]) }

    private static func bytes(_ text: String) -> [UInt8] {
      text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }
  }

  private struct State {
    var answers: [Answer]
    var requests: [String] = []
    var connections = 0
  }

  private let state: Mutex<State>

  /// Sent to every connection before it asks for anything.
  fileprivate let greeting: [UInt8]?

  private init(_ answers: [Answer], greeting: String? = nil) {
    state = Mutex(State(answers: answers))
    self.greeting = greeting.map { Array($0.utf8) }
  }

  /// Head and body of every request so far.
  var requests: [String] { state.withLock { $0.requests } }
  /// How many connections were made so far.
  var connections: Int { state.withLock { $0.connections } }

  /// Runs the server on a free port while `body` runs, which is given its URL.
  static func run(
    _ answers: [Answer], _ body: (_ url: String, CannedServer) async throws -> Void
  ) async throws {
    try await CannedServer(answers).run(body)
  }

  /// Runs a server that speaks first, and not HTTP.
  static func run(greeting: String, _ body: (_ url: String) async throws -> Void) async throws {
    try await CannedServer([], greeting: greeting).run { url, _ in try await body(url) }
  }

  private func run(_ body: (_ url: String, CannedServer) async throws -> Void) async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        self.state.withLock { $0.connections += 1 }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(CannedHandler(self))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body("http://127.0.0.1:\(channel.localAddress?.port ?? 0)/path", self)
    } catch {
      try await channel.close()
      throw error
    }
    try await channel.close()
  }

  /// Notes a request.
  ///
  /// - Returns: What it gets; silence where more requests come than there are answers.
  fileprivate func answer(_ request: String) -> Answer {
    state.withLock { state in
      state.requests.append(request)
      return state.answers.isEmpty ? .silence : state.answers.removeFirst()
    }
  }
}

/// Collects the bytes of a request, and sends what the server has for it.
private final class CannedHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let server: CannedServer
  private var received: [UInt8] = []

  init(_ server: CannedServer) {
    self.server = server
  }

  func channelActive(context: ChannelHandlerContext) {
    if let greeting = server.greeting {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: greeting)), promise: nil)
    }
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
    while let length = requestLength {
      let request = String(decoding: received.prefix(length), as: UTF8.self)
      received.removeFirst(length)
      for step in server.answer(request).steps {
        switch step {
        case .send(let bytes):
          context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .drip: drip(context.channel)
        case .close: context.close(promise: nil)
        }
      }
    }
  }

  private func drip(_ channel: any Channel) {
    channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(20)) { task in
      channel.writeAndFlush(ByteBuffer(string: "x")).whenFailure { _ in task.cancel() }
    }
  }

  /// Bytes of the first request, or `nil` while it is incomplete.
  private var requestLength: Int? {
    let text = String(decoding: received, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let head = text[..<end.lowerBound]
    let length =
      head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst("content-length:".count).trimmingPrefix(" ")) } ?? 0
    let whole = head.utf8.count + 4 + length
    return received.count >= whole ? whole : nil
  }
}
