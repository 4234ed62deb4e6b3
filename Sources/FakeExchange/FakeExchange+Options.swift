package import WBXML

extension FakeExchange {
  /// What the server is, for as long as it runs.
  package struct Options: Sendable {
    package var user: String
    package var password: String
    /// The access tokens that are good (RFC 6750), instead of user and password; `nil` for Basic.
    package var bearerTokens: Set<String>?
    /// What OPTIONS offers and the other commands take.
    package var versions: [Version]
    package var provisioning: Provisioning
    /// The TCP port on 127.0.0.1; 0 takes a free one.
    package var port: Int
    /// Whether `/control/` answers; see ``ControlInterface``.
    package var control: Bool
    /// The seed of sync keys and policy keys.
    package var seed: UInt64
    /// How many requests are kept for ``FakeExchange/requests``; older ones are forgotten.
    package var recording: Int

    package init(
      user: String = "anna@contoso.com", password: String = "secret",
      bearerTokens: Set<String>? = nil,
      versions: [Version] = Version.allCases, provisioning: Provisioning = Provisioning(),
      port: Int = 0, control: Bool = false, seed: UInt64 = 1, recording: Int = 10_000
    ) {
      self.user = user
      self.password = password
      self.bearerTokens = bearerTokens
      self.versions = versions
      self.provisioning = provisioning
      self.port = port
      self.control = control
      self.seed = seed
      self.recording = recording
    }
  }

  /// Whether devices must take a policy before they are served (MS-ASPROV).
  package struct Provisioning: Equatable, Sendable {
    package enum Mode: String, CaseIterable, Codable, Sendable {
      /// There is no policy: Provision answers policy status 2, and no key is looked at.
      case none
      /// There is one, but a device that sends no X-MS-PolicyKey is served all the same, as
      /// Exchange does under AllowNonProvisionableDevices. A device that does must send the
      /// right key, and may say that it fulfils the policy in part or not at all.
      case loose
      /// No command without the final key, and no key without full compliance.
      case forced
    }

    /// An order to the device to destroy what it has.
    package enum Wipe: String, Codable, Sendable {
      case remoteWipe
      /// From 16.1 on; devices of older versions aren't told.
      case accountOnlyRemoteWipe
    }

    package var mode: Mode
    /// The elements of EASProvisionDoc with their values: `(.Provision.devicePasswordEnabled, "1")`.
    package var policy: [Requirement]
    package var wipe: Wipe?

    /// One element of EASProvisionDoc.
    package struct Requirement: Equatable, Sendable {
      package var tag: Tag
      package var value: String

      package init(_ tag: Tag, _ value: String) {
        self.tag = tag
        self.value = value
      }
    }

    package init(mode: Mode = .none, policy: [Requirement] = [], wipe: Wipe? = nil) {
      self.mode = mode
      self.policy = policy
      self.wipe = wipe
    }
  }
}

