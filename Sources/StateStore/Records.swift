/// What is known of the account as a whole.
package struct AccountRecord: Equatable, Sendable {
  /// The server's address and the user that the sync keys belong to.
  package var server: String
  package var user: String
  package var deviceID: String
  /// The name of the account in the configuration; `nil` in a state of an earlier version.
  package var name: String?
  package var protocolVersion: String?
  package var policyKey: String?
  package var isProvisioned: Bool
  /// What the server's policy asks for, a line each; `nil` where it was not asked for yet.
  package var policy: String?
  /// `0` until the folders were listed.
  package var folderSyncKey: String
  /// The order to ask for everything anew that was obeyed and that the server goes on with, in its
  /// words; `nil` for none.
  package var restartOrder: String?
  /// When something last came of a contact, to the day, in seconds since 1970; `nil` for never.
  package var heardAt: Int64?
  /// Whether the server was told that the policy is fulfilled.
  package var isPolicyMet = true
  /// Whether requests named the device by the bytes of its id.
  package var usesDeviceBytes = false
  /// Whether the server knows what the device is, and how many runs told it in vain.
  package var isDescribed = false
  package var descriptionFailures = 0
  /// A day on which the server took who asks, in seconds since 1970; later ones aren't all noted. `nil`
  /// for none.
  package var signedInAt: Int64?

  package init(server: String, user: String, deviceID: String) {
    self.server = server
    self.user = user
    self.deviceID = deviceID
    self.isProvisioned = false
    self.folderSyncKey = "0"
  }
}

/// A folder of the mailbox.
package struct CollectionRecord: Equatable, Sendable {
  package var id: Int64
  package var serverID: String
  package var parentID: String
  package var type: Int
  package var name: String
  /// The folder's name in an output, given once and kept when the folder is renamed.
  package var directory: String
  /// `nil` until the first window is stored, and while the collection starts over.
  package var syncKey: String?
  /// Whether a load from the start has begun and not ended.
  package var isLoading: Bool
  /// When everything was last loaded from the start, in seconds since 1970; `nil` for never.
  package var rebaselinedAt: Int64?
  /// Whether the server no longer lists the folder. Its contacts stay as they are until the folders
  /// that the server lists are loaded, as they may be there under other ids.
  package var isGone: Bool

  package init(
    id: Int64, serverID: String, parentID: String, type: Int, name: String, directory: String,
    syncKey: String? = nil, isLoading: Bool, rebaselinedAt: Int64? = nil, isGone: Bool
  ) {
    self.id = id
    self.serverID = serverID
    self.parentID = parentID
    self.type = type
    self.name = name
    self.directory = directory
    self.syncKey = syncKey
    self.isLoading = isLoading
    self.rebaselinedAt = rebaselinedAt
    self.isGone = isGone
  }
}

/// A contact as it came, with its place in the change feed.
package struct ContactRecord: Equatable, Sendable {
  package var id: Int64
  package var collectionID: Int64
  /// Lower case, with hyphens.
  package var uuid: String
  /// ApplicationData as a WBXML document; empty where the contact is deleted.
  package var data: [UInt8]
  /// Higher for every change; the cursors of the outputs count in it.
  package var sequence: Int64
  /// When the contact's content last changed, in seconds since 1970; coming and going don't count.
  package var changedAt: Int64
  package var isDeleted: Bool

  package init(
    id: Int64, collectionID: Int64, uuid: String, data: [UInt8], sequence: Int64, changedAt: Int64,
    isDeleted: Bool
  ) {
    self.id = id
    self.collectionID = collectionID
    self.uuid = uuid
    self.data = data
    self.sequence = sequence
    self.changedAt = changedAt
    self.isDeleted = isDeleted
  }
}

/// A file that an output has written, as it was when it was last seen: enough to tell somebody else's
/// change without reading every file in every run.
package struct FileRecord: Equatable, Sendable {
  /// Eight bytes of SHA-256 of what was written, as a number.
  package var digest: Int64
  /// The same of what was written before that: after a crash, either may stand there.
  package var previous: Int64
  /// In bytes.
  package var size: Int64
  /// When the file was last modified, in nanoseconds since 1970.
  package var modified: Int64
  /// Whether the file holds somebody else's change, which is kept.
  package var isKept: Bool

  package init(
    digest: Int64, previous: Int64, size: Int64, modified: Int64, isKept: Bool = false
  ) {
    self.digest = digest
    self.previous = previous
    self.size = size
    self.modified = modified
    self.isKept = isKept
  }
}

