import ActiveSync
import HTTPTransport
import Testing
import WBXML

/// A row of the tables of MS-ASCMD section 2.2.3.177 and MS-ASPROV section 2.2.2.54: what a code
/// is, and what becomes of a command that it answers.
struct StatusRow<Status: CommandStatus>: Sendable, CustomTestStringConvertible {
  let code: String
  let status: Status
  let scope: Scope
  let recovery: Recovery
  /// Behind `COMMAND failed with status CODE: `; `nil` for success.
  let text: String?
  var testDescription: String { "\(Status.self) \(code)" }

  init(
    _ code: String, _ status: Status, _ scope: Scope, _ recovery: Recovery, _ text: String?
  ) {
    self.code = code
    self.status = status
    self.scope = scope
    self.recovery = recovery
    self.text = text
  }

  /// What the client throws.
  func error(of command: String) -> ActiveSyncError? {
    text == nil
      ? nil
      : .status(
        command: command, code: code, meaning: status.meaning, scope: scope, recovery: recovery)
  }

  /// Holds the row against the code, and the error against its words.
  func check(_ command: String) {
    #expect(Status(code: code) == status)
    #expect(status.code == code)
    #expect(status.scope == scope)
    #expect(status.recovery == recovery)
    #expect(status.isSuccess == (text == nil))
    guard let error = error(of: command), let text else { return }
    // Nothing of a server's words reaches a terminal that obeys it.
    let shown = code == "x\u{1B}" ? "'x\u{FFFD}'" : code
    #expect(error.description == "\(command) failed with status \(shown): \(text)")
    let isPassing = recovery == .retry || recovery == .wait
    #expect(error.kind == (isPassing ? .unreachable : .protocolViolation))
  }
}

private let administrator = "; ask the server's administrator"
private let nextRun = "; the next run tries again"
private let inVain = "; trying that did not help"
private let undefined = "the server gives a status that the protocol doesn't define"

@Suite struct `A status of Sync` {
  private typealias Row = StatusRow<SyncStatus>
  private typealias Tags = WBXML.Tag.AirSync

  private static let rows = [
    Row("1", .success, .collection, .giveUp, nil),
    Row("2", .undefined("2"), .collection, .giveUp, undefined + administrator),
    Row(
      "3", .invalidSyncKey, .collection, .rebaseline,
      "the server no longer knows how far the folder was synchronised; run again with --full"),
    Row(
      "4", .protocolError, .collection, .giveUp,
      "the server calls the request wrong" + administrator),
    Row("5", .serverError, .collection, .retry, "the server failed" + nextRun),
    Row(
      "6", .conversionError, .item, .giveUp,
      "the server calls an item malformed" + administrator),
    Row(
      "7", .conflict, .item, .giveUp,
      "the server has a newer version of an item" + administrator),
    Row(
      "8", .objectNotFound, .collection, .fetchFolders,
      "the server doesn't find the folder or the item" + inVain),
    Row("9", .cannotComplete, .account, .giveUp, "the mailbox is full" + administrator),
    Row("10", .undefined("10"), .collection, .giveUp, undefined + administrator),
    Row("11", .undefined("11"), .collection, .giveUp, undefined + administrator),
    Row(
      "12", .folderHierarchyChanged, .collection, .fetchFolders, "the folders have changed" + inVain
    ),
    Row(
      "13", .incompleteRequest, .collection, .retry,
      "the server misses a part of the request" + nextRun),
    Row(
      "14", .invalidWait, .account, .giveUp,
      "the server calls the waiting time wrong" + administrator),
    Row(
      "15", .invalidRequest, .account, .giveUp,
      "the server calls the number of folders or commands too large" + administrator),
    Row(
      "16", .retry, .collection, .retry, "the server asks for the request once more" + nextRun),
    Row("99", .undefined("99"), .collection, .giveUp, undefined + administrator),
    Row("x\u{1B}", .undefined("x\u{1B}"), .collection, .giveUp, undefined + administrator),
  ]

  @Test(arguments: rows)
  private func `is what its row says`(row: Row) {
    row.check("Sync")
  }