/// Ways in which real servers differ from the specification, each switched on by itself.
///
///     {"firstSyncKey": "-1", "repeatsSyncKeys": true}
package struct Quirks: Codable, Equatable, Sendable {
  /// The key that answers SyncKey 0; SOGo's is `-1`.
  package var firstSyncKey: String?
  /// All windows of a run carry the key of the first one, as SOGo's do. A repeated request then
  /// brings the next window: a lost one is lost.
  package var repeatsSyncKeys = false
  /// Every contact folder seems empty, as it does to a device in quarantine: a running key brings
  /// no changes, a new one no contacts, and ItemOperations is answered without a body.
  package var hidesContacts = false
  /// A Change carries neither Body nor Picture.
  package var omitsBodyAndPictureOfChanges = false
  /// MoreAvailable again and again, with a new key each time and no commands.
  package var promisesMoreForEver = false
  /// So many answers with MoreAvailable, the same key and no commands come before each page, as where
  /// changes that ActiveSync doesn't carry fill a window.
  package var emptyPages = 0
  /// A page ends after so many changes, as with a server that gives itself a time for it; MoreAvailable is
  /// there only where the window doesn't hold all that is left (Z-Push, grommunio).
  package var endsPagesAfter: Int?
  /// Sync never tells of a contact that was deleted.
  package var losesDeletes = false
  /// Sync with a larger window is answered by HTTP 500.
  package var refusesWindowsAbove: Int?
  /// Sync brings no more than this many bytes of a note and marks it as cut, whatever the client
  /// asks for; ItemOperations brings it whole.
  package var truncatesNotes: Int?
  /// The ServerIds of contacts that Sync adds and changes without ApplicationData.
  package var omitsDataOf: Set<String> = []
  /// The ServerIds of contacts that Sync adds and changes with an ApplicationData that is empty.
  package var emptiesDataOf: Set<String> = []
  /// The ServerIds of contacts whose ApplicationData is a text in Sync, and no elements.
  package var garblesDataOf: Set<String> = []
  /// The ServerIds of contacts that ItemOperations gives with success and with nothing in Properties.
  package var emptiesPropertiesOf: Set<String> = []
  /// What FolderSync has for Type by the ServerId of a folder, whatever it is; `none` for no Type.
  package var folderTypes: [String: String] = [:]
  /// Whoever comes without this cookie, `NAME=VALUE`, gets it with HTTP 451 and the server's own
  /// address, as Microsoft's front ends do.
  package var wantedCookie: String?
  /// A device that doesn't fulfil the policy gets no key for saying so, and is told that there is no
  /// policy. Horde does so and insists all the same, unless it takes the device for Outlook or Android:
  /// that is this with a policy which is forced.
  package var waivesPolicy = false
  /// The id of a device in a base64 query becomes digits in capitals, as SOGo has them.
  package var capitalizesDeviceIDs = false
  /// How often the previous sync key may be repeated before it gets status 3; `nil` for any
  /// number.
  package var replayLimit: Int?

  package init() {}

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case firstSyncKey, repeatsSyncKeys, hidesContacts, omitsBodyAndPictureOfChanges
    case promisesMoreForEver, truncatesNotes, omitsDataOf, replayLimit
    case emptiesDataOf, garblesDataOf, emptiesPropertiesOf, folderTypes
    case emptyPages, endsPagesAfter, refusesWindowsAbove, losesDeletes
    case wantedCookie, capitalizesDeviceIDs, waivesPolicy
  }

  package init(from decoder: any Swift.Decoder) throws {
    try decoder.refuseUnknownKeys(CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func flag(_ key: CodingKeys) throws -> Bool {
      try container.decodeIfPresent(Bool.self, forKey: key) ?? false
    }
    firstSyncKey = try container.decodeIfPresent(String.self, forKey: .firstSyncKey)
    repeatsSyncKeys = try flag(.repeatsSyncKeys)
    hidesContacts = try flag(.hidesContacts)
    omitsBodyAndPictureOfChanges = try flag(.omitsBodyAndPictureOfChanges)
    promisesMoreForEver = try flag(.promisesMoreForEver)
    truncatesNotes = try container.decodeIfPresent(Int.self, forKey: .truncatesNotes)
    func ids(_ key: CodingKeys) throws -> Set<String> {
      try container.decodeIfPresent(Set<String>.self, forKey: key) ?? []
    }
    omitsDataOf = try ids(.omitsDataOf)
    emptiesDataOf = try ids(.emptiesDataOf)
    garblesDataOf = try ids(.garblesDataOf)
    emptiesPropertiesOf = try ids(.emptiesPropertiesOf)
    folderTypes = try container.decodeIfPresent([String: String].self, forKey: .folderTypes) ?? [:]
    emptyPages = try container.decodeIfPresent(Int.self, forKey: .emptyPages) ?? 0
    endsPagesAfter = try container.decodeIfPresent(Int.self, forKey: .endsPagesAfter)
    losesDeletes = try flag(.losesDeletes)
    refusesWindowsAbove = try container.decodeIfPresent(Int.self, forKey: .refusesWindowsAbove)
    replayLimit = try container.decodeIfPresent(Int.self, forKey: .replayLimit)
    wantedCookie = try container.decodeIfPresent(String.self, forKey: .wantedCookie)
    capitalizesDeviceIDs = try flag(.capitalizesDeviceIDs)
    waivesPolicy = try flag(.waivesPolicy)
  }
}
