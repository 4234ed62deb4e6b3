import ActiveSync
import HTTPTransport
import Testing
import WBXML

private typealias Tags = WBXML.Tag.Provision

private let key = FolderSync(syncKey: .initial)

private func top(_ code: String) -> HTTPResponse {
  .wbxml(Element(Tags.provision, [Element(Tags.status, code)]))
}

@Suite struct `A status of Provision` {
  private typealias Row = StatusRow<ProvisionStatus>

  private static let rows = [
    Row("1", .success, .account, .giveUp, nil),
    Row(
      "2", .protocolError, .account, .giveUp,
      "the server calls the request wrong; ask the server's administrator"),
    Row(
      "3", .serverError, .account, .retry, "the server failed; the next run tries again"),
    Row(
      "4", .undefined("4"), .account, .giveUp,
      "the server gives a status that the protocol doesn't define; ask the server's administrator"),
  ]

  @Test(arguments: rows)
  private func `is what its row says`(row: Row) {
    row.check("Provision")
  }

  /// A server may have no use for Provision: whether it wants a policy shows with the next command.
  @Test(arguments: rows)
  private func `doesn't keep the client from its work`(row: Row) async throws {
    let transport = ScriptedTransport([top(row.code), .folders])
    var client = try client(transport, version: .v16_1) { $0.retries = 0 }
    _ = try await client.send(key)
    #expect(client.isProvisioned)
  }

  @Test func `3 is one that is asked again`() async throws {
    let transport = ScriptedTransport([top("3"), .noPolicy, .folders])
    var client = try client(transport, version: .v16_1)
    _ = try await client.send(key)
    #expect(transport.commands == ["Provision", "Provision", "FolderSync"])
  }

  @Test func `may be left out, as Tencent does`() async throws {
    let policy = Element(
      Tags.policy,
      [Element(Tags.policyType, "MS-EAS-Provisioning-WBXML"), Element(Tags.status, "2")])
    let answer = Element(Tags.provision, [Element(Tags.policies, [policy])])
    let transport = ScriptedTransport([.wbxml(answer), .folders])
    var client = try client(transport, version: .v16_1)
    _ = try await client.send(key)
    #expect(client.policyKey == nil)
  }

  @Test(arguments: [
    (
      139,
      "the server's policy is more than this device can fulfil; ask the server's administrator"
    ),
    (141, "the server wants its policy accepted; trying that did not help"),
    (
      145,
      "the server doesn't let in devices that others manage; ask the server's administrator"
    ),
  ])
  func `that refuses the device ends with the administrator`(code: Int, text: String) async throws {
    for answers in [
      [top("\(code)")], [.provision(policyStatus: "1", key: "5"), top("\(code)")],
    ] {
      let transport = ScriptedTransport(answers)
      var client = try client(transport, version: .v16_1)
      let error = await #expect(throws: ActiveSyncError.self) { try await client.send(key) }
      #expect(error?.description == "Provision failed with status \(code): \(text)")
      #expect(error?.kind == .policy)
      #expect(client.policyKey == nil)
    }
  }
}

@Suite struct `A status of a policy` {
  private static let rows: [(code: String, status: PolicyStatus, text: String?)] = [
    ("1", .success, nil),
    ("2", .noPolicy, nil),
    // Whether the server insists on one of another kind shows with the next command.
    ("3", .unknownPolicyType, nil),
    ("4", .corruptPolicy, "the policy on the server is corrupt"),
    ("5", .wrongPolicyKey, "the server doesn't accept the policy key"),
    ("6", .undefined("6"), "the server gives a status that the protocol doesn't define"),
  ]

  @Test(arguments: rows)
  func `is what its row says`(
    code: String, status: PolicyStatus, text: String?
  ) async throws {
    #expect(PolicyStatus(code: code) == status)
    #expect(status.code == code)
    #expect(status.isSuccess == (code == "1"))
    #expect(status.scope == .account)
    let policy = HTTPResponse.provision(policyStatus: code, key: "5")
    let acknowledged = HTTPResponse.provision(policyStatus: "1", key: "6")
    let transport = ScriptedTransport([policy] + (code == "1" ? [acknowledged] : []) + [.folders])
    var client = try client(transport, version: .v16_1)
    guard let text else {
      _ = try await client.send(key)
      #expect(client.policyKey == (code == "1" ? "6" : nil))
      return
    }
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(key) }
    #expect(
      error?.description
        == "the server's policy could not be accepted: \(text); ask its administrator")
    #expect(error?.kind == .policy)
  }

  @Test(arguments: [ProtocolVersion.v2_5, .v16_1])
  func `3 ends with the administrator where the server insists on a policy`(
    version: ProtocolVersion
  ) async throws {
    let answers = [
      HTTPResponse.provision(policyStatus: "3"), HTTPResponse(status: 449),
      .provision(policyStatus: "3"), .folders,
    ]
    let transport = ScriptedTransport(answers)
    var client = try client(transport, version: version)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(key) }
    #expect(
      error?.description
        == "the server's policy could not be accepted: the server doesn't know this kind of policy; "
        + "ask its administrator")
    #expect(error?.kind == .policy)
    #expect(transport.commands == ["Provision", "FolderSync", "Provision"])
  }

  @Test func `2 sends no policy key from then on`() async throws {
    let transport = ScriptedTransport([.noPolicy, .folders])
    var client = try client(transport, version: .v16_1, policyKey: "7")
    _ = try await client.send(key)
    #expect(transport.requests.last?.headers.contains { $0.name == "X-MS-PolicyKey" } == false)
  }

  @Test func `for an acknowledgement says whether the key is there to stay`() async throws {
    for (code, final) in [("1", nil), ("3", "6"), ("4", "6"), ("6", "6")] as [(String, String?)] {
      let transport = ScriptedTransport([
        .provision(policyStatus: "1", key: "5"), .provision(policyStatus: code, key: final),
        .folders,
      ])
      var client = try client(transport, version: .v16_1)
      let error = await #expect(throws: ActiveSyncError.self) { try await client.send(key) }
      #expect(error?.kind == .policy, "\(code)")
      #expect(client.policyKey == nil)
      #expect(transport.requests.count == 2)
    }
  }

  @Test func `5 for an acknowledgement starts over once`() async throws {
    let (fetched, refused) = (
      HTTPResponse.provision(policyStatus: "1", key: "5"),
      HTTPResponse.provision(policyStatus: "5")
    )
    let once = ScriptedTransport([
      fetched, refused, fetched, .provision(policyStatus: "1", key: "6"), .folders,
    ])
    var client = try client(once, version: .v16_1)
    _ = try await client.send(key)
    #expect(client.policyKey == "6")

    let twice = ScriptedTransport([fetched, refused, fetched, refused, .folders])
    var other = try ActiveSyncTests.client(twice, version: .v16_1)
    let error = await #expect(throws: ActiveSyncError.self) { try await other.send(key) }
    #expect(error?.kind == .policy)
    #expect(twice.requests.count == 4)
  }
}
