import WBXML

/// What the administrator, or the mailbox's owner, orders to be destroyed.
package enum WipeOrder: CaseIterable, Equatable, Sendable {
  /// All that the device has ever received from the server, and its credentials (MS-ASPROV section
  /// 2.2.2.45).
  case device
  /// The same for this account alone; from 16.1 on (MS-ASPROV section 2.2.2.1).
  case account

  var tag: Tag {
    switch self {
    case .device: Tag.Provision.remoteWipe
    case .account: Tag.Provision.accountOnlyRemoteWipe
    }
  }
}
