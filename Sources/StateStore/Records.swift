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
}

/// What an output made of a contact.
package struct Artifact: Equatable, Sendable {
  /// A path below the output's folder, or a DN.
  package var name: String
  /// What was written, in a form that the output alone knows.
  package var digest: [UInt8]

  package init(name: String, digest: [UInt8] = []) {
    self.name = name
    self.digest = digest
  }
}

/// A contact that an output hasn't seen in this form, beside what it made of it before.
package struct FeedItem: Equatable, Sendable {
  package var contact: ContactRecord
  package var artifact: Artifact?
}

/// How far an output has come.
package struct OutputRecord: Equatable, Sendable {
  package var name: String
  /// Tells whether the output's options have changed since.
  package var fingerprint: String
  /// The sequence number of the last contact that was written.
  package var cursor: Int64
  /// The number of the last change file; 0 for none.
  package var lastChangeFile: Int
  /// What was decided and is to be finished before anything else; `nil` for nothing.
  package var pending: String?
  /// Of an output that is one file: what was written, in a form that the output alone knows.
  package var file: [UInt8]?

  package init(name: String, fingerprint: String) {
    self.name = name
    self.fingerprint = fingerprint
    self.cursor = 0
    self.lastChangeFile = 0
    self.pending = nil
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