/// What an output made of a contact.
package struct Artifact: Equatable, Sendable {
  /// A path below the output's directory, the UUID of a card in a file of many, or a DN.
  package var name: String
  /// What was written of the contact into a file that holds many, in a form that the output's format
  /// alone knows; empty for a contact that has a file of its own.
  package var digest: [UInt8]
  /// The file that the contact has for itself; `nil` where it has none, or nothing is known of it.
  package var file: FileRecord?

  package init(name: String, digest: [UInt8] = [], file: FileRecord? = nil) {
    self.name = name
    self.digest = digest
    self.file = file
  }
}

/// A contact that an output hasn't seen in this form, beside what it made of it before.
package struct FeedItem: Equatable, Sendable {
  package var contact: ContactRecord
  package var artifact: Artifact?

  package init(contact: ContactRecord, artifact: Artifact?) {
    self.contact = contact
    self.artifact = artifact
  }
}

/// How far the work of an output on an account has come.
package enum OutputPhase: Equatable, Sendable {
  /// No export has finished yet: whoever follows the changes knows nothing of the account.
  case filling
  /// All that was decided is written.
  case following
  /// Everything up to a place in the change feed is decided and on record. It is still to be written:
  /// first the change file gets its name, if there is one, then the file with every record is made anew.
  case publishing(changeFile: String?, cursor: Int64)
}

/// How far an output has come with an account.
package struct OutputRecord: Equatable, Sendable {
  package var name: String
  /// What the artifacts are of: see `OutputKind`. Empty where nothing was written yet.
  package var kind: String
  /// Tells whether the output's options have changed since.
  package var fingerprint: String
  package var phase: OutputPhase
  /// The sequence number of the last contact that was written.
  package var cursor: Int64

  package init(name: String, kind: String, fingerprint: String, phase: OutputPhase) {
    self.name = name
    self.kind = kind
    self.fingerprint = fingerprint
    self.phase = phase
    self.cursor = 0
  }
}

/// How many contacts a step touched.
package struct Counts: Equatable, Sendable {
  package var added = 0
  package var changed = 0
  package var deleted = 0
  /// Contacts that came as new ones though they were known and say the same, outside of a load: the
  /// server has listed everything again.
  package var repeated = 0

  package init() {}

  package static func += (left: inout Counts, right: Counts) {
    left.added += right.added
    left.changed += right.changed
    left.deleted += right.deleted
    left.repeated += right.repeated
  }
}

/// The changes of one answer of Sync.
package struct Window: Sendable {
  /// A contact as it came.
  package struct Item: Sendable {
    package var serverID: String
    /// ApplicationData as a WBXML document.
    package var data: [UInt8]
    /// The same number for two forms of ApplicationData that differ in their bytes and say the
    /// same, and for no others.
    package var content: Int64

    package init(serverID: String, data: [UInt8], content: Int64) {
      self.serverID = serverID
      self.data = data
      self.content = content
    }
  }

  package enum Change: Sendable {
    case add(Item)
    case change(Item)
    /// A contact that is there, and of which nothing came that could be used.
    case listed(serverID: String)
    case delete(serverID: String)
  }

  package var changes: [Change]
  /// The key to send next.
  package var syncKey: String
  /// Whether the server has no more for now.
  package var isLast: Bool

  package init(changes: [Change], syncKey: String, isLast: Bool) {
    self.changes = changes
    self.syncKey = syncKey
    self.isLast = isLast
  }
}

/// A change of the folder list.
package enum FolderChange: Equatable, Sendable {
  /// A folder as it is now. `directory`: for one that is new.
  case upsert(serverID: String, parentID: String, name: String, type: Int, directory: String)
  /// A folder that the server no longer lists has come back under another id, and so have its
  /// contacts.
  case renumber(id: Int64, serverID: String)
  case delete(serverID: String)
}
