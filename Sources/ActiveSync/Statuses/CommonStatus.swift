/// A status from 101 to 184, which every command may answer with (MS-ASCMD section 2.2.2).
///
/// Servers of version 14.0 and later send it under HTTP 200; older ones send an HTTP status.
package struct CommonStatus: Equatable, Sendable {
  package let code: Int
  /// The name in MS-ASCMD: `DeviceNotProvisioned`.
  package let name: String
  /// In a few words, without a full stop.
  package let meaning: String
  package let kind: ActiveSyncError.Kind
  package let recovery: Recovery
  /// Those of a single item aside, they concern the account.
  package var scope: Scope { [147, 150, 173, 174, 175].contains(code) ? .item : .account }

  /// The status of a code as it came, or `nil` where MS-ASCMD has none.
  package init?(code text: String) {
    guard let code = Int(text), let status = Self.byCode[code] else { return nil }
    self = status
  }

  /// Whether the server lets in the user, and not this device.
  package var isOfDevice: Bool { code == 129 }

  private init(
    _ code: Int, _ name: String, _ meaning: String, _ kind: ActiveSyncError.Kind,
    _ recovery: Recovery
  ) {
    self.code = code
    self.name = name
    self.meaning = meaning
    self.kind = kind
    self.recovery = recovery
  }

  private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

  /// Every status of the table.
  package static let all: [CommonStatus] = [
    CommonStatus(
      101, "InvalidContent",
      "the server calls the request invalid", .protocolViolation, .giveUp),
    CommonStatus(
      102, "InvalidWBXML",
      "the server can't decode the request", .protocolViolation, .giveUp),
    CommonStatus(
      103, "InvalidXML",
      "the server calls the request malformed", .protocolViolation, .giveUp),
    CommonStatus(
      104, "InvalidDateTime",
      "the server calls a date of the request invalid", .protocolViolation, .giveUp),
    CommonStatus(
      105, "InvalidCombinationOfIDs",
      "the server calls the identifiers of the request contradictory", .protocolViolation, .giveUp),
    CommonStatus(
      106, "InvalidIDs",
      "the server calls an identifier of the request invalid", .protocolViolation, .giveUp),
    CommonStatus(
      107, "InvalidMIME",
      "InvalidMIME, which has no place in an export of contacts", .protocolViolation, .giveUp),
    CommonStatus(
      108, "DeviceIdMissingOrInvalid",
      "the server refuses the device id", .protocolViolation, .giveUp),
    CommonStatus(
      109, "DeviceTypeMissingOrInvalid",
      "the server refuses the device type", .protocolViolation, .giveUp),
    CommonStatus(
      110, "ServerError",
      "the server failed and asks not to be tried again soon", .unreachable, .wait),
    CommonStatus(
      111, "ServerErrorRetryLater",
      "the server failed for the moment", .unreachable, .retry),
    CommonStatus(
      112, "ActiveDirectoryAccessDenied",
      "the server may not read its own directory", .blocked, .giveUp),
    CommonStatus(113, "MailboxQuotaExceeded", "the mailbox is full", .protocolViolation, .giveUp),
    CommonStatus(114, "MailboxServerOffline", "the mailbox server is offline", .unreachable, .wait),
    CommonStatus(
      115, "SendQuotaExceeded",
      "SendQuotaExceeded, which has no place in an export of contacts", .protocolViolation, .giveUp),
    CommonStatus(
      116, "MessageRecipientUnresolved",
      "MessageRecipientUnresolved, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      117, "MessageReplyNotAllowed",
      "MessageReplyNotAllowed, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      118, "MessagePreviouslySent",
      "MessagePreviouslySent, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      119, "MessageHasNoRecipient",
      "MessageHasNoRecipient, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      120, "MailSubmissionFailed",
      "MailSubmissionFailed, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      121, "MessageReplyFailed",
      "MessageReplyFailed, which has no place in an export of contacts", .protocolViolation, .giveUp
    ),
    CommonStatus(
      122, "AttachmentIsTooLarge",
      "AttachmentIsTooLarge, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(123, "UserHasNoMailbox", "the user has no mailbox", .blocked, .giveUp),
    CommonStatus(
      124, "UserCannotBeAnonymous",
      "the request came without credentials", .credentials, .giveUp),
    CommonStatus(125, "UserPrincipalCouldNotBeFound", "the user is unknown", .credentials, .giveUp),
    CommonStatus(
      126, "UserDisabledForSync",
      "ActiveSync is switched off for the user", .blocked, .giveUp),
    CommonStatus(
      127, "UserOnNewMailboxCannotSync",
      "the server doesn't let users of its new mailboxes synchronise", .blocked, .giveUp),
    CommonStatus(
      128, "UserOnLegacyMailboxCannotSync",
      "the server doesn't let users of its old mailboxes synchronise", .blocked, .giveUp),
    CommonStatus(
      129, "DeviceIsBlockedForThisUser",
      "the device is blocked for this user", .blocked, .giveUp),
    CommonStatus(130, "AccessDenied", "the user may not do that", .blocked, .giveUp),
    CommonStatus(131, "AccountDisabled", "the user's account is disabled", .blocked, .giveUp),
    CommonStatus(
      132, "SyncStateNotFound",
      "the server lost the state of this device", .protocolViolation, .rebaseline),
    CommonStatus(
      133, "SyncStateLocked",
      "the server holds the state of this device locked, the mailbox may be moving", .unreachable,
      .retry),
    CommonStatus(
      134, "SyncStateCorrupt",
      "the server's state of this device is corrupt", .protocolViolation, .rebaseline),
    CommonStatus(
      135, "SyncStateAlreadyExists",
      "two first synchronisations ran at once", .unreachable, .retry),
    CommonStatus(
      136, "SyncStateVersionInvalid",
      "the server's state of this device is of another version", .protocolViolation, .rebaseline),
    CommonStatus(
      137, "CommandNotSupported",
      "the server doesn't know the command", .protocolViolation, .giveUp),
    CommonStatus(
      138, "VersionNotSupported",
      "the server no longer takes this version of ActiveSync", .protocolViolation, .renegotiate),
    CommonStatus(
      139, "DeviceNotFullyProvisionable",
      "the server's policy is more than this device can fulfil", .policy, .giveUp),
    CommonStatus(140, "RemoteWipeRequested", "the server orders a wipe", .wipe, .provision),
    CommonStatus(
      141, "LegacyDeviceOnStrictPolicy",
      "the server wants its policy accepted", .policy, .provision),
    CommonStatus(
      142, "DeviceNotProvisioned",
      "the server wants its policy accepted", .policy, .provision),
    CommonStatus(
      143, "PolicyRefresh",
      "the server wants its policy accepted anew", .policy, .provision),
    CommonStatus(144, "InvalidPolicyKey", "the server's policy changed", .policy, .provision),
    CommonStatus(
      145, "ExternallyManagedDevicesNotAllowed",
      "the server doesn't let in devices that others manage", .policy, .giveUp),
    CommonStatus(
      146, "NoRecurrenceInCalendar",
      "NoRecurrenceInCalendar, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      147, "UnexpectedItemClass",
      "the server doesn't know this kind of item", .protocolViolation, .giveUp),
    CommonStatus(
      148, "RemoteServerHasNoSSL",
      "the server would have to ask another one that has no TLS", .protocolViolation, .giveUp),
    CommonStatus(
      149, "InvalidStoredRequest",
      "the server lost the request that this one builds on", .protocolViolation, .retry),
    CommonStatus(150, "ItemNotFound", "the item is gone", .protocolViolation, .giveUp),
    CommonStatus(
      151, "TooManyFolders",
      "the mailbox has too many folders", .protocolViolation, .giveUp),
    CommonStatus(152, "NoFoldersFound", "the mailbox has no folders", .protocolViolation, .giveUp),
    CommonStatus(
      153, "ItemsLostAfterMove",
      "ItemsLostAfterMove, which has no place in an export of contacts", .protocolViolation, .giveUp
    ),
    CommonStatus(
      154, "FailureInMoveOperation",
      "FailureInMoveOperation, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      155, "MoveCommandDisallowedForNonPersistentMoveAction",
      "MoveCommandDisallowedForNonPersistentMoveAction, which has no place in an export of contacts",
      .protocolViolation, .giveUp),
    CommonStatus(
      156, "MoveCommandInvalidDestinationFolder",
      "MoveCommandInvalidDestinationFolder, which has no place in an export of contacts",
      .protocolViolation, .giveUp),
    CommonStatus(
      160, "AvailabilityTooManyRecipients",
      "AvailabilityTooManyRecipients, which has no place in an export of contacts",
      .protocolViolation, .giveUp),
    CommonStatus(
      161, "AvailabilityDLLimitReached",
      "AvailabilityDLLimitReached, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      162, "AvailabilityTransientFailure",
      "AvailabilityTransientFailure, which has no place in an export of contacts",
      .protocolViolation, .giveUp),
    CommonStatus(
      163, "AvailabilityFailure",
      "AvailabilityFailure, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      164, "BodyPartPreferenceTypeNotSupported",
      "BodyPartPreferenceTypeNotSupported, which has no place in an export of contacts",
      .protocolViolation, .giveUp),
    CommonStatus(
      165, "DeviceInformationRequired",
      "the server wants to know more about the device", .policy, .provision),
    CommonStatus(
      166, "InvalidAccountId",
      "InvalidAccountId, which has no place in an export of contacts", .protocolViolation, .giveUp),
    CommonStatus(
      167, "AccountSendDisabled",
      "AccountSendDisabled, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      168, "IRM_FeatureDisabled",
      "IRM_FeatureDisabled, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      169, "IRM_TransientError",
      "IRM_TransientError, which has no place in an export of contacts", .protocolViolation, .giveUp
    ),
    CommonStatus(
      170, "IRM_PermanentError",
      "IRM_PermanentError, which has no place in an export of contacts", .protocolViolation, .giveUp
    ),
    CommonStatus(
      171, "IRM_InvalidTemplateID",
      "IRM_InvalidTemplateID, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      172, "IRM_OperationNotPermitted",
      "IRM_OperationNotPermitted, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(173, "NoPicture", "there is no photo", .protocolViolation, .giveUp),
    CommonStatus(174, "PictureTooLarge", "the photo is too large", .protocolViolation, .giveUp),
    CommonStatus(
      175, "PictureLimitReached",
      "there are too many photos", .protocolViolation, .giveUp),
    CommonStatus(
      176, "BodyPart_ConversationTooLarge",
      "BodyPart_ConversationTooLarge, which has no place in an export of contacts",
      .protocolViolation, .giveUp),
    CommonStatus(
      177, "MaximumDevicesReached",
      "the user has too many devices, and one must be removed on the server", .blocked, .giveUp),
    CommonStatus(
      178, "InvalidMimeBodyCombination",
      "InvalidMimeBodyCombination, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
    CommonStatus(
      179, "InvalidSmartForwardParameters",
      "InvalidSmartForwardParameters, which has no place in an export of contacts",
      .protocolViolation, .giveUp),
    CommonStatus(
      183, "InvalidRecipients",
      "InvalidRecipients, which has no place in an export of contacts", .protocolViolation, .giveUp),
    CommonStatus(
      184, "OneOrMoreExceptionsFailed",
      "OneOrMoreExceptionsFailed, which has no place in an export of contacts", .protocolViolation,
      .giveUp),
  ]
}
