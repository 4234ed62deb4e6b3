import WBXML

extension ServerState {
  /// The answer of a fault that sets a status at the command or at its collections.
  func statusReply(_ status: Int, scope: Fault.Scope, to request: RecordedRequest) -> Reply {
    guard let command = request.command.flatMap(Command.init(rawValue:)) else {
      return .failure(400, "A status has no place in the answer to this request.")
    }
    let root = request.element
    switch (scope, command) {
    case (.collection, .sync):
      let collections = root?.first(.AirSync.collections)?.children ?? []
      let answers = collections.map { collection in
        let key = status == 3 ? "0" : collection.first(.AirSync.syncKey)?.text ?? "0"
        return Element(
          .AirSync.collection,
          [
            Element(.AirSync.syncKey, key),
            Element(
              .AirSync.collectionId, collection.first(.AirSync.collectionId)?.text ?? ""),
            Element(.AirSync.status, String(status)),
          ])
      }
      return Reply(
        Element(.AirSync.sync, [Element(.AirSync.collections, .elements(answers))]))
    case (.collection, .getItemEstimate):
      return Reply(
        Element(.GetItemEstimate.getItemEstimate, [Self.response(status: status)]))
    case (.collection, .provision):
      let type = root?.first(.Provision.policies)?.first(.Provision.policy)?
        .first(.Provision.policyType)?.text
      let policy = Element(
        .Provision.policy,
        [
          Element(.Provision.policyType, type ?? ""),
          Element(.Provision.status, String(status)),
        ])
      return Reply(
        Element(
          .Provision.provision,
          [Element(.Provision.status, "1"), Element(.Provision.policies, [policy])]))
    default:
      return command.reply(status: status)
    }
  }
}
