import ActiveSync
import HTTPTransport
import Testing
import WBXML

@Suite struct `The client` {
  @Test func `asks for versions and policy before its first command`() async throws {
    let transport = ScriptedTransport([.options, .noPolicy, .folders])
    var client = try client(transport)
    let response = try await client.send(FolderSync(syncKey: .initial))
    #expect(response.syncKey == SyncKey("7"))
    #expect(transport.commands == ["OPTIONS", "Provision", "FolderSync"])
    #expect(client.version == .v16_1)
    #expect(client.policyKey == nil)
    #expect(client.isProvisioned)
  }

  @Test func `asks nothing but its command when it knows the server`() async throws {
    let transport = ScriptedTransport([.folders])
    var client = try client(transport, version: .v14_1, policyKey: "42", isProvisioned: true)
    _ = try await client.send(FolderSync(syncKey: SyncKey("6")))
    #expect(transport.commands == ["FolderSync"])
    let headers = transport.requests.first?.headers ?? []
    #expect(headers.contains { $0 == ("MS-ASProtocolVersion", "14.1") })
    #expect(headers.contains { $0 == ("X-MS-PolicyKey", "42") })
  }

  @Test func `sends a refused password once`() async throws {
    let transport = ScriptedTransport([HTTPResponse(status: 401), .folders])
    var client = try client(transport)
    await #expect(
      throws: ActiveSyncError.unauthorized(host: "mail.contoso.com", scheme: .basic, offered: [])
    ) {
      try await client.send(FolderSync(syncKey: .initial))
    }
    #expect(transport.requests.count == 1)
  }

  @Test(arguments: [
    HTTPResponse(status: 449),
    .wbxml(
      Element(WBXML.Tag.FolderHierarchy.folderSync, [Element(WBXML.Tag.AirSync.status, "142")])),
    .wbxml(
      Element(
        WBXML.Tag.FolderHierarchy.folderSync, [Element(WBXML.Tag.FolderHierarchy.status, "144")])),
  ])
  func `provisions and repeats the command where the server asks for that`(
    answer: HTTPResponse
  ) async throws {
    let harmless = [Element(WBXML.Tag.Provision.devicePasswordEnabled, "0")]
    let transport = ScriptedTransport([
      answer, .provision(policyStatus: "1", key: "11", rules: harmless),
      .provision(policyStatus: "1", key: "22"), .folders,
    ])
    var client = try client(transport, version: .v14_1, isProvisioned: true)
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(transport.commands == ["FolderSync", "Provision", "Provision", "FolderSync"])
    let keys = transport.requests.map { request in
      request.headers.first { $0.name == "X-MS-PolicyKey" }?.value
    }
    #expect(keys == [nil, "0", "11", "22"])
    #expect(client.policyKey == "22")
  }

  @Test func `gives up where provisioning doesn't help`() async throws {
    let policy = HTTPResponse.provision(policyStatus: "1", key: "1")
    let transport = ScriptedTransport([
      HTTPResponse(status: 449), policy, policy, .settings(), HTTPResponse(status: 449),
    ])
    var client = try client(transport, version: .v12_1, isProvisioned: true)
    await #expect(throws: ActiveSyncError.provisioningRequired) {
      try await client.send(FolderSync(syncKey: .initial))
    }
    // Settings tells the server of the device in this version.
    #expect(
      transport.commands == ["FolderSync", "Provision", "Provision", "Settings", "FolderSync"])
  }

  static let demanding = [
    Element(WBXML.Tag.Provision.devicePasswordEnabled, "1"),
    Element(WBXML.Tag.Provision.minDevicePasswordLength, "6"),
    Element(WBXML.Tag.Provision.allowCamera, "0"), Element(WBXML.Tag.Provision.allowBluetooth, "2"),
    Element(WBXML.Tag.Provision.attachmentsEnabled, "0"),
    Element(WBXML.Tag.Provision.requireDeviceEncryption, "0"),
  ]

  @Test func `says of a policy with requirements that they are fulfilled in part unless told so`()
    async throws
  {
    let refusal = HTTPResponse.wbxml(
      Element(
        WBXML.Tag.Provision.provision, [Element(WBXML.Tag.Provision.status, "139")]))
    let transport = ScriptedTransport([
      .options, .provision(policyStatus: "1", key: "5", rules: Self.demanding), refusal,
    ])
    var client = try client(transport)
    let error = await #expect(throws: ActiveSyncError.self) {
      try await client.send(FolderSync(syncKey: .initial))
    }
    #expect(
      error?.description
        == "the server's policy asks for DevicePasswordEnabled, MinDevicePasswordLength 6, "
        + "AllowCamera 0; if this machine fulfils that, set 'accept-policy: true'")
    #expect(error?.kind == .policy)
    #expect(transport.commands == ["OPTIONS", "Provision", "Provision"])
    #expect(acknowledgement(transport.requests.last) == "2")
  }

  @Test func `acknowledges it under the administrator's word`() async throws {
    let transport = ScriptedTransport([
      .options, .provision(policyStatus: "1", key: "5", rules: Self.demanding),
      .provision(policyStatus: "1", key: "6"), .folders,
    ])
    var client = try client(transport, acceptsPolicy: true)
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(client.policyKey == "6")
    #expect(acknowledgement(transport.requests.dropLast().last) == "1")
  }

  @Test(arguments: [WBXML.Tag.Provision.remoteWipe, WBXML.Tag.Provision.accountOnlyRemoteWipe])
  func `neither obeys nor acknowledges an order to wipe`(tag: WBXML.Tag) async throws {
    let transport = ScriptedTransport([
      .options, .wbxml(Element(WBXML.Tag.Provision.provision, [Element(tag)])),
    ])
    var client = try client(transport)
    let error = await #expect(throws: ActiveSyncError.self) {
      try await client.send(FolderSync(syncKey: .initial))
    }
    #expect(error?.kind == .wipe)
    #expect(transport.requests.count == 2)
  }

  @Test(arguments: ["1", "2"])
  func `takes the status of an acknowledged wipe for the answer, which may name the order again`(
    status: String
  ) async throws {
    let transport = ScriptedTransport([
      .wbxml(
        Element(
          WBXML.Tag.Provision.provision,
          [
            Element(WBXML.Tag.Provision.status, status), Element(WBXML.Tag.Provision.remoteWipe),
          ]))
    ])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    if status == "1" {
      try await client.acknowledge(.device)
    } else {
      await #expect(throws: ActiveSyncError.self) { try await client.acknowledge(.device) }
    }
    #expect(transport.commands == ["Provision"])
  }

  @Test func `chooses a version anew where the server refuses the old one`() async throws {
    let refused = Element(
      WBXML.Tag.FolderHierarchy.folderSync, [Element(WBXML.Tag.FolderHierarchy.status, "138")])
    let transport = ScriptedTransport([
      .wbxml(refused), HTTPResponse(status: 200, headers: ["MS-ASProtocolVersions": "16.1"]),
      .folders,
    ])
    var client = try client(transport, version: .v14_0, isProvisioned: true)
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(client.version == .v16_1)
    #expect(transport.commands == ["FolderSync", "OPTIONS", "FolderSync"])
  }

  @Test func `asks once more where the connection broke`() async throws {
    let transport = ScriptedTransport([.options, .broken, .noPolicy, .broken, .folders])
    var client = try client(transport)
    _ = try await client.send(FolderSync(syncKey: SyncKey("6")))
    #expect(
      transport.commands == ["OPTIONS", "Provision", "Provision", "FolderSync", "FolderSync"])
    #expect(client.requests == 5)
  }

  @Test func `asks once more and not twice`() async throws {
    let transport = ScriptedTransport([.broken, .broken, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    let lost = ActiveSyncError.transport(.incomplete("mail.contoso.com", reason: "cut"))
    await #expect(throws: lost) { try await client.send(FolderSync(syncKey: .initial)) }
    #expect(transport.requests.count == 2)
  }

  @Test func `never asks again for a window of changes`() async throws {
    let transport = ScriptedTransport([.broken, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    let sync = Sync(
      syncKey: SyncKey("5"), collectionID: ServerID("2"), supported: nil, windowSize: 100)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(sync) }
    #expect(error?.mayHaveLostAnswer == true)
    #expect(transport.requests.count == 1)
  }

  @Test func `goes on without a policy where a server has no Provision`() async throws {
    let transport = ScriptedTransport([.options, HTTPResponse(status: 501), .folders])
    var client = try client(transport)
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(client.isProvisioned)
  }

  struct Answer: Sendable, CustomTestStringConvertible {
    let response: HTTPResponse
    let text: String
    let kind: ActiveSyncError.Kind
    var testDescription: String { text }
  }

  @Test(arguments: [
    Answer(
      response: HTTPResponse(
        status: 200, headers: ["Content-Type": "text/html"], body: Array("<html>".utf8)),
      text: "mail.contoso.com answered with an HTML page instead of ActiveSync; "
        + "check the address in 'server:'", kind: .protocolViolation),
    Answer(
      response: HTTPResponse(status: 200, body: [0x03, 0x01, 0x6A, 0x00, 0x00, 0x07, 0x56]),
      text: "the answer to FolderSync is broken: byte 7: the document ends too early; "
        + "nothing of it was used", kind: .protocolViolation),
    Answer(
      response: HTTPResponse(status: 200),
      text: "the answer to FolderSync makes no sense: it is empty", kind: .protocolViolation),
    Answer(
      response: HTTPResponse(status: 403),
      text: "mail.contoso.com lets this device or user not in (HTTP 403); ask its administrator "
        + "to allow the device '0123456789abcdef0123456789abcdef' of type 'cardferry'",
      kind: .blocked),
    Answer(
      response: HTTPResponse(status: 404),
      text: "mail.contoso.com knows no ActiveSync at this address (HTTP 404); "
        + "check the path in 'server:'", kind: .protocolViolation),
    Answer(
      response: HTTPResponse(
        status: 451,
        headers: ["X-MS-Location": "https://eu.contoso.com/Microsoft-Server-ActiveSync"]),
      text: "mail.contoso.com says that the mailbox lies elsewhere (HTTP 451); if you trust it, "
        + "write 'server: https://eu.contoso.com/Microsoft-Server-ActiveSync'",
      kind: .protocolViolation),
    Answer(
      response: HTTPResponse(status: 503, headers: ["Retry-After": "120"]),
      text: "mail.contoso.com is overloaded (HTTP 503); it asks to wait 120 s",
      kind: .unreachable),
    Answer(
      response: HTTPResponse(status: 507),
      text: "the mailbox on mail.contoso.com is full (HTTP 507); make room in it",
      kind: .protocolViolation),
    Answer(
      response: .wbxml(
        Element(
          WBXML.Tag.FolderHierarchy.folderSync, [Element(WBXML.Tag.FolderHierarchy.status, "129")])),
      text: "mail.contoso.com lets this device or user not in (status 129, the device is blocked "
        + "for this user); ask its administrator to allow the device "
        + "'0123456789abcdef0123456789abcdef' of type 'cardferry'", kind: .blocked),
    Answer(
      response: .wbxml(
        Element(
          WBXML.Tag.FolderHierarchy.folderSync, [Element(WBXML.Tag.FolderHierarchy.status, "6")])),
      text: "FolderSync failed with status 6: the server failed; the next run tries again",
      kind: .unreachable),
  ])
  func `says in one line what an answer means and what to do`(answer: Answer) async throws {
    let transport = ScriptedTransport([answer.response])
    var client = try client(transport, version: .v16_1, isProvisioned: true) { $0.retries = 0 }
    let error = await #expect(throws: ActiveSyncError.self) {
      try await client.send(FolderSync(syncKey: .initial))
    }
    #expect(error?.description == answer.text)
    #expect(error?.kind == answer.kind)
    #expect(error?.description.contains("hush") == false)
  }
}
