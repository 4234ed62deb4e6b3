import ActiveSync
import HTTPTransport
import Testing
import WBXML

/// A row of MS-ASCMD section 2.2.2, and what becomes of a command that it answers.
private struct Row: Sendable, CustomTestStringConvertible {
  let code: Int
  let name: String
  let kind: ActiveSyncError.Kind
  let recovery: Recovery
  /// What servers of 2.5 to 12.1 send in its place.
  let http: [Int]
  var testDescription: String { "\(code) \(name)" }

  init(
    _ code: Int, _ name: String, _ kind: ActiveSyncError.Kind, _ recovery: Recovery,
    http: [Int] = []
  ) {
    self.code = code
    self.name = name
    self.kind = kind
    self.recovery = recovery
    self.http = http
  }

  static let all = [
    Row(101, "InvalidContent", .protocolViolation, .giveUp, http: [400]),
    Row(102, "InvalidWBXML", .protocolViolation, .giveUp),
    Row(103, "InvalidXML", .protocolViolation, .giveUp, http: [400]),
    Row(104, "InvalidDateTime", .protocolViolation, .giveUp),
    Row(105, "InvalidCombinationOfIDs", .protocolViolation, .giveUp),
    Row(106, "InvalidIDs", .protocolViolation, .giveUp, http: [400]),
    Row(107, "InvalidMIME", .protocolViolation, .giveUp),
    Row(108, "DeviceIdMissingOrInvalid", .protocolViolation, .giveUp),
    Row(109, "DeviceTypeMissingOrInvalid", .protocolViolation, .giveUp),
    Row(110, "ServerError", .unreachable, .wait, http: [500]),
    Row(111, "ServerErrorRetryLater", .unreachable, .retry, http: [503]),
    Row(112, "ActiveDirectoryAccessDenied", .blocked, .giveUp, http: [403]),
    Row(113, "MailboxQuotaExceeded", .protocolViolation, .giveUp, http: [507]),
    Row(114, "MailboxServerOffline", .unreachable, .wait),
    Row(115, "SendQuotaExceeded", .protocolViolation, .giveUp),
    Row(116, "MessageRecipientUnresolved", .protocolViolation, .giveUp),
    Row(117, "MessageReplyNotAllowed", .protocolViolation, .giveUp),
    Row(118, "MessagePreviouslySent", .protocolViolation, .giveUp),
    Row(119, "MessageHasNoRecipient", .protocolViolation, .giveUp),
    Row(120, "MailSubmissionFailed", .protocolViolation, .giveUp),
    Row(121, "MessageReplyFailed", .protocolViolation, .giveUp),
    Row(122, "AttachmentIsTooLarge", .protocolViolation, .giveUp),
    Row(123, "UserHasNoMailbox", .blocked, .giveUp),
    Row(124, "UserCannotBeAnonymous", .credentials, .giveUp),
    Row(125, "UserPrincipalCouldNotBeFound", .credentials, .giveUp, http: [403]),
    Row(126, "UserDisabledForSync", .blocked, .giveUp, http: [403]),
    Row(127, "UserOnNewMailboxCannotSync", .blocked, .giveUp),
    Row(128, "UserOnLegacyMailboxCannotSync", .blocked, .giveUp),
    Row(129, "DeviceIsBlockedForThisUser", .blocked, .giveUp),
    Row(130, "AccessDenied", .blocked, .giveUp),
    Row(131, "AccountDisabled", .blocked, .giveUp),
    Row(132, "SyncStateNotFound", .protocolViolation, .rebaseline, http: [403]),
    Row(133, "SyncStateLocked", .unreachable, .retry),
    Row(134, "SyncStateCorrupt", .protocolViolation, .rebaseline),
    Row(135, "SyncStateAlreadyExists", .unreachable, .retry),
    Row(136, "SyncStateVersionInvalid", .protocolViolation, .rebaseline),
    Row(137, "CommandNotSupported", .protocolViolation, .giveUp, http: [501]),
    Row(138, "VersionNotSupported", .protocolViolation, .renegotiate, http: [400]),
    Row(139, "DeviceNotFullyProvisionable", .policy, .giveUp),
    Row(140, "RemoteWipeRequested", .wipe, .provision, http: [403]),
    Row(141, "LegacyDeviceOnStrictPolicy", .policy, .provision, http: [449]),
    Row(142, "DeviceNotProvisioned", .policy, .provision, http: [449]),
    Row(143, "PolicyRefresh", .policy, .provision, http: [449]),
    Row(144, "InvalidPolicyKey", .policy, .provision, http: [449]),
    Row(145, "ExternallyManagedDevicesNotAllowed", .policy, .giveUp),
    Row(146, "NoRecurrenceInCalendar", .protocolViolation, .giveUp),
    Row(147, "UnexpectedItemClass", .protocolViolation, .giveUp, http: [400, 501]),
    Row(148, "RemoteServerHasNoSSL", .protocolViolation, .giveUp),
    Row(149, "InvalidStoredRequest", .protocolViolation, .retry),
    Row(150, "ItemNotFound", .protocolViolation, .giveUp),
    Row(151, "TooManyFolders", .protocolViolation, .giveUp),
    Row(152, "NoFoldersFound", .protocolViolation, .giveUp),
    Row(153, "ItemsLostAfterMove", .protocolViolation, .giveUp),
    Row(154, "FailureInMoveOperation", .protocolViolation, .giveUp),
    Row(155, "MoveCommandDisallowedForNonPersistentMoveAction", .protocolViolation, .giveUp),
    Row(156, "MoveCommandInvalidDestinationFolder", .protocolViolation, .giveUp),
    Row(160, "AvailabilityTooManyRecipients", .protocolViolation, .giveUp),
    Row(161, "AvailabilityDLLimitReached", .protocolViolation, .giveUp),
    Row(162, "AvailabilityTransientFailure", .protocolViolation, .giveUp),
    Row(163, "AvailabilityFailure", .protocolViolation, .giveUp),
    Row(164, "BodyPartPreferenceTypeNotSupported", .protocolViolation, .giveUp),
    Row(165, "DeviceInformationRequired", .policy, .provision),
    Row(166, "InvalidAccountId", .protocolViolation, .giveUp),
    Row(167, "AccountSendDisabled", .protocolViolation, .giveUp),
    Row(168, "IRM_FeatureDisabled", .protocolViolation, .giveUp),
    Row(169, "IRM_TransientError", .protocolViolation, .giveUp),
    Row(170, "IRM_PermanentError", .protocolViolation, .giveUp),
    Row(171, "IRM_InvalidTemplateID", .protocolViolation, .giveUp),
    Row(172, "IRM_OperationNotPermitted", .protocolViolation, .giveUp),
    Row(173, "NoPicture", .protocolViolation, .giveUp),
    Row(174, "PictureTooLarge", .protocolViolation, .giveUp),
    Row(175, "PictureLimitReached", .protocolViolation, .giveUp),
    Row(176, "BodyPart_ConversationTooLarge", .protocolViolation, .giveUp),
    Row(177, "MaximumDevicesReached", .blocked, .giveUp),
    Row(178, "InvalidMimeBodyCombination", .protocolViolation, .giveUp),
    Row(179, "InvalidSmartForwardParameters", .protocolViolation, .giveUp),
    Row(183, "InvalidRecipients", .protocolViolation, .giveUp),
    Row(184, "OneOrMoreExceptionsFailed", .protocolViolation, .giveUp),
  ]
}

