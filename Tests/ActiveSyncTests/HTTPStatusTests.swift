import ActiveSync
import HTTPTransport
import Testing

/// MS-ASHTTP section 2.2.2.1.1, row by row; those that are asked again are in `PatienceTests`.
@Suite struct `An HTTP status` {
  struct Row: Sendable, CustomTestStringConvertible {
    let status: Int
    var headers: HTTPHeaders = [:]
    let kind: ActiveSyncError.Kind
    let text: String
    var testDescription: String { "\(status)" }
  }

  @Test(arguments: [
    Row(
      status: 404, kind: .protocolViolation,
      text: "mail.contoso.com knows no ActiveSync at this address (HTTP 404); check the path in "
        + "'server:'"),
    Row(
      status: 456, kind: .blocked,
      text: "mail.contoso.com lets this device or user not in (HTTP 456, the account is blocked); "
        + "ask its administrator to allow the device '0123456789abcdef0123456789abcdef' of type "
        + "'cardferry'"),
    Row(
      status: 457, headers: ["X-MS-Credential-Service-Url": "https://id.contoso.com/change"],
      kind: .credentials,
      text: "mail.contoso.com says that the password has expired (HTTP 457); change it at "
        + "https://id.contoso.com/change, then correct 'password:'"),
    Row(
      status: 457, headers: ["X-MS-Credential-Service-Url": "http://id.contoso.com/change"],
      kind: .credentials,
      text: "mail.contoso.com says that the password has expired (HTTP 457); change it, then "
        + "correct 'password:'"),
    Row(
      status: 500, kind: .unreachable,
      text: "mail.contoso.com failed (HTTP 500); the next run tries again"),
    Row(
      status: 501, kind: .protocolViolation,
      text: "mail.contoso.com doesn't know what it was asked for (HTTP 501); check the path in "
        + "'server:'"),
    Row(
      status: 502, kind: .unreachable,
      text: "mail.contoso.com failed (HTTP 502); the next run tries again"),
    Row(
      status: 504, kind: .unreachable,
      text: "mail.contoso.com failed (HTTP 504); the next run tries again"),
    Row(
      status: 507, kind: .protocolViolation,
      text: "the mailbox on mail.contoso.com is full (HTTP 507); make room in it"),
    Row(
      status: 429, kind: .unreachable,
      text: "mail.contoso.com is overloaded (HTTP 429); the next run tries again"),
    Row(
      status: 503, headers: ["X-MS-ASThrottle": "RecentCommands"], kind: .unreachable,
      text: "mail.contoso.com is overloaded or limits this device (HTTP 503, RecentCommands); the "
        + "next run tries again"),
    Row(
      status: 418, kind: .protocolViolation,
      text: "mail.contoso.com answered with HTTP 418; ask its administrator what that is about"),
  ])
  func `is told in one line, with its kind`(row: Row) async throws {
    let transport = ScriptedTransport([HTTPResponse(status: row.status, headers: row.headers)])
    var client = try client(transport, version: .v16_1, isProvisioned: true) { $0.retries = 0 }
    let error = await #expect(throws: ActiveSyncError.self) {
      try await client.send(FolderSync(syncKey: SyncKey("6")))
    }
    #expect(error?.description == row.text)
    #expect(error?.kind == row.kind)
    #expect(transport.requests.count == 1)
  }

  @Test(arguments: [400, 505])
  func `that may mean the version leads to OPTIONS, once`(status: Int) async throws {
    let refused = HTTPResponse(status: status)
    let transport = ScriptedTransport([refused, .options, .folders])
    var client = try client(transport, version: .v12_0, isProvisioned: true)
    _ = try await client.send(FolderSync(syncKey: SyncKey("6")))
    #expect(transport.commands == ["FolderSync", "OPTIONS", "FolderSync"])

    let stubborn = ScriptedTransport([refused, .options, refused, .options])
    var other = try ActiveSyncTests.client(stubborn, version: .v12_0, isProvisioned: true)
    await #expect(throws: ActiveSyncError.http(host: "mail.contoso.com", status: status)) {
      try await other.send(FolderSync(syncKey: SyncKey("6")))
    }
    #expect(stubborn.requests.count == 3)
  }

  @Test func `of a blocked device asks an old server whether it is to be wiped`() async throws {
    let blocked = HTTPResponse(status: 403)
    for version in [ProtocolVersion.v2_5, .v12_1] {
      let transport = ScriptedTransport([blocked, .noPolicy])
      var client = try client(transport, version: version, isProvisioned: true)
      let error = await #expect(throws: ActiveSyncError.self) {
        try await client.send(FolderSync(syncKey: SyncKey("6")))
      }
      #expect(error?.kind == .blocked)
      #expect(transport.commands == ["FolderSync", "Provision"])
    }
  }

  @Test func `comes with a warning where the password is about to expire`() async throws {
    var answer = HTTPResponse.folders
    answer.headers = ["X-MS-Credentials-Expire": "5"]
    let transport = ScriptedTransport([answer])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    _ = try await client.send(FolderSync(syncKey: SyncKey("6")))
    #expect(client.passwordExpiresInDays == 5)
  }
}
