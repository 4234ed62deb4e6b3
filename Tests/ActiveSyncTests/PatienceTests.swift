import ActiveSync
import HTTPTransport
import Testing
import WBXML

private let folderSync = FolderSync(syncKey: SyncKey("6"))

private func sync(_ key: String = "5") -> Sync {
  Sync(syncKey: SyncKey(key), collectionID: ServerID("2"), supported: nil, windowSize: 100)
}

private func folderStatus(_ code: String) -> HTTPResponse {
  .wbxml(
    Element(
      WBXML.Tag.FolderHierarchy.folderSync, [Element(WBXML.Tag.FolderHierarchy.status, code)]))
}

private func unavailable(_ status: Int = 503, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
  HTTPResponse(status: status, headers: headers)
}

@Suite struct `A server that is out of order for the moment` {
  @Test(arguments: [
    unavailable(429), unavailable(502), unavailable(503), unavailable(504), folderStatus("111"),
    folderStatus("133"), folderStatus("135"), folderStatus("6"), folderStatus("11"),
  ])
  func `is asked again, each time after a longer wait`(answer: HTTPResponse) async throws {
    let waits = Waits()
    let transport = ScriptedTransport([answer, answer, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true, waits: waits)
    _ = try await client.send(folderSync)
    #expect(transport.commands == ["FolderSync", "FolderSync", "FolderSync"])
    try #require(waits.all.count == 2)
    #expect((.milliseconds(500) ..< .milliseconds(1500)).contains(waits.all[0]))
    #expect((.seconds(2) ..< .seconds(6)).contains(waits.all[1]))
  }

  @Test func `is not asked a fourth time, nor more often than configured`() async throws {
    for retries in [0, 1, 2, 5] {
      let transport = ScriptedTransport(Array(repeating: unavailable(), count: 9))
      var client = try client(transport, version: .v16_1, isProvisioned: true) {
        $0.retries = retries
      }
      let error = ActiveSyncError.overloaded(
        host: "mail.contoso.com", status: 503, retryAfter: nil, throttle: nil)
      await #expect(throws: error) { try await client.send(folderSync) }
      #expect(transport.requests.count == retries + 1)
    }
  }

  @Test func `gets the time that it asks for, and a little more`() async throws {
    let waits = Waits()
    let transport = ScriptedTransport([unavailable(503, ["Retry-After": "7"]), .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true, waits: waits)
    _ = try await client.send(folderSync)
    #expect((.seconds(7) ..< .milliseconds(8500)).contains(try #require(waits.all.first)))
  }

  @Test(arguments: [
    ("3600", "", "; it asks to wait 3600 s"),
    (
      "3600", "CommandFrequency",
      " or limits this device (HTTP 503, CommandFrequency); it asks to wait 3600 s"
    ),
    ("3600", "a\u{1B}[2J", "; it asks to wait 3600 s"),
    ("Fri, 31 Dec 1999 23:59:59 GMT", "", nil),
  ])
  func `and asks for an hour is left to the next run`(
    after: String, throttle: String, text: String?
  ) async throws {
    let headers: HTTPHeaders = ["Retry-After": after, "X-MS-ASThrottle": throttle]
    let transport = ScriptedTransport([unavailable(503, headers), .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    guard let text else {
      // A date that has passed asks for no more than a moment.
      _ = try await client.send(folderSync)
      return
    }
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(error?.description.hasSuffix(text) == true, "\(error?.description ?? "")")
    #expect(error?.kind == .unreachable)
    #expect(transport.requests.count == 1)
  }

  /// Exchange limits a device by status 111 from 14.0 on, and says for how long beside it.
  @Test(arguments: [
    ("H/7.2", ["X-MS-BackOffDuration"]), ("L/7,2", ["X-MS-BackOffDuration"]),
    ("7.2", ["Retry-After", "X-MS-BackOffDuration"]),
  ])
  func `gets the time that it asks for beside a status`(
    text: String, names: [String]
  ) async throws {
    for name in names {
      var answer = folderStatus("111")
      answer.headers.append(name, text)
      let waits = Waits()
      let transport = ScriptedTransport([answer, .folders])
      var client = try client(transport, version: .v16_1, isProvisioned: true, waits: waits)
      _ = try await client.send(folderSync)
      #expect((.seconds(8) ..< .milliseconds(9500)).contains(try #require(waits.all.first)))
    }
  }

  @Test func `and asks for a quarter of an hour beside a status is left to the next run`()
    async throws
  {
    var answer = folderStatus("111")
    answer.headers = [
      "X-MS-BackOffDuration": "H/899.4032145", "X-MS-ASThrottle": "CommandFrequency",
    ]
    let transport = ScriptedTransport([answer, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com is overloaded or limits this device (status 111, CommandFrequency); it "
        + "asks to wait 900 s")
    #expect(error?.kind == .unreachable)
    #expect(transport.requests.count == 1)
  }

  /// Exchange Online sends the header with each answer, as `L/-469`.
  @Test(arguments: ["L/-469", "L/0", "soon"])
  func `and asks for no time waits as usual`(text: String) async throws {
    var answer = folderStatus("111")
    answer.headers = ["X-MS-BackOffDuration": text]
    let waits = Waits()
    let transport = ScriptedTransport([answer, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true, waits: waits)
    _ = try await client.send(folderSync)
    #expect((.milliseconds(500) ..< .milliseconds(1500)).contains(try #require(waits.all.first)))
  }

  @Test func `and blocks the device names the limit`() async throws {
    var answer = folderStatus("129")
    answer.headers = ["X-MS-ASThrottle": "RecentCommands"]
    let transport = ScriptedTransport([answer])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com lets this device or user not in (status 129, the device is blocked for "
        + "this user, X-MS-ASThrottle: RecentCommands); ask its administrator to allow the device "
        + "'0123456789abcdef0123456789abcdef' of type 'cardferry'")
  }

  @Test(arguments: [
    unavailable(400), unavailable(401), unavailable(403), unavailable(404), unavailable(451),
    unavailable(500), unavailable(501), unavailable(507), folderStatus("110"), folderStatus("113"),
    folderStatus("129"), folderStatus("10"),
  ])
  func `is not what these answers tell of`(answer: HTTPResponse) async throws {
    let waits = Waits()
    let transport = ScriptedTransport([answer, .options, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true, waits: waits)
    await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(waits.all.isEmpty)
    #expect(transport.commands.count { $0 == "FolderSync" } == 1)
  }

  @Test func `is not asked for a window again that it may have given`() async throws {
    for status in [502, 504] {
      let transport = ScriptedTransport([unavailable(status), .folders])
      var client = try client(transport, version: .v16_1, isProvisioned: true)
      let error = await #expect(throws: ActiveSyncError.self) { try await client.send(sync()) }
      #expect(error?.mayHaveLostAnswer == true)
      #expect(transport.requests.count == 1)
    }
  }

  @Test func `is asked for a window again where it gave none`() async throws {
    let transport = ScriptedTransport([
      unavailable(503), HTTPResponse(status: 200),
    ])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    #expect(try await client.send(sync()).changes.isEmpty)
    #expect(transport.requests.count == 2)
  }
}

@Suite struct `A refusal` {
  private func refusal(_ scheme: SignIn.Scheme, offering header: String?) async throws -> String {
    let headers: HTTPHeaders = header.map { ["WWW-Authenticate": $0] } ?? [:]
    let refused = HTTPResponse(status: 401, headers: headers)
    let transport = ScriptedTransport([refused, refused, .folders])
    var client = try client(
      transport, version: .v16_1, isProvisioned: true, scheme: scheme)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(error?.kind == .credentials)
    #expect(transport.requests.count == (scheme == .oauth ? 2 : 1))
    return error?.description ?? ""
  }

  @Test func `of a scheme names what the server takes`() async throws {
    #expect(
      try await refusal(.basic, offering: "Bearer realm=\"a, Basic b\", Negotiate")
        == "mail.contoso.com doesn't take 'auth: basic' (HTTP 401), it offers Bearer, Negotiate; "
        + "nothing else was tried; correct 'auth:'")
    #expect(
      try await refusal(.oauth, offering: "Basic realm=\"Mail\"")
        == "mail.contoso.com doesn't take 'auth: oauth' (HTTP 401), it offers Basic; "
        + "nothing else was tried; correct 'auth:'")
    #expect(
      try await refusal(.negotiate, offering: "Basic realm=\"Mail\", NTLM")
        == "mail.contoso.com doesn't take 'auth: negotiate' (HTTP 401), it offers Basic, NTLM; "
        + "nothing else was tried; correct 'auth:'")
  }

  @Test(arguments: [SignIn.Scheme.basic, .ntlm, .oauth, .negotiate])
  func `after a sign-in that worked may be a server's whose backend is down`(
    scheme: SignIn.Scheme
  ) async throws {
    let hint =
      " (HTTP 401); signing in worked on 2026-11-30, so what stands behind the server may be "
    let refused = HTTPResponse(status: 401)
    let transport = ScriptedTransport([refused, refused, .folders])
    var client = try client(
      transport, version: .v16_1, isProvisioned: true, scheme: scheme, signedInBefore: "2026-11-30")
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(error?.description.contains(hint + "down; if it isn't, ") == true)
    #expect(error?.kind == .credentials)
    #expect(transport.requests.count == (scheme == .oauth ? 2 : 1), "a password is tried once")
  }

  @Test func `in the midst of a run tells that it worked a moment ago`() async throws {
    let transport = ScriptedTransport([.folders, HTTPResponse(status: 401)])
    var client = try client(transport, version: .v16_1, isProvisioned: true)
    #expect(!client.hasSignedIn)
    _ = try await client.send(folderSync)
    #expect(client.hasSignedIn)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com refused user name or password (HTTP 401); signing in worked a moment "
        + "ago, so what stands behind the server may be down; if it isn't, correct 'user:' or "
        + "'password:' before the next run, so that the account isn't locked")
  }

  @Test func `of a password, a token or a ticket says what to do`() async throws {
    for header in [nil, "Basic realm=\"Mail\", NTLM"] {
      for scheme in [SignIn.Scheme.basic, .ntlm] {
        #expect(
          try await refusal(scheme, offering: header)
            == "mail.contoso.com refused user name or password (HTTP 401); correct 'user:' or "
            + "'password:' before the next run, so that the account isn't locked")
      }
    }
    #expect(
      try await refusal(.oauth, offering: "Bearer")
        == "mail.contoso.com refused the access token, and a new one as well (HTTP 401); does it "
        + "belong to 'user:', and is the scope right?")
    #expect(
      try await refusal(.negotiate, offering: "Negotiate")
        == "mail.contoso.com refused the Kerberos ticket, or there was none (HTTP 401); run kinit, "
        + "or name a keytab in KRB5_CLIENT_KTNAME")
  }
}

