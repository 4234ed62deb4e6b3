import FakeExchange
import HTTPTransport
import Testing
import WBXML

@Suite struct HTTPTests {
  static let folderSync = Encoder.encode(
    Element(.FolderHierarchy.folderSync, [Element(.FolderHierarchy.syncKey, "0")]))

  @Test func `OPTIONS names the versions and commands on offer`() async throws {
    let options = FakeExchange.Options(versions: [.v12_1, .v14_1])
    try await withServer(options) { server in
      let response = try await Client(server).options()
      #expect(response.status == 200)
      #expect(response.headers["MS-ASProtocolVersions"] == "12.1,14.1")
      #expect(response.headers["MS-ASProtocolCommands"]?.contains("FolderSync") == true)
    }
  }

  @Test(arguments: [nil, BasicCredentials(user: "anna@contoso.com", password: "wrong")])
  func `without the right password comes 401 and a challenge`(
    _ credentials: BasicCredentials?
  ) async throws {
    try await withServer { server in
      var client = Client(server)
      client.credentials = credentials
      for response in [
        try await client.options(), try await client.post("FolderSync", bytes: Self.folderSync),
      ] {
        #expect(response.status == 401)
        #expect(response.headers["WWW-Authenticate"] == "Basic realm=\"contoso.com\"")
      }
    }
  }

  @Test func `with bearer tokens, one of them is what lets in`() async throws {
    try await withServer(.init(bearerTokens: ["good"])) { server in
      for (authentication, status) in [
        (HTTPAuthentication.bearer(BearerToken("good")), 200),
        (.bearer(BearerToken("bad")), 401),
        (.basic(BasicCredentials(user: "anna@contoso.com", password: "secret")), 401),
      ] {
        let response = try await CurlTransport().send(
          HTTPRequest(method: "OPTIONS", url: server.url, authentication: authentication))
        #expect(response.status == status)
        #expect(
          response.headers["WWW-Authenticate"]
            == (status == 401 ? "Bearer realm=\"contoso.com\"" : nil))
      }
    }
  }

  @Test func `another path is 404 and another method 501`() async throws {
    try await withServer { server in
      var client = Client(server)
      let get = HTTPRequest(
        method: "GET", url: server.url, authentication: client.credentials.map { .basic($0) })
      let answer = try await CurlTransport().send(get)
      #expect(answer.status == 501)
      for path in ["owa", "control/statistics"] {
        client.base = "http://127.0.0.1:\(server.port)/\(path)"
        let answer = try await client.options()
        #expect(answer.status == 404)
      }
    }
  }

  struct Wrong: CustomTestStringConvertible {
    var testDescription: String
    var query: String
    var status: Int
  }

  static let queries = [
    Wrong(
      testDescription: "no DeviceId", query: "Cmd=FolderSync&User=a&DeviceType=PPC", status: 400),
    Wrong(
      testDescription: "DeviceId with a hyphen",
      query: "Cmd=FolderSync&User=a&DeviceId=a-b&DeviceType=PPC", status: 400),
    Wrong(
      testDescription: "DeviceId of 33 letters",
      query: "Cmd=FolderSync&User=a&DeviceId=\(String(repeating: "a", count: 33))&DeviceType=PPC",
      status: 400),
    Wrong(testDescription: "no DeviceType", query: "Cmd=FolderSync&User=a&DeviceId=a", status: 400),
    Wrong(testDescription: "no User", query: "Cmd=FolderSync&DeviceId=a&DeviceType=P", status: 400),
    Wrong(testDescription: "no Cmd", query: "User=a&DeviceId=a&DeviceType=PPC", status: 400),
    Wrong(testDescription: "not base64", query: "j!", status: 400),
    Wrong(
      testDescription: "unknown command", query: "Cmd=Search&User=a&DeviceId=a&DeviceType=PPC",
      status: 501),
  ]

  @Test(arguments: queries)
  func `a wrong query is refused`(_ wrong: Wrong) async throws {
    try await withServer { server in
      let response = try await Client(server).post(
        "", bytes: Self.folderSync, query: wrong.query)
      #expect(response.status == wrong.status)
    }
  }

  @Test func `a base64 query is read as a plain one`() async throws {
    try await withServer { server in
      // 14.1, FolderSync, locale 0x0409, DeviceId "b64dev", no policy key, DeviceType "Probe":
      // the request that SOGo took.
      let response = try await Client(server).post(
        "", bytes: Self.folderSync, query: "jQkJBAZiNjRkZXYABVByb2Jl")
      #expect(response.status == 200)
      #expect(response.body.count == 346)
      #expect(server.requests.last?.command == "FolderSync")
    }
  }

  struct Refusal: CustomTestStringConvertible {
    var testDescription: String
    var version = "14.1"
    var type = "application/vnd.ms-sync.wbxml"
    var body = HTTPTests.folderSync
    /// The status in the body where HTTP's is 200.
    var status: String?
    var http = 200
  }

  static let refusals = [
    Refusal(testDescription: "version not on offer", version: "16.1", status: "138"),
    Refusal(testDescription: "older version not on offer", version: "12.0", http: 400),
    Refusal(testDescription: "no version there is", version: "99.9", http: 400),
    Refusal(testDescription: "another content type", type: "text/xml", status: "101"),
    Refusal(
      testDescription: "another content type in 12.1", version: "12.1", type: "text/xml", http: 400
    ),
    Refusal(testDescription: "not WBXML", body: Array("<html>".utf8), status: "102"),
    Refusal(
      testDescription: "another command's root",
      body: Encoder.encode(Element(.AirSync.sync, [])), status: "103"),
    Refusal(testDescription: "no body", body: [], status: "101"),
  ]

  @Test(arguments: refusals)
  func `a request outside of the rules is refused as its version says`(
    _ refusal: Refusal
  ) async throws {
    try await withServer(FakeExchange.Options(versions: [.v12_1, .v14_1])) { server in
      var client = Client(server, version: refusal.version)
      client.contentType = refusal.type
      let response = try await client.post("FolderSync", bytes: refusal.body)
      #expect(response.status == refusal.http)
      if let status = refusal.status {
        let root = try Decoder.decode(response.body)
        #expect(root.first(.FolderHierarchy.status)?.text == status)
      }
    }
  }

  @Test func `a taken port is refused with a remedy`() async throws {
    try await withServer { server in
      let options = FakeExchange.Options(port: server.port)
      let error = await #expect(throws: FakeExchange.CannotListen.self) {
        let second = try await FakeExchange.start(options)
        await second.stop()
      }
      // EADDRINUSE is 98 on Linux.
      #expect(
        error?.description
          == "port \(server.port): can't listen on it (error 98); port 0 takes a free one")
    }
  }

  @Test func `requests are kept with their headers and decoded bodies`() async throws {
    try await withServer { server in
      try await Client(server).folderSync()
      let request = try #require(server.requests("FolderSync").first)
      #expect(request.header("ms-asprotocolversion") == "14.1")
      #expect(request.element?.first(.FolderHierarchy.syncKey)?.text == "0")
      #expect(request.status == 200)
      #expect(server.statistics.requests == ["FolderSync": 1])
    }
  }
}
