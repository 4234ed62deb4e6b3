import ActiveSync
import HTTPTransport
import Testing

private let folderSync = FolderSync(syncKey: SyncKey("6"))

@Suite struct `A mailbox that has moved` {
  private func moved(_ host: String, status: Int = 451) -> HTTPResponse {
    let url = "https://\(host)/Microsoft-Server-ActiveSync"
    return HTTPResponse(status: status, headers: ["X-MS-Location": url, "Location": url])
  }

  @Test(arguments: [
    "contoso.com", "autodiscover.contoso.com", "outlook.office365.com", "mail.contoso.com:444",
    "eas.outlook.com", "eu.example.net",
  ])
  func `is followed to where the password may go`(host: String) async throws {
    let transport = ScriptedTransport([moved(host), .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true) {
      $0.allowedHosts = ["eu.example.net"]
    }
    _ = try await client.send(folderSync)
    #expect(transport.requests.last?.url.hasPrefix("https://\(host)/Microsoft-Server") == true)
    #expect(transport.starts == 2, "the new host sees no cookie of the old one")
  }

  @Test(arguments: ["eu.contoso.com", "contoso.com.example.net", "evil.example.net"])
  func `is not followed elsewhere`(host: String) async throws {
    let transport = ScriptedTransport([moved(host), .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com says that the mailbox lies elsewhere (HTTP 451); if you trust it, "
        + "write 'server: https://\(host)/Microsoft-Server-ActiveSync'")
    #expect(transport.requests.count == 1)
  }

  @Test func `is followed once`() async throws {
    let transport = ScriptedTransport([
      moved("contoso.com"), moved("mail.contoso.com"), .folders,
    ])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(transport.requests.count == 2)
  }

  @Test(arguments: [
    "http://mail.contoso.com/Microsoft-Server-ActiveSync", "https://anna@mail.contoso.com/",
    "https://contoso.com/?a=b", "nonsense", "",
  ])
  func `to no address for a password is told without it`(location: String) async throws {
    let answer = HTTPResponse(status: 451, headers: ["X-MS-Location": location])
    let transport = ScriptedTransport([answer, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com says that the mailbox lies elsewhere (HTTP 451); "
        + "ask its administrator for the address")
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `by another redirect is told and not followed`(status: Int) async throws {
    let transport = ScriptedTransport([moved("contoso.com", status: status), .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com says that the mailbox lies elsewhere (HTTP \(status)); if you trust "
        + "it, write 'server: https://contoso.com/Microsoft-Server-ActiveSync'")
    #expect(transport.requests.count == 1)
  }

  @Test(
    arguments: [451, 302, 307, 308],
    [
      "https://mail.contoso.com/Microsoft-Server-ActiveSync", "https://MAIL.contoso.com",
      "https://mail.contoso.com:443/Microsoft-Server-ActiveSync",
      "https://mail.contoso.com/Microsoft-Server-ActiveSync?Cmd=FolderSync&User=anna",
      "/Microsoft-Server-ActiveSync",
    ])
  func `to where it was asked for is asked for once more, with the cookie that came along`(
    status: Int, location: String
  ) async throws {
    let answer = HTTPResponse(
      status: status, headers: ["X-MS-Location": location, "Location": location])
    let transport = ScriptedTransport([answer, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    _ = try await client.send(folderSync)
    #expect(transport.requests.count == 2)
    #expect(Set(transport.requests.map(\.url)).count == 1)
    #expect(transport.starts == 1, "another transport has no cookies")

    let circle = ScriptedTransport([answer, answer, answer, answer])
    var other = try ActiveSyncTests.client(circle, version: .v16_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await other.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com says again and again that the mailbox lies where it was asked for it "
        + "(HTTP \(status)); try again later, then ask its administrator")
    #expect(error?.kind == .protocolViolation)
    #expect(circle.requests.count == 2)
  }

  @Test func `elsewhere may lie there for those with a cookie`() async throws {
    let transport = ScriptedTransport([
      moved("mail.contoso.com"), moved("contoso.com"), moved("contoso.com"), .folders,
    ])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    _ = try await client.send(folderSync)
    #expect(transport.requests.count == 4)
    #expect(transport.starts == 2)
  }

  @Test func `to another path of the same server keeps its cookies`() async throws {
    let answer = HTTPResponse(
      status: 451, headers: ["X-MS-Location": "https://mail.contoso.com/eas"])
    let transport = ScriptedTransport([answer, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    _ = try await client.send(folderSync)
    #expect(transport.requests.last?.url.hasPrefix("https://mail.contoso.com/eas?") == true)
    #expect(transport.starts == 1)
  }
}

@Suite struct `Microsoft's cloud` {
  @Test func `is told whose mailbox it is, and no other host is`() async throws {
    let url = "https://outlook.office365.com/Microsoft-Server-ActiveSync"
    let moved = HTTPResponse(status: 451, headers: ["X-MS-Location": url])
    let transport = ScriptedTransport([moved, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    _ = try await client.send(folderSync)
    #expect(
      transport.requests.map(\.cookie) == [nil, "DefaultAnchorMailbox=anna@contoso.com"])
  }
}
