import FakeExchange
import FoundationEssentials
import HTTPTransport
import Testing
import WBXML

@Suite struct ControlTests {
  /// Sends a request to the control interface; the answer's status and body.
  private func control(
    _ server: FakeExchange, _ method: String, _ path: String, _ json: String? = nil
  ) async throws -> (status: Int, text: String) {
    let response = try await CurlTransport().send(
      HTTPRequest(
        method: method, url: "http://127.0.0.1:\(server.port)/control/\(path)",
        body: json.map { Array($0.utf8) }))
    return (response.status, String(decoding: response.body, as: UTF8.self))
  }

  private static let options = FakeExchange.Options(control: true)

  @Test func `contacts are added, changed and deleted`() async throws {
    try await withServer(Self.options) { server in
      let client = Client(server)
      let key = try await client.sync(try await client.primed()).key
      let added = try await control(
        server, "POST", "contacts",
        #"{"folder":"2","LastName":"Müller","NickName":"Mü","Categories":["A","B, C"],"#
          + #""Children":["Ava"],"Body":"One\r\nTwo","MiddleName":""}"#)
      #expect(added.status == 200)
      #expect(added.text.contains("\"2:2\""))
      let contact = try #require(server.mailbox.contact("2:2"))
      #expect(contact[.Contacts.lastName] == "Müller")
      #expect(contact[.Contacts2.nickName] == "Mü")
      #expect(contact.categories == ["A", "B, C"])
      #expect(contact.children == ["Ava"])
      #expect(contact.body == "One\r\nTwo")
      #expect(contact.elements.contains(Element(.Contacts.middleName)))

      let patched = try await control(
        server, "PATCH", "contacts/2%3A1", #"{"JobTitle":"CEO","Department":null}"#)
      #expect(patched.status == 204)
      #expect(server.mailbox.contact("2:1")?[.Contacts.jobTitle] == "CEO")
      #expect(server.mailbox.contact("2:1")?[.Contacts.department] == nil)
      #expect(server.mailbox.contact("2:1")?[.Contacts.firstName] == "Mark")
      _ = try await control(server, "DELETE", "contacts/2:2")
      let answer = try await client.sync(key)
      #expect(answer.serverIDs(.AirSync.change) == ["2:1"])
      #expect(answer.serverIDs(.AirSync.add).isEmpty)
    }
  }

  @Test func `folders are made, renamed and deleted`() async throws {
    try await withServer(Self.options) { server in
      _ = try await control(
        server, "POST", "folders", #"{"id":"12","parent":"2","name":"Suppliers","type":14}"#)
      #expect(server.mailbox.folder("12")?.parent == "2")
      _ = try await control(server, "POST", "folders", #"{"id":"12","name":"Old","type":14}"#)
      #expect(server.mailbox.folder("12")?.name == "Old")
      #expect(try await control(server, "POST", "folders/12/renumber").status == 204)
      #expect(try await control(server, "POST", "folders/99/renumber").status == 400)
      #expect(try await control(server, "DELETE", "folders/12").status == 204)
      #expect(server.mailbox.folder("12") == nil)
    }
  }

  @Test func `faults, quirks and options come as JSON`() async throws {
    try await withServer(Self.options) { server in
      let faults =
        #"[{"command":"Sync","http":{"status":451,"headers":{"X-MS-Location":"https://x"}}},"#
        + #"{"status":3,"scope":"collection","skip":1,"times":null},{"drop":"after"},{"drip":7},"#
        + #"{"drop":12,"command":"OPTIONS"},{"truncate":9,"delay":5},{"headers":{"A":"b"}},"#
        + #"{"http":{"status":200,"bodyBase64":"AwFqAA=="},"collection":"2"}]"#
      #expect(try await control(server, "POST", "faults", faults).status == 204)
      let listed = try await control(server, "GET", "faults")
      let decoded = try JSONDecoder().decode([Fault].self, from: Data(listed.text.utf8))
      #expect(
        decoded == [
          Fault(
            .http(status: 451, headers: ["X-MS-Location": "https://x"]), command: "Sync"),
          Fault(.status(3, scope: .collection), skip: 1, times: nil),
          Fault(.drop(.after)), Fault(.drip(7)), Fault(.drop(.bytes(12)), command: "OPTIONS"),
          Fault(.truncate(9), delay: 5), Fault(.headers(["A": "b"])),
          Fault(.http(status: 200, body: [3, 1, 0x6A, 0]), collection: "2"),
        ])
      _ = try await control(server, "DELETE", "faults")
      let quirks = #"{"firstSyncKey":"-1","truncatesNotes":9,"omitsDataOf":["2:1"]}"#
      _ = try await control(server, "PUT", "quirks", quirks)
      #expect(server.quirks.firstSyncKey == "-1")
      #expect(server.quirks.truncatesNotes == 9)
      #expect(server.quirks.omitsDataOf == ["2:1"])
      let options =
        #"{"versions":["14.1"],"mode":"forced","policy":{"DevicePasswordEnabled":"1"},"#
        + #""tokens":["T"]}"#
      #expect(try await control(server, "PUT", "options", options).status == 204)
      #expect(server.versions == [.v14_1])
      #expect(server.bearerTokens == ["T"])
      #expect(server.provisioning.mode == .forced)
      #expect(
        server.provisioning.policy == [.init(.Provision.devicePasswordEnabled, "1")])
    }
  }

  @Test func `statistics count, and a reset starts over`() async throws {
    try await withServer(Self.options) { server in
      let client = Client(server)
      _ = try await client.primed()
      #expect(try await control(server, "POST", "fill", #"{"count":5}"#).status == 204)
      #expect(server.mailbox.serverIDs(in: "2").count == 6)
      let text = try await control(server, "GET", "statistics").text
      let statistics = try JSONDecoder().decode(Statistics.self, from: Data(text.utf8))
      #expect(statistics.requests == ["FolderSync": 1, "Sync": 1])
      #expect(statistics.answers == ["200": 2])
      _ = try await control(server, "POST", "reset")
      #expect(server.mailbox.serverIDs(in: "2") == ["2:1"])
      #expect(server.statistics == Statistics())
      #expect(server.requests.isEmpty)
    }
  }

  struct Wrong: CustomTestStringConvertible {
    var method: String
    var path: String
    var json: String?
    var status: Int
    var text: String
    var testDescription: String { "\(method) \(path) \(json ?? "")" }
  }

  @Test(arguments: [
    Wrong(
      method: "POST", path: "contacts", json: #"{"LastNam":"x"}"#, status: 400,
      text: "LastNam: 'LastNam' is no element of MS-ASCNTC\n"),
    Wrong(
      method: "POST", path: "contacts", json: #"{"folder":"99"}"#, status: 400,
      text: "no folder '99'; GET /control/mailbox lists them\n"),
    Wrong(
      method: "DELETE", path: "contacts/2:7", status: 400,
      text: "no contact '2:7'; GET /control/mailbox lists them\n"),
    Wrong(
      method: "POST", path: "faults", json: #"{"stauts":3}"#, status: 400,
      text:
        "'stauts' is none of collection, command, delay, drip, drop, headers, http, scope, skip, "
        + "status, times, truncate\n"),
    Wrong(
      method: "PUT", path: "options", json: #"{"policy":{"Foo":"1"}}"#, status: 400,
      text: "'Foo' is no element of EASProvisionDoc; DevicePasswordEnabled is one\n"),
    Wrong(
      method: "GET", path: "nothing", status: 404,
      text: "No GET /control/nothing; GET /control/ says what there is.\n"),
  ])
  func `a wrong order is refused with its reason`(_ wrong: Wrong) async throws {
    try await withServer(Self.options) { server in
      let answer = try await control(server, wrong.method, wrong.path, wrong.json)
      #expect(answer.status == wrong.status)
      #expect(answer.text == wrong.text)
      #expect(server.mailbox.serverIDs(in: "2") == ["2:1"])
    }
  }
}
