import NIOCore
import NIOHTTP1

/// Collects a request, asks for its answer, and writes it in one go.
final class HTTPHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// Bytes that a request may have; an answer of 413 stands for more.
  private static let bodyLimit = 64 << 20

  private let answer: @Sendable (RecordedRequest) -> Reply
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()

  init(answer: @escaping @Sendable (RecordedRequest) -> Reply) {
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.clear()
      if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
        let interim = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(interim)), promise: nil)
      }
    case .body(var part):
      if body.readableBytes <= Self.bodyLimit { body.writeBuffer(&part) }
    case .end:
      guard let head else { return }
      self.head = nil
      respond(to: head, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func respond(to head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let reply =
      body.readableBytes > Self.bodyLimit
      ? Reply.failure(413, "The request is too large.")
      : answer(
        RecordedRequest(
          method: head.method.rawValue, target: head.uri,
          headers: head.headers.map { ($0.name, $0.value) },
          body: Array(body.readableBytesView)))
    body.clear()
    guard reply.delay > 0 else {
      send(reply, keepsAlive: head.isKeepAlive, context)
      return
    }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .milliseconds(Int64(reply.delay))) {
      let (handler, context) = bound.value
      if context.channel.isActive {
        handler.send(reply, keepsAlive: head.isKeepAlive, context)
      }
    }
  }

  private func send(_ reply: Reply, keepsAlive: Bool, _ context: ChannelHandlerContext) {
    if let cut = reply.cut, cut < 0 {
      context.close(promise: nil)
      return
    }
    var headers = HTTPHeaders(reply.headers.map { ($0.name, $0.value) })
    // RFC 9110 section 8.6: a 204 has no Content-Length.
    if reply.status != 204 {
      headers.replaceOrAdd(name: "Content-Length", value: String(reply.body.count))
    }
    if !keepsAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
    let head = HTTPResponseHead(
      version: .http1_1, status: Self.status(reply.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if let pause = reply.drip {
      context.flush()
      drip(reply.body[...], pause: pause, context)
      return
    }
    let bytes = reply.body.prefix(reply.cut ?? .max)
    if !bytes.isEmpty {
      let buffer = context.channel.allocator.buffer(bytes: bytes)
      context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }
    guard reply.cut == nil else {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))))
        .whenComplete { _ in bound.value.close(promise: nil) }
      return
    }
    let end = context.writeAndFlush(wrapOutboundOut(.end(nil)))
    if !keepsAlive {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      end.whenComplete { _ in bound.value.close(promise: nil) }
    }
  }

  /// Sends the first byte after a while and goes on with the others; ends where nobody listens any
  /// more.
  private func drip(_ bytes: ArraySlice<UInt8>, pause: Int, _ context: ChannelHandlerContext) {
    guard let byte = bytes.first else {
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      return
    }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .milliseconds(Int64(pause))) {
      let (handler, context) = bound.value
      guard context.channel.isActive else { return }
      let buffer = context.channel.allocator.buffer(bytes: [byte])
      context.writeAndFlush(handler.wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
      handler.drip(bytes.dropFirst(), pause: pause, context)
    }
  }

  private static func status(_ code: Int) -> HTTPResponseStatus {
    switch code {
    case 449: .custom(code: 449, reasonPhrase: "Retry after sending a PROVISION command")
    case 451: .custom(code: 451, reasonPhrase: "Redirect to the new endpoint")
    default: HTTPResponseStatus(statusCode: code)
    }
  }
}
