import WBXML

/// Settings, of which the server knows DeviceInformation (MS-ASCMD section 2.2.1.18).
extension ServerState {
  mutating func settings(_ root: Element, _ context: Context) -> Reply {
    guard context.version >= .v12_0,
      let fields = try? root.children(inOrder: [.Settings.deviceInformation]),
      let set = fields[.Settings.deviceInformation]?.first(.Settings.set)
    else { return context.command.reply(status: 2) }
    learn(set, context)
    return Reply(
      Element(
        .Settings.settings,
        [
          Element(.Settings.status, "1"),
          Element(.Settings.deviceInformation, [Element(.Settings.status, "1")]),
        ]))
  }
}
