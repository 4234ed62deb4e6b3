import FakeExchange
import HTTPTransport
import Testing
import WBXML

@Suite struct ProvisionTests {
  private static let information = Element(
    .Settings.deviceInformation,
    [Element(.Settings.set, [Element(.Settings.model, "cardferry")])])

  private static func request(
    type: String = "MS-EAS-Provisioning-WBXML", key: String? = nil, status: String? = nil,
    information: Element? = nil
  ) -> Element {
    var policy = [Element(.Provision.policyType, type)]
    if let key { policy.append(Element(.Provision.policyKey, key)) }
    if let status { policy.append(Element(.Provision.status, status)) }
    let policies = Element(.Provision.policies, [Element(.Provision.policy, policy)])
    return Element(.Provision.provision, (information.map { [$0] } ?? []) + [policies])
  }

  /// The answer to a Provision: its own status, and the policy within.
  private func provision(
    _ client: Client, _ request: Element
  ) async throws -> (status: String?, policy: Element?) {
    let root = try Decoder.decode(try await client.post("Provision", request).body)
    return (
      root.first(.Provision.status)?.text,
      root.first(.Provision.policies)?.first(.Provision.policy)
    )
  }

  private static func options(
    _ mode: FakeExchange.Provisioning.Mode
  ) -> FakeExchange.Options {
    FakeExchange.Options(
      provisioning: FakeExchange.Provisioning(
        mode: mode, policy: [.init(.Provision.devicePasswordEnabled, "1")]))
  }

  @Test(arguments: ["2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"])
  func `a forced policy is offered, acknowledged, and then opens the mailbox`(
    _ version: String
  ) async throws {
    try await withServer(Self.options(.forced)) { server in
      var client = Client(server, version: version)
      let isNew = ["14.0", "14.1", "16.0", "16.1"].contains(version)
      let hasInformation = ["14.1", "16.0", "16.1"].contains(version)
      let type = version == "2.5" ? "MS-WAP-Provisioning-XML" : "MS-EAS-Provisioning-WBXML"
      func foldersAreRefused(with status: String) async throws {
        let response = try await client.post(
          "FolderSync",
          Element(.FolderHierarchy.folderSync, [Element(.FolderHierarchy.syncKey, "0")]))
        #expect(response.status == (isNew ? 200 : 449))
        if isNew {
          let root = try Decoder.decode(response.body)
          #expect(root.first(.FolderHierarchy.status)?.text == status)
        }
      }
      try await foldersAreRefused(with: "142")
      client.policyKey = "0"
      try await foldersAreRefused(with: "142")

      let offer = try await provision(
        client, Self.request(type: type, information: hasInformation ? Self.information : nil))
      #expect(offer.status == "1")
      #expect(offer.policy?.first(.Provision.status)?.text == "1")
      let data = try #require(offer.policy?.first(.Provision.data))
      if version == "2.5" {
        #expect(data.text?.contains("name=\"4131\" value=\"0\"") == true)
      } else {
        #expect(
          data.first(.Provision.easProvisionDoc)?.children
            == [Element(.Provision.devicePasswordEnabled, "1")])
      }
      let temporary = try #require(offer.policy?.first(.Provision.policyKey)?.text)
      client.policyKey = temporary
      try await foldersAreRefused(with: "144")

      let final = try await provision(
        client, Self.request(type: type, key: temporary, status: "1"))
      #expect(final.policy?.first(.Provision.status)?.text == "1")
      client.policyKey = try #require(final.policy?.first(.Provision.policyKey)?.text)
      #expect(client.policyKey != temporary)
      try await client.folderSync()
      #expect(
        server.deviceInformation(client.deviceID)?["Model"]
          == (hasInformation ? "cardferry" : nil))