  @Test(arguments: rows)
  private func `is read at the top, in the folder and on an item`(row: Row) throws {
    let sync = Sync(
      syncKey: SyncKey("5"), collectionID: ServerID("2"), supported: nil, windowSize: 100)
    let status = Element(Tags.status, row.code)
    let item = Element(Tags.fetch, [Element(Tags.serverId, "2:1"), status])
    func answer(_ rest: [Element]) -> Element {
      let key = Element(Tags.syncKey, "6")
      let collection = Element(Tags.collection, [key, Element(Tags.collectionId, "2")] + rest)
      return Element(Tags.sync, [Element(Tags.collections, [collection])])
    }
    for element in [Element(Tags.sync, [status]), answer([status])] {
      let error = #expect(throws: row.error(of: "Sync") ?? .startOver, "\(row.code)") {
        // A success throws nothing of its own.
        _ = try sync.response(from: element)
        if row.text == nil { throw ActiveSyncError.startOver }
      }
      #expect(error != nil)
    }
    // An item that the server has trouble with leaves the rest of the answer as it is.
    let response = try sync.response(from: answer([Element(Tags.responses, [item])]))
    #expect(response.syncKey == SyncKey("6"))
    #expect(
      response.problems
        == (row.text == nil
          ? [] : [.init(serverID: ServerID("2:1"), reason: .status(row.status))]))
  }
}

@Suite struct `A status of FolderSync` {
  private typealias Row = StatusRow<FolderSyncStatus>

  private static let rows =
    [
      Row("1", .success, .account, .giveUp, nil),
      Row("6", .serverError, .account, .retry, "the server failed" + nextRun),
      Row(
        "9", .invalidSyncKey, .account, .rebaseline,
        "the server no longer knows which folders it told of; run again with --full"),
      Row(
        "10", .malformedRequest, .account, .giveUp,
        "the server calls the request malformed" + administrator),
      Row("11", .unknownError, .account, .retry, "the server failed and says not why" + nextRun),
      Row("12", .unusualError, .account, .wait, "the server failed in an unusual way" + nextRun),
    ]
    // Those of FolderCreate, FolderDelete and FolderUpdate, and some that nobody knows.
    + ["2", "3", "4", "5", "7", "8", "13", "99", ""].map {
      Row($0, .undefined($0), .account, .giveUp, undefined + administrator)
    }

  @Test(arguments: rows)
  private func `is what its row says`(row: Row) {
    row.check("FolderSync")
    let answer = Element(
      WBXML.Tag.FolderHierarchy.folderSync,
      [
        Element(WBXML.Tag.FolderHierarchy.status, row.code),
        Element(WBXML.Tag.FolderHierarchy.syncKey, "7"),
      ])
    let error = #expect(throws: (row.error(of: "FolderSync") ?? .startOver)) {
      _ = try FolderSync(syncKey: SyncKey("6")).response(from: answer)
      if row.text == nil { throw ActiveSyncError.startOver }
    }
    #expect(error != nil)
  }
}

@Suite struct `A status of ItemOperations` {
  private typealias Row = StatusRow<ItemOperationsStatus>
  private typealias Tags = WBXML.Tag.ItemOperations

  private static let rows = [
    Row("1", .success, .item, .giveUp, nil),
    Row(
      "2", .protocolError, .account, .giveUp, "the server calls the request wrong" + administrator),
    Row("3", .serverError, .account, .retry, "the server failed" + nextRun),
    Row("4", .badLink, .item, .giveUp, "the server calls the item's address wrong" + administrator),
    Row("5", .accessDenied, .item, .giveUp, "the user may not see the item" + administrator),
    Row("6", .notFound, .item, .giveUp, "the item is gone" + administrator),
    Row(
      "7", .connectionFailed, .item, .giveUp,
      "the server could not reach where the item lies" + administrator),
    Row("8", .invalidRange, .item, .giveUp, "the server calls the range wrong" + administrator),
    Row("9", .unknownStore, .item, .giveUp, "the server doesn't know the store" + administrator),
    Row("10", .emptyFile, .item, .giveUp, "the item is empty" + administrator),
    Row("11", .tooLarge, .item, .giveUp, "the item is too large for the server" + administrator),
    Row("12", .ioFailure, .item, .giveUp, "the server could not read the item" + administrator),
    Row("13", .undefined("13"), .item, .giveUp, undefined + administrator),
    Row(
      "14", .conversionFailed, .item, .giveUp,
      "the server could not convert the item" + administrator),
    Row(
      "15", .invalidAttachment, .item, .giveUp,
      "the server calls the attachment wrong" + administrator),
    Row("16", .noAccess, .item, .giveUp, "the user may not see the item" + administrator),
    Row("17", .partialSuccess, .item, .giveUp, nil),
    Row(
      "18", .credentialsRequired, .item, .giveUp,
      "the server asks to sign in to where the item lies" + administrator),
    Row("19", .undefined("19"), .item, .giveUp, undefined + administrator),
  ]

