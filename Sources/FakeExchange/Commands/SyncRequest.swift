import WBXML

/// The request of a Sync, checked against its schema (MS-ASCMD section 2.2.1.21).
struct SyncRequest: Equatable {
  struct Collection: Equatable {
    var className: String?
    var syncKey: String
    var id: String
    var supported: [Tag]?
    /// As sent; absent it means yes, but with key 0.
    var getChanges: Bool?
    var windowSize: Int?
    /// `nil` where there are no Options: those of earlier requests stay in force.
    var options: Options?
    /// How many commands the client sends.
    var commandCount = 0
  }

  struct Options: Equatable {
    var preference: BodyPreference?
  }

  var collections: [Collection]
  /// The window of all collections together.
  var windowSize: Int?

  init(_ root: Element, version: FakeExchange.Version) throws(ShapeError) {
    var order = [Tag.AirSync.collections]
    if version >= .v12_1 { order.append(.AirSync.wait) }
    if version >= .v14_0 { order.append(.AirSync.heartbeatInterval) }
    if version >= .v12_1 { order += [.AirSync.windowSize, .AirSync.partial] }
    let fields = try root.children(inOrder: order)
    windowSize = try Self.windowSize(fields)
    let list = try required(.AirSync.collections, in: fields).children
    guard !list.isEmpty else { throw ShapeError() }
    collections = []
    for element in list {
      guard element.tag == .AirSync.collection else { throw ShapeError() }
      collections.append(try Collection(element, version: version))
    }
  }

  /// 0 and everything above 512 count as 512.
  fileprivate static func windowSize(_ fields: [Tag: Element]) throws(ShapeError) -> Int? {
    guard let size = try fields[.AirSync.windowSize]?.number() else { return nil }
    return size == 0 ? 512 : min(size, 512)
  }
}

extension SyncRequest.Collection {
  init(_ element: Element, version: FakeExchange.Version) throws(ShapeError) {
    var order: [Tag] = [
      .AirSync.syncKey, .AirSync.collectionId, .AirSync.supported, .AirSync.deletesAsMoves,
      .AirSync.getChanges, .AirSync.windowSize,
    ]
    if version <= .v12_1 { order.insert(.AirSync.class, at: 0) }
    if version >= .v14_0 { order.append(.AirSync.conversationMode) }
    order += [.AirSync.options, .AirSync.commands]
    let fields = try element.children(inOrder: order)

    syncKey = try required(.AirSync.syncKey, in: fields).requiredText()
    id = try required(.AirSync.collectionId, in: fields).requiredIdentifier()
    // Characters, whatever they take in UTF-8.
    for text in [syncKey, id] where !(1...64).contains(text.unicodeScalars.count) {
      throw ShapeError()
    }
    className = try fields[.AirSync.class]?.requiredText()
    supported = fields[.AirSync.supported]?.children.map(\.tag)
    _ = try fields[.AirSync.deletesAsMoves]?.flag()
    getChanges = try fields[.AirSync.getChanges]?.flag()
    windowSize = try SyncRequest.windowSize(fields)
    if let options = fields[.AirSync.options] {
      self.options = try SyncRequest.Options(options, version: version)
    }
    if let commands = fields[.AirSync.commands] { commandCount = commands.children.count }
  }
}

extension SyncRequest.Options {
  init(_ element: Element, version: FakeExchange.Version) throws(ShapeError) {
    var allowed: Set<Tag> = [
      .AirSync.filterType, .AirSync.conflict, .AirSync.mimeSupport, .AirSync.mimeTruncation,
    ]
    if version <= .v2_5 { allowed.formUnion([.AirSync.truncation, .AirSync.rtfTruncation]) }
    if version >= .v12_0 { allowed.insert(.AirSyncBase.bodyPreference) }
    if version >= .v14_0 { allowed.formUnion([.AirSync.class, .AirSync.maxItems]) }
    guard element.children.allSatisfy({ allowed.contains($0.tag) }) else { throw ShapeError() }
    // Contacts can't be filtered: 0, all of them, is the one value allowed.
    if let filter = element.first(.AirSync.filterType), try filter.number() != 0 {
      throw ShapeError()
    }
    if let preference = element.first(.AirSyncBase.bodyPreference) {
      self.preference = try BodyPreference(preference)
    }
  }
}

extension BodyPreference {
  init(_ element: Element) throws(ShapeError) {
    let fields = try element.children(inOrder: [
      .AirSyncBase.type, .AirSyncBase.truncationSize, .AirSyncBase.allOrNone,
      .AirSyncBase.preview,
    ])
    type = try required(.AirSyncBase.type, in: fields).number()
    guard (1...4).contains(type) else { throw ShapeError() }
    truncationSize = try fields[.AirSyncBase.truncationSize]?.number()
    allOrNone = try fields[.AirSyncBase.allOrNone]?.flag() ?? false
  }
}
