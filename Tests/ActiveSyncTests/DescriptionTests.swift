import ActiveSync
import HTTPTransport
import Testing
import WBXML

private let command = FolderSync(syncKey: SyncKey("6"))
private let offer = HTTPResponse.provision(policyStatus: "1", key: "11")
private let final = HTTPResponse.provision(policyStatus: "1", key: "22")

@Suite struct `What the device is` {
  private func standing(failures: Int = 0) -> Client.Standing {
    var standing = Client.Standing()
    standing.descriptionFailures = failures
    return standing
  }

  @Test(arguments: [ProtocolVersion.v12_0, .v12_1, .v14_0])
  func `is told once the final policy key is there`(version: ProtocolVersion) async throws {
    let transport = ScriptedTransport([offer, final, .settings(), .folders])
    var client = try client(transport, version: version, standing: standing())
    _ = try await client.send(command)
    #expect(transport.commands == ["Provision", "Provision", "Settings", "FolderSync"])
    let keys = transport.requests.map { request in
      request.headers.first { $0.name == "X-MS-PolicyKey" }?.value
    }
    #expect(keys == ["0", "11", "22", "22"])
    #expect(client.standing.isDescribed)
  }

  @Test(arguments: [ProtocolVersion.v2_5, .v14_1, .v16_0, .v16_1])
  func `has its place elsewhere, or none, in other versions`(
    version: ProtocolVersion
  ) async throws {
    let transport = ScriptedTransport([offer, final, .folders])
    var client = try client(transport, version: version, standing: standing())
    _ = try await client.send(command)
    #expect(transport.commands == ["Provision", "Provision", "FolderSync"])
    #expect(client.standing.isDescribed == (version > .v2_5))
  }

  @Test func `is told without a policy, too, and no more once the server took it`() async throws {
    let transport = ScriptedTransport([.noPolicy, .settings(), .folders, .folders])
    var client = try client(transport, version: .v12_1, standing: standing())
    _ = try await client.send(command)
    _ = try await client.send(command)
    #expect(transport.commands == ["Provision", "Settings", "FolderSync", "FolderSync"])
  }

  @Test(arguments: [
    HTTPResponse.settings("2"), .settings("7"), .settings("1", ofDevice: "5"),
    HTTPResponse(status: 400), HTTPResponse(status: 403), HTTPResponse(status: 449),
    HTTPResponse(status: 500),
  ])
  func `is told again by the next run where the server didn't take it, five times`(
    refusal: HTTPResponse
  ) async throws {
    for failures in 0..<5 {
      let transport = ScriptedTransport([refusal, .folders, .folders])
      var client = try client(
        transport, version: .v12_1, policyKey: "3", isProvisioned: true,
        standing: standing(failures: failures)
      ) { $0.retries = 0 }
      _ = try await client.send(command)
      _ = try await client.send(command)
      #expect(transport.commands == ["Settings", "FolderSync", "FolderSync"])
      #expect(!client.standing.isDescribed)
      #expect(client.standing.descriptionFailures == failures + 1)
    }
    let transport = ScriptedTransport([.folders])
    var client = try client(
      transport, version: .v12_1, policyKey: "3", isProvisioned: true,
      standing: standing(failures: 5))
    _ = try await client.send(command)
    #expect(transport.commands == ["FolderSync"])
  }

  @Test(arguments: [
    HTTPResponse(status: 501), HTTPResponse.settings("137"),
  ])
  func `is told no more to a server that doesn't know Settings`(
    refusal: HTTPResponse
  ) async throws {
    let transport = ScriptedTransport([refusal, .folders])
    var client = try client(
      transport, version: .v12_1, isProvisioned: true, standing: standing())
    _ = try await client.send(command)
    #expect(client.standing.descriptionFailures == 5)
  }

  @Test func `is told anew with a new policy key, behind the refusal of the old one`() async throws
  {
    let refusal = HTTPResponse(status: 449)
    let transport = ScriptedTransport([refusal, refusal, offer, final, .settings(), .folders])
    var client = try client(
      transport, version: .v12_1, policyKey: "3", isProvisioned: true, standing: standing())
    _ = try await client.send(command)
    #expect(
      transport.commands == [
        "Settings", "FolderSync", "Provision", "Provision", "Settings", "FolderSync",
      ])
    #expect(client.standing.isDescribed)
    #expect(client.standing.descriptionFailures == 0)
  }

  @Test(arguments: [401, 457])
  func `isn't worth a password that was refused`(status: Int) async throws {
    let transport = ScriptedTransport([HTTPResponse(status: status), .folders])
    var client = try client(transport, version: .v12_1, isProvisioned: true, standing: standing())
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(command) }
    #expect(error?.kind == .credentials)
    #expect(transport.commands == ["Settings"])
  }
}

@Suite struct `Another form of query` {
  @Test(arguments: [(Query.Form.plain, Query.Form.base64), (.base64, .plain)])
  func `starts over, as the server may see another device`(
    before: Query.Form, now: Query.Form
  ) async throws {
    let transport = ScriptedTransport([.folders, .folders])
    var client = try client(
      transport, version: .v14_1, isProvisioned: true, standing: .known(by: before)
    ) { $0.query = now }
    await #expect(throws: ActiveSyncError.startOver) { try await client.send(command) }
    #expect(transport.requests.isEmpty, "no key of the other device goes out")
    #expect(
      client.reasonToStartOver
        == "'query:' or the version has changed, by which the server may see another device; "
        + "fetching everything anew")
    _ = try await client.send(FolderSync(syncKey: .initial))
    _ = try await client.send(command)
    #expect(client.standing.form == now)
  }

  @Test func `is none below 12.1`() async throws {
    let transport = ScriptedTransport([.folders])
    var client = try client(transport, version: .v12_0, isProvisioned: true) { $0.query = .base64 }
    _ = try await client.send(command)
    #expect(client.standing.form == .plain)
  }

  @Test func `says nothing to a first run`() async throws {
    let transport = ScriptedTransport([.noPolicy, .folders])
    var client = try client(transport, version: .v14_1, standing: Client.Standing()) {
      $0.query = .base64
    }
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(transport.requests.count == 2)
    #expect(client.standing.form == .base64)
  }

  @Test func `is another device, to be told what it is`() async throws {
    let transport = ScriptedTransport([.settings(), .folders])
    var client = try client(transport, version: .v12_1, isProvisioned: true) { $0.query = .base64 }
    await #expect(throws: ActiveSyncError.startOver) { try await client.send(command) }
    _ = try await client.send(FolderSync(syncKey: .initial))
    #expect(transport.requests.count == 2)
  }
}
