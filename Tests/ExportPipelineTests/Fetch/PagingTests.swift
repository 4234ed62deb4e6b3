import ActiveSync
import ExportPipeline
import HTTPTransport
import Testing
import WBXML

@Suite struct `Whether a folder is up to date` {
  private func answer(
    _ ids: [String], more: Bool = false, key: String? = "k2"
  ) -> Sync.Response {
    Sync.Response(
      syncKey: key.map { SyncKey($0) }, changes: ids.map { .listed(ServerID($0)) },
      moreAvailable: more, problems: [])
  }

  private func questions(_ answers: [Sync.Response]) throws -> [Bool] {
    var paging = Paging()
    return try answers.map { try paging.goesOn(after: $0) }
  }

  @Test func `shows in an answer that brings nothing and announces nothing`() throws {
    #expect(try questions([answer([], key: nil)]) == [false])
    #expect(try questions([answer([])]) == [false])
    #expect(try questions([answer(["1"]), answer([])]) == [true, false])
    #expect(
      try questions([answer(["1"], more: true), answer(["2"]), answer(["3"]), answer([])])
        == [true, true, true, false])
  }

  @Test func `shows in the same items that are listed again and again, too`() throws {
    #expect(
      try questions([answer(["1", "2"]), answer(["2", "1"])]) == [true, false])
    #expect(
      try questions([answer(["1"]), answer(["1", "2"]), answer(["1", "2"])]) == [true, true, false])
    // What was announced is no repetition.
    #expect(
      try questions([answer(["1"]), answer(["1"], more: true), answer(["1"])]) == [
        true, true, true,
      ])
  }

  @Test func `stays open for hundreds of answers that announce more, not for ever`() throws {
    var paging = Paging()
    let promise = answer([], more: true)
    func wait() throws {
      for _ in 1..<Paging.maximumEmptyAnswers {
        let goesOn = try paging.goesOn(after: promise)
        #expect(goesOn)
      }
    }
    try wait()
    #expect(paging.emptyAnswers == Paging.maximumEmptyAnswers - 1)
    // One change, and they are counted anew.
    _ = try paging.goesOn(after: answer(["1"], more: true))
    try wait()
    do {
      _ = try paging.goesOn(after: promise)
      Issue.record("it goes on for ever")
    } catch { #expect(error == .noProgress(pages: Paging.maximumEmptyAnswers)) }
  }
}

@Suite struct `The size of a window` {
  private static let failed = ActiveSyncError.http(host: "mail.contoso.com", status: 500)
  private static let large = ActiveSyncError.transport(.tooLarge("mail.contoso.com", limit: "body"))

  /// The sizes that are tried, until a failure is final.
  private func sizes(_ configured: Int, _ error: ActiveSyncError) -> [Int] {
    var size = WindowSize(configured)
    var tried = [size.current]
    while size.fail(error) { tried.append(size.current) }
    return tried
  }

  @Test func `is halved after an answer that is too large, down to one`() {
    #expect(sizes(100, Self.large) == [100, 50, 25, 12, 6, 3, 1])
    #expect(sizes(1, Self.large) == [1])
    #expect(sizes(2, .malformed(command: "Sync", .init(.truncated, offset: 9))) == [2, 1])
    #expect(sizes(2, .transport(.incomplete("mail.contoso.com", reason: "it closed"))) == [2, 1])
    #expect(sizes(2, .transport(.timedOut("mail.contoso.com", limit: "idle"))) == [2, 1])
    #expect(sizes(2, .http(host: "mail.contoso.com", status: 504)) == [2, 1])
  }

  @Test func `is halved after a second failure of the server at one size`() {
    #expect(sizes(4, Self.failed) == [4, 4, 2, 1])
    #expect(
      sizes(2, .overloaded(host: "mail.contoso.com", status: 503, retryAfter: nil, throttle: nil))
        == [2, 1], "that was repeated by itself")
  }

  @Test(arguments: [
    ActiveSyncError.overloaded(
      host: "mail.contoso.com", status: 503, retryAfter: 60, throttle: nil),
    .overloaded(
      host: "mail.contoso.com", status: 503, retryAfter: nil, throttle: "CommandFrequency"),
    .overloaded(host: "mail.contoso.com", status: 429, retryAfter: nil, throttle: nil),
    .transport(.connectionFailed("mail.contoso.com", reason: "refused")),
    .transport(.timedOut("mail.contoso.com", limit: "connect")),
    .transport(.givenUp("mail.contoso.com")), .startOver,
    .unauthorized(host: "mail.contoso.com", scheme: .basic, offered: []),
  ])
  func `stays where it is no matter of size`(error: ActiveSyncError) {
    #expect(sizes(100, error) == [100])
  }

  @Test func `is small where an answer came to grief, and as before elsewhere`() {
    var size = WindowSize(100)
    for _ in 1...3 { size.succeed(changes: size.current) }
    _ = size.fail(Self.large)
    #expect(size.current == 50)
    size.startOver()
    var asked: [Int] = []
    while asked.count < 7 {
      asked.append(size.current)
      size.succeed(changes: size.current)
    }
    #expect(asked == [100, 100, 100, 50, 50, 100, 100])
  }

  @Test func `closes in on one item, whatever is asked for before and behind it`() {
    var size = WindowSize(100)
    // The item at place 137 is too large for any answer.
    var restarts = 0
    while true {
      size.startOver()
      var position = 0
      while !(position..<position + size.current).contains(137) || size.current == 1 {
        position += size.current
        size.succeed(changes: size.current)
        if position >= 300 { break }
      }
      if position >= 300 { break }
      _ = size.fail(Self.large)
      restarts += 1
    }
    #expect(restarts == 6)
  }

  @Test func `stays small where the server fails, behind a success too`() {
    var size = WindowSize(100)
    for _ in 1...3 { _ = size.fail(Self.failed) }
    #expect(size.current == 25)
    size.succeed(changes: 25)
    #expect(size.current == 25)
  }
}
