import ActiveSync
import Foundation
import HTTPTransport
import Testing
import WBXML

/// A row of the table of MS-ASHTTP section 2.2.2.1.1, and what becomes of a command.
private struct Row: Sendable, CustomTestStringConvertible {
  let response: HTTPResponse
  let kind: ActiveSyncError.Kind
  let recovery: Recovery
  let text: String
  /// What is sent where every answer is this one, or the usual one to OPTIONS and Provision.
  let commands: [String]
  var testDescription: String { "HTTP \(response.status), \(response.headers)" }

  init(
    _ status: Int, with headers: HTTPHeaders = [:], _ kind: ActiveSyncError.Kind,
    recovery: Recovery = .giveUp, then commands: [String] = [], says text: String
  ) {
    response = HTTPResponse(status: status, headers: headers)
    self.kind = kind
    self.recovery = recovery
    self.commands = ["FolderSync"] + commands
    self.text = text
  }

  private static let host = "mail.contoso.com"
  private static let device =
    "; ask its administrator to allow the device '0123456789abcdef0123456789abcdef' of type "
    + "'cardferry'"

  static let all = [
    Row(
      400, .protocolViolation, recovery: .renegotiate, then: ["OPTIONS"],
      says: "\(host) answered with HTTP 400; ask its administrator what that is about"),
    Row(
      401, .credentials,
      says:
        "\(host) refused user name or password (HTTP 401); correct 'user:' or 'password:' before "
        + "the next run, so that the account isn't locked"),
    Row(403, .blocked, says: "\(host) lets this device or user not in (HTTP 403)" + device),
    Row(
      403, with: ["X-MS-ASThrottle": "RecentCommands"], .blocked,
      says: "\(host) lets this device or user not in (HTTP 403, X-MS-ASThrottle: RecentCommands)"
        + device),
    Row(
      403, with: ["X-MS-ASThrottle": "a\u{1B}[2J"], .blocked,
      says: "\(host) lets this device or user not in (HTTP 403)" + device),
    Row(
      404, .protocolViolation,
      says: "\(host) knows no ActiveSync at this address (HTTP 404); check the path in 'server:'"),
    Row(408, .unreachable, says: "\(host) failed (HTTP 408); the next run tries again"),
    Row(
      418, .protocolViolation, recovery: .renegotiate, then: ["OPTIONS"],
      says: "\(host) answered with HTTP 418; ask its administrator what that is about"),
    Row(425, .unreachable, says: "\(host) failed (HTTP 425); the next run tries again"),
    Row(429, .unreachable, says: "\(host) is overloaded (HTTP 429); the next run tries again"),
    Row(
      449, .policy, recovery: .provision, then: ["Provision", "FolderSync"],
      says: "the server asks for its policy to be accepted again and again; ask its administrator"),
    Row(
      451, .protocolViolation,
      says: "\(host) says that the mailbox lies elsewhere (HTTP 451); "
        + "ask its administrator for the address"),
    Row(
      451, with: ["X-MS-Location": "https://eas.example.net/eas"], .protocolViolation,
      says: "\(host) says that the mailbox lies elsewhere (HTTP 451); if you trust it, write "
        + "'server: https://eas.example.net/eas'"),
    Row(
      456, .blocked,
      says: "\(host) lets this device or user not in (HTTP 456, the account is blocked)" + device),
    Row(
      457, .credentials,
      says:
        "\(host) says that the password has expired (HTTP 457); change it, then correct 'password:'"
    ),
    Row(
      457, with: ["X-MS-Credential-Service-Url": "https://id.contoso.com/change?a=b"], .credentials,
      says: "\(host) says that the password has expired (HTTP 457); change it at "
        + "https://id.contoso.com/change?a=b, then correct 'password:'"),
    Row(
      500, .unreachable,
      says: "\(host) failed (HTTP 500); the next run tries again; if it stays so, see whether the "
        + "user is enabled for ActiveSync, as some servers say no more than this"),
    Row(
      501, .protocolViolation,
      says: "\(host) doesn't know what it was asked for (HTTP 501); check the path in 'server:'"),
    Row(502, .unreachable, says: "\(host) failed (HTTP 502); the next run tries again"),
    Row(503, .unreachable, says: "\(host) is overloaded (HTTP 503); the next run tries again"),
    Row(
      503, with: ["Retry-After": "120"], .unreachable,
      says: "\(host) is overloaded (HTTP 503); it asks to wait 120 s"),
    Row(
      503, with: ["Retry-After": "899.4032145"], .unreachable,
      says: "\(host) is overloaded (HTTP 503); it asks to wait 900 s"),
    Row(
      503, with: ["Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"], .unreachable,
      says: "\(host) is overloaded (HTTP 503); it asks to wait 0 s"),
    Row(
      503, with: ["Retry-After": "soon"], .unreachable,
      says: "\(host) is overloaded (HTTP 503); the next run tries again"),
    Row(
      503, with: ["Retry-After": "-1"], .unreachable,
      says: "\(host) is overloaded (HTTP 503); the next run tries again"),
    Row(
      503, with: ["X-MS-ASThrottle": "RecentCommands"], .unreachable,
      says: "\(host) is overloaded or limits this device (HTTP 503, RecentCommands); "
        + "the next run tries again"),
    Row(
      429, with: ["X-MS-ASThrottle": "CommandFrequency", "Retry-After": "9"], .unreachable,
      says: "\(host) is overloaded or limits this device (HTTP 429, CommandFrequency); "
        + "it asks to wait 9 s"),
    Row(504, .unreachable, says: "\(host) failed (HTTP 504); the next run tries again"),
    Row(
      505, .protocolViolation, recovery: .renegotiate, then: ["OPTIONS"],
      says: "\(host) answered with HTTP 505; ask its administrator what that is about"),
    Row(
      507, .protocolViolation,
      says: "the mailbox on \(host) is full (HTTP 507); make room in it"),
    Row(508, .unreachable, says: "\(host) failed (HTTP 508); the next run tries again"),
    // Not registered: as the first of their class (RFC 9110 section 15).
    Row(
      299, .protocolViolation,
      says: "the answer to FolderSync makes no sense: it is empty"),
    Row(
      306, with: ["Location": "https://eas.example.net/eas"], .protocolViolation,
      says: "\(host) says that the mailbox lies elsewhere (HTTP 306); if you trust it, write "
        + "'server: https://eas.example.net/eas'"),
    Row(
      499, .protocolViolation, recovery: .renegotiate, then: ["OPTIONS"],
      says: "\(host) answered with HTTP 499; ask its administrator what that is about"),
    Row(509, .unreachable, says: "\(host) failed (HTTP 509); the next run tries again"),
    Row(520, .unreachable, says: "\(host) failed (HTTP 520); the next run tries again"),
    Row(530, .unreachable, says: "\(host) failed (HTTP 530); the next run tries again"),
    Row(999, .unreachable, says: "\(host) failed (HTTP 999); the next run tries again"),
  ]
}

