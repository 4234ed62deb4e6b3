import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A small Exchange ActiveSync server in memory, on loopback and without TLS, that follows the
/// specification strictly and misbehaves on request.
///
///     let server = try await FakeExchange.start(mailbox: .article)
///     try server.changeMailbox { mailbox in
///       try mailbox.put([Tag.Contacts.firstName: "Mark"], in: "2")
///     }
///     server.add(Fault(.status(3, scope: .collection), command: "Sync"))
///     ... a client at server.url ...
///     #expect(server.statistics.requests["Sync"] == 3)
///     await server.stop()
///
/// It knows OPTIONS, FolderSync, Sync from server to client, Provision, Settings
/// (DeviceInformation), GetItemEstimate and ItemOperations (Fetch). A command of the client within
/// a Sync is refused and counted.
package final class FakeExchange: Sendable {
  private let core: Core
  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup
  /// The TCP port on 127.0.0.1.
  package let port: Int

  /// The state behind its lock; the handlers of all connections share it.
  private final class Core: Sendable {
    let state: Mutex<ServerState>
    let observer: Mutex<(@Sendable (RecordedRequest) -> Void)?> = Mutex(nil)
    init(_ state: ServerState) { self.state = Mutex(state) }

    func answer(_ request: RecordedRequest) -> Reply {
      let (reply, recorded) = state.withLock { state in
        let count = state.requests.count
        let reply = state.respond(to: request)
        return (reply, state.requests.count > count ? state.requests.last : nil)
      }
      if let recorded { observer.withLock { $0 }?(recorded) }
      return reply
    }
  }

  private init(core: Core, channel: any Channel, group: MultiThreadedEventLoopGroup, port: Int) {
    self.core = core
    self.channel = channel
    self.group = group
    self.port = port
  }

  /// Starts to listen on 127.0.0.1.
  ///
  /// - Throws: ``CannotListen`` where the port is taken or not allowed.
  package static func start(
    _ options: Options = Options(), mailbox: Mailbox = .article
  ) async throws -> FakeExchange {
    let core = Core(ServerState(options: options, mailbox: mailbox))
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            HTTPHandler { request in core.answer(request) })
        }
      }
    do {
      let channel = try await bootstrap.bind(host: "127.0.0.1", port: options.port).get()
      guard let port = channel.localAddress?.port else { throw ChannelError.unknownLocalAddress }
      return FakeExchange(core: core, channel: channel, group: group, port: port)
    } catch {
      try? await group.shutdownGracefully()
      throw CannotListen(port: options.port, reason: (error as? IOError)?.errnoCode)
    }
  }

  /// The port can't be had.
  package struct CannotListen: Error, CustomStringConvertible {
    package let port: Int
    /// The number of the system's error.
    package let reason: Int32?

    package var description: String {
      "port \(port): can't listen on it (error \(reason ?? 0)); port 0 takes a free one"
    }
  }

  /// Closes the port and every connection.
  package func stop() async {
    try? await channel.close()
    try? await group.shutdownGracefully()
  }

  /// The endpoint that a client is configured with.
  package var url: String { "http://127.0.0.1:\(port)/Microsoft-Server-ActiveSync" }

  // MARK: - Mailbox

  /// Looks at the mailbox.
  package var mailbox: Mailbox { core.state.withLock { $0.mailbox } }

  /// Changes the mailbox; clients see it with their next request.
  @discardableResult
  package func changeMailbox<Result: Sendable>(
    _ change: @Sendable (inout Mailbox) throws -> Result
  ) throws -> Result {
    try core.state.withLock { try change(&$0.mailbox) }
  }

  /// Gives all contacts of a folder new ServerIds and makes every sync key of it invalid, as a
  /// mailbox that moved to another server does.
  package func renumber(_ folder: String) {
    core.state.withLock { $0.renumber(folder) }
  }

  /// Makes every sync key of a folder invalid; the next Sync gets status 3.
  package func invalidateSyncKeys(of folder: String) {
    core.state.withLock { $0.invalidateSyncKeys(of: folder) }
  }

  /// Lets the next Sync of a folder bring all contacts as Add under a key that stays valid.
  package func listAgain(_ folder: String) {
    core.state.withLock { $0.listAgain(folder) }
  }

  // MARK: - Misbehaviour

  /// Appends a fault to the list; see ``Fault`` for their order.
  package func add(_ fault: Fault) {
    core.state.withLock { $0.faults.append(fault) }
  }

  package func removeFaults() {
    core.state.withLock { $0.faults = [] }
  }

  package var quirks: Quirks {
    get { core.state.withLock { $0.quirks } }
    set { core.state.withLock { $0.quirks = newValue } }
  }

  // MARK: - Rules

  /// The policy; setting it makes the keys of all devices invalid.
  package var provisioning: Provisioning {
    get { core.state.withLock { $0.options.provisioning } }
    set { core.state.withLock { $0.setProvisioning(newValue) } }
  }

  /// What OPTIONS offers from now on.
  package var versions: [Version] {
    get { core.state.withLock { $0.options.versions } }
    set { core.state.withLock { $0.options.versions = newValue } }
  }

  package var password: String {
    get { core.state.withLock { $0.options.password } }
    set { core.state.withLock { $0.options.password = newValue } }
  }

  package var bearerTokens: Set<String>? {
    get { core.state.withLock { $0.options.bearerTokens } }
    set { core.state.withLock { $0.options.bearerTokens = newValue } }
  }

  // MARK: - Insight

  package var statistics: Statistics { core.state.withLock { $0.statistics } }

  /// The requests so far, the newest last.
  package var requests: [RecordedRequest] { core.state.withLock { $0.requests } }

  /// The requests so far of one command.
  package func requests(_ command: String) -> [RecordedRequest] {
    requests.filter { $0.command == command }
  }

  /// What the device with this DeviceId told of itself: Model, OS and so on.
  package func deviceInformation(_ deviceID: String) -> [String: String]? {
    core.state.withLock { $0.devices[deviceID]?.information }
  }

  /// Calls a function with each request, before its answer is sent: a moment in a client's run.
  package func observe(_ observer: @escaping @Sendable (RecordedRequest) -> Void) {
    core.observer.withLock { $0 = observer }
  }

  /// Forgets devices, requests, faults and quirks, and goes back to the first mailbox and options.
  package func reset() {
    core.state.withLock { $0.reset() }
  }

  /// All that the server knows at one moment.
  package struct Moment: Sendable {
    fileprivate let state: ServerState
  }

  package var moment: Moment { core.state.withLock { Moment(state: $0) } }

  /// Goes back to a moment, as if nothing had been asked since.
  package func goBack(to moment: Moment) {
    core.state.withLock { $0 = moment.state }
  }
}
