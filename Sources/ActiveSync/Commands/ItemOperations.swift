package import WBXML

/// Fetches contacts by their ids, each whole (MS-ASCMD section 2.2.1.10).
///
///     <ItemOperations xmlns="ItemOperations:" xmlns:A="AirSync:" xmlns:B="AirSyncBase:"><Fetch>
///       <Store>Mailbox</Store><A:CollectionId>2</A:CollectionId><A:ServerId>2:1</A:ServerId>
///       <Options><B:BodyPreference><B:Type>1</B:Type></B:BodyPreference></Options>
///     </Fetch></ItemOperations>
///
/// There is no such command before 12.0.
package struct ItemOperations: Command {
  package static let name = "ItemOperations"

  /// The most ids in one request (MS-ASCMD section 3.1.5.8 has 100): a photo may come with each,
  /// and the answer must not be larger than what is read.
  package static let maximum = 20

  package var collectionID: ServerID
  /// At most ``maximum``.
  package var serverIDs: [ServerID]

  package init(collectionID: ServerID, serverIDs: [ServerID]) {
    self.collectionID = collectionID
    self.serverIDs = serverIDs
  }

  package struct Response: Sendable {
    /// The whole contact by its id, in the form of ApplicationData.
    package var items: [ServerID: Element] = [:]
    /// Why an item did not come.
    package var failures: [ServerID: ItemOperationsStatus] = [:]
  }

  package func element(version: ProtocolVersion) -> Element {
    typealias Tags = Tag.ItemOperations
    return Element(
      Tags.itemOperations,
      serverIDs.map { id in
        Element(
          Tags.fetch,
          [
            Element(Tags.store, "Mailbox"),
            Element(Tag.AirSync.collectionId, identifier: collectionID.rawValue),
            Element(Tag.AirSync.serverId, identifier: id.rawValue),
            Element(
              Tags.options,
              [
                Element(
                  Tag.AirSyncBase.bodyPreference, [Element(Tag.AirSyncBase.type, "1")])
              ]),
          ])
      })
  }

  package func response(from element: Element?) throws(ActiveSyncError) -> Response {
    typealias Tags = Tag.ItemOperations
    let root = try Self.root(element, Tags.itemOperations)
    try Self.check(ItemOperationsStatus(code: Self.text(Tags.status, in: root)))
    var response = Response()
    for fetch in root.first(Tags.response)?.children ?? [] where fetch.tag == Tags.fetch {
      guard let id = fetch.first(Tag.AirSync.serverId)?.identifier.map({ ServerID($0) }) else {
        continue
      }
      let status = ItemOperationsStatus(code: fetch.first(Tags.status)?.text ?? "1")
      // Success with nothing is no contact that was emptied: those have a name to file them under.
      if status.isSuccess, let properties = fetch.first(Tags.properties),
        Sync.saysSomething(properties)
      {
        response.items[id] = Element(Tag.AirSync.applicationData, .elements(properties.children))
      } else {
        response.failures[id] = status
      }
    }
    return response
  }
}
