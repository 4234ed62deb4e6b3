import WBXML

/// GetItemEstimate (MS-ASCMD section 2.2.1.9): how many changes a Sync would bring.
extension ServerState {
  func getItemEstimate(_ root: Element, _ context: Context) -> Reply {
    let collections = root.first(.GetItemEstimate.collections)?.children ?? []
    var responses: [Element] = []
    for collection in collections {
      guard let response = try? estimate(collection, context) else {
        return context.commonStatus(103)
      }
      responses.append(response)
    }
    guard !responses.isEmpty else { return context.commonStatus(103) }
    return Reply(Element(.GetItemEstimate.getItemEstimate, responses))
  }

  private func estimate(_ element: Element, _ context: Context) throws(ShapeError) -> Element {
    // Before 14.0 Class and FilterType came first and the key last (MS-ASCMD, 12.1).
    let order: [Tag] =
      context.version >= .v14_0
      ? [
        .AirSync.syncKey, .GetItemEstimate.collectionId, .AirSync.conversationMode,
        .AirSync.options,
      ]
      : [
        .GetItemEstimate.class, .GetItemEstimate.collectionId, .AirSync.filterType,
        .AirSync.syncKey,
      ]
    let fields = try element.children(inOrder: order)
    let key = try required(.AirSync.syncKey, in: fields).requiredText()
    let id = try required(.GetItemEstimate.collectionId, in: fields).requiredText()
    guard let collection = mailbox.collections[id] else { return Self.response(status: 2) }
    guard let client = devices[context.deviceID]?.collections[id], key != "0" else {
      return Self.response(status: 3)
    }
    guard key == client.key else { return Self.response(status: 4) }
    let count = quirks.hidesContacts ? 0 : collection.estimate(from: client.position)
    return Self.response(
      status: 1,
      Element(
        .GetItemEstimate.collection,
        [
          Element(.GetItemEstimate.collectionId, id),
          Element(.GetItemEstimate.estimate, String(count)),
        ]))
  }

  static func response(status: Int, _ collection: Element? = nil) -> Element {
    Element(
      .GetItemEstimate.response,
      [Element(.GetItemEstimate.status, String(status))] + (collection.map { [$0] } ?? []))
  }
}
