import ActiveSync
import HTTPTransport
import Testing
import WBXML

private typealias Tags = WBXML.Tag.Provision

private let command = FolderSync(syncKey: .initial)
private let demand = HTTPResponse.provision(
  policyStatus: "1", key: "5",
  rules: [Element(Tags.devicePasswordEnabled, "1"), Element(Tags.allowCamera, "0")])
private let final = HTTPResponse.provision(policyStatus: "1", key: "6")

@Suite struct `A policy that this machine fulfils in part` {
  /// Exchange does so under AllowNonProvisionableDevices.
  @Test(arguments: [ProtocolVersion.v14_1, .v16_1])
  func `is told so, and a server that gives a key all the same is taken at its word`(
    version: ProtocolVersion
  ) async throws {
    let transport = ScriptedTransport([demand, final, .folders])
    var client = try client(transport, version: version)
    _ = try await client.send(command)
    #expect(client.policyKey == "6")
    #expect(acknowledgement(transport.requests[1]) == "2")
    #expect(client.policyRequirements == ["DevicePasswordEnabled", "AllowCamera 0"])
    #expect(!client.standing.isPolicyMet)
  }

  @Test(arguments: [
    HTTPResponse.provision(policyStatus: "1"),
    .provision(policyStatus: "4", key: "6"), HTTPResponse(status: 403), HTTPResponse(status: 449),
    HTTPResponse(status: 400), HTTPResponse(status: 200),
    .wbxml(Element(Tags.provision, [Element(Tags.status, "139")])),
    .wbxml(Element(Tags.provision, [Element(Tags.status, "2")])),
  ])
  func `ends with its requirements where the server gives no key`(
    answer: HTTPResponse
  ) async throws {
    let transport = ScriptedTransport([demand, answer, .folders])
    var client = try client(transport, version: .v14_1)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(command) }
    #expect(
      error?.description
        == "the server's policy asks for DevicePasswordEnabled, AllowCamera 0; if this machine "
        + "fulfils that, set 'accept-policy: true'")
    #expect(error?.kind == .policy)
    #expect(client.policyKey == nil)
    #expect(transport.requests.count == 2)
  }

  /// Horde says so, and lets in those that it takes for Outlook or Android.
  @Test func `may have no key for that, where the server says that there is no policy then`()
    async throws
  {
    let waiver = HTTPResponse.provision(policyStatus: "2")
    let transport = ScriptedTransport([demand, waiver, .folders])
    var client = try client(transport, version: .v14_1)
    _ = try await client.send(command)
    #expect(client.policyKey == nil)
    #expect(!client.standing.isPolicyMet)
    #expect(transport.commands == ["Provision", "Provision", "FolderSync"])

    // One that insists has no use for it.
    let insisting = ScriptedTransport([
      HTTPResponse(status: 449), demand, waiver, .folders,
    ])
    var other = try ActiveSyncTests.client(insisting, version: .v14_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await other.send(command) }
    #expect(
      error == .policyNotAccepted(requirements: ["DevicePasswordEnabled", "AllowCamera 0"]))
  }

  @Test(arguments: [401, 502, 503])
  func `isn't to blame for an answer that says something else`(status: Int) async throws {
    let transport = ScriptedTransport([demand, HTTPResponse(status: status), .folders])
    var client = try client(transport, version: .v14_1) { $0.retries = 0 }
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(command) }
    #expect(error?.kind == (status == 401 ? .credentials : .unreachable))
  }

  @Test func `is asked for anew once the administrator's word has changed`() async throws {
    for (isMet, accepts) in [(false, true), (true, false)] {
      var standing = Client.Standing.known
      standing.isPolicyMet = isMet
      let transport = ScriptedTransport([demand, final, .folders])
      var client = try client(
        transport, acceptsPolicy: accepts, version: .v14_1, policyKey: "4", isProvisioned: true,
        standing: standing, policyRequirements: ["DevicePasswordEnabled"])
      _ = try await client.send(command)
      #expect(transport.commands == ["Provision", "Provision", "FolderSync"])
      #expect(acknowledgement(transport.requests[1]) == (accepts ? "1" : "2"))
      #expect(client.standing.isPolicyMet == accepts)
    }
    for accepts in [false, true] {
      let transport = ScriptedTransport([.folders])
      var client = try client(
        transport, acceptsPolicy: accepts, version: .v14_1, policyKey: "4", isProvisioned: true,
        policyRequirements: [])
      _ = try await client.send(command)
      #expect(transport.commands == ["FolderSync"], "a policy that asks for nothing is fulfilled")
    }
  }
}
