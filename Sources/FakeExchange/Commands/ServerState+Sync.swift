import WBXML

/// Sync (MS-ASCMD section 2.2.1.21), from the server to the client alone.
extension ServerState {
  mutating func sync(_ root: Element, _ context: Context) -> Reply {
    guard let request = try? SyncRequest(root, version: context.version) else {
      return context.command.reply(status: 4)
    }
    if let limit = quirks.refusesWindowsAbove,
      request.collections.contains(where: { $0.windowSize ?? 0 > limit })
    {
      return .failure(500, "The window is too large.")
    }
    var room = request.windowSize ?? .max
    var answers: [Element] = []
    for collection in request.collections {
      if let answer = answer(collection, context, room: &room) { answers.append(answer) }
    }
    if answers.isEmpty {
      // Nothing new in any collection: an empty body.
      return Reply(status: 200)
    }
    return Reply(Element(.AirSync.sync, [Element(.AirSync.collections, answers)]))
  }

  /// The answer for one collection; `nil` where there is nothing to say.
  private mutating func answer(
    _ request: SyncRequest.Collection, _ context: Context, room: inout Int
  ) -> Element? {
    statistics.clientCommands += request.commandCount
    if let status = refusal(of: request, context) {
      if status == 3 { statistics.resets += 1 }
      return Self.element(
        request, key: status == 3 ? "0" : request.syncKey, status: status)
    }
    if request.syncKey == "0" { return firstAnswer(request, context) }

    guard var client = devices[context.deviceID]?.collections[request.id] else { return nil }
    if request.syncKey != client.key, let previous = client.previous {
      client.previous?.replays += 1
      devices[context.deviceID]?.collections[request.id] = client
      statistics.replays += 1
      return previous.answer
    }
    if let options = request.options { client.preference = options.preference }
    let answer = nextWindow(request, context, &client, room: &room)
    devices[context.deviceID]?.collections[request.id] = client
    return answer
  }

  /// The status that refuses a request, or `nil` where it can be answered.
  private func refusal(of request: SyncRequest.Collection, _ context: Context) -> Int? {
    guard let device = devices[context.deviceID], device.folderKey != nil else { return 12 }
    guard mailbox.folder(request.id) != nil else {
      return mailbox.isDeleted(request.id) || device.folders.contains(request.id) ? 12 : 8
    }
    guard device.folders.contains(request.id) else { return 12 }
    // This double serves read-only clients: commands of theirs are protocol errors.
    if request.commandCount > 0 { return 4 }
    if request.syncKey == "0" { return request.getChanges == true ? 4 : nil }
    if request.supported != nil { return 4 }
    guard let client = device.collections[request.id] else { return 3 }
    if request.syncKey == client.key { return nil }
    guard let previous = client.previous, previous.key == request.syncKey,
      previous.replays < quirks.replayLimit ?? .max
    else { return 3 }
    return nil
  }

  /// Key 0: a new key and nothing else.
  private mutating func firstAnswer(
    _ request: SyncRequest.Collection, _ context: Context
  ) -> Element {
    var client = ClientCollection(key: quirks.firstSyncKey ?? newSyncKey())
    client.supported = request.supported
    client.preference = request.options?.preference
    devices[context.deviceID]?.collections[request.id] = client
    return Self.element(request, key: client.key, status: 1)
  }

  private mutating func nextWindow(
    _ request: SyncRequest.Collection, _ context: Context, _ client: inout ClientCollection,
    room: inout Int
  ) -> Element? {
    let window = min(request.windowSize ?? 100, room)
    let size = min(window, quirks.endsPagesAfter ?? window)
    var changes: [Collection.Change] = []
    var next = client.position
    var more = quirks.promisesMoreForEver
    if request.getChanges ?? true, !quirks.hidesContacts, !more {
      let collection = mailbox.collections[request.id] ?? Collection()
      if client.emptyPages < quirks.emptyPages, collection.estimate(from: client.position) > 0 {
        client.emptyPages += 1
        return Self.element(
          request, key: request.syncKey, status: 1, [Element(.AirSync.moreAvailable)])
      }
      client.emptyPages = 0
      (changes, next, more) = collection.window(from: client.position, size: size)
      if quirks.losesDeletes {
        changes.removeAll { if case .delete = $0 { true } else { false } }
      }
      if quirks.endsPagesAfter != nil, more { more = collection.estimate(from: next) > window }
    }
    room -= changes.count
    let isWithinRun = client.position.end != nil
    client.position = next

    let commands = changes.map { command($0, context, client.preference) }
    let responses = itemStatusResponses(of: request)
    if commands.isEmpty, !more, responses.isEmpty {
      guard context.version < .v12_1 else { return nil }
      return Self.element(request, key: request.syncKey, status: 1)
    }
    statistics.changesSent += commands.count
    let key = quirks.repeatsSyncKeys && isWithinRun && more ? request.syncKey : newSyncKey()
    var extra: [Element] = more ? [Element(.AirSync.moreAvailable)] : []
    if !responses.isEmpty { extra.append(Element(.AirSync.responses, responses)) }
    if !commands.isEmpty { extra.append(Element(.AirSync.commands, commands)) }
    let answer = Self.element(request, key: key, status: 1, extra)
    client.previous =
      key == request.syncKey ? nil : ClientCollection.Answered(key: request.syncKey, answer: answer)
    client.key = key
    return answer
  }

  /// A Fetch with the status that a fault wants to see on an item.
  private func itemStatusResponses(of request: SyncRequest.Collection) -> [Element] {
    guard let itemStatus, let id = mailbox.serverIDs(in: request.id).first else { return [] }
    return [
      Element(
        .AirSync.fetch,
        [Element(.AirSync.serverId, identifier: id), Element(.AirSync.status, String(itemStatus))])
    ]
  }

  private func command(
    _ change: Collection.Change, _ context: Context, _ preference: BodyPreference?
  ) -> Element {
    func item(_ tag: Tag, _ id: String, _ fields: [Element]) -> Element {
      var data = [Element(.AirSync.applicationData, fields)]
      if quirks.omitsDataOf.contains(id) { data = [] }
      if quirks.emptiesDataOf.contains(id) { data = [Element(.AirSync.applicationData)] }
      if quirks.garblesDataOf.contains(id) { data = [Element(.AirSync.applicationData, "?")] }
      return Element(tag, [Element(.AirSync.serverId, identifier: id)] + data)
    }
    func fields(_ contact: MailboxContact) -> [Element] {
      contact.fields(context.version, preference, noteLimit: quirks.truncatesNotes)
    }
    switch change {
    case .add(let id, let contact):
      return item(.AirSync.add, id, fields(contact))
    case .change(let id, var contact):
      if quirks.omitsBodyAndPictureOfChanges {
        contact[.Contacts.picture] = nil
        return item(.AirSync.change, id, contact.fieldsWithoutBody(context.version))
      }
      return item(.AirSync.change, id, fields(contact))
    case .delete(let id):
      return Element(.AirSync.delete, [Element(.AirSync.serverId, identifier: id)])
    }
  }

  /// A Collection of the answer: Class where the request had one, then SyncKey, CollectionId,
  /// Status, and what else there is.
  static func element(
    _ request: SyncRequest.Collection, key: String, status: Int, _ extra: [Element] = []
  ) -> Element {
    var fields = request.className.map { [Element(.AirSync.class, $0)] } ?? []
    fields += [
      Element(.AirSync.syncKey, key), Element(.AirSync.collectionId, identifier: request.id),
      Element(.AirSync.status, String(status)),
    ]
    return Element(.AirSync.collection, fields + extra)
  }
}
