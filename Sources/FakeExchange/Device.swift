import WBXML

/// What the server knows of one device.
struct Device: Sendable {
  /// A sync key of the folder hierarchy and the revision it stands for.
  struct FolderKey: Sendable {
    var key: String
    var revision: Int
  }

  /// The newest key, and the one before it, which stays valid until the newest is used.
  var folderKey: FolderKey?
  var previousFolderKey: FolderKey?
  /// The folders the device has been told of.
  var folders: Set<String> = []
  /// How many FolderSync keys were handed out; they are counted: `1`, `2`, ...
  var folderKeyCount = 0
  /// The sync state of each folder by CollectionId.
  var collections: [String: ClientCollection] = [:]
  /// The policy key that is valid only to acknowledge the policy.
  var temporaryPolicyKey: String?
  var policyKey: String?
  /// Model, FriendlyName, OS and so on, as last told by the device.
  var information: [String: String] = [:]
}

/// How far a device is with the contacts of one folder.
struct ClientCollection: Sendable {
  /// An answer that is given again when its request is repeated.
  struct Answered: Sendable {
    var key: String
    var answer: Element
    var replays = 0
  }

  /// The key the device has to send next.
  var key: String
  var position = Collection.Position()
  var previous: Answered?
  /// How many answers without a change have come before the next page: see ``Quirks/emptyPages``.
  var emptyPages = 0
  /// The Supported of the first request; `nil` where it had none.
  var supported: [Tag]?
  /// The Options stay in force until others are sent.
  var preference: BodyPreference?
}

/// How the device wants notes (MS-ASAIRS section 2.2.2.12, BodyPreference).
struct BodyPreference: Equatable, Sendable {
  var type: Int
  var truncationSize: Int?
  var allOrNone = false

  /// The same for at most this many bytes; `nil` for no limit.
  func limited(to limit: Int?) -> BodyPreference {
    var limited = self
    if let limit { limited.truncationSize = min(truncationSize ?? limit, limit) }
    return limited
  }
}
