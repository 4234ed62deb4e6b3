import WBXML

/// ItemOperations, of which the server knows Fetch of contacts (MS-ASCMD section 2.2.1.10).
///
///     <Fetch><Store>Mailbox</Store><CollectionId>2</CollectionId><ServerId>2:1</ServerId>
///       <Options><BodyPreference><Type>1</Type></BodyPreference></Options></Fetch>
extension ServerState {
  func itemOperations(_ root: Element, _ context: Context) -> Reply {
    if quirks.hidesContacts { return Reply(status: 200) }
    let fetches = root.children
    guard context.version >= .v12_0, !fetches.isEmpty, fetches.count <= 100,
      fetches.allSatisfy({ $0.tag == .ItemOperations.fetch })
    else { return context.command.reply(status: 2) }
    var answers: [Element] = []
    for fetch in fetches {
      guard let answer = try? self.fetch(fetch, context) else {
        return context.command.reply(status: 2)
      }
      answers.append(answer)
    }
    return Reply(
      Element(
        .ItemOperations.itemOperations,
        [Element(.ItemOperations.status, "1"), Element(.ItemOperations.response, answers)]))
  }

  private func fetch(_ element: Element, _ context: Context) throws(ShapeError) -> Element {
    let fields = try element.children(inOrder: [
      .ItemOperations.store, .AirSync.collectionId, .AirSync.serverId, .ItemOperations.options,
    ])
    let store = try required(.ItemOperations.store, in: fields).requiredText()
    let folder = try required(.AirSync.collectionId, in: fields).requiredIdentifier()
    let serverID = try required(.AirSync.serverId, in: fields).requiredIdentifier()
    let options = fields[.ItemOperations.options]
    let preference: BodyPreference? =
      if let element = options?.first(.AirSyncBase.bodyPreference) {
        try BodyPreference(element)
      } else {
        nil
      }
    let address = [
      Element(.AirSync.collectionId, identifier: folder),
      Element(.AirSync.serverId, identifier: serverID),
      Element(.AirSync.class, "Contacts"),
    ]
    func answer(_ status: Int, _ rest: [Element]) -> Element {
      Element(
        .ItemOperations.fetch, [Element(.ItemOperations.status, String(status))] + rest)
    }
    if let itemStatus { return answer(itemStatus, address) }
    guard store.lowercased() == "mailbox" else { return answer(9, []) }
    guard let contact = mailbox.collections[folder]?[serverID] else { return answer(6, address) }
    let properties = Element(
      .ItemOperations.properties,
      quirks.emptiesPropertiesOf.contains(serverID)
        ? [] : contact.fields(context.version, preference))
    return answer(1, address + [properties])
  }
}