  @Test(arguments: rows)
  private func `is what its row says`(row: Row) {
    row.check("ItemOperations")
  }

  @Test(arguments: rows)
  private func `is read at the top and on an item`(row: Row) throws {
    let command = ItemOperations(
      collectionID: ServerID("2"), serverIDs: [ServerID("2:1"), ServerID("2:2")])
    func fetch(_ id: String, _ code: String) -> Element {
      Element(
        Tags.fetch,
        [
          Element(Tags.status, code), Element(WBXML.Tag.AirSync.serverId, id),
          Element(Tags.properties, [Element(WBXML.Tag.Contacts.firstName, "Ada")]),
        ])
    }
    func answer(_ code: String, _ fetches: [Element]) -> Element {
      Element(
        Tags.itemOperations, [Element(Tags.status, code), Element(Tags.response, fetches)])
    }
    if let error = row.error(of: "ItemOperations") {
      #expect(throws: error) { try command.response(from: answer(row.code, [])) }
    }
    let response = try command.response(
      from: answer("1", [fetch("2:1", row.code), fetch("2:2", "1")]))
    #expect(response.items[ServerID("2:2")] != nil, "one that fails doesn't take others along")
    #expect((response.items[ServerID("2:1")] == nil) == (row.text != nil))
    #expect(response.failures == (row.text == nil ? [:] : [ServerID("2:1"): row.status]))
  }

  @Test(arguments: [155, 156]) func `of a move is a common one`(code: Int) {
    #expect(ItemOperationsStatus(code: String(code)) == .undefined(String(code)))
    #expect(CommonStatus(code: String(code)) != nil)
  }
}

@Suite struct `A status of Settings` {
  private typealias Row = StatusRow<SettingsStatus>

  private static let rows = [
    Row("1", .success, .account, .giveUp, nil),
    Row(
      "2", .protocolError, .account, .giveUp, "the server calls the request wrong" + administrator),
    Row("3", .accessDenied, .account, .giveUp, "the user may not do that" + administrator),
    Row(
      "4", .serverUnavailable, .account, .retry, "the server is out of order for now" + nextRun),
    Row(
      "5", .invalidArguments, .account, .giveUp,
      "the server calls a value of the request wrong" + administrator),
    Row(
      "6", .conflictingArguments, .account, .giveUp,
      "the server calls the request contradictory" + administrator),
    Row("7", .deniedByPolicy, .account, .giveUp, "the server's policy forbids it" + administrator),
    Row("8", .undefined("8"), .account, .giveUp, undefined + administrator),
  ]

  @Test(arguments: rows)
  private func `is what its row says`(row: Row) {
    row.check("Settings")
  }

  /// What the server makes of the device's description changes nothing for the contacts.
  @Test(arguments: rows)
  private func `doesn't keep the client from its work`(row: Row) async throws {
    let settings = HTTPResponse.wbxml(
      Element(WBXML.Tag.Settings.settings, [Element(WBXML.Tag.Settings.status, row.code)]))
    let transport = ScriptedTransport([.noPolicy, settings, .folders])
    var client = try client(transport, version: .v12_1) { $0.retries = 0 }
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(transport.commands == ["Provision", "Settings", "FolderSync"])
  }
}
