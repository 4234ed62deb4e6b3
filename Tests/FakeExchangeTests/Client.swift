import FakeExchange
import HTTPTransport
import WBXML

/// A device that speaks to a server double, with every request under the test's control.
struct Client {
  var base: String
  var version = "14.1"
  var deviceID = "v140Device"
  var policyKey: String?
  var contentType = "application/vnd.ms-sync.wbxml"
  var credentials: BasicCredentials? = BasicCredentials(
    user: "anna@contoso.com", password: "secret")

  var transport = CurlTransport()

  init(_ server: FakeExchange, version: String = "14.1") {
    base = server.url
    self.version = version
  }

  func options() async throws -> HTTPResponse {
    try await transport.send(
      HTTPRequest(method: "OPTIONS", url: base, authentication: credentials.map { .basic($0) }))
  }

  func post(_ command: String, bytes: [UInt8], query: String? = nil) async throws -> HTTPResponse {
    let plain = "Cmd=\(command)&User=anna%40contoso.com&DeviceId=\(deviceID)&DeviceType=PPC"
    var headers = [("Content-Type", contentType), ("MS-ASProtocolVersion", version)]
    if let policyKey { headers.append(("X-MS-PolicyKey", policyKey)) }
    return try await transport.send(
      HTTPRequest(
        method: "POST", url: base + "?" + (query ?? plain),
        headers: headers.map { (name: $0.0, value: $0.1) }, body: bytes,
        authentication: credentials.map { .basic($0) }))
  }

  func post(_ command: String, _ root: Element) async throws -> HTTPResponse {
    try await post(command, bytes: Encoder.encode(root))
  }

  /// FolderSync; the answer's root.
  @discardableResult
  func folderSync(_ key: String = "0") async throws -> Element {
    let root = Element(
      .FolderHierarchy.folderSync, [Element(.FolderHierarchy.syncKey, key)])
    return try Decoder.decode(try await post("FolderSync", root).body)
  }

  /// Sync of one collection whose request has these elements behind SyncKey and CollectionId.
  func sync(
    _ key: String, _ collection: String = "2", _ extra: [Element] = []
  ) async throws -> SyncAnswer {
    let fields =
      [Element(.AirSync.syncKey, key), Element(.AirSync.collectionId, collection)] + extra
    return try await sync(fields: fields)
  }

  /// Sync of one collection whose request has exactly these elements.
  func sync(fields: [Element]) async throws -> SyncAnswer {
    let collection = Element(.AirSync.collection, fields)
    let root = Element(.AirSync.sync, [Element(.AirSync.collections, [collection])])
    return try SyncAnswer(try await post("Sync", root))
  }

  /// FolderSync, then the first key of folder 2.
  func primed(_ collection: String = "2") async throws -> String {
    try await folderSync()
    return try await sync("0", collection).key
  }
}

/// The answer to a Sync of one collection.
struct SyncAnswer {
  var response: HTTPResponse
  /// The Status of the whole command, where it has one.
  var commandStatus: String?
  var collection: Element?

  init(_ response: HTTPResponse) throws {
    self.response = response
    guard !response.body.isEmpty else { return }
    let root = try Decoder.decode(response.body)
    commandStatus = root.first(.AirSync.status)?.text
    collection = root.first(.AirSync.collections)?.first(.AirSync.collection)
  }

  var key: String { collection?.first(.AirSync.syncKey)?.text ?? "" }
  var status: String? { collection?.first(.AirSync.status)?.text ?? commandStatus }
  var more: Bool { collection?.first(.AirSync.moreAvailable) != nil }
  var commands: [Element] { collection?.first(.AirSync.commands)?.children ?? [] }

  func serverIDs(_ tag: Tag) -> [String] {
    commands.filter { $0.tag == tag }.compactMap { $0.first(.AirSync.serverId)?.text }
  }

  /// The ApplicationData of the first command.
  var firstItem: Element? { commands.first?.first(.AirSync.applicationData) }
}

extension Element {
  /// A WindowSize of this many items.
  static func window(_ size: Int) -> Element { Element(.AirSync.windowSize, String(size)) }

  /// Options that ask for notes of this type.
  static func preference(
    type: String = "1", truncationSize: Int? = nil, allOrNone: Bool = false
  ) -> Element {
    var fields = [Element(.AirSyncBase.type, type)]
    if let truncationSize {
      fields.append(Element(.AirSyncBase.truncationSize, String(truncationSize)))
    }
    if allOrNone { fields.append(Element(.AirSyncBase.allOrNone, "1")) }
    return Element(.AirSync.options, [Element(.AirSyncBase.bodyPreference, fields)])
  }
}

/// Runs a test against a server of its own and stops it afterwards.
func withServer(
  _ options: FakeExchange.Options = FakeExchange.Options(), mailbox: Mailbox = .article,
  _ test: (FakeExchange) async throws -> Void
) async throws {
  let server = try await FakeExchange.start(options, mailbox: mailbox)
  do {
    try await test(server)
  } catch {
    await server.stop()
    throw error
  }
  await server.stop()
}