      server.provisioning.policy = []
      try await foldersAreRefused(with: "144")
    }
  }

  @Test func `without a policy Provision says so and nothing is asked for`() async throws {
    try await withServer { server in
      let client = Client(server)
      let offer = try await provision(
        client, Self.request(information: Self.information))
      #expect(offer.status == "1")
      #expect(offer.policy?.first(.Provision.status)?.text == "2")
      #expect(offer.policy?.first(.Provision.policyKey) == nil)
      try await client.folderSync()
    }
  }

  @Test func `a loose policy lets a device without key pass, and one with a wrong key not`()
    async throws
  {
    try await withServer(Self.options(.loose)) { server in
      var client = Client(server)
      var statuses: [String?] = []
      for key in [nil, "0", "1"] {
        client.policyKey = key
        let root = try await client.folderSync()
        statuses.append(root.first(.FolderHierarchy.status)?.text)
      }
      #expect(statuses == ["1", "142", "144"])
    }
  }

  struct Acknowledgement: CustomTestStringConvertible {
    var mode: FakeExchange.Provisioning.Mode
    var status: String
    /// The status of the whole command.
    var answer: String
    var testDescription: String { "\(mode), \(status)" }
  }

  @Test(arguments: [
    Acknowledgement(mode: .forced, status: "2", answer: "139"),
    Acknowledgement(mode: .forced, status: "3", answer: "139"),
    Acknowledgement(mode: .forced, status: "4", answer: "145"),
    Acknowledgement(mode: .forced, status: "9", answer: "2"),
    Acknowledgement(mode: .loose, status: "2", answer: "1"),
    Acknowledgement(mode: .loose, status: "3", answer: "1"),
    Acknowledgement(mode: .loose, status: "4", answer: "145"),
  ])
  func `a device that doesn't comply is refused where the policy is forced`(
    _ acknowledgement: Acknowledgement
  ) async throws {
    try await withServer(Self.options(acknowledgement.mode)) { server in
      var client = Client(server)
      let offer = try await provision(
        client, Self.request(information: Self.information))
      let key = try #require(offer.policy?.first(.Provision.policyKey)?.text)
      client.policyKey = key
      let answer = try await provision(
        client, Self.request(key: key, status: acknowledgement.status))
      #expect(answer.status == acknowledgement.answer)
      #expect((answer.policy?.first(.Provision.policyKey) != nil) == (answer.status == "1"))
    }
  }

  @Test func `the acknowledgement needs the temporary key in header and body`() async throws {
    try await withServer(Self.options(.forced)) { server in
      var client = Client(server)
      let offer = try await provision(
        client, Self.request(information: Self.information))
      let key = try #require(offer.policy?.first(.Provision.policyKey)?.text)
      let request = Self.request(key: key, status: "1")
      #expect(
        try await provision(client, request).policy?.first(.Provision.status)?.text == "5")
      client.policyKey = key
      let wrong = Self.request(key: "1", status: "1")
      #expect(try await provision(client, wrong).policy?.first(.Provision.status)?.text == "5")
      #expect(
        try await provision(client, request).policy?.first(.Provision.status)?.text == "1")
      let twice = try await provision(client, request)
      #expect(twice.policy?.first(.Provision.status)?.text == "5")
    }
  }

  @Test func `DeviceInformation is required from 14.1 on and refused before`() async throws {
    try await withServer(Self.options(.forced)) { server in
      let new = try await provision(Client(server, version: "14.1"), Self.request())
      #expect(new.status == "165")
      let old = try await provision(
        Client(server, version: "14.0"), Self.request(information: Self.information))
      #expect(old.status == "2")
    }
  }

  @Test func `another type of policy is policy status 3`() async throws {
    try await withServer(Self.options(.forced)) { server in
      let client = Client(server, version: "12.1")
      let answer = try await provision(
        client, Self.request(type: "MS-WAP-Provisioning-XML"))
      #expect(answer.policy?.first(.Provision.status)?.text == "3")
    }
  }

  struct WipeCase: CustomTestStringConvertible {
    var wipe: FakeExchange.Provisioning.Wipe
    var version: String
    var http: Int
    var isOrdered = true
    var testDescription: String { "\(wipe.rawValue) \(version)" }
  }

  @Test(arguments: [
    WipeCase(wipe: .remoteWipe, version: "12.1", http: 403),
    WipeCase(wipe: .remoteWipe, version: "14.1", http: 200),
    WipeCase(wipe: .accountOnlyRemoteWipe, version: "16.1", http: 200),
    WipeCase(wipe: .accountOnlyRemoteWipe, version: "14.1", http: 200, isOrdered: false),
  ])
  func `a wipe is announced, ordered and acknowledged`(_ wipe: WipeCase) async throws {
    let options = FakeExchange.Options(
      provisioning: FakeExchange.Provisioning(wipe: wipe.wipe))
    try await withServer(options) { server in
      let client = Client(server, version: wipe.version)
      let folderSync = Element(
        .FolderHierarchy.folderSync, [Element(.FolderHierarchy.syncKey, "0")])
      let response = try await client.post("FolderSync", folderSync)
      #expect(response.status == wipe.http)
      if wipe.http == 200 {
        let root = try Decoder.decode(response.body)
        #expect(
          root.first(.FolderHierarchy.status)?.text == (wipe.isOrdered ? "140" : "1"))
      }
      guard wipe.isOrdered else { return }
      let tag: WBXML.Tag =
        wipe.wipe == .remoteWipe ? .Provision.remoteWipe : .Provision.accountOnlyRemoteWipe
      let order = try Decoder.decode(try await client.post("Provision", Self.request()).body)
      #expect(order.first(tag) != nil)
      let acknowledgement = Element(
        .Provision.provision, [Element(tag, [Element(.Provision.status, "1")])])
      _ = try await client.post("Provision", acknowledgement)
      #expect(server.statistics.wipeAcknowledgements == ["1"])
      try await client.folderSync()
    }
  }

  @Test func `Settings takes DeviceInformation too`() async throws {
    try await withServer { server in
      let client = Client(server, version: "14.0")
      let root = try Decoder.decode(
        try await client.post("Settings", Element(.Settings.settings, [Self.information])).body)
      #expect(root.first(.Settings.status)?.text == "1")
      #expect(
        root.first(.Settings.deviceInformation)?.first(.Settings.status)?.text == "1")
      #expect(server.deviceInformation(client.deviceID) == ["Model": "cardferry"])
    }
  }
}