@Suite struct `A version` {
  @Test func `that is configured is spoken, also where another was before`() async throws {
    let transport = ScriptedTransport([.options, .folders])
    var client = try client(transport, version: .v16_1, isProvisioned: true) {
      $0.version = .v12_1
    }
    _ = try await client.send(folderSync)
    #expect(transport.commands == ["OPTIONS", "FolderSync"])
    #expect(
      transport.requests.last?.headers.contains { $0 == ("MS-ASProtocolVersion", "12.1") } == true)
  }

  @Test func `that is configured and not offered ends in one line`() async throws {
    let transport = ScriptedTransport([.options, .folders])
    var client = try client(transport, isProvisioned: true) { $0.version = .v12_0 }
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com offers ActiveSync 2.5, 12.1, 14.0, 14.1, 16.0, 16.1 and not 12.0; "
        + "correct or take out 'version:'")
  }

  /// A proxy before the server may have taken the header away, or know no OPTIONS.
  @Test(arguments: [200, 400, 404, 405, 500, 501])
  func `that is configured needs no OPTIONS that names it`(status: Int) async throws {
    let transport = ScriptedTransport([HTTPResponse(status: status), .folders])
    var client = try client(transport, isProvisioned: true) { $0.version = .v14_1 }
    _ = try await client.send(folderSync)
    #expect(client.version == .v14_1)
    #expect(transport.commands == ["OPTIONS", "FolderSync"])
  }

  @Test(arguments: [401, 403, 451, 457, 503])
  func `that is configured doesn't help against an OPTIONS that says more`(
    status: Int
  ) async throws {
    let transport = ScriptedTransport([HTTPResponse(status: status), .folders])
    var client = try client(transport, isProvisioned: true) {
      $0.version = .v14_1
      $0.retries = 0
    }
    await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(transport.commands == ["OPTIONS"])
  }

  @Test func `that no OPTIONS names is not guessed`() async throws {
    let transport = ScriptedTransport([HTTPResponse(status: 200), .folders])
    var client = try client(transport, isProvisioned: true)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com answered with an empty document instead of ActiveSync; check the "
        + "address in 'server:'")
  }

  @Test func `is named once where the server gives the header twice`() async throws {
    let twice = HTTPResponse(
      status: 200, headers: ["MS-ASProtocolVersions": "2.0, 1.0, 2.0, 1.0"])
    let transport = ScriptedTransport([twice])
    var client = try client(transport)
    let error = await #expect(throws: ActiveSyncError.self) { try await client.send(folderSync) }
    #expect(
      error?.description
        == "mail.contoso.com offers ActiveSync 2.0, 1.0 and cardferry speaks 2.5 to 16.1 alone; "
        + "ask its administrator")
  }
}
