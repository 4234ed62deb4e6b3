import WBXML

/// The commands that the server knows; it offers no others.
enum Command: String, CaseIterable, Sendable {
  case sync = "Sync"
  case folderSync = "FolderSync"
  case getItemEstimate = "GetItemEstimate"
  case settings = "Settings"
  case itemOperations = "ItemOperations"
  case provision = "Provision"

  /// The root element of request and answer.
  var root: Tag {
    switch self {
    case .sync: .AirSync.sync
    case .folderSync: .FolderHierarchy.folderSync
    case .getItemEstimate: .GetItemEstimate.getItemEstimate
    case .settings: .Settings.settings
    case .itemOperations: .ItemOperations.itemOperations
    case .provision: .Provision.provision
    }
  }

  /// The Status that stands in the root element.
  var status: Tag {
    switch self {
    case .sync: .AirSync.status
    case .folderSync: .FolderHierarchy.status
    case .getItemEstimate: .GetItemEstimate.status
    case .settings: .Settings.status
    case .itemOperations: .ItemOperations.status
    case .provision: .Provision.status
    }
  }

  /// The command's answer with a status and nothing else.
  func reply(status: Int) -> Reply {
    Reply(Element(root, [Element(self.status, String(status))]))
  }
}

/// What a command knows of the request beside its body.
struct Context: Sendable {
  var command: Command
  var version: FakeExchange.Version
  var deviceID: String
  /// X-MS-PolicyKey as sent; `nil` where it isn't.
  var policyKey: String?

  /// One of the common status codes of MS-ASCMD section 2.2.2: in the body from 14.0 on, as a
  /// status of HTTP before.
  func commonStatus(_ status: Int) -> Reply {
    guard version < .v14_0 else { return command.reply(status: status) }
    return switch status {
    case 140: .failure(403, "A remote wipe is asked for.")
    case 141...144: .failure(449, "Provision first.")
    default: .failure(400, "Common status \(status).")
    }
  }
}

extension Tag {
  /// Code page 6, `GetItemEstimate`.
  enum GetItemEstimate {
    static let getItemEstimate = Tag(page: 6, token: 0x05)
    static let collections = Tag(page: 6, token: 0x07)
    static let collection = Tag(page: 6, token: 0x08)
    static let `class` = Tag(page: 6, token: 0x09)
    static let collectionId = Tag(page: 6, token: 0x0A)
    static let estimate = Tag(page: 6, token: 0x0C)
    static let response = Tag(page: 6, token: 0x0D)
    static let status = Tag(page: 6, token: 0x0E)
  }
}