private let command = FolderSync(syncKey: SyncKey("6"))

@Suite struct `An HTTP status` {
  private func refused(
    _ answers: [HTTPResponse], version: ProtocolVersion = .v16_1
  ) async throws -> (error: ActiveSyncError?, commands: [String]) {
    let transport = ScriptedTransport(answers)
    var client = try client(transport, version: version, isProvisioned: true) { $0.retries = 0 }
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(command) }
    return (error, transport.commands)
  }

  @Test(arguments: Row.all)
  private func `is what its row says`(row: Row) async throws {
    let help: HTTPResponse = row.recovery == .renegotiate ? .options : .noPolicy
    let (error, commands) = try await refused([row.response, help, row.response, .folders])
    #expect(error?.description == row.text)
    #expect(error?.kind == row.kind)
    #expect(error?.recovery == row.recovery)
    #expect(commands == row.commands)
  }

  @Test func `that is not registered counts as the first of its class`() {
    let statuses = [100, 199, 200, 226, 299, 306, 408, 420, 449, 451, 500, 509, 530, 599, 600, 7]
    #expect(
      statuses.map(HTTPStatus.understood)
        == [100, 100, 200, 226, 200, 300, 408, 400, 449, 451, 500, 500, 500, 500, 500, 500])
  }

  @Test func `of a class that succeeds brings the answer`() async throws {
    var answer = HTTPResponse.folders
    answer.status = 290
    let transport = ScriptedTransport([answer])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    #expect(try await client.send(command).syncKey == SyncKey("7"))
  }

  @Test(arguments: [408, 425])
  func `of a request that was not read has it sent again`(status: Int) async throws {
    let transport = ScriptedTransport([HTTPResponse(status: status), .folders])
    let waits = Waits()
    var client = try client(transport, version: .v16_1, isProvisioned: true, waits: waits)
    _ = try await client.send(command)
    #expect(transport.commands == ["FolderSync", "FolderSync"])
    #expect(waits.all.count == 1)
  }

  @Test(arguments: [520, 524, 599])
  func `of a proxy alone may hide an answer`(status: Int) async throws {
    let (error, commands) = try await refused([HTTPResponse(status: status), .folders])
    #expect(error?.mayHaveLostAnswer == true)
    #expect(commands == ["FolderSync"])
  }

  @Test(arguments: [400, 505])
  func `of a version that is refused leads to the one offered now, once`(
    status: Int
  ) async throws {
    let refusal = HTTPResponse(status: status)
    let transport = ScriptedTransport([refusal, .options, .folders])
    var client = try client(transport, version: .v12_0, isProvisioned: true)
    _ = try await client.send(command)
    #expect(client.version == .v16_1)
    #expect(transport.commands == ["FolderSync", "OPTIONS", "FolderSync"])

    let (error, commands) = try await refused(
      [refusal, .options, refusal, .options, .folders], version: .v12_0)
    #expect(error == .http(host: "mail.contoso.com", status: status))
    #expect(commands == ["FolderSync", "OPTIONS", "FolderSync"])
  }

  @Test(arguments: ProtocolVersion.allCases)
  func `of 403 may announce a wipe before 14 0, and never after`(
    version: ProtocolVersion
  ) async throws {
    let forbidden = HTTPResponse(status: 403)
    let wipe = HTTPResponse.wbxml(
      Element(WBXML.Tag.Provision.provision, [Element(WBXML.Tag.Provision.remoteWipe)]))
    let blocked = ActiveSyncError.blocked(
      host: "mail.contoso.com", reason: "HTTP 403", deviceID: "0123456789abcdef0123456789abcdef")
    let asks = version < .v14_0
    for (answer, told) in [
      (wipe, ActiveSyncError.wipeRequested(.device)), (.noPolicy, blocked), (forbidden, blocked),
    ] {
      let (error, commands) = try await refused([forbidden, answer], version: version)
      #expect(error == (asks ? told : blocked))
      #expect(commands == ["FolderSync"] + (asks ? ["Provision"] : []))
    }
  }

  @Test(arguments: [
    "http://id.contoso.com/change", "javascript:alert(1)", "https://anna@id.contoso.com/",
    "https://id.contoso.com;reboot/", "/change", "nonsense", "",
  ])
  func `of 457 shows no page without https`(page: String) async throws {
    let (error, _) = try await refused([
      HTTPResponse(status: 457, headers: ["X-MS-Credential-Service-Url": page])
    ])
    #expect(error == .passwordExpired(host: "mail.contoso.com", page: nil))
  }

  @Test func `of 457 shows a page without what a terminal would obey`() async throws {
    let (error, _) = try await refused([
      HTTPResponse(
        status: 457,
        headers: ["X-MS-Credential-Service-Url": "https://id.contoso.com/\u{1B}[2J\u{7}\u{9B}"])
    ])
    let text = error?.description ?? "\u{1B}"
    #expect(text.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) }, "\(text)")
  }

  @Test func `of 503 may ask to wait until a date`() async throws {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(secondsFromGMT: 0)
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    let date = format.string(from: Date().addingTimeInterval(3600))
    let (error, _) = try await refused([
      HTTPResponse(status: 503, headers: ["Retry-After": date])
    ])
    guard case .overloaded(_, 503, let seconds?, nil) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((3500...3600).contains(seconds))
  }
}

