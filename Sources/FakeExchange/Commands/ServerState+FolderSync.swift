import WBXML

/// FolderSync (MS-ASCMD section 2.2.1.5).
///
///     <FolderSync><SyncKey>0</SyncKey></FolderSync>
///     <FolderSync><Status>1</Status><SyncKey>1</SyncKey><Changes><Count>11</Count>
///       <Add><ServerId>1</ServerId><ParentId>0</ParentId>...</Add>...</Changes></FolderSync>
extension ServerState {
  mutating func folderSync(_ root: Element, _ context: Context) -> Reply {
    guard
      let fields = try? root.children(inOrder: [.FolderHierarchy.syncKey]),
      let key = fields[.FolderHierarchy.syncKey]?.text, !key.isEmpty
    else { return context.command.reply(status: 10) }

    var device = devices[context.deviceID, default: Device()]
    guard let base = device.folderRevision(of: key) else { return context.command.reply(status: 9) }
    let (added, updated, deleted) = mailbox.folderChanges(since: base)
    let count = added.count + updated.count + deleted.count
    if key == "0" || count > 0 {
      device.folderKeyCount += 1
      if let folderKey = device.folderKey, folderKey.key == key {
        device.previousFolderKey = folderKey
      } else if key == "0" {
        device.previousFolderKey = nil
        device.folders = []
      }
      device.folderKey = Device.FolderKey(
        key: String(device.folderKeyCount), revision: mailbox.revision)
    }
    device.folders.formUnion(added.map(\.id))
    device.folders.subtract(deleted.map(\.id))
    devices[context.deviceID] = device

    let changes =
      [Element(.FolderHierarchy.count, String(count))]
      + updated.map { element(.FolderHierarchy.update, $0) }
      + deleted.map {
        Element(.FolderHierarchy.delete, [Element(.FolderHierarchy.serverId, identifier: $0.id)])
      }
      + added.map { element(.FolderHierarchy.add, $0) }
    var reply = Reply(
      Element(
        .FolderHierarchy.folderSync,
        [
          Element(.FolderHierarchy.status, "1"),
          Element(.FolderHierarchy.syncKey, device.folderKey?.key ?? key),
          Element(.FolderHierarchy.changes, changes),
        ]))
    if key == "0" {
      // MS-ASHTTP section 2.2.1.2.2: with key 0 the versions come along.
      reply.headers += capabilities
      reply.headers.append(
        ("X-MS-RP", options.versions.map(\.rawValue).joined(separator: ",")))
    }
    return reply
  }

  private func element(_ tag: Tag, _ folder: MailboxFolder) -> Element {
    let type = quirks.folderTypes[folder.id] ?? String(folder.type)
    return Element(
      tag,
      [
        Element(.FolderHierarchy.serverId, identifier: folder.id),
        Element(.FolderHierarchy.parentId, identifier: folder.parent),
        Element(.FolderHierarchy.displayName, folder.name),
      ] + (type == "none" ? [] : [Element(.FolderHierarchy.type, type)]))
  }
}

extension Device {
  /// The revision of the hierarchy that a key stands for; `nil` where it isn't valid.
  fileprivate func folderRevision(of key: String) -> Int? {
    if key == "0" { return 0 }
    return [folderKey, previousFolderKey].compactMap { $0 }.first { $0.key == key }?.revision
  }
}
