import ActiveSync
import ExportPipeline
import Foundation
import HTTPTransport
import Logging
import StateStore
import Synchronization
import TestSupport
import Testing
import WBXML

/// A server with contacts without end: every window brings new ones and announces more.
private final class EndlessServer: Transport {
  private let window: Int
  private let windows = Mutex(0)

  init(window: Int) {
    self.window = window
  }

  var syncs: Int { windows.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    if request.method == "OPTIONS" {
      return HTTPResponse(status: 200, headers: ["MS-ASProtocolVersions": "14.1"])
    }
    if request.url.contains("Cmd=FolderSync") { return Self.folders }
    guard request.url.contains("Cmd=Sync") else { return HTTPResponse(status: 501) }
    let number = windows.withLock { count in
      defer { count += 1 }
      return count
    }
    return Self.wbxml(number == 0 ? Self.answer(key: "k0", []) : page(number))
  }

  private func page(_ number: Int) -> Element {
    typealias Tags = WBXML.Tag.AirSync
    let name = String(repeating: "n", count: 10_000)
    let adds = (0..<window).map { item in
      Element(
        Tags.add,
        [
          Element(Tags.serverId, "\(number)-\(item)"),
          Element(Tags.applicationData, [Element(WBXML.Tag.Contacts.lastName, name)]),
        ])
    }
    return Self.answer(
      key: "k\(number)", [Element(Tags.moreAvailable), Element(Tags.commands, adds)])
  }

  private static func answer(key: String, _ more: [Element]) -> Element {
    typealias Tags = WBXML.Tag.AirSync
    let fields = [
      Element(Tags.syncKey, key), Element(Tags.collectionId, "2"), Element(Tags.status, "1"),
    ]
    return Element(
      Tags.sync, [Element(Tags.collections, [Element(Tags.collection, fields + more)])])
  }

  private static var folders: HTTPResponse {
    typealias Tags = WBXML.Tag.FolderHierarchy
    let folder = Element(
      Tags.add,
      [
        Element(Tags.serverId, "2"), Element(Tags.parentId, "0"),
        Element(Tags.displayName, "Contacts"), Element(Tags.type, "9"),
      ])
    return wbxml(
      Element(
        Tags.folderSync,
        [
          Element(Tags.status, "1"), Element(Tags.syncKey, "1"), Element(Tags.changes, [folder]),
        ]))
  }

  private static func wbxml(_ element: Element) -> HTTPResponse {
    HTTPResponse(status: 200, body: Encoder.encode(element))
  }
}

@Suite struct `A fetch from a server that never comes to an end` {
  @Test(arguments: [
    (FetchLimits(changes: 250), 200, "sent more than 250 changes of contacts"),
    (FetchLimits(bytes: 3 << 20), 300, "sent more than 3 MiB"),
    (FetchLimits(time: .zero), 0, "took more than 0 hours"),
  ])
  func `ends, and keeps what came before`(
    limits: FetchLimits, contacts: Int, words: String
  ) async throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let server = EndlessServer(window: 100)
    let store = try AccountStore(file: folder.path("a.sqlite"))
    var fetch = try Fetch(
      account: Job.Account(
        name: "a", endpoint: try Endpoint(parsing: "https://mail.contoso.com"), user: "anna",
        signIn: .basic(user: "anna") { "hush" }),
      store: store, makeTransport: { server }, isFull: false, wasKilled: false, limits: limits,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, now: { Date() },
      progress: { _ in })
    await #expect(throws: ActiveSyncError.tooMuch(words)) { try await fetch.run() }
    // One for the first key, and one for the window that was too much.
    #expect(server.syncs == (contacts == 0 ? 0 : contacts / 100 + 2))
    #expect(try store.contactCount() == contacts)
    // It wasn't the end of the load: the next run starts over.
    #expect(try store.collections().allSatisfy(\.isLoading))
  }

  @Test func `says so in one line`() {
    #expect(
      "\(ActiveSyncError.tooMuch("took more than 24 hours"))"
        == "the server took more than 24 hours, and no run takes more; ask its administrator")
  }
}
