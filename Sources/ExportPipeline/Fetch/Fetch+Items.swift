import Digests
import ContactMapping
import ActiveSync
import HTTPTransport
import Logging
import StateStore
import WBXML

/// Items of which an answer brings less than all.
extension Fetch {
  /// Completes the items that leave something open: one of which nothing came, a note that was cut,
  /// and a change that says nothing of a note or a photo which the contact had. For the latter
  /// MS-ASCMD section 2.2.3.24.2 has "unchanged", and servers mean "gone" as well.
  ///
  /// Each is fetched once, whole. Where the server can't give single items, the old note and photo
  /// stay until the next load from the start, a note that was cut is a warning, and an item of which
  /// nothing came stays as it was, is a warning, and is asked for again by the next run.
  mutating func complete(
    _ changes: [Sync.Change], of collection: CollectionRecord
  ) async throws -> [Sync.Change] {
    var open: [ServerID] = []
    var listed: [ServerID] = []
    var kept: [ServerID: [Element]] = [:]
    for change in changes {
      switch change {
      case .change(let id, let data):
        let known = try keptBack(id, data, in: collection)
        if !known.isEmpty { kept[id] = known }
        if !known.isEmpty || ApplicationData.hasCutNote(data) { open.append(id) }
      case .add(let id, let data):
        if ApplicationData.hasCutNote(data) { open.append(id) }
      case .listed(let id): listed.append(id)
      case .delete: break
      }
    }
    // A server may say of an item that it has trouble with it, and give it all the same.
    if !listed.isEmpty {
      let given = Self.given(changes)
      listed = listed.filter { !given.contains($0) }
    }
    open += listed
    if open.isEmpty { return changes }
    let whole = try await items(open, of: collection)
    for id in Set(listed).subtracting(whole.keys).sorted(by: { $0.rawValue < $1.rawValue }) {
      warn(of: Sync.ItemProblem(serverID: id, reason: .noData))
    }
    return changes.compactMap { change -> Sync.Change? in
      func element(_ id: ServerID, _ data: Element) -> Element {
        let result =
          whole[id]
          ?? kept[id].map { Element(data.tag, .elements(data.children + $0)) } ?? data
        if ApplicationData.hasCutNote(result) { cutNotes += 1 }
        return result
      }
      return switch change {
      case .add(let id, let data): .add(id, element(id, data))
      case .change(let id, let data): .change(id, element(id, data))
      case .listed(let id):
        if let data = whole[id] { .change(id, data) } else { listed.contains(id) ? change : nil }
      case .delete: change
      }
    }
  }

  /// One that comes again as its folder starts over is told once.
  mutating func warn(of problem: Sync.ItemProblem) {
    guard problem.serverID == nil || !report.warnings.contains(problem.warning) else { return }
    itemProblems += 1
    if itemProblems <= Self.maximumItemWarnings { report.warnings.append(problem.warning) }
  }

  /// The items whose data came.
  private static func given(_ changes: [Sync.Change]) -> Set<ServerID> {
    Set(
      changes.compactMap { change in
        switch change {
        case .add(let id, _), .change(let id, _): id
        case .listed, .delete: nil
        }
      })
  }

  /// Asks once more for the items of a folder of which nothing came in an earlier run.
  mutating func fetchWanted(of collection: CollectionRecord) async throws {
    let wanted = try store.wanted(in: collection.id).map { ServerID($0) }
    guard !wanted.isEmpty, let key = collection.syncKey else { return }
    let changes = try await complete(wanted.map { .listed($0) }, of: collection)
    let counts = try store.apply(
      Window(changes: changes.map(Self.change), syncKey: key, isLast: true), to: collection.id,
      now: now())
    report.added += counts.added
    report.changed += counts.changed
  }

  /// The note and the photo of which a change says nothing, as they were.
  private func keptBack(
    _ id: ServerID, _ data: Element, in collection: CollectionRecord
  ) throws -> [Element] {
    let absent = ApplicationData.noteAndPhoto.filter { data.first($0) == nil }
    guard !absent.isEmpty, let bytes = try store.data(of: id.rawValue, in: collection.id),
      let old = try? ApplicationData.decode(bytes)
    else { return [] }
    return absent.compactMap { old.first($0) }.filter { !ApplicationData.isEmpty($0) }
  }

  /// The items that the server gives whole, by id.
  private mutating func items(
    _ ids: [ServerID], of collection: CollectionRecord
  ) async throws -> [ServerID: Element] {
    var found: [ServerID: Element] = [:]
    var rest = ids[...]
    var size = ItemOperations.maximum
    var isAskedAgain = false
    while !rest.isEmpty, !lacksItemOperations, (client.version ?? .v2_5) >= .v12_0 {
      let part = Array(rest.prefix(size))
      do {
        let response = try await send(
          ItemOperations(collectionID: ServerID(collection.serverID), serverIDs: part))
        rest.removeFirst(part.count)
        isAskedAgain = false
        found.merge(response.items) { $1 }
        for status in Set(response.failures.values.map(\.meaning)).sorted() {
          logger.debug("\(account.name): an item could not be fetched by itself: \(status)")
        }
      } catch let error as ActiveSyncError where error.mayBeOfSize && part.count > 1 {
        size = part.count / 2
      } catch let error as ActiveSyncError where error.isTooLarge {
        rest.removeFirst()
      } catch let error as ActiveSyncError where error.isBroken && !isAskedAgain {
        // An answer may break on its way; twice, it is the server's.
        isAskedAgain = true
      } catch let error as ActiveSyncError where error.isOfThisCommand {
        logger.debug("\(account.name): the server gives no single items: \(error)")
        lacksItemOperations = true
      }
    }
    return found
  }
}

extension ActiveSyncError {
  /// Whether a failure concerns the folder that was asked for, so that others may be there.
  var isOfOneFolder: Bool {
    switch self {
    case .malformed, .emptied, .unexpected, .noProgress: true
    case .status(_, _, _, let scope, _): scope != .account
    default: false
    }
  }

  /// Whether an answer is larger than what is read, whoever is asked for it again.
  fileprivate var isTooLarge: Bool {
    switch self {
    case .transport(.tooLarge(_, "body")): true
    case .malformed(_, let error):
      if case .limitExceeded = error.reason { true } else { false }
    default: false
    }
  }

  /// Whether an answer came that is none.
  fileprivate var isBroken: Bool {
    switch self {
    case .malformed, .unexpected: true
    default: false
    }
  }

  /// Whether the failure says that the server doesn't have the command, and nothing of the account.
  var isOfThisCommand: Bool {
    switch self {
    case .http(_, let status): [400, 404, 500, 501].contains(HTTPStatus.understood(status))
    case .status, .unexpected, .malformed, .notActiveSync: true
    case .common(_, let status): [101, 102, 103, 105, 106, 137, 150].contains(status.code)
    default: false
    }
  }
}

extension Sync.ItemProblem {
  /// One line that shows the item's hash, never its id: that may hold a name.
  var warning: String {
    let item = serverID.map { "item \(SHA256.shortText($0.bytes))" } ?? "an item"
    return switch reason {
    case .tooLarge:
      "\(item) is larger than an answer may be, or its answer breaks off, and was passed over"
    case .noID: "\(item) came without an id, and was passed over"
    case .noData:
      "\(item) came without its data, also when it was asked for by itself; what is known of it "
        + "stays as it is, and the next run asks again"
    case .unknownCommand: "\(item) came with a command that has no place here"
    case .status(let status): "\(item): status \(status.code), \(status.meaning)"
    }
  }
}