@Suite struct `The warning of a password that expires` {
  private func days(_ header: String, status: Int = 200) async throws -> Int? {
    var response = status == 200 ? HTTPResponse.folders : HTTPResponse(status: status)
    response.headers = ["X-MS-Credentials-Expire": header]
    let transport = ScriptedTransport([response])
    var client = try client(transport, version: .v16_1, isProvisioned: true) { $0.retries = 0 }
    if status == 200 {
      _ = try await client.send(command)
    } else {
      await #expect(throws: ActiveSyncError.self) { try await client.send(command) }
    }
    return client.passwordExpiresInDays
  }

  @Test func `is read from every answer`() async throws {
    #expect(try await days("5") == 5)
    #expect(try await days("0") == 0)
    #expect(try await days("3", status: 503) == 3)
  }

  @Test(arguments: ["", "-1", "soon", "2.5", "99999999999999999999"])
  func `is no warning without a number of days`(header: String) async throws {
    #expect(try await days(header) == nil)
  }

  @Test func `stays until another answer says something else`() async throws {
    var (first, last) = (HTTPResponse.folders, HTTPResponse.folders)
    first.headers = ["X-MS-Credentials-Expire": "5"]
    last.headers = ["X-MS-Credentials-Expire": "4"]
    let transport = ScriptedTransport([first, .folders, last])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    var seen: [Int?] = []
    for _ in 1...3 {
      _ = try await client.send(command)
      seen.append(client.passwordExpiresInDays)
    }
    #expect(seen == [5, 5, 4])
  }
}