@Suite struct `A common status` {
  private static let command = FolderSync(syncKey: SyncKey("6"))

  private func answer(_ code: Int) -> HTTPResponse {
    typealias Tags = WBXML.Tag.FolderHierarchy
    return .wbxml(Element(Tags.folderSync, [Element(Tags.status, String(code))]))
  }

  private func tell(
    _ answers: [HTTPResponse], version: ProtocolVersion = .v16_1
  ) async throws -> (error: ActiveSyncError?, commands: [String]) {
    let transport = ScriptedTransport(answers)
    var client = try client(transport, version: version, isProvisioned: true) { $0.retries = 0 }
    let error = await #expect(throws: ActiveSyncError.self) {
      try await client.send(Self.command)
    }
    return (error, transport.commands)
  }

  @Test func `is one of 78, and no other number is one`() {
    #expect(Row.all.count == 78)
    #expect(CommonStatus.all.map(\.code) == Row.all.map(\.code))
    for code in -1...300 {
      let isRow = Row.all.contains { $0.code == code }
      #expect((CommonStatus(code: String(code)) != nil) == isRow, "\(code)")
    }
    for text in ["", "x", "101 ", "101x", "1010"] { #expect(CommonStatus(code: text) == nil) }
  }

  @Test(arguments: Row.all)
  private func `is what its row says`(row: Row) throws {
    let status = try #require(CommonStatus(code: String(row.code)))
    #expect(status.code == row.code)
    #expect(status.name == row.name)
    #expect(status.kind == row.kind)
    #expect(status.recovery == row.recovery)
    #expect(status.scope == ([147, 150, 173, 174, 175].contains(row.code) ? .item : .account))
    #expect(status.isOfDevice == (row.code == 129))
    #expect(!status.meaning.isEmpty && !status.meaning.hasSuffix("."))
  }

  /// Every command is sent again at most once, and only after what may help.
  @Test(arguments: Row.all)
  private func `ends a command once what may help was tried`(row: Row) async throws {
    let answer = answer(row.code)
    let helps: (answers: [HTTPResponse], commands: [String]) =
      switch row.recovery {
      case .provision: ([.noPolicy, answer], ["Provision", "FolderSync"])
      // The same version as before, so there is nothing to send again.
      case .renegotiate: ([.options], ["OPTIONS"])
      default: ([], [])
      }
    let (error, commands) = try await tell([answer] + helps.answers + [.folders])
    #expect(error?.kind == row.kind)
    #expect(commands == ["FolderSync"] + helps.commands)
    if row.code == 129 { return }
    #expect(error?.recovery == row.recovery)
    #expect(error?.description.hasPrefix("FolderSync failed with status \(row.code): ") == true)
  }

  @Test(arguments: [
    (101, "the server calls the request invalid; ask the server's administrator"),
    (
      110, "the server failed and asks not to be tried again soon; the next run tries again"
    ),
    (111, "the server failed for the moment; the next run tries again"),
    (113, "the mailbox is full; ask the server's administrator"),
    (
      115,
      "SendQuotaExceeded, which has no place in an export of contacts; "
        + "ask the server's administrator"
    ),
    (123, "the user has no mailbox; ask the server's administrator"),
    (125, "the user is unknown; ask the server's administrator"),
    (126, "ActiveSync is switched off for the user; ask the server's administrator"),
    (131, "the user's account is disabled; ask the server's administrator"),
    (132, "the server lost the state of this device; run again with --full"),
    (
      138,
      "the server no longer takes this version of ActiveSync; trying that did not help"
    ),
    (142, "the server wants its policy accepted; trying that did not help"),
    (
      177,
      "the user has too many devices, and one must be removed on the server; "
        + "ask the server's administrator"
    ),
  ])
  func `is one line with cause and remedy`(code: Int, text: String) async throws {
    let answer = answer(code)
    let help: HTTPResponse = code == 138 ? .options : .noPolicy
    let (error, _) = try await tell([answer, help, answer])
    #expect(error?.description == "FolderSync failed with status \(code): \(text)")
  }

  /// 403 says no more than that: the client can't tell an unknown user or a lost state from a
  /// device that is blocked, and asks Provision whether it is a wipe.
  @Test(arguments: Row.all.filter { !$0.http.isEmpty && ![125, 132, 140].contains($0.code) })
  private func `is of one kind with what servers before 14 0 send`(row: Row) async throws {
    let settings = HTTPResponse.wbxml(
      Element(WBXML.Tag.Settings.settings, [Element(WBXML.Tag.Settings.status, "1")]))
    for status in row.http {
      let answer = HTTPResponse(status: status)
      let help: [HTTPResponse] = status == 400 ? [.options] : [.noPolicy, settings]
      let (error, _) = try await tell([answer] + help + [answer], version: .v12_1)
      #expect(error?.kind == row.kind, "HTTP \(status)")
    }
  }

  @Test func `of a wipe is one with the 403 that Provision explains`() async throws {
    let wipe = HTTPResponse.wbxml(
      Element(WBXML.Tag.Provision.provision, [Element(WBXML.Tag.Provision.remoteWipe)]))
    for (answer, version) in [
      (answer(140), ProtocolVersion.v16_1), (HTTPResponse(status: 403), .v12_1),
    ] {
      let (error, commands) = try await tell([answer, wipe], version: version)
      #expect(error == .wipeRequested(.device))
      #expect(commands == ["FolderSync", "Provision"])
    }
  }
}
