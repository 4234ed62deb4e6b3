import ActiveSync
import HTTPTransport
import Testing
import WBXML

/// MS-ASCMD section 2.2.2, row by row.
@Suite struct `A common status` {
  private static let mail = "has no place in an export of contacts"

  /// Codes of one kind with one recovery.
  struct Rows: Sendable, CustomTestStringConvertible {
    let kind: ActiveSyncError.Kind
    let recovery: Recovery
    let codes: [Int]
    var testDescription: String { "\(kind), \(recovery)" }
  }

  private static let table: [Rows] = [
    Rows(
      kind: .protocolViolation, recovery: .giveUp,
      codes: Array(101...109) + [113] + Array(115...122) + [137] + Array(146...148)
        + Array(150...156) + Array(160...164) + Array(166...176) + [178, 179, 183, 184]),
    Rows(kind: .protocolViolation, recovery: .rebaseline, codes: [132, 134, 136]),
    Rows(kind: .protocolViolation, recovery: .renegotiate, codes: [138]),
    Rows(kind: .protocolViolation, recovery: .retry, codes: [149]),
    Rows(kind: .unreachable, recovery: .wait, codes: [110, 114]),
    Rows(kind: .unreachable, recovery: .retry, codes: [111, 133, 135]),
    Rows(kind: .blocked, recovery: .giveUp, codes: [112, 123] + Array(126...131) + [177]),
    Rows(kind: .credentials, recovery: .giveUp, codes: [124, 125]),
    Rows(kind: .policy, recovery: .giveUp, codes: [139, 145]),
    Rows(kind: .policy, recovery: .provision, codes: Array(141...144) + [165]),
    Rows(kind: .wipe, recovery: .provision, codes: [140]),
  ]

  @Test(arguments: table)
  func `has the kind and the recovery of its row`(rows: Rows) throws {
    for code in rows.codes {
      let status = try #require(CommonStatus(code: "\(code)"), "\(code)")
      #expect(status.kind == rows.kind, "\(code)")
      #expect(status.recovery == rows.recovery, "\(code)")
      #expect(status.scope == ([147, 150, 173, 174, 175].contains(code) ? .item : .account))
      #expect(!status.meaning.isEmpty && !status.meaning.hasSuffix("."))
    }
  }

  @Test func `is there for every code of the table, and for no other`() {
    let codes = Self.table.flatMap(\.codes).sorted()
    #expect(CommonStatus.all.map(\.code) == codes)
    #expect(codes.count == 78)
    for code in ["", "1", "100", "157", "159", "165x", "180", "182", "185", "-101", "999"] {
      #expect(CommonStatus(code: code) == nil, "\(code)")
    }
    #expect(Set(CommonStatus.all.map(\.name)).count == 78)
  }

  private func failure(_ answer: HTTPResponse, version: ProtocolVersion) async throws
    -> ActiveSyncError?
  {
    let offer = HTTPResponse(
      status: 200, headers: ["MS-ASProtocolVersions": version.rawValue])
    // What is asked besides, OPTIONS or Provision, is answered by a script that ends.
    let transport = ScriptedTransport([answer, offer])
    var client = try client(transport, version: version, isProvisioned: true) { $0.retries = 0 }
    return await #expect(throws: ActiveSyncError.self) {
      try await client.send(FolderSync(syncKey: SyncKey("6")))
    }
  }

  private func inBand(_ code: Int) -> HTTPResponse {
    .wbxml(
      Element(
        WBXML.Tag.FolderHierarchy.folderSync,
        [Element(WBXML.Tag.FolderHierarchy.status, "\(code)")]))
  }

  /// Column 4 of the table: what servers of 12.x send in its place (MS-ASCMD section 2.2.2).
  @Test(arguments: [
    (101, 400), (103, 400), (106, 400), (110, 500), (111, 503), (112, 403), (113, 507),
    (126, 403), (137, 501),
  ])
  func `is of the same kind where an old server says it by HTTP`(code: Int, http: Int) async throws
  {
    let new = try await failure(inBand(code), version: .v14_1)
    let old = try await failure(HTTPResponse(status: http), version: .v12_1)
    #expect(new?.kind == old?.kind, "\(code)")
  }

  @Test(arguments: [
    (
      101,
      "FolderSync failed with status 101: the server calls the request invalid; ask the server's administrator"
    ),
    (
      110,
      "FolderSync failed with status 110: the server failed and asks not to be tried again soon; the next run tries again"
    ),
    (
      111,
      "FolderSync failed with status 111: the server failed for the moment; the next run tries again"
    ),
    (113, "FolderSync failed with status 113: the mailbox is full; ask the server's administrator"),
    (125, "FolderSync failed with status 125: the user is unknown; ask the server's administrator"),
    (
      132,
      "FolderSync failed with status 132: the server lost the state of this device; run again with --full"
    ),
    (
      139,
      "FolderSync failed with status 139: the server's policy is more than this device can fulfil; ask the server's administrator"
    ),
  ])
  func `is told in one line`(code: Int, text: String) async throws {
    #expect(try await failure(inBand(code), version: .v16_1)?.description == text)
  }
}
